"""Prints one side of a layout as its form has it, at a scanner's resolution.

A side with a frame of timing marks is printed here (frame, code row, text, rules), one with
separate marks in `printing_form`; the outlines to mark are printed here for both.

Pixels of a form are reflectances: 255 is bare paper, `INK` is print.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qc_calibration.synth.printed_text import print_texts
from qc_calibration.synth.printing_form import print_form, print_serial
from qc_calibration.synth.printing_type import INK, PAPER
from qc_calibration.synth.rules import ruled
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    Box,
    Layout,
    Side,
    Target,
    TargetShape,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.model.units import MM_PER_INCH, Floats, Grey

__all__ = [
    "INK",
    "PAPER",
    "Form",
    "Inner",
    "inner_area",
    "outline_distance",
    "patch_around",
    "print_box",
    "print_serial",
    "print_side",
    "side_of",
]

TARGETS_KEPT = 1024
"""Areas of ovals kept ready: those of the sides, a kilobyte each."""

SIDES_KEPT = 8
"""Printed sides kept ready: four sheets, or one in every resolution; 4 to 12 MB each."""


@dataclass(frozen=True, eq=False)
class Form:
    """A printed side: `pixels` (height, width), uint8, read-only; `scale` in pixels a mm."""

    pixels: Grey
    scale: float


@dataclass(frozen=True, eq=False)
class Inner:
    """The area of a target that a voter marks: a part of the page, and which pixels of it."""

    part: tuple[slice, slice]
    mask: npt.NDArray[np.bool_]


def side_of(layout: Layout, name: str) -> Side:
    """Give a layout's side by name.

    Raises:
        QcError: `synth.no-side`.
    """
    for side in layout.sides:
        if side.name == name:
            return side
    raise QcError(
        "synth.no-side",
        f"layout {layout.id} has no side {name!r}",
        f"It has: {', '.join(side.name for side in layout.sides)}.",
        ExitCode.USAGE,
    )


@lru_cache(maxsize=SIDES_KEPT)
def print_side(layout: Layout, name: str, dpi: int) -> Form:
    """Print one side; a side that was printed before comes from memory.

    Raises:
        QcError: `synth.no-side`.
    """
    side, scale = side_of(layout, name), dpi / MM_PER_INCH
    size = (round(layout.paper.height * scale), round(layout.paper.width * scale))
    pixels = np.full(size, PAPER, np.uint8)
    marks = side.fiducials or layout.fiducials
    if isinstance(marks, TimingMarks):
        for rule in (*_bars(marks, side), *ruled(layout, side)):
            print_box(pixels, scale, rule)
        print_texts(pixels, scale, layout, side, INK)
    else:
        print_form(pixels, scale, layout, side)
    for target in side.targets:
        _print_outline(pixels, scale, target)
    pixels.setflags(write=False)
    return Form(pixels, scale)


def print_box(pixels: Grey, scale: float, box: Box) -> None:
    """Print a black rectangle; a pixel that it covers in part is grey in proportion."""
    columns = _cover(box.x * scale, (box.x + box.width) * scale, pixels.shape[1])
    rows = _cover(box.y * scale, (box.y + box.height) * scale, pixels.shape[0])
    x, y = np.flatnonzero(columns), np.flatnonzero(rows)
    if x.size and y.size:
        part = (slice(y[0], y[-1] + 1), slice(x[0], x[-1] + 1))
        _darken(pixels, part, np.outer(rows[part[0]], columns[part[1]]))


def outline_distance(
    target: Target, scale: float, corner: tuple[int, int], size: tuple[int, int]
) -> Floats:
    """Give each pixel's distance (mm) from the middle of the printed line, negative inside.

    `corner` (x, y) and `size` (height, width) are the patch in pixels. An oval is a bar with
    half-round ends.
    """
    box = target.box
    xs = (np.arange(size[1]) + corner[0] + 0.5) / scale - (box.x + box.width / 2)
    ys = (np.arange(size[0]) + corner[1] + 0.5) / scale - (box.y + box.height / 2)
    half_w, half_h = (box.width - target.line) / 2, (box.height - target.line) / 2
    radius = min(half_w, half_h) if target.shape is TargetShape.OVAL else 0.0
    across = (np.abs(xs) - (half_w - radius))[None, :]
    down = (np.abs(ys) - (half_h - radius))[:, None]
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    distance: Floats = outside + np.minimum(np.maximum(across, down), 0) - radius
    return distance


@lru_cache(maxsize=TARGETS_KEPT)
def inner_area(target: Target, scale: float, inset: float) -> Inner:
    """Give the pixels of a target that lie `inset` mm or more inside the middle of its line."""
    x0, y0, x1, y1 = patch_around(target.box, scale, 0.0)
    inner = outline_distance(target, scale, (x0, y0), (y1 - y0, x1 - x0)) < -inset
    inner.setflags(write=False)
    return Inner((slice(y0, y1), slice(x0, x1)), inner)


def patch_around(box: Box, scale: float, beyond: float) -> tuple[int, int, int, int]:
    """Give the pixels (x0, y0, x1, y1) around a box and `beyond` millimetres more."""
    return (
        int(np.floor((box.x - beyond) * scale)),
        int(np.floor((box.y - beyond) * scale)),
        int(np.ceil((box.x + box.width + beyond) * scale)),
        int(np.ceil((box.y + box.height + beyond) * scale)),
    )


def _bars(marks: TimingMarks, side: Side) -> list[Box]:
    """Give the frame's bars and those of the code row."""
    last = marks.rows - 1
    places = [(column, 0) for column in range(marks.columns)]
    places += [(column, row) for row in range(1, last) for column in (0, marks.columns - 1)]
    if isinstance(side.identification, TimingMarkCode):
        bits = side.identification.bits
        places += [(column, last) for column, bit in enumerate(bits) if bit == "1"]
    w, h = marks.mark.width, marks.mark.height
    return [
        Box(
            marks.origin.x + marks.pitch.x * column - w / 2,
            marks.origin.y + marks.pitch.y * row - h / 2,
            w,
            h,
        )
        for column, row in places
    ]


def _print_outline(pixels: Grey, scale: float, target: Target) -> None:
    x0, y0, x1, y1 = patch_around(target.box, scale, 0.2)
    distance = outline_distance(target, scale, (x0, y0), (y1 - y0, x1 - x0))
    # Cover of a line by a pixel whose middle lies at that distance from the line's middle.
    cover = np.clip((target.line / 2 - np.abs(distance)) * scale + 0.5, 0, 1)
    _darken(pixels, (slice(y0, y1), slice(x0, x1)), cover)


def _cover(low: float, high: float, length: int) -> Floats:
    """Give the share (length,) of each pixel that lies between two edges."""
    edges = np.arange(length + 1)
    inside = np.clip(edges, low, high)
    share: Floats = np.diff(inside)
    return share


def _darken(pixels: Grey, part: tuple[slice, slice], cover: Floats) -> None:
    printed = np.clip(np.rint(pixels[part] - cover * (PAPER - INK)), INK, PAPER)
    np.minimum(pixels[part], printed.astype(np.uint8), out=pixels[part])
