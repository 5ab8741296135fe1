"""Measures handwriting in single write-in lines, on the small page."""

import numpy as np

from qc_service.model.layout import Region, RegionKind
from qc_service.model.page import Page, Placement
from qc_service.model.reading import RegionScore
from qc_service.model.units import Floats
from qc_service.reading.kept import Kept

INK = 0.3
"""Ink from which a pixel of the small page counts: a pen line half a pixel wide still has that."""


def is_line(region: Region) -> bool:
    """Say whether a region is a single line to write on; rows of a table need their neighbours."""
    return region.kind is RegionKind.WRITE_IN and not region.row


def score_regions(
    page: Page, placement: Placement, regions: tuple[Region, ...]
) -> tuple[RegionScore, ...]:
    """Give the share of each measured region's pixels under ink."""
    measured, ends = _lines(regions)
    if not measured:
        return ()
    corners = placement.to_px(ends).reshape(-1, 4, 2)
    around = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    boxes: list[list[int]] = np.rint(around).astype(int).tolist()
    threshold = placement.paper_level - INK * (placement.paper_level - placement.ink_level)
    height, width = page.small.shape
    scores = []
    for region, (x0, y0, x1, y1) in zip(measured, boxes, strict=True):
        f = page.factor
        area = page.small[
            max(0, y0 // f) : min(height, y1 // f), max(0, x0 // f) : min(width, x1 // f)
        ]
        share = np.count_nonzero(area < threshold) / area.size if area.size else 0.0
        scores.append(RegionScore(region.id, float(round(share, 4)), (x0, y0, x1 - x0, y1 - y0)))
    return tuple(scores)


def _lines_of(regions: tuple[Region, ...]) -> tuple[list[Region], Floats]:
    """Give the regions that are measured, and four corners (4 n, 2) mm of each."""
    measured = [region for region in regions if is_line(region)]
    boxes = [region.box for region in measured]
    ends = np.array([(b.x, b.y, b.x + b.width, b.y + b.height) for b in boxes]).reshape(-1, 4)
    return measured, ends[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 2)


_lines = Kept(_lines_of)
