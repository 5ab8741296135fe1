"""The middle grey of many pixels: what half of them are darker than."""

import numpy as np
import numpy.typing as npt

from qc_service.model.units import Grey

MAD_TO_SD = 1.4826
"""Standard deviation of normal noise for its median absolute deviation."""

ENOUGH = 4096
"""Pixels, evenly spread, that tell an area's level to a fiftieth of its grain."""

GREYS = np.arange(256)


def median_grey(pixels: Grey) -> float:
    """Give the middle grey of pixels of any shape, the upper one of two; there must be some.

    By a histogram: sorting slows down where many pixels are alike, as on paper they are.
    """
    return float(_middle(np.bincount(pixels.ravel(), minlength=256)))


def paper_and_grain(grey: Grey) -> tuple[float, float]:
    """Give the grey of an area that is mostly paper, and the SD of its grain, both in greys."""
    step = max(1, int((grey.size / ENOUGH) ** 0.5))
    counts = np.bincount(grey[::step, ::step].ravel(), minlength=256)
    paper = _middle(counts)
    away = _middle(np.bincount(np.abs(GREYS - paper), weights=counts))
    return float(paper), MAD_TO_SD * away


def _middle(counts: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> int:
    """Give the value in the middle of a histogram."""
    below = counts.cumsum()
    return int(np.searchsorted(below, below[-1] // 2, side="right"))
