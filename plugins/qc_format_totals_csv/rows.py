"""From lines to totals: lines of one box, count and scanner belong together."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qc_format_totals_csv.columns import Header
from qc_format_totals_csv.log import Log
from qc_service.model.totals import BLANK, CountKind, ListCount, PersonalVotes, Rejected, Totals

LONGEST_NUMBER = 9
"""Digits of a number of ballots."""

SUMS = frozenset({"SUM", "TOTAL", "TOTALT", "I ALT", "ALLE"})
"""What may stand in place of a list's code in the line of all ballots."""

BLANKS = frozenset({BLANK, "BLANKE", "BLANKT"})
"""What may stand in place of a list's code for blank ballots."""

KINDS = {
    "manual": CountKind.MANUAL,
    "manuell": CountKind.MANUAL,
    "machine": CountKind.MACHINE,
    "maskinell": CountKind.MACHINE,
    "maskin": CountKind.MACHINE,
    "": CountKind.UNKNOWN,
}
"""Words for how it was counted."""

Key = tuple[str, str, str, str, int, CountKind]
"""Election, box, locale, category, count, kind; the scanner is told apart beside it."""


@dataclass(frozen=True)
class Row:
    """One line of the table: its cells by column."""

    cells: dict[str, str]
    line: int
    log: Log

    def text(self, column: str) -> str:
        """Give a cell, empty where there is none."""
        return " ".join(self.cells.get(column, "").split())

    def number(self, column: str) -> int | None:
        """Give a cell as a number of ballots, None where it is empty.

        Raises:
            QcError: `totals.bad-number`, naming file, line and column.
        """
        text = self.text(column)
        plain = "".join(text.split())
        if not plain:
            return None
        if plain != text:
            self.log.lenient("spaces-in-number", column)
        if plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_NUMBER:
            return int(plain)
        raise self.log.trouble(
            "bad-number",
            self.line,
            f"column {column}: {text!r} is no number of ballots",
            "Write a whole number from 0, without decimals or signs.",
        )


@dataclass
class _Count:
    """One box's count as its lines come."""

    lists: dict[str, ListCount] = field(default_factory=dict)
    blank: int | None = None
    total: int | None = None
    extras: dict[str, int] = field(default_factory=dict)
    personal: list[PersonalVotes] = field(default_factory=list)


def read_rows(lines: Iterable[str], header: Header, first: int, log: Log) -> tuple[Totals, ...]:
    """Read all lines below the header; `first` is the number of the first of them."""
    counts: dict[tuple[Key, str], _Count] = {}
    for row in _rows(lines, header, first, log):
        kind = row.text("kind").lower()
        if kind not in KINDS:
            raise log.trouble(
                "bad-kind",
                row.line,
                f"column kind: {kind!r} is no way to count",
                "Write manual (manuell) or machine (maskinell), or leave it empty.",
            )
        key = (
            *(row.text("election"), row.text("box"), row.text("locale"), row.text("category")),
            row.number("count") or 0,
            KINDS[kind],
        )
        _take(row, counts.setdefault((key, row.text("scanner")), _Count()))
    return tuple(_totals(key, scanner, count, log) for (key, scanner), count in counts.items())


def _rows(lines: Iterable[str], header: Header, first: int, log: Log) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=header.delimiter)
    for cells in reader:
        line = first + reader.line_num - 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header.columns) and any(cells[len(header.columns) :]):
            raise log.trouble(
                "too-many-cells",
                line,
                f"{len(cells)} cells under {len(header.columns)} columns",
                "Put texts that hold the separator in quotation marks.",
            )
        named = zip(header.columns, cells, strict=False)
        row = Row({column: cell for column, cell in named if column}, line, log)
        if not (row.text("box") or row.text("locale") or row.text("category")):
            raise log.trouble(
                "no-place",
                line,
                "neither box, locale nor category is told",
                "Say on every line whose ballots were counted.",
            )
        yield row


def _take(row: Row, count: _Count) -> None:
    """Add one line to its box's count."""
    code, ballots = row.text("list"), row.number("ballots")
    for column in ("rejected", "crosses"):
        number = row.number(column)
        if number is not None and count.extras.setdefault(column, number) != number:
            raise row.log.trouble(
                "two-numbers",
                row.line,
                f"column {column}: {number}, a line above says {count.extras[column]}",
                "It counts for the whole box: write it once, or the same on every line.",
            )
    if not code:
        raise row.log.trouble(
            "no-list", row.line, "column list: empty", "Write the list's code, BLANK or SUM."
        )
    candidate, votes = row.text("candidate"), row.number("personal")
    if candidate and votes is not None:
        count.personal.append(PersonalVotes(code, candidate, votes))
    if ballots is None and candidate:
        return
    if ballots is None:
        row.log.lenient("missing-count", f"line {row.line}: {code}")
        return
    name = code.upper()
    if name in SUMS:
        count.total = ballots
    elif name in BLANKS:
        count.blank = (count.blank or 0) + ballots
    elif code in count.lists:
        raise row.log.trouble(
            "doubled-list",
            row.line,
            f"column list: {code} has a line above for the same box and count",
            "Leave one line for each list, or tell the counts apart in the column count.",
        )
    else:
        count.lists[code] = ListCount(code, ballots, row.number("modified"))


def _totals(key: Key, scanner: str, count: _Count, log: Log) -> Totals:
    election, box, locale, category, number, kind = key
    refused = count.extras.get("rejected")
    given = sum(each.ballots for each in count.lists.values()) + (count.blank or 0)
    if count.total is not None and count.total != given + (refused or 0):
        place = " ".join(part for part in (box, locale, category) if part)
        said = f"{place}: {count.total}, its lines give {given + (refused or 0)}"
        log.lenient("sum-differs", said)
    return Totals(
        source=log.name,
        lists=tuple(count.lists.values()),
        election=election,
        category=category,
        locale=locale,
        batch=box,
        count=number,
        kind=kind,
        scanner=scanner,
        blank=count.blank,
        rejected=() if refused is None else (Rejected("", refused),),
        total=count.total,
        crosses=count.extras.get("crosses"),
        personal=tuple(count.personal),
    )
