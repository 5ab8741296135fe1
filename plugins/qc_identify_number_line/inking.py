"""Turns a strip of the sheet into ink on ground, however light or dark it was scanned."""

import cv2
import numpy as np

from qc_service.model.units import Grey

SPREAD = (0.02, 0.98)
"""Shares of a strip's pixels below its print's grey and its paper's, or the other way round."""

SAMPLED = 2
"""Every so manieth row and column tells how dark a strip is: strokes are wider."""

LEAST_SPREAD = 25.0
"""Greys between the two below which a strip is taken for blank: paper's grain has a fifth."""


def as_ink(strip: Grey, *, reverse: bool = False) -> Grey | None:
    """Stretch a strip so that 255 is ink and 0 is ground; None where nothing is printed on it."""
    sample = strip[::SAMPLED, ::SAMPLED].ravel()
    ends = [round(share * (sample.size - 1)) for share in SPREAD]
    low, high = (float(grey) for grey in np.partition(sample, ends)[ends])
    if high - low < LEAST_SPREAD:
        return None
    alpha = 255.0 / (high - low)
    if reverse:
        return np.asarray(cv2.convertScaleAbs(np.maximum(strip, low) - low, alpha=alpha), np.uint8)
    return np.asarray(cv2.convertScaleAbs(high - np.minimum(strip, high), alpha=alpha), np.uint8)
