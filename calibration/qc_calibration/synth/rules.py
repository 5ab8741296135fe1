"""Where a form has rules: between contests, between columns of options, and to write on."""

from itertools import pairwise

from qc_service.model.layout import Box, Layout, Region, RegionKind, Side, TimingMarks

THICK = 0.7
"""Thickness of the rules between contests, in mm, as ballot printers set them."""

THIN = 0.35
"""Thickness of the rules between columns, in mm."""

WRITE_LINE = 0.2
"""Thickness of the line that a write-in is written on, in mm."""

BELOW_WRITE_IN = 0.5
"""Distance of that line below its region, in mm: it must not count as writing."""

GAP = 2.0
"""Narrowest gap between two columns that gets a rule, in mm."""

BESIDE_FRAME = 3.3
"""Distance of the outermost rules from the middle of the frame's bars, in mm."""

AROUND_TARGET = 1.5
"""Paper kept free around a target that has no cell, in mm."""

SHARED = 0.5
"""How far two contests' areas may reach into each other and still be one above the other, in mm."""


def bands(side: Side) -> list[tuple[str, Box]]:
    """Give each contest of a side with the box around all that belongs to it, from the top."""
    parts: dict[str, list[Box]] = {}
    for target in side.targets:
        parts.setdefault(target.contest, []).append(_grown(target.box))
    for region in side.regions:
        if region.contest in parts and region.kind in {RegionKind.OPTION, RegionKind.TEXT}:
            parts[region.contest].append(region.box)
    return sorted(
        ((contest, _around(boxes)) for contest, boxes in parts.items()),
        key=lambda band: (band[1].y, band[1].x),
    )


def ruled(layout: Layout, side: Side) -> list[Box]:
    """Give all rules of a side as boxes; none where contests do not stand one above the other."""
    rules = [_write_line(r) for r in side.regions if r.kind is RegionKind.WRITE_IN]
    stacked = bands(side)
    edges = _edges([box for _, box in stacked])
    if edges is None:
        return rules
    left, right = _width(layout)
    rules += [Box(left, y - THICK / 2, right - left, THICK) for y in edges]
    areas = [_areas(side, contest) for contest, _ in stacked]
    columns = max((_gaps(boxes) for boxes in areas), key=len)
    for boxes, top, bottom in zip(areas, edges[:-1], edges[1:], strict=True):
        rules += [
            Box(x - THIN / 2, top, THIN, bottom - top)
            for x in columns
            if not any(box.x < x < box.x + box.width for box in boxes)
        ]
    return rules


def _edges(stacked: list[Box]) -> list[float] | None:
    """Give the heights of the rules, from the top: above, between and below the contests."""
    if not stacked:
        return None
    edges = [stacked[0].y - 0.5]
    for upper, lower in pairwise(stacked):
        end = upper.y + upper.height
        if lower.y < end - SHARED:
            return None
        edges.append((end + lower.y) / 2)
    return [*edges, stacked[-1].y + stacked[-1].height + 0.5]


def _areas(side: Side, contest: str) -> list[Box]:
    """Give what stands in a contest's band, from the left."""
    boxes = [_grown(t.box) for t in side.targets if t.contest == contest]
    kinds = {RegionKind.OPTION, RegionKind.TEXT, RegionKind.WRITE_IN}
    boxes += [r.box for r in side.regions if r.contest == contest and r.kind in kinds]
    return sorted(boxes, key=lambda box: box.x)


def _gaps(boxes: list[Box]) -> list[float]:
    """Give where columns part: the middles of wide gaps between boxes."""
    middles, end = [], boxes[0].x + boxes[0].width
    for box in boxes[1:]:
        if box.x - end >= GAP:
            middles.append((box.x + end) / 2)
        end = max(end, box.x + box.width)
    return middles


def _width(layout: Layout) -> tuple[float, float]:
    """Give the left and right end of the rules: inside the frame."""
    marks = layout.fiducials
    inset = marks.origin.x if isinstance(marks, TimingMarks) else 0.0
    return inset + BESIDE_FRAME, layout.paper.width - inset - BESIDE_FRAME


def _write_line(region: Region) -> Box:
    box = region.box
    return Box(box.x, box.y + box.height + BELOW_WRITE_IN, box.width, WRITE_LINE)


def _grown(box: Box) -> Box:
    by = AROUND_TARGET
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def _around(boxes: list[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x, y, right - x, bottom - y)
