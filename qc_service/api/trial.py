"""A plain drawn ballot, and pages that are none: what the conformance kit tries plugins on.

Drawn with numpy alone, exact to a tenth of a pixel, so that a plugin's author needs no scans.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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
    TargetShape,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.model.page import Page, Placement
from qc_service.model.units import MM_PER_INCH, Grey

PAPER, INK = 235, 25
"""Grey of paper and of ink on a scan of usual contrast."""

DPI = 200
"""What ballot scanners give; a letter page is 1700 x 2200 pixels."""

SMALL_SIDE = 850
"""As `reading.decode` makes its small pages: about 100 dpi on a letter page."""

CODES = {"front": "1" + "10" * 8 + "0" * 16 + "1", "back": "1" + "0" * 16 + "10" * 8 + "0"}
"""Two bottom rows that differ at many bars and are no mirror of each other."""

SEED = 20261103
"""Any number; fixed, so that the noise is the same on every run."""


@dataclass(frozen=True, eq=False)
class TrialSheet:
    """A page with the truth about it: layout, side, where it lies, which targets are full."""

    page: Page
    layout: Layout
    side: Side
    placement: Placement
    filled: tuple[Target, ...] = ()


def page_of(pixels: Grey) -> Page:
    """Make a read-only page of (height, width) uint8 pixels, as decoding does."""
    factor = max(1, round(min(pixels.shape) / SMALL_SIDE))
    small = _means(pixels, factor)
    return Page(_frozen(pixels), _frozen(small), _frozen(_means(small, 2)), factor)


def _means(pixels: Grey, factor: int) -> Grey:
    rows, columns = (side // factor for side in pixels.shape)
    blocks = pixels[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor)
    means: Grey = np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)
    return means


def _frozen(pixels: Grey) -> Grey:
    """Copy into memory that nothing can make writable again."""
    return np.frombuffer(pixels.tobytes(), np.uint8).reshape(pixels.shape)


def trial_layout() -> Layout:
    """Give a letter ballot of two sides with ovals and boxes in a frame of timing marks."""
    pitch, origin = 6.35, Point(3.175, 12.7)

    def target(contest: int, option: int, shape: TargetShape) -> Target:
        x, y = origin.x + pitch * (12 + 8 * option), origin.y + pitch * (6 + 4 * contest)
        box = Box(x - 2.54, y - 1.651, 5.08, 3.302)
        return Target(f"contest-{contest}", f"option-{option}", box, shape)

    oval, square = TargetShape.OVAL, TargetShape.BOX
    shapes = (oval, oval, oval, square)
    front = tuple(target(c, o, shape) for c, shape in enumerate(shapes) for o in range(2))
    back = tuple(target(4, o, oval) for o in range(2))
    line = Region("line", RegionKind.WRITE_IN, Box(150, 150, 40, 8), "contest-0", "option-1")
    options = (Option("option-0", "First"), Option("option-1", "Second", write_in=True))
    return Layout(
        format=LAYOUT_FORMAT,
        id="trial",
        title="Trial ballot",
        paper=Size(215.9, 279.4),
        fiducials=TimingMarks(34, 41, origin, Point(pitch, pitch), Size(4.7625, 1.5875)),
        contests=tuple(Contest(f"contest-{n}", f"Contest {n}", 1, options) for n in range(5)),
        sides=(
            Side("front", TimingMarkCode(CODES["front"]), front, (line,)),
            Side("back", TimingMarkCode(CODES["back"]), back),
        ),
        style="trial",
        source="drawn by qc_service.api.trial",
    )


@cache
def trial_sheets(dpi: int = DPI) -> tuple[TrialSheet, ...]:
    """Draw each side of the trial ballot with its first target filled."""
    layout = trial_layout()
    return tuple(draw(layout, side, side.targets[:1], dpi) for side in layout.sides)


def draw(layout: Layout, side: Side, filled: Sequence[Target] = (), dpi: int = DPI) -> TrialSheet:
    """Draw one side of a layout that has a frame of timing marks."""
    scale = dpi / MM_PER_INCH
    width, height = (round(mm * scale) for mm in (layout.paper.width, layout.paper.height))
    pixels = np.full((height, width), PAPER, np.uint8)
    for box in _bars(layout, side):
        _fill(pixels, box, scale)
    for target in side.targets:
        _outline(pixels, target, scale, full=target in filled)
    x_mm = np.array([0.0, layout.paper.width])
    y_mm = np.array([0.0, layout.paper.height])
    # Pixel (0, 0) is the centre of the first pixel, which is half a pixel from the paper's edge.
    px = np.stack(np.meshgrid(x_mm * scale - 0.5, y_mm * scale - 0.5), axis=-1)
    placement = Placement(x_mm, y_mm, px, 0, 0.0, 1, 1, float(PAPER), float(INK))
    return TrialSheet(page_of(pixels), layout, side, placement, tuple(filled))


@cache
def upside_down(sheet: TrialSheet) -> TrialSheet:
    """Give the same sheet fed with its bottom first."""
    height, width = sheet.page.pixels.shape
    before = sheet.placement
    px = np.array([width - 1.0, height - 1.0]) - before.px
    placement = Placement(
        before.x_mm, before.y_mm, px, 180, 0.0, 1, 1, before.paper_level, before.ink_level
    )
    page = page_of(sheet.page.pixels[::-1, ::-1])
    return TrialSheet(page, sheet.layout, sheet.side, placement, sheet.filled)


@cache
def cruel_pages(sheet: TrialSheet) -> Mapping[str, Page]:
    """Give pages that scanners do make and nobody likes, by name."""
    pixels = sheet.page.pixels
    noise = np.random.default_rng(SEED).integers(0, 256, pixels.shape, np.uint8)
    return {
        "blank": page_of(np.full_like(pixels, PAPER)),
        "white": page_of(np.full_like(pixels, 255)),
        "black": page_of(np.zeros_like(pixels)),
        "noise": page_of(noise),
        "one pixel": page_of(np.full((1, 1), PAPER, np.uint8)),
        "one row": page_of(pixels[:1]),
        "one column": page_of(pixels[:, :1]),
        "upside down": page_of(pixels[::-1, ::-1]),
        "on its side": page_of(np.rot90(pixels)),
        "mirrored": page_of(pixels[:, ::-1]),
        "upper half": page_of(pixels[: len(pixels) // 2]),
        "negative": page_of(255 - pixels),
    }


def _bars(layout: Layout, side: Side) -> list[Box]:
    marks = layout.fiducials
    if not isinstance(marks, TimingMarks):
        raise TypeError(f"layout {layout.id}: only frames of timing marks can be drawn")
    bits = getattr(side.identification, "bits", "0" * marks.columns)
    last = marks.rows - 1
    places = {(column, 0) for column in range(marks.columns)}
    places |= {(column, row) for column in (0, marks.columns - 1) for row in range(last)}
    places |= {(column, last) for column, bit in enumerate(bits) if bit == "1"}
    width, height = marks.mark.width, marks.mark.height
    return [
        Box(
            marks.origin.x + marks.pitch.x * column - width / 2,
            marks.origin.y + marks.pitch.y * row - height / 2,
            width,
            height,
        )
        for column, row in sorted(places)
    ]


def _fill(pixels: Grey, box: Box, scale: float) -> None:
    rows = slice(max(0, round(box.y * scale)), max(0, round((box.y + box.height) * scale)))
    columns = slice(max(0, round(box.x * scale)), max(0, round((box.x + box.width) * scale)))
    pixels[rows, columns] = INK


def _outline(pixels: Grey, target: Target, scale: float, *, full: bool) -> None:
    """Draw an oval (two half circles and two lines) or a box, smooth at its edges."""
    box = target.box
    top, left = (int(mm * scale) - 2 for mm in (box.y, box.x))
    bottom, right = (int(mm * scale) + 3 for mm in (box.y + box.height, box.x + box.width))
    y, x = np.mgrid[top:bottom, left:right] + 0.5
    # Distance in pixels to the outer edge, above 0 within.
    dx = box.width * scale / 2 - np.abs(x - (box.x + box.width / 2) * scale)
    dy = box.height * scale / 2 - np.abs(y - (box.y + box.height / 2) * scale)
    within = np.minimum(dx, dy)
    if target.shape is TargetShape.OVAL:
        radius = min(box.width, box.height) * scale / 2
        beyond = np.hypot(np.maximum(radius - dx, 0), np.maximum(radius - dy, 0))
        within = np.where((dx < radius) & (dy < radius), radius - beyond, within)
    line = max(1.0, target.line * scale)
    ink = np.clip(within + 0.5, 0, 1)
    if not full:
        ink = ink * np.clip(line - within + 0.5, 0, 1)
    patch = pixels[top:bottom, left:right]
    patch[:] = np.minimum(patch, np.rint(PAPER + (INK - PAPER) * ink).astype(np.uint8))
