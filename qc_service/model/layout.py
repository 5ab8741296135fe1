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


class CornerMarks(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="corner-marks", tag_field="kind"
):
    """Separate registration marks (L, T, squares), each by its bounding box and shape name."""

    marks: tuple[Box, ...]
    shapes: tuple[str, ...]


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
    """What a region is for."""

    WRITE_IN = "write-in"
    OPTION = "option"
    CLEAR = "clear"
    STAMP = "stamp"
    NUMBER_LINE = "number-line"
    TEXT = "text"


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named area that is no target: a write-in line, an option's cell, clear paper, a stamp."""

    id: str
    kind: RegionKind
    box: Box
    contest: str = ""
    option: str = ""


class TimingMarkCode(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag="timing-mark-code",
    tag_field="kind",
):
    """The code row's bars as a word over 0, 1 and ?, leftmost column first; ? is not looked at."""

    bits: str


class NoCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="none", tag_field="kind"):
    """Nothing on the side names it: only usable where the layout is given by hand."""


Identification = TimingMarkCode | NoCode


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One printed side of one sheet: `name` is `front` or `back`, `sheet` counts from 1."""

    name: str
    identification: Identification
    targets: tuple[Target, ...] = ()
    regions: tuple[Region, ...] = ()
    sheet: int = 1


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice in a contest; `write_in` has a line to write on."""

    id: str
    title: str
    write_in: bool = False


class Contest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question to the voter and how many options may be marked."""

    id: str
    title: str
    votes_allowed: int
    options: tuple[Option, ...]


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ballot style: paper, frame, contests and where everything stands on each side.

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
