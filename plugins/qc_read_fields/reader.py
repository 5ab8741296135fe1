"""The reader of fields: stamp fields one by one, the rows of a write-in table together."""

import numpy as np

from qc_read_fields.rows import score_rows
from qc_read_fields.stamps import score_stamp
from qc_service.model.layout import Layout, Region, RegionKind, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import PxBox, Reading, RegionScore

NAME = "read-fields"

DIGITS = 4
"""Decimals kept of a score."""


class FieldReader:
    """Scores stamp fields and rows of write-in tables; it reads no targets."""

    name = NAME

    def reads(self, shape: TargetShape) -> bool:
        """Say no to every target."""
        del shape
        return False

    def scores(self, region: Region) -> bool:
        """Say yes to stamp fields and to rows of a table."""
        return region.kind is RegionKind.STAMP or is_row(region)

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Score every stamp field and every row of the side."""
        del layout
        scores: dict[str, tuple[float, tuple[str, ...]]] = {
            region.id: (score_stamp(page, placement, region), ())
            for region in side.regions
            if region.kind is RegionKind.STAMP
        }
        rows = tuple(region for region in side.regions if is_row(region))
        if rows:
            scores |= score_rows(page, placement, rows)
        scored = [region for region in side.regions if region.id in scores]
        found = []
        for region, (x, y, w, h) in zip(scored, _boxes_px(placement, scored), strict=True):
            score, flags = scores[region.id]
            height, width = page.pixels.shape
            cut = ("cut",) if x < 0 or y < 0 or x + w > width or y + h > height else ()
            found.append(RegionScore(region.id, round(score, DIGITS), (x, y, w, h), flags + cut))
        return Reading((), tuple(found))


def _boxes_px(placement: Placement, regions: list[Region]) -> list[PxBox]:
    """Give the pixel rectangles of regions, as `Placement.box_px` does, in one mapping."""
    if not regions:
        return []
    boxes = [region.box for region in regions]
    ends = np.array([(b.x, b.y, b.x + b.width, b.y + b.height) for b in boxes])
    corners = placement.to_px(ends[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 2)).reshape(-1, 4, 2)
    low = np.rint(corners.min(axis=1)).astype(int)
    size = np.rint(corners.max(axis=1)).astype(int) - low
    return [(x, y, w, h) for (x, y), (w, h) in zip(low.tolist(), size.tolist(), strict=True)]


def is_row(region: Region) -> bool:
    """Say whether a region is a row of a table to write in."""
    return region.kind is RegionKind.WRITE_IN and region.row > 0
