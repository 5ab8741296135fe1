"""Which rows of a write-in table are written in: ink belongs to the row in which most of it stands.

Letter tails (g, j, p, y) that reach into the row below are ink of the row above: counting them gave
114 votes to one man (Ski 2011).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from qc_read_fields.darkness import ink_level
from qc_service.model.layout import Box, Region
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats
from qc_service.reading.rectify import rectify

SCALE = 4.0
"""Pixels a mm: a pen's line is two pixels wide."""

AROUND_MM = 3.0
"""Paper above and below the table that is looked at too: what stands there reaches in."""

INK_LEAST = 0.14
"""Darkness, against print, from which a pixel counts: soft pencil has twice that."""

NOISE_TIMES = 6.0
"""And so many times the paper's grain."""

RULE_MM, TICK_MM = 0.45, 0.35
"""Half the width around a printed line, and a comb's tick, that is not looked at."""

ASIDE_MM = 0.9
"""How far a stroke may move aside while it crosses a printed line."""

OWN_SHARE, OWN_MM = 0.25, 5.0
"""Share of a stroke's largest part, and inked columns, from which its part in another row is
writing there: tails are thinner and fewer than the letters that they hang from."""

WRITTEN_MM2, WRITTEN_MM = 4.0, 6.0
"""Ink and length of writing: two capitals; a dot or a dash has less of one or of both."""

OVERFLOW_MM2 = 0.3
"""Ink from another row that is told."""

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


def score_rows(
    page: Page, placement: Placement, rows: Sequence[Region]
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Give each row's score and flags: 1 where it is surely written in, 0 where it is empty."""
    boxes = tuple(row.box for row in rows)
    area = _around(boxes)
    grey = rectify(page, placement, area, SCALE)
    printed = _printed(boxes, tuple(map(_comb, rows)), area)
    ink = (grey < ink_level(grey, placement, INK_LEAST, NOISE_TIMES)) & ~printed
    masses, lengths, reached = _share_out(ink, _strips(boxes, area))
    scores: dict[str, tuple[float, tuple[str, ...]]] = {}
    for place, row in enumerate(rows):
        score = min(1.0, masses[place] / WRITTEN_MM2) * min(1.0, lengths[place] / WRITTEN_MM)
        flags = ("overflow",) if reached[place] >= OVERFLOW_MM2 else ()
        scores[row.id] = (float(score), flags)
    return scores


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x, y - AROUND_MM, right - x, bottom - y + 2 * AROUND_MM)


def _comb(row: Region) -> tuple[float, float]:
    return (row.comb.pitch, row.comb.tick) if row.comb is not None else (0.0, 0.0)


def _strips(boxes: Sequence[Box], area: Box) -> list[tuple[int, int]]:
    """Give each row's first pixel row and the one after its last."""
    return [
        (round((box.y - area.y) * SCALE), round((box.y + box.height - area.y) * SCALE))
        for box in boxes
    ]


@lru_cache(maxsize=32)
def _printed(boxes: tuple[Box, ...], combs: tuple[tuple[float, float], ...], area: Box) -> Mask:
    """Give where the table's own lines are printed (rows, columns): borders, base lines, ticks."""
    mask = np.zeros((round(area.height * SCALE), round(area.width * SCALE)), np.uint8)

    def rule(start: tuple[float, float], end: tuple[float, float], half: float) -> None:
        (a, b), (c, d) = (
            (round((x - area.x) * SCALE), round((y - area.y) * SCALE)) for x, y in (start, end)
        )
        wide = round(half * SCALE)
        cv2.rectangle(mask, (a - wide, b - wide), (c + wide, d + wide), 1, cv2.FILLED)

    for box, (pitch, tick) in zip(boxes, combs, strict=True):
        right, bottom = box.x + box.width, box.y + box.height
        rule((box.x, box.y), (right, box.y), RULE_MM)
        rule((box.x, bottom), (right, bottom), RULE_MM)
        rule((box.x, box.y), (box.x, bottom), RULE_MM)
        rule((right, box.y), (right, bottom), RULE_MM)
        for number in range(1, int(box.width / pitch) + 1 if pitch else 1):
            x = box.x + number * pitch
            rule((x, bottom - tick), (x, bottom), TICK_MM)
    printed: Mask = mask.astype(bool)
    printed.setflags(write=False)
    return printed


@dataclass(frozen=True, eq=False)
class _Ink:
    """The inked pixels (n,) of a table: where they are, and of which stroke, 1 and up."""

    y: Ints
    x: Ints
    stroke: Ints
    strokes: int


def _share_out(ink: Mask, strips: list[tuple[int, int]]) -> tuple[Floats, Floats, Floats]:
    """Give each row's own ink (mm2) and its length (mm), and the ink of others that reaches in."""
    count = len(strips)
    masses, lengths, reached = np.zeros(count), np.zeros(count), np.zeros(count)
    if not ink.any():
        return masses, lengths, reached
    total, parts = cv2.connectedComponents(ink.view(np.uint8), connectivity=8)
    labels = np.asarray(parts, np.int32)
    names = _joined(labels, total, [end for _, end in strips])
    # From here on only the inked pixels: they are few.
    at = np.flatnonzero(ink)
    y, x = np.divmod(at, ink.shape[1])
    found = _Ink(y, x, names[labels.ravel()[at]].astype(np.int64), total)
    # Each pixel's row; what lies in none is of the one after the last.
    row_at = np.full(len(ink), count)
    for place, (a, b) in enumerate(strips):
        row_at[a:b] = place
    row = row_at[y]
    by_row = np.bincount(row * total + found.stroke, minlength=(count + 1) * total)
    by_row = by_row.reshape(count + 1, total)
    own = _own(found, row, by_row)
    masses[:] = (by_row[:count] * own).sum(axis=1) / SCALE**2
    reached[:] = (by_row[:count] * ~own).sum(axis=1) / SCALE**2
    for place in np.flatnonzero(masses).tolist():
        columns = x[(row == place) & own[place, found.stroke]]
        lengths[place] = (columns.max() - columns.min() + 1) / SCALE
    return masses, lengths, reached


def _own(ink: _Ink, row: Ints, by_row: Ints) -> Mask:
    """Say which strokes (rows, strokes) are writing in a row: mostly there, or widely."""
    here = by_row[:-1] > 0
    own: Mask = here & (by_row[:-1] >= by_row.max(axis=0))
    for place, stroke in zip(*np.nonzero(here & ~own), strict=True):
        columns = len(np.unique(ink.x[(row == place) & (ink.stroke == stroke)]))
        enough = by_row[place, stroke] >= OWN_SHARE * by_row[:-1, stroke].max()
        own[place, stroke] = enough and columns >= OWN_MM * SCALE
    return own


def _joined(labels: Labels, total: int, lines: list[int]) -> Labels:
    """Name each part (total,) by the stroke it is of, where a base line has cut it.

    Ink that ends above the line and goes on below it is one stroke.
    """
    names = np.arange(total, dtype=np.int32)
    gap, aside = round(RULE_MM * SCALE) + 1, round(ASIDE_MM * SCALE)
    for line in lines:
        above = labels[max(0, line - gap - 1) : line - gap + 1].max(axis=0, initial=0)
        below = labels[line + gap : line + gap + 2].max(axis=0, initial=0)
        if not above.any():
            continue
        for x in np.flatnonzero(below).tolist():
            near = above[max(0, x - aside) : x + aside + 1]
            met = near[near > 0]
            if met.size:
                old, new = names[below[x]], names[met[met.size // 2]]
                names[names == old] = new
    return names
