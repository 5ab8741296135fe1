"""The plan of boxes: a CSV table of the boxes there will be, a line for each count of each box."""

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from qc_service.adapters.text_file import read_text
from qc_service.model.batch import Batch
from qc_service.model.categories import KNOWN, find_category
from qc_service.model.errors import ExitCode, QcError
from qc_service.wire.limits import batch_complaint

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "kasse", "kasse-id", "box id"),
    "election": ("election", "valg", "val"),
    "category": ("category", "kategori", "opptellingskategori", "oppteljingskategori"),
    "locale": ("locale", "lokale", "krets", "krins"),
    "locale_name": ("locale name", "lokalenavn", "lokalenamn", "kretsnavn", "krinsnamn"),
    "box": ("box", "nummer", "kasse nr"),
    "boxes": ("boxes", "av", "kasser", "antall kasser"),
    "scanner": ("scanner", "skanner", "skannar"),
    "count": ("count", "telling", "teljing"),
    "expected": ("expected", "ventet", "venta", "sedler", "antall sedler"),
}
"""Every column and the words it may bear, small letters; the first is what the documents say."""

NUMBERS = frozenset(("box", "boxes", "count", "expected"))

DELIMITERS = ";,\t"
"""Excel in Norwegian writes semicolons."""

MOST_BYTES = 8_388_608
"""A hundred thousand boxes; a country has fewer."""

DIGITS_MOST = 9
"""No box, and no country, holds a thousand million sheets."""

SEE = "docs/configuration.md, [boxes], describes the table."


@dataclass(frozen=True)
class _Row:
    """One line of the table, by column, and how to say where something is wrong in it."""

    file: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, code: str, column: str, what: str, hint: str = SEE) -> NoReturn:
        place = f"{self.file}:{self.line}: column {column}: {what}"
        raise QcError(f"boxes.{code}", place, hint, ExitCode.CONFIG)

    def number(self, column: str) -> int | None:
        cell = self.cells.get(column, "")
        # Not int() alone: that takes "1_000" and digits of other scripts.
        if cell and not (cell.isascii() and cell.isdigit() and len(cell) <= DIGITS_MOST):
            self.refuse("bad-number", column, f"expected a whole number, got {cell!r}")
        return int(cell) if cell else None


def read_boxes(path: Path) -> tuple[Batch, ...]:
    """Read a plan of boxes.

    Raises:
        QcError: `boxes.*` naming file, line, column and the nearest right word.
    """
    boxes: dict[tuple[str, int], int] = {}
    found: list[Batch] = []
    how = " (Excel: CSV UTF-8)"
    text = read_text(path, "boxes", ExitCode.CONFIG, most=MOST_BYTES, see=SEE, how=how)
    for row in _rows(str(path), text):
        box = _box(row)
        first = boxes.setdefault((box.id, box.count), row.line)
        if first != row.line:
            row.refuse("doubled", "id", f"{box.name()} stands in line {first} already")
        found.append(box)
    if not found:
        raise QcError("boxes.empty", f"{path}: it names no box", SEE, ExitCode.CONFIG)
    return tuple(found)


def _box(row: _Row) -> Batch:
    category = row.cells.get("category", "")
    known = find_category(category)
    if category and known is None:
        names = [name for each in KNOWN for name in each.names()]
        near = difflib.get_close_matches(category, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else ""
        codes = ", ".join(each.code for each in KNOWN)
        row.refuse("unknown-category", "category", repr(category), hint or f"Known are {codes}.")
    count = row.number("count")
    box = Batch(
        id=row.cells.get("id", ""),
        election=row.cells.get("election", ""),
        category=known.code if known is not None else "",
        locale=row.cells.get("locale", ""),
        locale_name=row.cells.get("locale_name", ""),
        box=row.number("box") or 0,
        boxes=row.number("boxes") or 0,
        scanner=row.cells.get("scanner", ""),
        count=1 if count is None else count,
        expected=row.number("expected"),
    )
    # Which scanner takes a box need not be known before the night.
    complaint = batch_complaint(msgspec.structs.replace(box, scanner=box.scanner or "any"))
    if complaint:
        column, _, what = complaint.partition(": ")
        row.refuse("bad-value", column, what)
    return box


def _rows(file: str, text: str) -> Iterator[_Row]:
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise QcError("boxes.no-header", f"{file}:1: no line of column names", SEE, ExitCode.CONFIG)
    delimiter = max(DELIMITERS, key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        columns = _columns(file, next(reader))
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            row = _Row(file, reader.line_num, dict(zip(columns, stripped, strict=False)))
            if len(cells) != len(columns) and any(stripped):
                row.refuse("bad-line", str(len(cells)), f"the header has {len(columns)} columns")
            if any(stripped):
                yield row
    except csv.Error as error:
        _Row(file, reader.line_num, {}).refuse("bad-line", "?", str(error))


def _columns(file: str, header: list[str]) -> list[str]:
    words = {word: column for column, names in COLUMNS.items() for word in (column, *names)}
    row = _Row(file, 1, {})
    columns: list[str] = []
    for place, cell in enumerate(header, start=1):
        plain = " ".join(cell.replace("_", " ").split()).lower()
        column = words.get(plain, "")
        if not column:
            near = difflib.get_close_matches(plain, words, 1)
            known = f"Known are {', '.join(COLUMNS)}."
            hint = f"Did you mean {near[0]!r}?" if near else known
            row.refuse("unknown-column", str(place), repr(cell), hint)
        if column in columns:
            row.refuse("doubled-column", str(place), f"{cell!r} is a second column of {column}")
        columns.append(column)
    if "id" not in columns:
        row.refuse("missing-column", "id", "the table does not name the boxes")
    return columns
