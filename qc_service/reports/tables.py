"""The tables of a document for programs: CSV (RFC 4180) and JSON (`docs/log.schema.json`)."""

import csv
import io

import msgspec

from qc_service.reports.document import Cell, Document, Facts, Paragraph, Table, Value

FORMAT = 1
"""Raised when a key changes its meaning or goes away; new keys do not raise it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet takes a text for a formula (OWASP, "CSV Injection")."""

BOM = "\ufeff"


class ExportedTable(msgspec.Struct, frozen=True):
    """One table: what its columns are called for people, and its rows by the columns' keys."""

    caption: str
    labels: dict[str, str]
    rows: list[dict[str, str | int | float | bool | None]]


class Exported(msgspec.Struct, frozen=True):
    """A document of `qc log export` for programs.

    `format` is 1. `document` is `log`, `table`, `summary`, `deviations`, `plan`, `picklist` or
    `night`; `copy` is `public` or `internal`. `control` says that this is no count. `proof` are the
    lines by which it can be held against its ledger, `text` its sentences, `facts` what is said
    of the whole, by label. `subtitle` names election, municipality and who answers for the count.
    """

    format: int
    document: str
    language: str
    copy: str
    control: str
    title: str
    subtitle: str
    date: str
    proof: list[str]
    text: list[str]
    facts: dict[str, str]
    tables: dict[str, ExportedTable]


def as_json(document: Document, copy: str) -> bytes:
    """Write a document as JSON for programs and people."""
    exported = Exported(
        format=FORMAT,
        document=document.key,
        language=document.language,
        copy=copy,
        control=document.control,
        title=document.title,
        subtitle=document.subtitle,
        date=document.date,
        proof=list(document.proof),
        text=[each.text for each in document.blocks if isinstance(each, Paragraph)],
        facts={
            label: text
            for each in document.blocks
            if isinstance(each, Facts)
            for label, text in each.rows
        },
        tables={each.key: _exported(each) for each in document.tables()},
    )
    return msgspec.json.format(msgspec.json.encode(exported), indent=2) + b"\n"


def as_csv(document: Document, table: Table, *, bom: bool) -> bytes:
    """Write one table as CSV: keys in the first line, then the words of the language.

    Two columns more say on every row what it is and which ledger it is of. A text that a
    spreadsheet would take for a formula gets an apostrophe in front; `bom` writes the mark by which
    Excel knows UTF-8.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(column.key for column in table.columns), "control", "ledger"])
    proof = document.proof[0] if document.proof else ""
    for row in table.rows:
        writer.writerow([*(_field(cell) for cell in row), document.control, proof])
    return ((BOM if bom else "") + text.getvalue()).encode()


def _exported(table: Table) -> ExportedTable:
    keys = [column.key for column in table.columns]
    rows: list[dict[str, Value]] = [
        dict(zip(keys, (cell.value for cell in row), strict=True)) for row in table.rows
    ]
    labels = {column.key: column.label for column in table.columns}
    return ExportedTable(table.caption, labels, rows)


def _field(cell: Cell) -> str:
    """Give a cell as CSV has it: numbers bare, everything else in words."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return str(cell.value)
    return f"'{cell.text}" if cell.text.startswith(FORMULA) else cell.text
