"""Is there a stamp in the field? Ink of a stamp's amount, spread over a stamp's size."""

import numpy as np

from qc_read_fields.darkness import contrast_of, grain, without_lines
from qc_service.model.layout import Box, Region
from qc_service.model.page import Page, Placement
from qc_service.reading.rectify import rectify

SCALE = 2.5
"""Pixels a mm: the lines of a stamp are two pixels wide, paper's grain is averaged away."""

INSET_MM = 1.5
"""Rim of the field left out: print around it may be shifted by a millimetre."""

INK_LEAST = 0.05
"""Darkness, against print, from which a pixel counts: a stamp of a tenth of print's darkness shows,
the other side's print shining through by a twentieth does not."""

NOISE_TIMES = 5.0
"""And so many times the paper's grain."""

AREA_MM2 = 30.0
"""Ink of a stamp: the thinnest ring with letters covers 80 mm2, a pen's stroke across 20."""

SPREAD_MM = 9.0
"""Spread of a stamp's ink both ways (middle nine tenths): real ones have 20 mm and more."""

TAIL = 5.0
"""Percentile cut off at both ends: a speck far away is no spread."""


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
    y, x = np.nonzero(inked)
    if len(x) < 2:  # noqa: PLR2004 - a spread needs two
        return 0.0
    area = len(x) / SCALE**2
    spread = [float(np.diff(np.percentile(at, [TAIL, 100 - TAIL]))[0]) / SCALE for at in (x, y)]
    return float(min(1.0, area / AREA_MM2) * min(1.0, min(spread) / SPREAD_MM))
