"""The table's columns: their names in English and bokmål, and what a header line says."""

import csv
import difflib
from dataclasses import dataclass

from qc_format_totals_csv.log import Log
from qc_service.model.errors import QcError

NAMES: dict[str, tuple[str, ...]] = {
    "box": ("box", "batch", "kasse", "eske", "boks"),
    "list": ("list", "liste", "party", "parti", "listekode", "partikode"),
    "ballots": ("ballots", "sedler", "stemmesedler", "setlar", "antall", "antall sedler"),
    "count": ("count", "telling", "opptelling", "teljing", "telling nr"),
    "category": ("category", "kategori", "opptellingskategori", "oppteljingskategori"),
    "locale": ("locale", "lokale", "valglokale", "vallokale", "krets", "krins", "stemmekrets"),
    "scanner": ("scanner", "skanner", "skannar", "maskin"),
    "kind": ("kind", "måte", "type", "tellemåte"),
    "modified": ("modified", "rettede", "rettet", "retta", "endret", "endrede"),
    "rejected": ("rejected", "forkastet", "forkastede", "forkasta"),
    "crosses": ("crosses", "kryss", "kryss i manntallet", "kryss i manntalet"),
    "candidate": ("candidate", "kandidat"),
    "personal": ("personal", "personal votes", "personstemmer", "personrøyster"),
    "election": ("election", "valg", "val"),
}
"""Every column and the words it may bear, small letters; the first is what we write."""

NEEDED = ("list", "ballots")
"""Columns without which there is no count of lists."""

PLACES = ("box", "locale", "category")
"""Columns of which one must say whose ballots were counted."""

DELIMITERS = ";,\t"
"""Excel in Norwegian writes semicolons."""

NEAR = 0.75
"""How like a known word an unknown one must be to count as misspelled (ratio of difflib)."""

WORDS = {word: column for column, words in NAMES.items() for word in words}


@dataclass(frozen=True)
class Header:
    """A table's columns by their place, and the sign between them."""

    columns: tuple[str, ...]
    delimiter: str


def delimiter_of(line: str) -> str:
    """Give the sign that stands between a header line's words."""
    return max(DELIMITERS, key=line.count)


def names_columns(line: str) -> bool:
    """Say whether a line is a header of ours: what is counted, and whose ballots."""
    found = {WORDS.get(_plain(cell)) for cell in _cells(line)}
    return found.issuperset(NEEDED) and not found.isdisjoint(PLACES)


def read_header(line: str, number: int, log: Log) -> Header:
    """Tell the columns of a header line; columns that nobody knows are left out and counted.

    Raises:
        QcError: `totals.missing-column`, `totals.doubled-column`, `totals.unknown-column` where a
            word is nearly one that is known.
    """
    columns: list[str] = []
    for place, cell in enumerate(_cells(line), start=1):
        column = WORDS.get(_plain(cell), "")
        if not column and (near := difflib.get_close_matches(_plain(cell), WORDS, 1, NEAR)):
            raise log.trouble(
                "unknown-column", number, f"column {place}: {cell!r}", f"Did you mean {near[0]}?"
            )
        if column in columns and column:
            raise log.trouble(
                "doubled-column",
                number,
                f"column {place}: {cell!r} is a second column of {column}",
                "Leave only the one that counts.",
            )
        if not column:
            log.lenient("unknown-column", cell.strip() or f"column {place}")
        columns.append(column)
    missing = [column for column in NEEDED if column not in columns]
    if missing or not set(columns) & set(PLACES):
        raise _incomplete(missing or ["box"], number, log)
    return Header(tuple(columns), delimiter_of(line))


def _incomplete(missing: list[str], number: int, log: Log) -> QcError:
    wanted = ", ".join(f"{column} ({NAMES[column][-1]})" for column in missing)
    return log.trouble(
        "missing-column",
        number,
        f"the header has no column {wanted}",
        f"Begin the file with a line of column names; known are {', '.join(NAMES)}.",
    )


def _cells(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter_of(line)), [])


def _plain(cell: str) -> str:
    return " ".join(cell.replace("_", " ").split()).lower()
