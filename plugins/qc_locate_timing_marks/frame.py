"""From candidate blobs to a first guess of the whole frame: which mark is which."""

from dataclasses import dataclass

import numpy as np

from qc_locate_timing_marks.lattice import Line, best_line, fit_line
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import TimingMarks
from qc_service.model.units import Floats

SIDE = 0.3
"""Share of the page's width or height in which a border's marks are sought."""

FULL = 0.75
"""Share of the columns that the full top row must show; a code row shows fewer."""

ENOUGH = 0.5
"""Share of a side's marks that make its chain trusted without the other side's help."""

PHASE = 0.3
"""Share of a pitch by which corner and row may disagree when marks are numbered."""

ROWS_OFF = 3
"""Marks at the end of a side that may be missing before the row count is called wrong."""


@dataclass(frozen=True)
class Frame:
    """First guess of the marks' centres, upright, tiny page: sides (rows, 2), top (columns, 2)."""

    left: Floats
    right: Floats
    top: Floats
    turned: bool


def find_frame(
    points: Floats, shape: tuple[int, int], marks: TimingMarks, px_per_mm: float, plugin: str
) -> Frame | Fault:
    """Number the candidates (n, 2) of a page of `shape` (height, width), either way up."""
    pitch = marks.pitch.x * px_per_mm
    turned_points = np.array([shape[1] - 1, shape[0] - 1], dtype=float) - points
    tops = [_top_row(points, shape, pitch)]
    sizes = [_length(tops[0])]
    if sizes[0] != marks.columns:
        # A row that is whole is the top one, for no code has every bar; else the fuller one is.
        tops.append(_top_row(turned_points, shape, pitch))
        sizes.append(_length(tops[1]))
    best = int(sizes[-1] > sizes[0])
    top = tops[best]
    if top is None or sizes[best] < FULL * marks.columns:
        return _no_top(len(points), max(sizes), marks, plugin)
    upright = turned_points if best else points
    sides = _sides(upright, shape, marks.pitch.y * px_per_mm)
    if sides is None:
        return Fault(
            FaultCode.NOT_LOCATED,
            "the top row of timing marks is there, but neither side's column is",
            {"border": "left and right", "top_marks": sizes[best]},
            plugin,
        )
    return _number(top, *sides, marks, turned=bool(best), plugin=plugin)


def _length(line: Line | None) -> int:
    return 0 if line is None else len(line.along)


def _no_top(candidates: int, seen: int, marks: TimingMarks, plugin: str) -> Fault:
    if seen < marks.columns // 4:
        return Fault(
            FaultCode.NOT_A_BALLOT,
            f"no row of timing marks: {seen} of {marks.columns} in line",
            {"candidates": candidates, "in_line": seen},
            plugin,
        )
    return Fault(
        FaultCode.MARK_MISSING,
        f"the top border shows {seen} of {marks.columns} timing marks",
        {"border": "top", "found": seen, "expected": marks.columns},
        plugin,
    )


def _top_row(points: Floats, shape: tuple[int, int], pitch: float) -> Line | None:
    upper = points[points[:, 1] < SIDE * shape[0]]
    return best_line(upper[:, 0], upper[:, 1], pitch, None)


def _sides(
    points: Floats, shape: tuple[int, int], pitch: float
) -> tuple[Line | None, Line | None] | None:
    """Find both sides' columns; a weak one is sought again along the strong one's slope."""
    x = points[:, 0]
    halves = [points[x < SIDE * shape[1]], points[x > (1 - SIDE) * shape[1]]]
    lines = [best_line(half[:, 1], half[:, 0], pitch, None) for half in halves]
    counts = [0 if line is None else len(line.along) for line in lines]
    strong = int(counts[1] > counts[0])
    guide = lines[strong]
    if guide is None:
        return None
    if counts[1 - strong] < ENOUGH * counts[strong]:
        half = halves[1 - strong]
        again = best_line(half[:, 1], half[:, 0], pitch, guide.slope)
        weak = again is None or len(again.along) < ENOUGH / 2 * counts[strong]
        lines[1 - strong] = None if weak else again
    return lines[0], lines[1]


def _number(
    top: Line,
    left: Line | None,
    right: Line | None,
    marks: TimingMarks,
    *,
    turned: bool,
    plugin: str,
) -> Frame | Fault:
    """Give every mark its index, from where the sides' columns meet the top row."""
    step = (top.along[-1] - top.along[0]) / top.index[-1]
    left_off = _offset(top, left, step, 0)
    right_off = _offset(top, right, step, marks.columns - 1)
    # A side that meets the row between two marks is no column of marks (a table's edge, the bed).
    left, right = (
        side if off is not None else None for side, off in ((left, left_off), (right, right_off))
    )
    offset = left_off if left_off is not None else right_off
    if offset is None or (right_off is not None and offset != right_off):
        return Fault(
            FaultCode.NOT_LOCATED,
            "the top row and the sides of the timing-mark frame do not meet",
            {"border": "top", "in_line": len(top.along)},
            plugin,
        )
    columns = np.arange(marks.columns, dtype=float)
    x = _spread(top.along, top.index + offset, columns)
    tops = np.stack([x, top.offset + top.slope * x], axis=1)
    sides = [
        None if side is None else _side_points(side, tops[end], marks)
        for side, end in ((left, 0), (right, -1))
    ]
    rows = max(side[1] for side in sides if side is not None)
    if abs(rows - marks.rows) > ROWS_OFF:
        return Fault(
            FaultCode.SCALE,
            f"the frame has {rows} rows of timing marks, the layout {marks.rows}",
            {"found": rows, "expected": marks.rows},
            plugin,
        )
    # A side that is not to be seen runs beside the other one, a top row away.
    shift = tops[-1] - tops[0]
    first = sides[0][0] if sides[0] is not None else sides[1][0] - shift  # type: ignore[index]
    last = sides[1][0] if sides[1] is not None else sides[0][0] + shift  # type: ignore[index]
    return Frame(first, last, tops, turned)


def _offset(top: Line, side: Line | None, step: float, column: int) -> int | None:
    """Give the column of the row's first mark, told by a side that stands at `column`.

    None where there is no such side, or where it meets the row between two marks.
    """
    if side is None:
        return None
    x = side.across_at(top.across_at(side.across_at(top.offset)))
    steps = (top.along[0] - x) / step + column
    return round(steps) if abs(steps - round(steps)) <= PHASE else None


def _side_points(side: Line, corner: Floats, marks: TimingMarks) -> tuple[Floats, int]:
    """Number one side's marks from the top corner and fill in those unseen; also count its rows."""
    step = (side.along[-1] - side.along[0]) / side.index[-1]
    index = side.index + round((side.along[0] - corner[1]) / step)
    y = _spread(side.along, index, np.arange(marks.rows, dtype=float))
    return np.stack([side.offset + side.slope * y, y], axis=1), int(index[-1]) + 1


def _spread(known: Floats, index: Floats, wanted: Floats) -> Floats:
    """Give positions at the wanted indices: between known ones, and beyond by the mean step."""
    slope, offset = fit_line(index, known)
    bend = np.interp(wanted, index, known - (offset + slope * index))
    spread: Floats = offset + slope * wanted + bend
    return spread
