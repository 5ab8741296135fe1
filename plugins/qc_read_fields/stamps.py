"""Is there a stamp in the field? Ink of a stamp's amount, spread over a stamp's size."""

import numpy as np
import numpy.typing as npt

from qc_read_fields.darkness import contrast_of, grain, without_lines
from qc_service.model.layout import Box, Region
from qc_service.model.page import Page, Placement
from qc_service.reading.rectify import rectify

SCALE = 2.5
"""Pixels a mm: the lines of a stamp are two pixels wide, paper's grain is averaged away."""

INSET_MM = 1.5
"""Rim of the field left out: print around it may be shifted by a millimetre."""

INK_LEAST = 0.08
"""Darkness, against print, from which a pixel counts: a stamp of an eighth of print's darkness
shows, the other side's print shining through by a twentieth does not."""

NOISE_TIMES = 5.0
"""And so many times the paper's grain."""

AREA_MM2 = 30.0
"""Ink of a stamp: the thinnest ring with letters covers 80 mm2, a pen's stroke across 20."""

SPREAD_MM = 7.0
"""Breadth of a stamp's ink where it is narrowest: real ones have 12 mm and more, a stroke none."""

TAIL = 0.05
"""Share of the ink cut off at both ends: a speck far away is no breadth."""

Ints = npt.NDArray[np.int64]


def score_stamp(page: Page, placement: Placement, region: Region) -> float:
    """Give 1 for as much ink as a stamp has, spread as a stamp's, less for less, 0 for none.

    Lines that run through the whole field (folds, streaks) count for nothing.
    """
    box = region.box
    inner = Box(
        box.x + INSET_MM, box.y + INSET_MM, box.width - 2 * INSET_MM, box.height - 2 * INSET_MM
    )
    if inner.width <= 0 or inner.height <= 0:
        return 0.0
    dark = without_lines(rectify(page, placement, inner, SCALE))
    inked = dark > max(INK_LEAST * contrast_of(placement), NOISE_TIMES * grain(dark))
    y, x = np.divmod(np.flatnonzero(inked), inked.shape[1])
    if len(x) < 2:  # noqa: PLR2004 - a spread needs two
        return 0.0
    area = len(x) / SCALE**2
    return float(min(1.0, area / AREA_MM2) * min(1.0, _breadth(x, y) / SPREAD_MM))


def _breadth(x: Ints, y: Ints) -> float:
    """Give how broad (mm) ink is across the direction in which it is longest, its ends left out."""
    centred = np.stack([x - x.mean(), y - y.mean()])
    # The direction of least spread is the last: eigenvalues rise.
    _, directions = np.linalg.eigh(centred @ centred.T)
    across = directions[:, 0] @ centred
    ends = [round(share * (across.size - 1)) for share in (TAIL, 1 - TAIL)]
    low, high = np.partition(across, ends)[ends]
    return float(high - low) / SCALE
