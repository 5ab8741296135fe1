"""The side with the names: header, columns of candidates, the table to write in, the number."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qc_calibration.norway.lists import Ballots, Party, Person
from qc_calibration.norway.sheets import Sheet, between, box, digits, inside_marks, title_box, words
from qc_calibration.norway.table import table_clear, table_regions, table_texts
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    Box,
    NumberLine,
    PrintedText,
    Region,
    RegionKind,
    Side,
    Target,
    TargetShape,
)

PERSONAL = "personstemmer"
"""The contest of the boxes before the names."""

TITLE_POINTS, SUBTITLE_POINTS, HINT_POINTS = 22.0, 10.0, 8.0
"""Sizes of type in the header and above the names."""

NAME_ROOM = 104.0
"""Longest a candidate's line may be, in mm."""

FROM_FOLD = 2.5
"""Paper beside a fold, in mm, on which its shadow may fall in a scan."""

LEAST_CLEAR = 4.0
"""Narrowest strip of paper, in mm, that is told as clear."""

HINT = "Du kan gi personstemme til en eller flere kandidater. Sett kryss i ruten foran navnet."

INFO_TITLE = 8.0
"""Height of a list's line in the title box, in mm."""


def inside(sheet: Sheet, ballots: Ballots, party: Party, number: str) -> Side:
    """Give the side with the names of one list."""
    slots = _filled(sheet, party)
    texts = [subtitle(sheet, ballots), *(slot.number for slot in slots)]
    if sheet.marked:
        texts.append(_hint(sheet))
    else:
        texts += _plain_names(sheet, slots, party.people())
    cells = (slot.cell for slot in slots)
    table = sheet.form.table
    regions = (*header_regions(sheet), *cells, *_clear(sheet, slots))
    if table is not None:
        right = sheet.form.width - sheet.geometry.strip
        left = sheet.form.folds[-1] + FROM_FOLD
        regions += (*table_regions(sheet, table), *table_clear(sheet, table, left, right))
        texts += table_texts(sheet, table, ballots.write_ins)
    return Side(
        name="front",
        identification=number_line(sheet, number, party.name, ballots.form),
        targets=tuple(slot.target for slot in slots) if sheet.marked else (),
        regions=regions,
        fiducials=inside_marks(sheet),
        texts=tuple(texts),
        folds=sheet.form.folds,
    )


def option_id(line: int) -> str:
    """Give the id of the candidate on a line."""
    return f"k{line:02}"


def title(sheet: Sheet, text: str) -> PrintedText:
    """Give the words that name the ballot, in the title box."""
    area = title_box(sheet)
    middle = area.y + 1.4 + INFO_TITLE / 2
    return words(text, area.x + 2, middle, TITLE_POINTS, room=area.width - 3, bold=True)


def subtitle(sheet: Sheet, ballots: Ballots) -> PrintedText:
    """Give the line below them: which election, where."""
    area = title_box(sheet)
    place = {"kst": "kommune", "ftv": "fylke", "st": "valgdistrikt"}[ballots.kind]
    text = f"{ballots.heading} – {ballots.place} {place}"
    middle = area.y + area.height - 2.6
    return words(text, area.x + 2, middle, SUBTITLE_POINTS, room=area.width - 3)


def header_regions(sheet: Sheet) -> tuple[Region, ...]:
    """Give the printed areas: bands along top and bottom, the patterned strip, the title box."""
    given, paper = sheet.geometry, sheet.paper
    tones = (
        ("tone-header", box(0, 0, paper.width, given.header), sheet.tone),
        ("tone-footer", box(0, paper.height - given.footer, paper.width, given.footer), sheet.tone),
        (
            "pattern-strip",
            box(paper.width - given.strip, 0, given.strip, paper.height),
            sheet.tone,
        ),
        ("title-box", title_box(sheet), 0.0),
    )
    return tuple(Region(name, RegionKind.TONE, area, tone=tone) for name, area, tone in tones)


def number_line(
    sheet: Sheet, number: str, name: str, form_code: str, serial: int | None = None
) -> NumberLine:
    """Give the line of digits along the bottom."""
    size = sheet.geometry.number_line
    count = sheet.geometry.serial_digits if serial is None else serial
    end = size.serial + count * size.pitch
    return NumberLine(
        box=between(
            size.number,
            sheet.height - size.to_bottom,
            end,
            sheet.height - size.to_bottom + size.height,
        ),
        pitch=size.pitch,
        number=number,
        number_x=size.number,
        form_code=form_code,
        form_x=size.form,
        serial_digits=count,
        serial_x=size.serial,
        title=title(sheet, name),
    )


@dataclass(frozen=True)
class _Slot:
    """A line of a form, alike for all its lists: the box, the name's area, the number before it."""

    target: Target
    cell: Region
    number: PrintedText


@cache
def _slots(sheet: Sheet) -> tuple[_Slot, ...]:
    """Give a form's lines in the order in which they are filled."""
    size = sheet.geometry.target
    places = [
        box(column.x, column.y + row * size.pitch, size.size, size.size)
        for column in sheet.form.columns
        for row in range(column.rows)
    ]
    return tuple(_slot(sheet, place, line) for line, place in enumerate(places, start=1))


def _slot(sheet: Sheet, place: Box, line: int) -> _Slot:
    given, option = sheet.geometry, option_id(line)
    left, middle = place.x + given.name.from_target, place.y + given.target.size / 2
    half = given.target.pitch / 2
    area = between(left, middle - half, _right(sheet, place.x), middle + half)
    contest = (PERSONAL, option) if sheet.marked else ("", "")
    # Without a box, the number stands by the name.
    right = place.x - given.name.number_to_target if sheet.marked else left - 3
    return _Slot(
        Target(PERSONAL, option, place, TargetShape.BOX, given.target.line),
        Region(f"name-{line:02}", RegionKind.OPTION, area, *contest),
        digits(str(line), right, middle, given.name.points),
    )


def _filled(sheet: Sheet, party: Party) -> tuple[_Slot, ...]:
    """Give the lines that a list's candidates fill."""
    slots, count = _slots(sheet), len(party.people())
    if count > len(slots):
        raise QcError(
            "norway.too-many",
            f"lists.toml: list {party.code} ({party.name}) has {count} candidates, its form "
            f"{len(slots)} lines",
            "Shorten the list, or give its contest a larger form.",
            ExitCode.PROFILE,
        )
    return slots[:count]


def _right(sheet: Sheet, x: float) -> float:
    """Give where the names of a column end at the latest."""
    panel = next(end for start, end in sheet.panels() if start <= x < end)
    left = x + sheet.geometry.name.from_target
    return min(left + NAME_ROOM, panel - 4)


def _hint(sheet: Sheet) -> PrintedText:
    column = sheet.form.columns[0]
    middle = (sheet.geometry.header + column.y) / 2
    return words(HINT, column.x, middle, HINT_POINTS, room=_right(sheet, column.x) - column.x)


def _plain_names(
    sheet: Sheet, slots: tuple[_Slot, ...], people: tuple[Person, ...]
) -> Iterator[PrintedText]:
    """Print candidates who cannot be marked: the name, and the year of birth in its own column."""
    size = sheet.geometry.name
    for slot, person in zip(slots, people, strict=True):
        area = slot.cell.box
        middle, year = area.y + area.height / 2, area.x + 0.8 * area.width
        room = year - area.x
        yield words(person.name, area.x, middle, size.points, room=room, bold=person.bold)
        yield words(person.born, year, middle + 0.6, size.info_points, room=10)


def _clear(sheet: Sheet, slots: tuple[_Slot, ...]) -> Iterator[Region]:
    """Give the paper without print: below the names, and right and left of them in each panel."""
    given = sheet.geometry
    bottom = sheet.from_top(given.l_mark.bottom) - 1.5
    places = [slot.target.box for slot in slots]
    for number, column in enumerate(sheet.form.columns, start=1):
        start, end = next(p for p in sheet.panels() if p[0] <= column.x < p[1])
        last = max((p.y + p.height for p in places if p.x == column.x), default=column.y)
        table = sheet.form.table
        shared = table is not None and start <= table.x < end
        low = table.y - given.table.header if table and shared else bottom
        left, right = column.x - 7.5, _right(sheet, column.x)
        areas = {
            "below": between(left, last + 2, right, low),
            "right": between(right + 1, column.y, end - FROM_FOLD, low),
            "left": between(start + FROM_FOLD, column.y, left, low),
        }
        for where, area in areas.items():
            if min(area.width, area.height) >= LEAST_CLEAR:
                yield Region(f"clear-{number}-{where}", RegionKind.CLEAR, area)
