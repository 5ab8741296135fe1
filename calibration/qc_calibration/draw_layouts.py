"""Draws the shipped layouts: two made-up ballots on a frame of timing marks a quarter inch apart.

`python -m qc_calibration.draw_layouts FOLDER` writes them; the JSON files are the product, this is
how they came about. Grid places are (column, row), (0, 0) the centre of the top left bar.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from qc_service.adapters.layout_files import write_layout
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
from qc_service.model.units import MM_PER_INCH

STEP = 0.25 * MM_PER_INCH
COLUMNS = 34
WIDTH = 8.5 * MM_PER_INCH
BAR = Size(4.7625, 1.5875)
OVAL = Size(5.08, 3.302)
LINE = 0.2

CANDIDATE_COLUMNS = (12, 19, 26)
WRITE_IN_COLUMN = 32
YES, NO = 26, 32
"""Columns of ovals: text stands to the left of each."""

DATE = (2026, 11, 3)
TYPE = 6
"""G for general, as a letter from A = 0."""

BATCH = 7
"""The batch number in the front's code: any."""

SOURCE = (
    "Drawn for demonstrations: no such election, office or candidate exists. The frame, the ovals "
    "and the code row follow the conventions of AccuVote-style ballots."
)


@dataclass(frozen=True)
class Race:
    """An office: its rows of candidates, each from left to right, None where a place is empty."""

    id: str
    title: str
    row: int
    names: tuple[tuple[str | None, ...], ...]
    allowed: int = 1


@dataclass(frozen=True)
class Question:
    """A question answered yes or no on its own row."""

    id: str
    title: str
    row: int


Item = Race | Question

COUNCIL = Race(
    "town-council",
    "Town Council",
    21,
    (
        ("Ada Brook", "Elena Fairweather", "Ivo Lark"),
        ("Basil Cole", "Finn Greenwood", "Josefine Moor"),
        ("Cora Dale", "Greta Hollow", None),
    ),
    allowed=3,
)
BACK: tuple[Item, ...] = (
    Race("sheriff", "Sheriff", 4, (("Wanda Xavier", "York Zeller", None),)),
    Race("town-clerk", "Town Clerk", 7, (("Agnes Birch", None, None),)),
    Question("question-1", "Shall the harbour wall be rebuilt in stone?", 14),
    Question("question-2", "Shall the library open on Sundays?", 19),
)
LETTER_FRONT: tuple[Item, ...] = (
    Race("governor", "Governor", 8, (("Alma Reed", "Bruno Stone", "Clara Thorn"),)),
    Race("senator", "Senator", 11, (("Dora Underhill", "Emil Vale", None),)),
    Race("mayor", "Mayor", 14, (("Frida West", "Georg Young", "Hedda Zahl"),)),
    COUNCIL,
    Race(
        "school-board",
        "School Board",
        30,
        (("Karl Nash", "Mona Oakes", "Olaf Quill"), ("Lena Pike", "Nils Rowan", None)),
        allowed=2,
    ),
)
LEGAL_FRONT: tuple[Item, ...] = (
    *LETTER_FRONT[:3],
    COUNCIL,
    *LETTER_FRONT[4:],
    Race("treasurer", "Treasurer", 37, (("Petra Frost", "Rasmus Hill", "Selma Irons"),)),
    Race("surveyor", "Surveyor", 40, (("Tor Jansen", "Una Kettle", None),)),
    Race("harbour-master", "Harbour Master", 43, (("Vera Lund", None, "Wim Marsh"),)),
)


def demo_layouts() -> tuple[Layout, ...]:
    """Give the shipped layouts, letter and legal."""
    return (
        _layout("demo-letter", "Demo ballot, letter", 11, 101, LETTER_FRONT),
        _layout("demo-legal", "Demo ballot, legal", 14, 102, LEGAL_FRONT),
    )


def _layout(name: str, title: str, height_inch: int, card: int, front: tuple[Item, ...]) -> Layout:
    rows = 4 * height_inch - 3
    height = height_inch * MM_PER_INCH
    origin = Point((WIDTH - STEP * (COLUMNS - 1)) / 2, (height - STEP * (rows - 1)) / 2)
    marks = TimingMarks(COLUMNS, rows, _point(origin.x, origin.y), Point(STEP, STEP), BAR)
    return Layout(
        format=LAYOUT_FORMAT,
        id=name,
        title=title,
        paper=Size(round(WIDTH, 4), round(height, 4)),
        fiducials=marks,
        contests=tuple(_contest(item) for item in (*front, *BACK)),
        sides=(
            _side("front", TimingMarkCode(front_bits(card, BATCH)), front, marks.origin),
            _side("back", TimingMarkCode(back_bits(DATE, TYPE)), BACK, marks.origin),
        ),
        style=f"card-number-{card}",
        election="Demo election 2026-11-03",
        source=SOURCE,
    )


def front_bits(card: int, batch: int) -> str:
    """Give a front's row: bit 0 in column 32, running left; checksum, batch, card, 0, start bit."""
    word = batch << 2 | card << 15 | 1 << 31
    return _row(word | word.bit_count() % 4)


def back_bits(date: tuple[int, int, int], kind: int) -> str:
    """Give a back's row: day, month, year of the century, type of election, end sequence."""
    year, month, day = date
    return _row(day | month << 5 | year % 100 << 9 | kind << 16 | 0b01111011110 << 21)


def _row(word: int) -> str:
    return f"1{word:032b}1"


def _contest(item: Item) -> Contest:
    if isinstance(item, Question):
        answers = (Option("yes", "Yes"), Option("no", "No"))
        return Contest(item.id, item.title, 1, answers)
    printed = [Option(_id(name), name) for row in item.names for name in row if name]
    lines = [
        Option(
            f"write-in-{i}", f"Write-in {i + 1}" if item.allowed > 1 else "Write-in", write_in=True
        )
        for i in range(item.allowed)
    ]
    return Contest(item.id, item.title, item.allowed, (*printed, *lines))


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def _side(name: str, code: TimingMarkCode, items: tuple[Item, ...], origin: Point) -> Side:
    targets: list[Target] = []
    regions: list[Region] = []
    for item in items:
        regions.append(_title(name, item, origin))
        for option, column, row in _places(item):
            number = f"{name}-{len(targets) + 1:02}"
            centre = Point(origin.x + STEP * column, origin.y + STEP * row)
            targets.append(
                Target(item.id, option, _box(centre, (-2.54, -1.651, 2.54, 1.651)), line=LINE)
            )
            regions += _regions(number, item.id, option, centre)
    return Side(name, code, tuple(targets), tuple(regions))


def _places(item: Item) -> list[tuple[str, int, int]]:
    """Give each option's column and row; names two rows apart, so that cells do not touch."""
    if isinstance(item, Question):
        return [("yes", YES, item.row), ("no", NO, item.row)]
    printed = [
        (_id(name), column, item.row + 2 * i)
        for i, names in enumerate(item.names)
        for column, name in zip(CANDIDATE_COLUMNS, names, strict=True)
        if name
    ]
    lines = [(f"write-in-{i}", WRITE_IN_COLUMN, item.row + 2 * i) for i in range(item.allowed)]
    return printed + lines


def _title(side: str, item: Item, origin: Point) -> Region:
    """Give where the contest's title is printed: left of its options."""
    rows = 1 if isinstance(item, Question) else len(item.names)
    right = YES - 3.5 if isinstance(item, Question) else 6.4
    box = _box(
        Point(origin.x, origin.y + STEP * item.row),
        (STEP * 0.9, -STEP * 0.9, STEP * right, STEP * (2 * rows - 1.1)),
    )
    return Region(f"{side}-title-{item.id}", RegionKind.TEXT, box, item.id)


def _regions(number: str, contest: str, option: str, centre: Point) -> list[Region]:
    """Give the areas around one oval, as an imported layout has them."""
    reach = {"yes": 2.6, "no": 5.0}.get(option, 5.0)
    # A frame's bars stand 3.87 mm to the right of column 32's ovals.
    cell = _box(centre, (-STEP * reach, -STEP, 3.5, STEP))
    if option.startswith("write-in"):
        line = _box(centre, (-STEP * 5, -4.1, -3.2, 0))
        first = Region(f"{number}-line", RegionKind.WRITE_IN, line, contest, option)
    else:
        first = Region(f"{number}-cell", RegionKind.OPTION, cell, contest, option)
    clear = {
        "above": (-2.2, -3.683, 3.4, -1.901),
        "below": (-2.2, 1.901, 3.4, 3.683),
        "right": (2.79, -1.901, 3.4, 1.901),
    }
    return [
        first,
        *(
            Region(f"{number}-{where}", RegionKind.CLEAR, _box(centre, edges), contest, option)
            for where, edges in clear.items()
        ),
    ]


def _box(centre: Point, edges: tuple[float, float, float, float]) -> Box:
    """Give a box by its edges' distances (left, top, right, bottom) from a point."""
    left, top, right, bottom = edges
    x, y = round(centre.x + left, 4), round(centre.y + top, 4)
    return Box(x, y, round(right - left, 4), round(bottom - top, 4))


def _point(x: float, y: float) -> Point:
    return Point(round(x, 4), round(y, 4))


def main(folder: str) -> None:
    """Write every shipped layout to a folder."""
    for layout in demo_layouts():
        sys.stdout.write(f"{write_layout(layout, Path(folder))}\n")


if __name__ == "__main__":
    main(sys.argv[1])
