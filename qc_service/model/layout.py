"""What is printed where on a ballot, in millimetres: the only thing a reader knows of a ballot.

The file format is `docs/layouts.md`; the JSON Schema is made from these records.
Origin: top left corner of the upright sheet side, x to the right, y down, millimetres.
"""

from enum import StrEnum

import msgspec

LAYOUT_FORMAT = 1
"""Version of the file format; a reader refuses any other."""


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place or a step in millimetres."""

    x: float
    y: float


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A width and a height in millimetres, both above 0."""

    width: float
    height: float


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An upright rectangle in millimetres: its top left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


class TimingMarks(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="timing-marks", tag_field="kind"
):
    """A frame of black bars: one row along the top, one column down each side, a code row below.

    `origin` is the centre of the top left bar, `pitch` the step between bar centres, `mark` a bar's
    size. Bars stand at (column, 0) for every column and at (0, row) and (columns - 1, row) for
    every row but the last, the code row, which has bars only where the code says so.
    """

    columns: int
    rows: int
    origin: Point
    pitch: Point
    mark: Size


class CornerShape(StrEnum):
    """The form of one separate registration mark, as it stands on the upright side.

    `l` has a bar along its top and one down its right side, `t` one along its top and one down its
    middle; `square` is filled.
    """

    L = "l"
    T = "t"
    SQUARE = "square"


class CornerMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One separate registration mark: the box around its black print, and its bars' thickness.

    `clear` is the white paper (mm) that the printer keeps free on all sides of `box`.
    """

    box: Box
    shape: CornerShape
    line: float = 0.8
    clear: float = 1.0


class CornerMarks(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="corner-marks", tag_field="kind"
):
    """Separate registration marks, at least three; they tell the way up where they lie unevenly.

    `landmarks` are printed rectangles common to all forms with these marks (a table's frame, a
    stamp field): what a locator falls back on where marks are damaged.
    """

    marks: tuple[CornerMark, ...]
    landmarks: tuple[Box, ...] = ()


Fiducials = TimingMarks | CornerMarks


class TargetShape(StrEnum):
    """The printed outline a voter marks inside of."""

    OVAL = "oval"
    BOX = "box"


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place to mark: the outline's outer bounding box, for one option of one contest.

    `line` is the printed outline's thickness in millimetres.
    """

    contest: str
    option: str
    box: Box
    shape: TargetShape = TargetShape.OVAL
    line: float = 0.25


class RegionKind(StrEnum):
    """What a region is for. `tone` is an area printed in a tint or pattern, no bare paper."""

    WRITE_IN = "write-in"
    OPTION = "option"
    CLEAR = "clear"
    STAMP = "stamp"
    NUMBER_LINE = "number-line"
    TEXT = "text"
    TONE = "tone"


class Comb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Printed guides of a write-in row: ticks up from its base line, one between two letters.

    `pitch` is the step between ticks and `tick` their height, in mm; the first stands one pitch
    right of the row's left edge. The base line is the region's lower edge.
    """

    pitch: float
    tick: float


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named area that is no target: a write-in line, an option's cell, clear paper, a stamp.

    `row` counts the rows of a write-in table from 1 at the top, 0 elsewhere; `comb` is what is
    printed in such a row. `tone` is the darkness (0..1) of a printed area's tint.
    """

    id: str
    kind: RegionKind
    box: Box
    contest: str = ""
    option: str = ""
    row: int = 0
    comb: Comb | None = None
    tone: float = 0.0


class PrintedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words printed on a side: from the left edge of `box`, standing in the middle of its height.

    `points` is the size of type in points of 25.4/72 mm, Arial or its like; `reversed` is white on
    a dark ground.
    """

    text: str
    box: Box
    points: float
    bold: bool = False
    reversed: bool = False


class TimingMarkCode(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag="timing-mark-code",
    tag_field="kind",
):
    """The code row's bars as a word over 0, 1 and ?, leftmost column first; ? is not looked at."""

    bits: str


class NumberLine(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="number-line", tag_field="kind"
):
    """A line of OCR-B digits: the form's number, its form code, and each sheet's own serial.

    `box` is the line; `number_x`, `form_x`, `serial_x` are the left edges of each group's first
    digit cell, `pitch` the step between cells (mm). `number` and `form_code` are the digits that
    are printed alike on every sheet of this layout; the serial has `serial_digits` of its own.
    `title` is the list's name, printed elsewhere on the side: it must tell the same list.
    """

    box: Box
    pitch: float
    number: str
    number_x: float
    form_code: str
    form_x: float
    serial_digits: int
    serial_x: float
    title: PrintedText


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="title", tag_field="kind"):
    """Only printed words name the side: the outer side of all lists of one election."""

    title: PrintedText


class NoCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="none", tag_field="kind"):
    """Nothing on the side names it: only usable where the layout is given by hand."""


Identification = TimingMarkCode | NumberLine | Title | NoCode


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One printed side of one sheet: `name` is `front` or `back`, `sheet` counts from 1.

    `fiducials` are this side's own where they differ from the layout's. `texts` is what else is
    printed, `folds` where the paper is folded (x in mm, from the top to the bottom edge).
    """

    name: str
    identification: Identification
    targets: tuple[Target, ...] = ()
    regions: tuple[Region, ...] = ()
    sheet: int = 1
    fiducials: Fiducials | None = None
    texts: tuple[PrintedText, ...] = ()
    folds: tuple[float, ...] = ()


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice in a contest; `write_in` has a line to write on.

    `info` is small print after the title (a year of birth), `bold` how the form prints it.
    """

    id: str
    title: str
    write_in: bool = False
    info: str = ""
    bold: bool = False


class Contest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question to the voter and how many options may be marked."""

    id: str
    title: str
    votes_allowed: int
    options: tuple[Option, ...]


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ballot style: paper, frame, contests and where everything stands on each side.

    A form that belongs to one list of candidates has the list's code as its `style`, and the two
    digits that tell how it is folded and ruled as its `form_code`.

    `source` says where the geometry comes from and what of it is measured or guessed; it must be
    independent of the scanner's own configuration, or the scanner's errors are repeated.
    """

    format: int
    id: str
    title: str
    paper: Size
    fiducials: Fiducials
    contests: tuple[Contest, ...]
    sides: tuple[Side, ...]
    style: str = ""
    election: str = ""
    source: str = ""
    form_code: str = ""
