"""How dark an area is against its own paper."""

import numpy as np
import numpy.typing as npt

from qc_service.model.page import Placement
from qc_service.model.units import Grey
from qc_service.reading.median import MAD_TO_SD, paper_and_grain

Darkness = npt.NDArray[np.int16]
"""(rows, columns) greys by which pixels are darker than paper."""

SAMPLED = 3
"""Every so manieth pixel, both ways, tells a field's grain."""


def ink_level(grey: Grey, placement: Placement, share: float, times: float) -> float:
    """Give the grey below which a pixel of an area that is mostly paper is ink.

    `share` is the least darkness, against print, and `times` how many SD of the paper's grain.
    """
    paper, noise = paper_and_grain(grey)
    return paper - max(share * contrast_of(placement), times * noise)


def contrast_of(placement: Placement) -> float:
    """Give the greys between paper and print on this page, at least 1."""
    return max(1.0, placement.paper_level - placement.ink_level)


def without_lines(grey: Grey) -> Darkness:
    """Give how much darker (greys) each pixel is than its column's and its row's median.

    A fold, a dust streak or uneven light lie on a whole column or row, and so are taken out.
    """
    light = grey.astype(np.int16)
    for axis, length in enumerate(grey.shape):
        light -= np.partition(light, length // 2, axis=axis).take([length // 2], axis=axis)
    return -light


def grain(dark: Darkness) -> float:
    """Give the SD of the paper's grain in an area that is mostly paper."""
    return MAD_TO_SD * float(np.median(np.abs(dark[::SAMPLED, ::SAMPLED])))
