"""Prints a side with separate registration marks: tints, fields, boxes, names, digits.

What a region is printed as: a `tone` as its tint, or as fine lines of that mean darkness where its
id begins with `pattern`; a `stamp` as bare paper; a `text` as a frame; a row to write in as its
base line and comb; an option's cell as its title with the small print after it. Later regions lie
over earlier ones. Landmarks are edges of such regions and not printed apart.
"""

import numpy as np

from qc_calibration.synth.printing_type import INK, PAPER, press, print_words, set_digits
from qc_service.model.layout import (
    Box,
    CornerMark,
    CornerMarks,
    CornerShape,
    Layout,
    NumberLine,
    Option,
    PrintedText,
    Region,
    RegionKind,
    Side,
    Title,
)
from qc_service.model.units import Floats, Grey

NAME_POINTS, INFO_POINTS = 12.0, 7.0
"""Sizes of type of a name and of the small print after it, from the regulation's pictures."""

AFTER_NAME = 1.6
"""Gap between the two in mm."""

FIELD, BASE, TICK = 0.25, 0.25, 0.2
"""Thickness of a field's frame, a row's base line and a comb's ticks, in mm: guessed."""

PATTERN = "pattern"
"""How the id of an area begins that is printed in fine lines."""

PITCH, SWING, WAVE, DEPTH = 0.9, 1.1, 13.0, 0.3
"""The lines: step, how far they swing and over which length, in mm; their contrast: guessed."""


def print_form(pixels: Grey, scale: float, layout: Layout, side: Side) -> None:
    """Print all of a side but the outlines of its targets and its sheet's own number."""
    marks = side.fiducials or layout.fiducials
    _print_areas(pixels, scale, side)
    if isinstance(marks, CornerMarks):
        for mark in marks.marks:
            _print_mark(pixels, scale, mark)
    _print_fields(pixels, scale, side)
    _print_names(pixels, scale, layout, side)
    for words in _texts(side):
        print_words(pixels, scale, words, INK)
    if isinstance(side.identification, NumberLine):
        line = side.identification
        _print_digits(pixels, scale, line, line.number, line.number_x)
        _print_digits(pixels, scale, line, line.form_code, line.form_x)


def print_serial(pixels: Grey, scale: float, side: Side, serial: str) -> None:
    """Print a sheet's own number; nothing on a side without one.

    Raises:
        ValueError: It has other characters than digits, or not as many as the line has.
    """
    line = side.identification
    if not isinstance(line, NumberLine):
        return
    if len(serial) != line.serial_digits or not (serial.isascii() and serial.isdigit()):
        raise ValueError(f"a serial of this form has {line.serial_digits} digits")
    _print_digits(pixels, scale, line, serial, line.serial_x)


def fill(pixels: Grey, scale: float, box: Box, ink: int) -> None:
    """Print a rectangle in one reflectance; a pixel covered in part gets its share."""
    corner, cover = _covered(pixels, scale, box)
    press(pixels, corner, cover, ink)


def frame(pixels: Grey, scale: float, box: Box, line: float) -> None:
    """Print a rectangle's edges, `line` mm thick, half of it on each side."""
    x, y, right, bottom, half = box.x, box.y, box.x + box.width, box.y + box.height, line / 2
    for bar in (
        Box(x - half, y - half, box.width + line, line),
        Box(x - half, bottom - half, box.width + line, line),
        Box(x - half, y - half, line, box.height + line),
        Box(right - half, y - half, line, box.height + line),
    ):
        fill(pixels, scale, bar, INK)


def _covered(pixels: Grey, scale: float, box: Box) -> tuple[tuple[int, int], Floats]:
    """Give the first pixel (x, y) of a box and the share of each that it covers."""
    rows, columns = pixels.shape
    x0, x1 = np.clip([box.x * scale, (box.x + box.width) * scale], 0, columns)
    y0, y1 = np.clip([box.y * scale, (box.y + box.height) * scale], 0, rows)
    across = np.diff(np.clip(np.arange(np.floor(x0), np.ceil(x1) + 1), x0, x1))
    down = np.diff(np.clip(np.arange(np.floor(y0), np.ceil(y1) + 1), y0, y1))
    return (int(x0), int(y0)), np.outer(down, across)


def _print_areas(pixels: Grey, scale: float, side: Side) -> None:
    for region in side.regions:
        if region.kind is RegionKind.TONE:
            _print_tone(pixels, scale, region)
        elif region.kind is RegionKind.STAMP:
            fill(pixels, scale, region.box, PAPER)


def _print_fields(pixels: Grey, scale: float, side: Side) -> None:
    for region in side.regions:
        if region.kind is RegionKind.TEXT:
            frame(pixels, scale, region.box, FIELD)
        elif region.kind is RegionKind.WRITE_IN:
            _print_row(pixels, scale, region)


def _print_tone(pixels: Grey, scale: float, region: Region) -> None:
    if not region.id.startswith(PATTERN):
        fill(pixels, scale, region.box, round(PAPER * (1 - region.tone)))
        return
    (x, y), cover = _covered(pixels, scale, region.box)
    # The lines go on from one area to the next: they are cut from one large pattern.
    lines = _pattern(x, y, cover.shape, scale)
    ink = PAPER * (1 - region.tone * (1 + DEPTH * lines))
    part = pixels[y : y + cover.shape[0], x : x + cover.shape[1]]
    part[:] = np.rint(part + cover * (ink - part)).astype(np.uint8)


def _pattern(x: int, y: int, shape: tuple[int, ...], scale: float) -> Floats:
    """Give two bundles of waved lines, -1..1 with mean 0, as security print has them."""
    xs = (np.arange(shape[1], dtype=np.float32)[None, :] + x) / scale
    ys = (np.arange(shape[0], dtype=np.float32)[:, None] + y) / scale
    turn = 2 * np.pi
    rising = np.sin(turn / PITCH * (ys + SWING * np.sin(turn / WAVE * xs)))
    falling = np.sin(turn / PITCH * (ys + 0.4 * xs - SWING * np.sin(turn / WAVE * xs + 1)))
    lines: Floats = ((rising + falling) / 2).astype(np.float64)
    return lines


def _print_mark(pixels: Grey, scale: float, mark: CornerMark) -> None:
    """Print a mark in its white field."""
    box, clear = mark.box, mark.clear
    white = Box(box.x - clear, box.y - clear, box.width + 2 * clear, box.height + 2 * clear)
    fill(pixels, scale, white, PAPER)
    for bar in mark_bars(mark):
        fill(pixels, scale, bar, INK)


def mark_bars(mark: CornerMark) -> tuple[Box, ...]:
    """Give the black bars of a mark."""
    box, line = mark.box, mark.line
    top = Box(box.x, box.y, box.width, line)
    if mark.shape is CornerShape.L:
        return top, Box(box.x + box.width - line, box.y, line, box.height)
    if mark.shape is CornerShape.T:
        return top, Box(box.x + (box.width - line) / 2, box.y, line, box.height)
    return (box,)


def _print_row(pixels: Grey, scale: float, region: Region) -> None:
    """Print a row's base line and the ticks between its letters."""
    box, bottom = region.box, region.box.y + region.box.height
    fill(pixels, scale, Box(box.x, bottom - BASE / 2, box.width, BASE), INK)
    if region.comb is None:
        return
    pitch, height = region.comb.pitch, region.comb.tick
    for number in range(1, int(box.width / pitch) + 1):
        x = box.x + number * pitch - TICK / 2
        fill(pixels, scale, Box(x, bottom - height, TICK, height), INK)


def _print_names(pixels: Grey, scale: float, layout: Layout, side: Side) -> None:
    """Print the option of each cell: its title and the small print after it."""
    options = {(c.id, option.id): option for c in layout.contests for option in c.options}
    for region in side.regions:
        option = options.get((region.contest, region.option))
        if region.kind is RegionKind.OPTION and option is not None:
            _print_name(pixels, scale, region.box, option)


def _print_name(pixels: Grey, scale: float, cell: Box, option: Option) -> None:
    title = PrintedText(option.title, cell, NAME_POINTS, option.bold)
    width = print_words(pixels, scale, title, INK) + AFTER_NAME
    rest = Box(cell.x + width, cell.y + 0.6, cell.width - width, cell.height)
    if option.info and rest.width > 0:
        print_words(pixels, scale, PrintedText(option.info, rest, INFO_POINTS), INK)


def _texts(side: Side) -> tuple[PrintedText, ...]:
    named = side.identification
    return (named.title, *side.texts) if isinstance(named, NumberLine | Title) else side.texts


def _print_digits(pixels: Grey, scale: float, line: NumberLine, digits: str, x: float) -> None:
    cover = set_digits(digits, line.pitch, scale)
    middle = (line.box.y + line.box.height / 2) * scale
    press(pixels, (round(x * scale), round(middle - cover.shape[0] / 2)), cover, INK)
