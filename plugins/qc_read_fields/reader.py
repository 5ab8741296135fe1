"""The reader of fields: stamp fields one by one, the rows of a write-in table together."""

from qc_read_fields.rows import score_rows
from qc_read_fields.stamps import score_stamp
from qc_service.model.layout import Layout, Region, RegionKind, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading, RegionScore

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
        height, width = page.pixels.shape
        found = []
        for region in side.regions:
            if region.id in scores:
                score, flags = scores[region.id]
                x, y, w, h = placement.box_px(region.box)
                cut = ("cut",) if x < 0 or y < 0 or x + w > width or y + h > height else ()
                found.append(
                    RegionScore(region.id, round(score, DIGITS), (x, y, w, h), flags + cut)
                )
        return Reading((), tuple(found))


def is_row(region: Region) -> bool:
    """Say whether a region is a row of a table to write in."""
    return region.kind is RegionKind.WRITE_IN and region.row > 0
