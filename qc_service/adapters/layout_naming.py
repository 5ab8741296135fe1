"""What is wrong with the marks that place a side, and with the print that names it."""

from collections.abc import Iterator
from itertools import combinations

from qc_service.adapters.layout_boxes import on_paper, sizes
from qc_service.model.layout import (
    Box,
    CornerMarks,
    Fiducials,
    Layout,
    NoCode,
    NumberLine,
    Point,
    PrintedText,
    Side,
    Size,
    TimingMarkCode,
    TimingMarks,
    Title,
)


def check_frames(layout: Layout) -> Iterator[str]:
    """Check the fiducials, the layout's and each side's own: of some size, apart, on the paper."""
    yield from _frame("$.fiducials", layout.fiducials, layout.paper)
    for number, side in enumerate(layout.sides):
        if side.fiducials is not None:
            yield from _frame(f"$.sides[{number}].fiducials", side.fiducials, layout.paper)


def check_names(layout: Layout) -> Iterator[str]:
    """Check that each side can be named, and told from the other."""
    for number, side in enumerate(layout.sides):
        yield from _name(f"$.sides[{number}].identification", side, layout)
    for one, other in combinations(layout.sides, 2):
        yield from _apart(one, other)


def check_text(place: str, text: PrintedText, paper: Size) -> Iterator[str]:
    """Check words: that there are some, of some size, on the paper."""
    if not text.text.strip():
        yield f"{place}.text: is empty"
    if not text.points > 0:
        yield f"{place}.points: must be above 0, is {text.points:g}"
    yield from on_paper(f"{place}.box", text.box, paper)


def _frame(place: str, fiducials: Fiducials, paper: Size) -> Iterator[str]:
    if isinstance(fiducials, CornerMarks):
        yield from _corners(place, fiducials, paper)
        return
    if fiducials.columns < 2 or fiducials.rows < 3:  # noqa: PLR2004 - two corners and a side
        yield f"{place}: at least 2 columns and 3 rows are needed"
        return
    pitch, mark = fiducials.pitch, fiducials.mark
    yield from sizes(f"{place}.mark", mark)
    if not (pitch.x > mark.width and pitch.y > mark.height):
        yield f"{place}.pitch: must be above the mark's size, or the bars touch"
        return
    corner = Point(
        fiducials.origin.x + pitch.x * (fiducials.columns - 1),
        fiducials.origin.y + pitch.y * (fiducials.rows - 1),
    )
    for name, centre in (("top left", fiducials.origin), ("bottom right", corner)):
        box = _around(centre, mark)
        yield from on_paper(f"{place}: {name} bar", box, paper)


def _corners(place: str, corners: CornerMarks, paper: Size) -> Iterator[str]:
    if len(corners.marks) < 3:  # noqa: PLR2004 - three points fix skew and both scales
        yield f"{place}: at least three marks are needed, there are {len(corners.marks)}"
    for number, mark in enumerate(corners.marks):
        here = f"{place}.marks[{number}]"
        yield from on_paper(here, mark.box, paper)
        if not 0 < mark.line <= min(mark.box.width, mark.box.height):
            yield f"{here}: the bars' thickness ({mark.line:g} mm) does not fit the box"
        if mark.clear < 0:
            yield f"{here}.clear: must not be below 0"
    for number, box in enumerate(corners.landmarks):
        yield from on_paper(f"{place}.landmarks[{number}]", box, paper)


def _around(centre: Point, size: Size) -> Box:
    return Box(centre.x - size.width / 2, centre.y - size.height / 2, size.width, size.height)


def _name(place: str, side: Side, layout: Layout) -> Iterator[str]:
    code = side.identification
    if isinstance(code, NoCode):
        if len(layout.sides) > 1:
            yield f"{place}: without a code, a layout can have only one side"
    elif isinstance(code, TimingMarkCode):
        yield from _bits(place, code, side.fiducials or layout.fiducials)
    else:
        yield from check_text(f"{place}.title", code.title, layout.paper)
        if isinstance(code, NumberLine):
            yield from _line(place, code, layout)


def _bits(place: str, code: TimingMarkCode, fiducials: Fiducials) -> Iterator[str]:
    if not isinstance(fiducials, TimingMarks):
        yield f"{place}: a timing-mark code needs timing marks as fiducials"
        return
    if set(code.bits) - set("01?"):
        yield f"{place}.bits: may hold 0, 1 and ? only"
    if len(code.bits) != fiducials.columns:
        yield (
            f"{place}.bits: needs one character for each of {fiducials.columns} columns, "
            f"has {len(code.bits)}"
        )
    if not set(code.bits) & set("01"):
        yield f"{place}.bits: says nothing"


def _line(place: str, line: NumberLine, layout: Layout) -> Iterator[str]:
    """Check a number line: digits, each group within the line, the layout's own form code."""
    yield from on_paper(f"{place}.box", line.box, layout.paper)
    for name, digits in (("number", line.number), ("form_code", line.form_code)):
        if not (digits.isascii() and digits.isdigit()):
            yield f"{place}.{name}: must be digits, is {digits!r}"
    if line.form_code != layout.form_code:
        yield f"{place}.form_code: is {line.form_code!r}, the layout's is {layout.form_code!r}"
    if not line.pitch > 0:
        yield f"{place}.pitch: must be above 0, is {line.pitch:g}"
    if line.serial_digits < 0:
        yield f"{place}.serial_digits: must not be below 0"
    groups = (
        ("number_x", line.number_x, len(line.number)),
        ("form_x", line.form_x, len(line.form_code)),
        ("serial_x", line.serial_x, line.serial_digits),
    )
    end = line.box.x + line.box.width
    for name, x, count in groups:
        if count and not line.box.x - line.pitch < x <= end + line.pitch - count * line.pitch:
            yield f"{place}.{name}: the {count} digits from {x:g} mm lie outside the line's box"


def _apart(one: Side, other: Side) -> Iterator[str]:
    """Complain of two sides of a sheet that nothing printed tells apart."""
    first, second = one.identification, other.identification
    if isinstance(first, TimingMarkCode) and isinstance(second, TimingMarkCode):
        bits = zip(first.bits, second.bits, strict=False)
        if not any({"0", "1"} == {a, b} for a, b in bits):
            yield "$.sides: no bar of the codes tells one side from the other"
    if one.fiducials != other.fiducials:
        return
    if isinstance(first, Title) and isinstance(second, Title) and first.title == second.title:
        yield "$.sides: both sides have the same marks and title"
    if isinstance(first, NumberLine) and isinstance(second, NumberLine):
        yield "$.sides: both sides have the same marks and a number line"
