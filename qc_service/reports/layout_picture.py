"""A picture of a layout: every fiducial, target and region drawn and named, with a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from qc_service.model.layout import (
    Box,
    CornerMarks,
    Layout,
    Point,
    Region,
    RegionKind,
    Side,
    Target,
    TargetShape,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.reports.layout_canvas import (
    BOLD,
    LARGE,
    LEAST,
    NORMAL,
    REGULAR,
    SCALE,
    SMALL,
    Canvas,
    Colour,
    Picture,
    fitting,
    text_width,
)

MARGIN = 24
"""Pixels around paper and key."""

KEY_WIDTH = 640
"""Pixels for the key beside the paper: a contest's and an option's title on one line."""

INK: Colour = (0, 0, 0)
GREY: Colour = (110, 110, 110)
DESK: Colour = (225, 225, 225)
TARGET: Colour = (0, 60, 200)

# The colours of Okabe and Ito, which people with any kind of colour sight tell apart.
KINDS: dict[RegionKind, tuple[Colour, str]] = {
    RegionKind.OPTION: ((233, 180, 86), "option: a printed option's cell"),
    RegionKind.WRITE_IN: ((0, 159, 230), "write-in: where a name is written"),
    RegionKind.CLEAR: ((66, 228, 240), "clear: paper without print (its id: side, number, name)"),
    RegionKind.STAMP: ((167, 121, 204), "stamp: where officials stamp or sign"),
    RegionKind.NUMBER_LINE: ((115, 158, 0), "number-line: where numbers are written"),
    RegionKind.TEXT: ((170, 170, 170), "text: print that is not read"),
}

FILL = 0.22
"""How strongly a region is filled: what lies beneath still shows."""


def layout_png(layout: Layout, side: str = "") -> bytes:
    """Draw one side by its name, or all sides next to each other, as a PNG file."""
    sides = [one for one in layout.sides if side in ("", one.name)]
    # Even areas: unfiltered rows make the smallest file.
    options = [cv2.IMWRITE_PNG_COMPRESSION, 6, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE]
    ok, data = cv2.imencode(".png", draw_sides(layout, sides), options)
    if not ok:
        raise RuntimeError("OpenCV could not encode the picture as PNG")
    return data.tobytes()


def draw_sides(layout: Layout, sides: Sequence[Side]) -> Picture:
    """Draw sides from left to right, each with its key."""
    return np.concatenate([_draw_side(layout, side) for side in sides], axis=1)


def _draw_side(layout: Layout, side: Side) -> Picture:
    paper = round(layout.paper.width * SCALE), round(layout.paper.height * SCALE)
    head = 3 * MARGIN
    shape = (paper[1] + head + MARGIN, paper[0] + KEY_WIDTH + 3 * MARGIN, 3)
    canvas = Canvas(np.full(shape, DESK, np.uint8), MARGIN, head)
    title = fitting(f"{layout.title}: {side.name}", shape[1] - 2 * MARGIN, LARGE, BOLD)
    canvas.text(title, (MARGIN, MARGIN + LARGE), LARGE, INK, BOLD)
    sheet = Box(0, 0, layout.paper.width, layout.paper.height)
    canvas.fill(sheet, (255, 255, 255))
    canvas.frame(sheet, GREY)
    # Cells first: what is smaller lies above them.
    for region in sorted(side.regions, key=lambda region: -region.box.width * region.box.height):
        _draw_region(canvas, region)
    if isinstance(layout.fiducials, TimingMarks):
        _draw_frame(canvas, layout.fiducials, side)
    else:
        _draw_corners(canvas, layout.fiducials)
    for number, target in enumerate(side.targets, start=1):
        _draw_target(canvas, target, number)
    for region in side.regions:
        _name_region(canvas, layout, side, region)
    _draw_key(canvas, layout, side)
    return canvas.pixels


def _draw_region(canvas: Canvas, region: Region) -> None:
    colour, _ = KINDS[region.kind]
    canvas.fill(region.box, colour, FILL)
    canvas.frame(region.box, colour)


def _name_region(canvas: Canvas, layout: Layout, side: Side, region: Region) -> None:
    """Write a region's name into it, or beside it where it is too small."""
    if region.kind is RegionKind.OPTION:
        _name_cell(canvas, layout, side, region)
        return
    words = region.id
    if region.kind is RegionKind.CLEAR:
        # Its number stands in the target beside it.
        words = region.id.rpartition("-")[2]
    elif region.contest:
        words += f"  {_titles(layout, region.contest, region.option)[0]}"
    (x0, y0), (x1, y1) = canvas.corners(region.box)
    for height in (SMALL, LEAST):
        shown = fitting(words, x1 - x0 - 2, height)
        if len(shown) >= len(region.id.rpartition("-")[2]) and height <= y1 - y0 + 2:
            canvas.text(shown, (x0 + 2, (y0 + y1 + height) // 2 - 2), height, INK)
            return
    # Level with its upper edge: half way down, a frame's bar may be in the way.
    canvas.text(words, (x1 + 2, y0 + LEAST - 4), LEAST, INK)


def _name_cell(canvas: Canvas, layout: Layout, side: Side, region: Region) -> None:
    """Write option, contest and id into a cell, where its target leaves more room."""
    (x0, y0), (x1, _) = canvas.corners(region.box)
    for target in side.targets:
        (left, top), (right, bottom) = canvas.corners(target.box)
        if x0 <= left and right <= x1 and y0 <= top <= bottom:
            x0, x1 = (x0, left - 4) if left - x0 >= x1 - right else (right + 4, x1)
            break
    width = x1 - x0 - 8
    contest, option = _titles(layout, region.contest, region.option)
    lines = ((option, NORMAL, BOLD), (contest, SMALL, REGULAR), (region.id, LEAST, REGULAR))
    y = y0 + 4
    for words, height, weight in lines:
        y += height + 3
        canvas.text(fitting(words, width, height, weight), (x0 + 4, y), height, INK, weight)


def _titles(layout: Layout, contest: str, option: str) -> tuple[str, str]:
    """Give the titles of a contest and its option; their ids where the layout has none."""
    for one in layout.contests:
        if one.id == contest:
            titles = {each.id: each.title for each in one.options}
            return one.title or contest, titles.get(option, option)
    return contest, option


def _draw_frame(canvas: Canvas, marks: TimingMarks, side: Side) -> None:
    """Draw every bar, and number columns above the frame and rows inside it."""
    code = side.identification
    bits = code.bits if isinstance(code, TimingMarkCode) else "?" * marks.columns
    last = marks.rows - 1
    for column in range(marks.columns):
        _draw_bar(canvas, marks, (column, 0), "1")
        _draw_bar(canvas, marks, (column, last), bits[column : column + 1] or "?")
        x, y = canvas.at(*_centre(marks, column, 0))
        half = round(marks.mark.height * SCALE / 2)
        words = str(column)
        canvas.text(words, (x - text_width(words, SMALL) // 2, y - half - 4), SMALL, GREY)
    for row in range(1, last):
        for column in (0, marks.columns - 1):
            _draw_bar(canvas, marks, (column, row), "1")
        x, y = canvas.at(*_centre(marks, 0, row))
        x += round(marks.mark.width * SCALE / 2) + 3
        canvas.text(str(row), (x, y + LEAST // 2), SMALL, GREY)


def _centre(marks: TimingMarks, column: int, row: int) -> tuple[float, float]:
    return marks.origin.x + marks.pitch.x * column, marks.origin.y + marks.pitch.y * row


def _draw_bar(canvas: Canvas, marks: TimingMarks, place: tuple[int, int], bit: str) -> None:
    """Draw one bar: black where it is printed, hollow where not, with ? where nobody looks."""
    x, y = _centre(marks, *place)
    size = marks.mark
    box = Box(x - size.width / 2, y - size.height / 2, size.width, size.height)
    if bit == "1":
        canvas.fill(box, INK)
        return
    canvas.frame(box, GREY)
    if bit == "?":
        left, middle = canvas.at(x, y)
        canvas.text("?", (left - 3, middle + SMALL // 2 - 1), SMALL, GREY)


def _draw_corners(canvas: Canvas, corners: CornerMarks) -> None:
    for box, shape in zip(corners.marks, corners.shapes, strict=False):
        canvas.fill(box, INK, 0.5)
        canvas.frame(box, INK, 2)
        (x0, _), (_, y1) = canvas.corners(box)
        canvas.text(shape, (x0, y1 + NORMAL), SMALL, INK)


def _draw_target(canvas: Canvas, target: Target, number: int) -> None:
    """Draw the outline in its true thickness and number it."""
    box = target.box
    width = max(2, round(target.line * SCALE))
    first, last = canvas.corners(box)
    if target.shape is TargetShape.BOX:
        cv2.rectangle(canvas.pixels, first, last, TARGET, width, cv2.LINE_AA)
    else:
        _draw_stadium(canvas, box, width)
    x, y = canvas.at(box.x + box.width / 2, box.y + box.height / 2)
    words = str(number)
    canvas.text(
        words, (x - text_width(words, NORMAL, BOLD) // 2, y + NORMAL // 2 - 2), NORMAL, TARGET, BOLD
    )


def _draw_stadium(canvas: Canvas, box: Box, width: int) -> None:
    radius = min(box.width, box.height) / 2
    centres = (
        Point(box.x + radius, box.y + radius),
        Point(box.x + box.width - radius, box.y + box.height - radius),
    )
    ends = [
        cv2.ellipse2Poly(canvas.at(c.x, c.y), (round(radius * SCALE),) * 2, 0, 0, 360, 10)
        for c in centres
    ]
    hull = cv2.convexHull(np.concatenate(ends))
    cv2.polylines(canvas.pixels, [hull], isClosed=True, color=TARGET, thickness=width)


def _draw_key(canvas: Canvas, layout: Layout, side: Side) -> None:
    """Write the legend and the list of targets beside the paper."""
    x = canvas.pixels.shape[1] - KEY_WIDTH - MARGIN
    y = canvas.top + NORMAL
    for words in _facts(layout, side):
        canvas.text(fitting(words, KEY_WIDTH, NORMAL), (x, y), NORMAL, INK)
        y += NORMAL + 9
    y += 12
    kinds = {region.kind for region in side.regions}
    entries = [(INK, "fiducials: black printed, hollow not printed, ? not looked at")]
    entries.append((TARGET, "target, with its number on this side"))
    entries += [entry for kind, entry in KINDS.items() if kind in kinds]
    for colour, words in entries:
        cv2.rectangle(canvas.pixels, (x, y - 13), (x + 26, y + 3), colour, -1)
        canvas.text(fitting(words, KEY_WIDTH - 36, NORMAL), (x + 36, y), NORMAL, INK)
        y += NORMAL + 9
    _draw_list(canvas, layout, side, (x, y + 20))


def _facts(layout: Layout, side: Side) -> tuple[str, ...]:
    paper, code = layout.paper, side.identification
    return (
        f"layout {layout.id}, format {layout.format}",
        f"paper {paper.width:g} × {paper.height:g} mm, sheet {side.sheet}, {side.name}",
        f"code {code.bits}" if isinstance(code, TimingMarkCode) else "no code",
        f"{len(side.targets)} targets, {len(side.regions)} regions on this side",
    )


def _draw_list(canvas: Canvas, layout: Layout, side: Side, start: tuple[int, int]) -> None:
    """List the targets under their contests, as many as there is room for."""
    x, y = start
    lines: list[tuple[str, int]] = []
    for contest in layout.contests:
        titles = {option.id: option.title for option in contest.options}
        mine = [
            (f"{number}  {titles.get(target.option, '')}   [{target.option}]", REGULAR)
            for number, target in enumerate(side.targets, start=1)
            if target.contest == contest.id
        ]
        if mine:
            lines.append((f"{contest.title} (vote for {contest.votes_allowed})", BOLD))
            lines += mine
    bottom = canvas.pixels.shape[0] - MARGIN
    step = max(LEAST, min(NORMAL + 7, (bottom - y) // max(1, len(lines))))
    height = min(NORMAL, step - 3) if step > LEAST + 2 else LEAST
    for words, weight in lines:
        indent = 0 if weight == BOLD else 14
        shown = fitting(words, KEY_WIDTH - indent, height, weight)
        canvas.text(shown, (x + indent, y), height, INK, weight)
        y += step
