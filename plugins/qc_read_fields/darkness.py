"""How dark an area is against its own paper."""

import numpy as np

from qc_service.model.page import Placement
from qc_service.model.units import Floats, Grey

MAD_TO_SD = 1.4826
"""Standard deviation of normal noise for its median absolute deviation."""

SAMPLED = 3
"""Every so manieth pixel, both ways, tells an area's paper level and grain."""


def ink_level(grey: Grey, placement: Placement, share: float, times: float) -> float:
    """Give the grey below which a pixel of an area that is mostly paper is ink.

    `share` is the least darkness, against print, and `times` how many SD of the paper's grain.
    """
    sample = grey[::SAMPLED, ::SAMPLED]
    paper = float(np.median(sample))
    noise = MAD_TO_SD * float(np.median(np.abs(sample.astype(np.int16) - np.int16(paper))))
    return paper - max(share * contrast_of(placement), times * noise)


def contrast_of(placement: Placement) -> float:
    """Give the greys between paper and print on this page, at least 1."""
    return max(1.0, placement.paper_level - placement.ink_level)


def without_lines(grey: Grey) -> Floats:
    """Give how much darker (greys) each pixel is than its column's and its row's median.

    A fold, a dust streak or uneven light lie on a whole column or row, and so are taken out.
    """
    light = grey.astype(np.float32)
    light -= np.median(light, axis=0, keepdims=True)
    light -= np.median(light, axis=1, keepdims=True)
    dark: Floats = -light.astype(np.float64)
    return dark


def grain(dark: Floats) -> float:
    """Give the SD of the paper's grain in an area that is mostly paper."""
    return MAD_TO_SD * float(np.median(np.abs(dark[::SAMPLED, ::SAMPLED])))
