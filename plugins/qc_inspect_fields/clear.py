"""Ink of a hand on paper that must be clear: names beside their table, strokes over the sheet."""

from collections.abc import Sequence

import cv2
import numpy as np

from qc_service.model.layout import Box, Region, RegionKind, Size
from qc_service.model.page import Page, Placement
from qc_service.model.reading import OutsideMark
from qc_service.model.units import Grey
from qc_service.reading.median import paper_and_grain
from qc_service.reading.rectify import rectify

SCALE = 2.0
"""Pixels a mm: a pen's line is a pixel wide, paper's grain is averaged away."""

INSET_MM = 0.8
"""Rim left out: print beside clear paper may be shifted by so much."""

INK_LEAST, NOISE_TIMES = 0.16, 6.0
"""Darkness, against print, and times the grain's SD, from which a pixel is ink: the other side's
print shining through has 0.05."""

SIZE_MM, INK_MM2 = 2.0, 0.8
"""Height or width, and ink, from which a stroke is a hand's: specks are smaller."""

FULL_MM2 = 8.0
"""Ink of a mark as dark as marks get: a short name has 20, a cross 4."""

LINE_SHARE, LINE_MM = 0.9, 2.5
"""A straight line through nine tenths of an area, and no thicker, is a fold or a streak."""

NEAR_MM = 40.0
"""Writing so near to a table was meant for it."""


def marks_on_clear_paper(
    page: Page, placement: Placement, paper: Size, regions: Sequence[Region]
) -> tuple[OutsideMark, ...]:
    """Give one mark for each clear area with a hand's ink: `written` near a table, else `large`."""
    if not any(region.kind is RegionKind.CLEAR for region in regions):
        return ()
    # One turn for all areas: many small ones take longer.
    coarse = Page(page.pixels, page.tiny, page.tiny, 2 * page.factor)
    sheet = rectify(coarse, placement, Box(0, 0, paper.width, paper.height), SCALE)
    rows = [region for region in regions if region.kind is RegionKind.WRITE_IN]
    found = []
    for region in regions:
        if region.kind is RegionKind.CLEAR:
            box = _inset(region.box)
            mark = _look(sheet, placement, box) if box is not None else None
            if mark is not None:
                area, ink = mark
                near = min(rows, key=lambda row: _distance(row.box, area), default=None)
                meant = near is not None and _distance(near.box, area) <= NEAR_MM
                found.append(
                    OutsideMark(
                        "written" if meant else "large",
                        placement.box_px(area),
                        min(1.0, round(ink / FULL_MM2, 3)),
                        near.contest if near is not None and meant else "",
                        near.option if near is not None and meant else "",
                    )
                )
    return tuple(found)


def _inset(box: Box) -> Box | None:
    width, height = box.width - 2 * INSET_MM, box.height - 2 * INSET_MM
    if min(width, height) < SIZE_MM:
        return None
    return Box(box.x + INSET_MM, box.y + INSET_MM, width, height)


def _look(sheet: Grey, placement: Placement, box: Box) -> tuple[Box, float] | None:
    """Give the area around a hand's strokes on clear paper, and their ink in mm2."""
    x0, y0, x1, y1 = (
        round(mm * SCALE) for mm in (box.x, box.y, box.x + box.width, box.y + box.height)
    )
    grey = sheet[max(0, y0) : y1, max(0, x0) : x1]
    if not grey.size:
        return None
    ink = _ink(grey, placement)
    if not ink.any():
        return None
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:  # noqa: PLR2004 - the first is the paper
        return None
    x, y, width, height, area = np.asarray(stats[1:]).T
    rows, columns = ink.shape
    thin = LINE_MM * SCALE
    line = ((height >= LINE_SHARE * rows) & (width <= thin)) | (
        (width >= LINE_SHARE * columns) & (height <= thin)
    )
    hand = (np.maximum(width, height) >= SIZE_MM * SCALE) & (area >= INK_MM2 * SCALE**2) & ~line
    if not hand.any():
        return None
    left, top = x[hand].min() / SCALE, y[hand].min() / SCALE
    right, bottom = (x + width)[hand].max() / SCALE, (y + height)[hand].max() / SCALE
    around = Box(box.x + left, box.y + top, right - left, bottom - top)
    return around, float(area[hand].sum()) / SCALE**2


def _ink(grey: Grey, placement: Placement) -> Grey:
    paper, noise = paper_and_grain(grey)
    contrast = max(1.0, placement.paper_level - placement.ink_level)
    return (grey < paper - max(INK_LEAST * contrast, NOISE_TIMES * noise)).astype(np.uint8)


def _distance(one: Box, other: Box) -> float:
    """Give the gap (mm) between two boxes, 0 where they touch."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width, 0.0)
    down = max(one.y - other.y - other.height, other.y - one.y - one.height, 0.0)
    return float(np.hypot(across, down))
