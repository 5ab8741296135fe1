"""Tints against what the printer laid: a copier loses them, or makes them black."""

import numpy as np

from qc_service.model.layout import Box, Region, RegionKind
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats
from qc_service.reading.kept import Kept

INSET_MM = 1.5
"""Rim of a tint left out: it may be printed a millimetre beside its place."""

TINT_LEAST = 0.1
"""Darkness from which an area is a tint: lighter ones are lost in paper's own."""

OFF_FREE, OFF_SURE = 0.1, 0.3
"""How far a tint's darkness may be off: print and scanners vary by the first; a copier that keeps
two levels is off by the second."""

BILEVEL_GREYS = 8
"""Fewer different greys, and the scanner knows only black and white: a tint says nothing."""

POINTS = 14
"""Samples along each side of a tint; they lie at no multiple of a pattern's step."""

Regions = tuple[Region, ...]


def tone_measures(page: Page, placement: Placement, regions: Regions) -> dict[str, float]:
    """Give `tone_off`, the largest difference of a tint's mean darkness, and `copy`, 0..1 by it.

    Nothing where no tint is seen, or where the image has only black and white.
    """
    tints = _tints(regions)
    histogram = np.bincount(page.small[::16, ::16].ravel(), minlength=256)
    if not tints or np.count_nonzero(histogram) < BILEVEL_GREYS:
        return {}
    contrast = max(1.0, placement.paper_level - placement.ink_level)
    rows, columns = page.small.shape
    points = np.concatenate([points for _, points in tints])
    at = np.rint((placement.to_px(points) + 0.5) / page.factor - 0.5).astype(np.int64)
    good = (at >= 0).all(axis=1) & (at[:, 0] < columns) & (at[:, 1] < rows)
    greys = page.small[np.clip(at[:, 1], 0, rows - 1), np.clip(at[:, 0], 0, columns - 1)]
    off, first = [], 0
    for tone, points in tints:
        seen = slice(first, first + len(points))
        first += len(points)
        if good[seen].any():
            grey = float(greys[seen][good[seen]].mean())
            off.append(abs((placement.paper_level - grey) / contrast - tone))
    if not off:
        return {}
    worst = max(off)
    copy = min(1.0, max(0.0, (worst - OFF_FREE) / (OFF_SURE - OFF_FREE)))
    return {"tone_off": round(worst, 4), "copy": round(copy, 4)}


def _sampled(regions: Regions) -> tuple[tuple[float, Floats], ...]:
    """Give each tint's darkness and points (n, 2) in mm on which no later region lies."""
    tints = []
    for place, region in enumerate(regions):
        if region.kind is RegionKind.TONE and region.tone >= TINT_LEAST:
            points = _points(region.box, [other.box for other in regions[place + 1 :]])
            if len(points):
                tints.append((region.tone, points))
    return tuple(tints)


def _points(box: Box, over: list[Box]) -> Floats:
    x = np.linspace(box.x + INSET_MM, box.x + box.width - INSET_MM, POINTS)
    y = np.linspace(box.y + INSET_MM, box.y + box.height - INSET_MM, POINTS)
    points: Floats = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    for other in over:
        low = (other.x - INSET_MM, other.y - INSET_MM)
        high = (other.x + other.width + INSET_MM, other.y + other.height + INSET_MM)
        points = points[~((points > low) & (points < high)).all(axis=1)]
    return points


_tints = Kept(_sampled)
