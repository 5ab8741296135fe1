"""The printed form in millimetres: an AccuVote-style ballot with marks a quarter of an inch apart.

The grid's (0, 0) is the centre of the top left bar, columns run to the right, rows down.
"""

import re
from dataclasses import dataclass

from qc_service.model.layout import Box, Point, Size, TimingMarks
from qc_service.model.units import MM_PER_INCH

STEP = 0.25 * MM_PER_INCH
"""From bar to bar, both ways; measured on 200 dpi scans: 49.9 to 50.0 px across."""

COLUMNS = 34
"""Bars along the top of a sheet 8.5 inches wide; all known sizes are."""

WIDTH_INCH = 8.5

HEIGHTS_INCH = {"letter": 11, "legal": 14}
"""Papers by name; the others carry their height in the name (`custom-8.5x17`)."""

BAR = Size(3 / 16 * MM_PER_INCH, 1 / 16 * MM_PER_INCH)
"""A timing mark; measured 57 × 19 px at 300 dpi."""

OVAL = Size(0.2 * MM_PER_INCH, 0.13 * MM_PER_INCH)
"""An oval's outer size; measured 0.199 × 0.130 inch."""

LINE_MM = 0.2
"""Thickness of its outline: measured 0.21 and 0.25 mm at 200 dpi, 0.11 to 0.15 at 300 dpi."""

CLEAR_MM = 0.08 * MM_PER_INCH
"""How far above and below an oval the paper is free of print: twice that, on all scans seen."""

GUARD_MM = 0.25
"""Kept between an oval's outline and clear paper: ovals stand up to 0.15 mm off the grid."""

RULE_MM = 3.4
"""Clear paper ends here beside an oval's centre: a column's rule begins at 3.75 mm."""

TEXT_MM = 2.2
"""And here on the text's side: write-in captions reach to 2.4 mm from the centre, below it."""

DECIMALS = 4
"""Decimals of millimetres kept, so that a layout is the same in memory and in its file."""


@dataclass(frozen=True)
class Form:
    """One paper size with its frame."""

    paper: Size
    marks: TimingMarks

    def centre(self, column: float, row: float) -> Point:
        """Give the place of a grid crossing."""
        origin, pitch = self.marks.origin, self.marks.pitch
        return Point(origin.x + pitch.x * column, origin.y + pitch.y * row)

    def inner(self) -> Box:
        """Give the area inside the bars."""
        marks = self.marks
        x, y = marks.origin.x + marks.mark.width / 2, marks.origin.y + marks.mark.height / 2
        width = marks.pitch.x * (marks.columns - 1) - marks.mark.width
        height = marks.pitch.y * (marks.rows - 1) - marks.mark.height
        return Box(x, y, width, height)


def form_of(paper_size: str) -> Form | None:
    """Give the form of a paper by its name in the definition; None where the name says nothing."""
    custom = re.fullmatch(r"custom-8\.5x(\d{2})", paper_size)
    height = int(custom[1]) if custom else HEIGHTS_INCH.get(paper_size)
    if height is None:
        return None
    # Letter has 41 rows and legal 53: half an inch of margin at top and bottom, or a little less
    # where a bar is counted by its edges.
    rows = 4 * height - 3
    origin = Point(
        _mm((WIDTH_INCH * MM_PER_INCH - STEP * (COLUMNS - 1)) / 2),
        _mm((height * MM_PER_INCH - STEP * (rows - 1)) / 2),
    )
    paper = Size(_mm(WIDTH_INCH * MM_PER_INCH), _mm(height * MM_PER_INCH))
    bar = Size(_mm(BAR.width), _mm(BAR.height))
    return Form(paper, TimingMarks(COLUMNS, rows, origin, Point(STEP, STEP), bar))


def oval(centre: Point) -> Box:
    """Give the outer box of an oval."""
    left, top = centre.x - OVAL.width / 2, centre.y - OVAL.height / 2
    return rounded(Box(left, top, OVAL.width, OVAL.height))


def clear_zones(centre: Point, *, text_left: bool) -> dict[str, Box]:
    """Give the unprinted paper above, below and beside an oval, by the direction from it."""
    left, right = (TEXT_MM, RULE_MM) if text_left else (RULE_MM, TEXT_MM)
    half = OVAL.height / 2 + GUARD_MM
    end = OVAL.height / 2 + CLEAR_MM
    edge = OVAL.width / 2 + GUARD_MM
    x, width = centre.x - left, left + right
    beside = centre.x + edge if text_left else centre.x - RULE_MM
    boxes = {
        "above": Box(x, centre.y - end, width, end - half),
        "below": Box(x, centre.y + half, width, end - half),
        "right" if text_left else "left": Box(beside, centre.y - half, RULE_MM - edge, 2 * half),
    }
    return {name: rounded(box) for name, box in boxes.items()}


def from_edges(left: float, top: float, right: float, bottom: float) -> Box:
    """Make a box of its four edges."""
    return rounded(Box(left, top, right - left, bottom - top))


def rounded(box: Box) -> Box:
    """Round a box to what is written to a file."""
    return Box(_mm(box.x), _mm(box.y), _mm(box.width), _mm(box.height))


def _mm(value: float) -> float:
    return round(value, DECIMALS)
