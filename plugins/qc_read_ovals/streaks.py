"""Tells a scanner's streak or a fold from a pen stroke: it runs on over the whole page."""

import numpy as np

from qc_read_ovals.ink import Flags, Measures
from qc_read_ovals.patches import Patches
from qc_service.model.page import Page
from qc_service.model.units import Grey

EVERY = 4
"""Lines of the small page between samples."""

APART = 3
"""Pixels of the small page (0.8 mm) to each side a line is compared with: wider than a streak."""

DARKER = 12
"""Grey levels a line must be darker than both sides: half of what makes it hard to read through."""

RUNS_ON = 0.5
"""Share of the page's length that shows the line; print and marks cover part of it."""


def confirm(page: Page, patches: Patches, measures: Measures) -> tuple[Flags, Flags]:
    """Split flagged targets (n,) into streaks or folds that run over the page, and other lines.

    What runs over the page has been taken out of the measure rightly; any other line through a
    target may be a voter's stroke, and only a person can tell.
    """
    streaks, lines = (
        np.zeros(len(measures.streak), np.bool_),
        np.zeros(len(measures.fold), np.bool_),
    )
    for i in np.flatnonzero(measures.streak | measures.fold).tolist():
        x, y = (patches.centres[i] // page.factor).tolist()
        half_h, half_w = (n // (2 * page.factor) for n in patches.ink.shape[1:])
        through = (not measures.streak[i] or _runs_on(page.small, x, half_w)) and (
            not measures.fold[i] or _runs_on(page.small.T, y, half_h)
        )
        (streaks if through else lines)[i] = True
    return streaks, lines


def _runs_on(small: Grey, middle: int, half: int) -> bool:
    """Say whether some column near `middle` is darker than its sides over most of the page."""
    low = max(0, middle - half - APART)
    block = small[::EVERY, low : middle + half + APART + 1].astype(np.int16)
    if block.shape[1] <= 2 * APART:
        return False
    centre = block[:, APART:-APART]
    darker = np.minimum(block[:, : -2 * APART], block[:, 2 * APART :]) - centre > DARKER
    return bool(np.count_nonzero(darker, axis=0).max() > RUNS_ON * len(block))
