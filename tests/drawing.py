"""Draws a small timing-mark ballot for tests of the reading plugins: exact, without a renderer."""

from dataclasses import dataclass

import cv2
import numpy as np

from qc_service.model.layout import (
    LAYOUT_FORMAT,
    Box,
    Contest,
    Layout,
    Option,
    Point,
    Region,
    RegionKind,
    Side,
    Size,
    Target,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.model.page import Page
from qc_service.model.units import Grey
from qc_service.reading.decode import page_of

PAPER, INK = 235, 25
COLUMNS, ROWS = 34, 41
PITCH, ORIGIN = 6.35, (3.175, 12.7)
FRONT = "1" + "10" * 8 + "0" * 16 + "1"
BACK = "1" + "0" * 16 + "10" * 8 + "0"


def target(contest: str, option: str, column: int, row: int) -> Target:
    """Give an oval centred on a crossing of the grid."""
    x, y = ORIGIN[0] + PITCH * column, ORIGIN[1] + PITCH * row
    return Target(contest, option, Box(x - 2.54, y - 1.651, 5.08, 3.302))


def cell(of: Target) -> Region:
    """Give the option cell around a target, name and all."""
    box = Box(of.box.x - 40, of.box.y - 4.4, 48, 12)
    return Region(f"cell-{of.contest}-{of.option}", RegionKind.OPTION, box, of.contest, of.option)


def layout(rows: int = ROWS) -> Layout:
    """Give a two-sided layout: four contests of two options in front, one behind."""
    front = [target(f"c{i}", f"o{j}", 12 + 8 * j, 6 + 4 * i) for i in range(4) for j in range(2)]
    back = [target("c4", f"o{j}", 12 + 8 * j, 8) for j in range(2)]
    line = Box(150.0, 150.0, 40.0, 8.0)
    written = Region("line", RegionKind.WRITE_IN, line, "c0", "o0")
    return Layout(
        LAYOUT_FORMAT,
        "test",
        "Test ballot",
        Size(215.9, 279.4 if rows == ROWS else 355.6),
        TimingMarks(COLUMNS, rows, Point(*ORIGIN), Point(PITCH, PITCH), Size(4.7625, 1.5875)),
        tuple(
            Contest(f"c{i}", f"Contest {i}", 1, (Option("o0", "A"), Option("o1", "B")))
            for i in range(5)
        ),
        (
            Side("front", TimingMarkCode(FRONT), tuple(front), (written, *map(cell, front))),
            Side("back", TimingMarkCode(BACK), tuple(back), tuple(map(cell, back))),
        ),
        style="style-1",
    )


@dataclass(frozen=True)
class Sheet:
    """A drawn page with its scale, to be marked further in millimetres."""

    pixels: Grey
    scale: float

    def line(self, start: tuple[float, float], end: tuple[float, float], wide_mm: float) -> None:
        """Draw a pen line."""
        ends = [(round(x * self.scale * 16), round(y * self.scale * 16)) for x, y in (start, end)]
        width = max(1, round(wide_mm * self.scale))
        cv2.line(self.pixels, ends[0], ends[1], INK, width, cv2.LINE_AA, shift=4)

    def fill(self, of: Target, share: float = 1.0, grey: int = INK) -> None:
        """Fill a target from its left end."""
        box = of.box
        x0, x1 = box.x + 0.4, box.x + 0.4 + (box.width - 0.8) * share
        corners = [(x0, box.y + 0.4), (x1, box.y + box.height - 0.4)]
        points = [(round(x * self.scale), round(y * self.scale)) for x, y in corners]
        cv2.rectangle(self.pixels, points[0], points[1], grey, -1)

    def page(self) -> Page:
        """Give the page as decoded."""
        return page_of(self.pixels.copy())


def draw(of: Layout, side: str = "front", dpi: int = 200) -> Sheet:
    """Draw timing marks, code and outlines of one side."""
    scale = dpi / 25.4
    size = (round(of.paper.width * scale), round(of.paper.height * scale))
    sheet = Sheet(np.full((size[1], size[0]), PAPER, np.uint8), scale)
    marks = of.fiducials
    assert isinstance(marks, TimingMarks)
    page = next(one for one in of.sides if one.name == side)
    assert isinstance(page.identification, TimingMarkCode)
    places = {(c, 0) for c in range(marks.columns)}
    places |= {(c, r) for c in (0, marks.columns - 1) for r in range(marks.rows - 1)}
    places |= {(c, marks.rows - 1) for c, bit in enumerate(page.identification.bits) if bit == "1"}
    for column, row in places:
        x, y = marks.origin.x + marks.pitch.x * column, marks.origin.y + marks.pitch.y * row
        _bar(sheet, x, y, marks.mark)
    for one in page.targets:
        _outline(sheet, one.box)
    return sheet


def _bar(sheet: Sheet, x: float, y: float, size: Size) -> None:
    low = (x - size.width / 2, y - size.height / 2)
    high = (x + size.width / 2, y + size.height / 2)
    points = [tuple(round(v * sheet.scale) for v in p) for p in (low, high)]
    cv2.rectangle(sheet.pixels, points[0], points[1], INK, -1)


def _outline(sheet: Sheet, box: Box) -> None:
    s, radius = sheet.scale, box.height / 2
    width = max(1, round(0.25 * s))
    x0, x1 = box.x + radius, box.x + box.width - radius
    for y in (box.y + 0.125, box.y + box.height - 0.125):
        sheet.line((x0, y), (x1, y), 0.25)
    for x, start in ((x0, 90), (x1, 270)):
        centre = (round(x * s), round((box.y + radius) * s))
        axes = (round((radius - 0.125) * s), round((radius - 0.125) * s))
        cv2.ellipse(sheet.pixels, centre, axes, 0, start, start + 180, INK, width, cv2.LINE_AA)
