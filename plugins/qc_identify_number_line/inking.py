"""Turns a strip of the sheet into ink on ground, however light or dark it was scanned."""

import cv2
import numpy as np

from qc_service.model.units import Grey

SPREAD = (2.0, 98.0)
"""Percentiles of a strip that are its paper and its print, or the other way round."""

SAMPLED = 2
"""Every so manieth row and column tells how dark a strip is: strokes are wider."""

LEAST_SPREAD = 25.0
"""Greys between the two below which a strip is taken for blank: paper's grain has a fifth."""


def as_ink(strip: Grey, *, reverse: bool = False) -> Grey | None:
    """Stretch a strip so that 255 is ink and 0 is ground; None where nothing is printed on it."""
    low, high = np.percentile(strip[::SAMPLED, ::SAMPLED], SPREAD)
    if high - low < LEAST_SPREAD:
        return None
    alpha = 255.0 / (high - low)
    if reverse:
        return np.asarray(cv2.convertScaleAbs(np.maximum(strip, low) - low, alpha=alpha), np.uint8)
    return np.asarray(cv2.convertScaleAbs(high - np.minimum(strip, high), alpha=alpha), np.uint8)
