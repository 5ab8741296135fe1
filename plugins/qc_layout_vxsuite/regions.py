"""The areas around ovals: where a name is written, whose cell it is, which paper must be clear."""

from collections.abc import Sequence
from dataclasses import dataclass

from qc_layout_vxsuite.definition import Area, Outset
from qc_layout_vxsuite.geometry import (
    OVAL,
    STEP,
    Form,
    clear_zones,
    from_edges,
    rounded,
)
from qc_service.model.layout import Box, Point, Region, RegionKind


@dataclass(frozen=True)
class Spot:
    """One oval of one side; `area` is its write-in area in grid steps, if it has a line."""

    contest: str
    option: str
    centre: Point
    area: Area | None


def regions(
    side: str, spots: Sequence[Spot], form: Form, bounds: Outset, *, text_left: bool
) -> tuple[Region, ...]:
    """Give all regions of one side; `SIDE-NN-…` is the oval's number on its side, from 1.

    A write-in option has its line and no option cell: handwriting belongs there.
    """
    cells = _cells(spots, form, bounds, text_left=text_left)
    found = []
    for number, (spot, cell) in enumerate(zip(spots, cells, strict=True), start=1):
        name = f"{side}-{number:02}"
        if spot.area is not None:
            line = _line(spot, spot.area, form, text_left=text_left)
            found.append(_region(f"{name}-line", RegionKind.WRITE_IN, line, spot))
        else:
            found.append(_region(f"{name}-cell", RegionKind.OPTION, cell, spot))
        zones = clear_zones(spot.centre, text_left=text_left)
        found += [
            _region(f"{name}-{where}", RegionKind.CLEAR, zone, spot)
            for where, zone in zones.items()
        ]
    return tuple(found)


def _region(name: str, kind: RegionKind, box: Box, spot: Spot) -> Region:
    return Region(name, kind, box, spot.contest, spot.option)


def _line(spot: Spot, area: Area, form: Form, *, text_left: bool) -> Box:
    """Give where a name is written: the definition's area, less what is printed in it.

    The caption below the line rises to 0.07 steps under the oval's middle in some contests, so
    the area ends at the middle; and it ends where the oval begins.
    """
    start = form.centre(area.x, area.y)
    end = form.centre(area.x + area.width, area.y + area.height)
    if spot.centre.y - start.y >= (end.y - start.y) / 2:
        end = Point(end.x, min(end.y, spot.centre.y))
    left, right = spot.centre.x - OVAL.width / 2, spot.centre.x + OVAL.width / 2
    if text_left:
        return from_edges(start.x, start.y, min(end.x, left), end.y)
    return from_edges(max(start.x, right), start.y, end.x, end.y)


def _cells(spots: Sequence[Spot], form: Form, bounds: Outset, *, text_left: bool) -> list[Box]:
    """Give each option's cell, inside the frame, cut where the cell of a neighbour begins."""
    inner = form.inner()
    edges = []
    for spot in spots:
        x, y = spot.centre.x, spot.centre.y
        edges.append(
            [
                max(x - bounds.left * STEP, inner.x),
                max(y - bounds.top * STEP, inner.y),
                min(x + bounds.right * STEP, inner.x + inner.width),
                min(y + bounds.bottom * STEP, inner.y + inner.height),
            ]
        )
    for i, one in enumerate(spots):
        for j, other in enumerate(spots):
            across = min(edges[i][2], edges[j][2]) - max(edges[i][0], edges[j][0])
            down = min(edges[i][3], edges[j][3]) - max(edges[i][1], edges[j][1])
            if i == j or across <= 0 or down <= 0:
                continue
            if one.centre.y + OVAL.height <= other.centre.y:
                # One above the other: halfway between their ovals.
                half = (one.centre.y + other.centre.y) / 2
                edges[i][3], edges[j][1] = min(edges[i][3], half), max(edges[j][1], half)
            elif abs(one.centre.y - other.centre.y) < OVAL.height and one.centre.x < other.centre.x:
                _cut_between(edges, (i, j), (one.centre.x, other.centre.x), text_left=text_left)
    return [rounded(from_edges(*edge)) for edge in edges]


def _cut_between(
    edges: list[list[float]],
    pair: tuple[int, int],
    centres: tuple[float, float],
    *,
    text_left: bool,
) -> None:
    """Cut two cells side by side, near the oval from which the text between them leads away."""
    i, j = pair
    half = OVAL.width / 2
    near = (edges[i][2], centres[1] - half) if text_left else (edges[j][0], centres[0] + half)
    cut = min(near) if text_left else max(near)
    edges[i][2], edges[j][0] = min(edges[i][2], cut), max(edges[j][0], cut)
