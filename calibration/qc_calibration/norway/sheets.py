"""One kind of sheet: its form, paper and colour, the marks on its two sides, where words stand."""

import itertools
from dataclasses import dataclass

from qc_calibration.norway.geometry import Form, Geometry, geometry
from qc_service.model.layout import (
    Box,
    CornerMark,
    CornerMarks,
    CornerShape,
    PrintedText,
    Size,
)

MM_PER_POINT = 25.4 / 72

DIGIT_EM = 0.556
"""Width of a digit against the size of type, in Arial and its like: all digits are as wide."""

COLOURS = {"kst": "municipal", "ftv": "county", "st": "storting"}
"""The election's name for a colour in `geometry.toml`."""


@dataclass(frozen=True)
class Sheet:
    """A form on its paper: `width` and `height` in mm, folds as seen inside."""

    form: Form
    kind: str

    @property
    def geometry(self) -> Geometry:
        """Give the dimensions that all sheets share."""
        return geometry()

    @property
    def height(self) -> float:
        """Give the paper's height in mm."""
        given = self.geometry
        return given.storting.height if self.kind == "st" else given.height

    @property
    def paper(self) -> Size:
        """Give the paper's size in mm."""
        return Size(self.form.width, self.height)

    @property
    def marked(self) -> bool:
        """Say whether candidates have boxes: not at parliamentary elections."""
        return self.kind != "st"

    @property
    def tone(self) -> float:
        """Give the darkness of the election's colour."""
        return self.geometry.tone(COLOURS[self.kind])

    @property
    def dark(self) -> float:
        """Give the darkness of the band on the outside."""
        return self.geometry.tone(COLOURS[self.kind], self.geometry.dark)

    def from_top(self, y: float) -> float:
        """Move a height that was measured from the bottom of a local ballot to this paper."""
        return round(y + self.height - self.geometry.height, 4)

    def panels(self) -> tuple[tuple[float, float], ...]:
        """Give each panel inside as its left and right end, from the left, without the strip."""
        edges = (0.0, *self.form.folds, self.form.width - self.geometry.strip)
        return tuple(itertools.pairwise(edges))


def title_box(sheet: Sheet) -> Box:
    """Give the white box in the header band."""
    left, right = sheet.form.title
    span = sheet.geometry.title_box
    return between(left, span.y, right, span.y + span.height)


def stamp_box(sheet: Sheet) -> Box:
    """Give the white field for the stamp, outside."""
    area = sheet.geometry.stamp
    return box(area.x, area.y, area.width, area.height)


def guidance_box(sheet: Sheet) -> Box:
    """Give the white box with the guidance, outside."""
    area = sheet.geometry.guidance
    return box(area.x, area.y, area.width, area.height)


def inside_marks(sheet: Sheet) -> CornerMarks:
    """Give the L marks of the side with the names; the fifth tells which way up it lies.

    All forms on one paper have the same: only what is printed on all of them is a landmark.
    """
    given = sheet.geometry
    size = given.l_mark
    right = sheet.form.width - size.right_to_edge
    bottom = sheet.from_top(size.bottom)
    fifth = sheet.form.folds[-1] - size.fifth_to_fold
    places = (
        (size.left, size.top),
        (right, size.top),
        (size.left, bottom),
        (fifth, bottom),
        (right, bottom),
    )
    clear = (given.white - size.height) / 2
    marks = tuple(
        CornerMark(box(x, y, size.width, size.height), CornerShape.L, size.line, round(clear, 4))
        for x, y in places
    )
    return CornerMarks(marks, (title_box(sheet),))


def outside_marks(sheet: Sheet) -> CornerMarks:
    """Give the T marks of the side that is seen when the ballot is folded."""
    given = sheet.geometry
    size = given.t_mark
    right, bottom = sheet.form.width - size.right_to_edge, sheet.from_top(size.bottom)
    middle = size.middle[0], size.middle[1] - (given.height - sheet.height) / 2
    places = (
        (size.left, size.top),
        (right, size.top),
        middle,
        (size.left, bottom),
        (right, bottom),
    )
    clear = round((given.white - size.size) / 2, 4)
    marks = tuple(
        CornerMark(box(x + clear, y + clear, size.size, size.size), CornerShape.T, size.line, clear)
        for x, y in places
    )
    return CornerMarks(marks, (stamp_box(sheet), guidance_box(sheet)))


def box(x: float, y: float, width: float, height: float) -> Box:
    """Give a box with its numbers rounded as layout files have them."""
    return Box(round(x, 4), round(y, 4), round(width, 4), round(height, 4))


def between(left: float, top: float, right: float, bottom: float) -> Box:
    """Give a box by its edges."""
    return box(left, top, right - left, bottom - top)


def words(
    text: str, x: float, middle: float, points: float, *, room: float, bold: bool = False
) -> PrintedText:
    """Give words from `x` on, standing in the middle of a line as high as their type."""
    height = round(points * MM_PER_POINT * 1.3, 2)
    return PrintedText(text, box(x, middle - height / 2, room, height), points, bold)


def digits(text: str, right: float, middle: float, points: float) -> PrintedText:
    """Give a number that ends at `right`."""
    width = len(text) * DIGIT_EM * points * MM_PER_POINT
    return words(text, right - width, middle, points, room=width)
