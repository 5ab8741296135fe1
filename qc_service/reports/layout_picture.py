"""A picture of a layout: every fiducial, target and region drawn and named, with a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from qc_service.model.layout import (
    Box,
    Layout,
    NumberLine,
    Point,
    PrintedText,
    Region,
    RegionKind,
    Side,
    Target,
    TargetShape,
    Title,
)
from qc_service.reports.layout_canvas import (
    BOLD,
    GREY,
    INK,
    LARGE,
    LEAST,
    MARGIN,
    NORMAL,
    REGULAR,
    SCALE,
    SMALL,
    TARGET,
    Canvas,
    Colour,
    Picture,
    fitting,
    text_width,
)
from qc_service.reports.layout_fiducials import draw_fiducials
from qc_service.reports.layout_key import KEY_WIDTH, KINDS, draw_key

DESK: Colour = (225, 225, 225)
WHITE: Colour = (255, 255, 255)

LETTER = 0.32
"""Height of letters, in mm for each point of their size: a little under the type's own."""

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
    _draw_print(canvas, side)
    named = [region for region in side.regions if region.kind is not RegionKind.TONE]
    # Cells first: what is smaller lies above them.
    for region in sorted(named, key=lambda region: -region.box.width * region.box.height):
        _draw_region(canvas, region)
    draw_fiducials(canvas, side.fiducials or layout.fiducials, side)
    for number, target in enumerate(side.targets, start=1):
        _draw_target(canvas, target, number)
    for region in named:
        _name_region(canvas, layout, side, region)
    draw_key(canvas, layout, side)
    return canvas.pixels


def _draw_print(canvas: Canvas, side: Side) -> None:
    """Draw tints, each over those before it, then folds, words and the digits' places."""
    for region in side.regions:
        if region.kind is RegionKind.TONE:
            level = round(255 * (1 - region.tone))
            canvas.fill(region.box, (level, level, level))
            canvas.frame(region.box, KINDS[RegionKind.TONE][0])
        elif region.kind is RegionKind.STAMP:
            canvas.fill(region.box, WHITE)
    for x in side.folds:
        left, top = canvas.at(x, 0)
        for y in range(top, canvas.pixels.shape[0] - MARGIN, 24):
            cv2.line(canvas.pixels, (left, y), (left, y + 12), GREY, 1)
    named = side.identification
    titles = (named.title,) if isinstance(named, NumberLine | Title) else ()
    for words in (*titles, *side.texts):
        _draw_words(canvas, words)
    if isinstance(named, NumberLine):
        _draw_line(canvas, named)


def _draw_words(canvas: Canvas, words: PrintedText) -> None:
    height = max(LEAST, round(words.points * LETTER * SCALE))
    weight = BOLD if words.bold else REGULAR
    (x0, y0), (x1, y1) = canvas.corners(words.box)
    shown = fitting(words.text, x1 - x0 + SMALL, height, weight)
    colour = WHITE if words.reversed else INK
    canvas.text(shown, (x0, (y0 + y1) // 2 + round(0.36 * height)), height, colour, weight)


def _draw_line(canvas: Canvas, line: NumberLine) -> None:
    """Draw each digit in its cell; those of the sheet's own number are not known."""
    colour, _ = KINDS[RegionKind.NUMBER_LINE]
    box = line.box
    canvas.fill(box, colour, FILL)
    groups = (
        (line.number, line.number_x),
        (line.form_code, line.form_x),
        ("?" * line.serial_digits, line.serial_x),
    )
    for digits, start in groups:
        for place, digit in enumerate(digits):
            left = start + place * line.pitch
            canvas.frame(Box(left, box.y, line.pitch, box.height), colour)
            x, y = canvas.at(left + line.pitch / 2, box.y + box.height / 2)
            at = (x - text_width(digit, NORMAL) // 2, y + NORMAL // 2 - 2)
            canvas.text(digit, at, NORMAL, INK)


def _draw_region(canvas: Canvas, region: Region) -> None:
    colour, _ = KINDS[region.kind]
    box, comb = region.box, region.comb
    canvas.fill(box, colour, FILL)
    canvas.frame(box, colour)
    if comb is None or comb.pitch <= 0:
        return
    foot = box.y + box.height
    for number in range(1, int(box.width / comb.pitch) + 1):
        x = box.x + number * comb.pitch
        cv2.line(canvas.pixels, canvas.at(x, foot - comb.tick), canvas.at(x, foot), INK, 1)


def _name_region(canvas: Canvas, layout: Layout, side: Side, region: Region) -> None:
    """Write a region's name into it, or beside it where it is too small."""
    if region.kind is RegionKind.OPTION:
        _name_cell(canvas, layout, side, region)
        return
    if region.kind is RegionKind.TEXT and any(_holds(region.box, t.box) for t in side.texts):
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


def _holds(area: Box, words: Box) -> bool:
    """Say whether printed words stand in an area, which need not be named then."""
    x, y = words.x, words.y + words.height / 2
    return area.x <= x <= area.x + area.width and area.y <= y <= area.y + area.height


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
