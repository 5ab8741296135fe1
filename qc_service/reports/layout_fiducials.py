"""The fiducials of a layout's picture: a frame of bars with its numbers, or separate marks."""

from qc_service.model.layout import (
    Box,
    CornerMark,
    CornerMarks,
    CornerShape,
    Fiducials,
    Side,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.reports.layout_canvas import (
    GREY,
    INK,
    LEAST,
    SCALE,
    SMALL,
    Canvas,
    Colour,
    text_width,
)

LANDMARK: Colour = (178, 114, 0)
"""Edges of printed rectangles that a locator may fall back on."""


def draw_fiducials(canvas: Canvas, fiducials: Fiducials, side: Side) -> None:
    """Draw what places the side."""
    if isinstance(fiducials, TimingMarks):
        _draw_frame(canvas, fiducials, side)
    else:
        _draw_corners(canvas, fiducials)


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
    """Draw each mark in its clear paper, numbered from 0, and frame the landmarks."""
    for box in corners.landmarks:
        canvas.frame(box, LANDMARK, 3)
    for number, mark in enumerate(corners.marks):
        box, clear = mark.box, mark.clear
        white = Box(box.x - clear, box.y - clear, box.width + 2 * clear, box.height + 2 * clear)
        canvas.fill(white, (255, 255, 255))
        canvas.frame(white, GREY)
        for bar in _mark_bars(mark):
            canvas.fill(bar, INK)
        x, y = canvas.at(white.x, white.y)
        canvas.text(f"{number} {mark.shape}", (x + 2, y + LEAST), LEAST, GREY)


def _mark_bars(mark: CornerMark) -> tuple[Box, ...]:
    box, line = mark.box, mark.line
    if mark.shape is CornerShape.SQUARE:
        return (box,)
    middle = (box.width - line) / (1 if mark.shape is CornerShape.L else 2)
    top = Box(box.x, box.y, box.width, line)
    return top, Box(box.x + middle, box.y, line, box.height)
