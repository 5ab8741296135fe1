"""The table to write candidates of other lists in, inside or outside."""

from collections.abc import Iterator

from qc_calibration.norway.geometry import Column
from qc_calibration.norway.sheets import Sheet, between, box, words
from qc_service.model.layout import Box, Comb, PrintedText, Region, RegionKind

WRITTEN = "slengere"
"""The contest of the rows to write in."""

HEADING_POINTS, HEAD_POINTS = 9.0, 8.0
"""Sizes of type above the table and in its head."""

HEADING_ABOVE = 2.8
"""Distance of the heading's middle from the table, in mm."""

APART = 0.7
"""Paper between the table's rules and where clear paper is looked at, in mm."""


def row_id(row: int) -> str:
    """Give the option's id of a row, counted from 1."""
    return f"s{row:02}"


def table_frame(sheet: Sheet, table: Column) -> Box:
    """Give the table's outer frame."""
    size = sheet.geometry.table
    return box(table.x, table.y, size.width, size.header + table.rows * size.pitch)


def table_regions(sheet: Sheet, table: Column) -> Iterator[Region]:
    """Give the frame, the head's fields and each row's, for the names and for the party."""
    size = sheet.geometry.table
    middle, right = table.x + size.names, table.x + size.width
    y = table.y + size.header
    text = RegionKind.TEXT
    yield Region("table", text, table_frame(sheet, table))
    yield Region("table-names", text, between(table.x, table.y, middle, y))
    yield Region("table-party", text, between(middle, table.y, right, y))
    for row in range(1, table.rows + 1):
        bottom = y + size.pitch
        yield Region(
            f"row-{row:02}",
            RegionKind.WRITE_IN,
            between(table.x, y, middle, bottom),
            WRITTEN,
            row_id(row),
            row,
            Comb(size.comb, size.tick),
        )
        yield Region(f"party-{row:02}", text, between(middle, y, right, bottom))
        y = bottom


def table_texts(sheet: Sheet, table: Column, limit: int) -> tuple[PrintedText, ...]:
    """Give the words above the table and in its head."""
    size = sheet.geometry.table
    heading = f"Kandidater fra andre lister – inntil {limit} (skriv med STORE bokstaver)"
    middle = table.y + size.header / 2
    return (
        words(
            heading,
            table.x,
            table.y - HEADING_ABOVE,
            HEADING_POINTS,
            room=size.width,
            bold=True,
        ),
        words("FORNAVN ETTERNAVN", table.x + 2, middle, HEAD_POINTS, room=60),
        words("Parti", table.x + size.names + 2, middle, HEAD_POINTS, room=10),
    )


def table_clear(sheet: Sheet, table: Column, left: float, right: float) -> Iterator[Region]:
    """Give the paper around the table, from `left` to `right`, on which nothing may be written."""
    frame, given = table_frame(sheet, table), sheet.geometry
    end, bottom = frame.x + frame.width, frame.y + frame.height
    low = min(bottom, sheet.from_top(given.l_mark.bottom) - 1.5)
    areas = {
        "left": between(left, frame.y, frame.x - APART, low),
        "right": between(end + APART, frame.y, right - 2 * APART, low),
        "below": between(frame.x, bottom + APART, end, sheet.height - given.footer - APART),
    }
    for where, area in areas.items():
        if min(area.width, area.height) >= 2:  # noqa: PLR2004 - mm; less is the rule's own place
            yield Region(f"clear-table-{where}", RegionKind.CLEAR, area, WRITTEN)
