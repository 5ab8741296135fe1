"""A document as a tree of plain blocks: composed once, then written as PDF, HTML, CSV, JSON, text.

Everything a person reads is in it, in one language; a cell keeps its bare value beside its words.
"""

import unicodedata
from typing import Any

import msgspec

Value = str | int | float | bool | None
"""What a cell means to a program."""


class Cell(msgspec.Struct, frozen=True):
    """One cell: its words for people, and the value they stand for."""

    text: str
    value: Value = None


class Column(msgspec.Struct, frozen=True):
    """One column: a stable key for programs, a label for people.

    `number`: set to the right. `printed` is false for columns that only files of data have.
    """

    key: str
    label: str
    number: bool = False
    printed: bool = True


class Heading(msgspec.Struct, frozen=True, tag="heading", tag_field="block"):
    """A heading below the title: level 2 or 3."""

    text: str
    level: int = 2


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph", tag_field="block"):
    """A paragraph; `strong` for the sentence that must not be missed."""

    text: str
    strong: bool = False


class Facts(msgspec.Struct, frozen=True, tag="facts", tag_field="block"):
    """Labels with what they are, one under the other."""

    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True, tag="table", tag_field="block"):
    """A table with a caption; `empty` is said instead where it has no rows.

    `key` names it in files of data; a table without one stands on paper only. `shown` is false for
    a table that only files of data have.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    shown: bool = True

    def printed(self) -> tuple[list[Column], list[list[Cell]]]:
        """Give columns and rows as people see them."""
        kept = [place for place, column in enumerate(self.columns) if column.printed]
        return (
            [self.columns[place] for place in kept],
            [[row[place] for place in kept] for row in self.rows],
        )


class Figure(msgspec.Struct, frozen=True, tag="figure", tag_field="block"):
    """A picture as SVG, with what it shows in words and a caption."""

    svg: str
    alt: str
    caption: str


class Signatures(msgspec.Struct, frozen=True, tag="signatures", tag_field="block"):
    """Lines to sign on, one for each role; `place` labels where and when."""

    heading: str
    roles: tuple[str, ...]
    place: str


Block = Heading | Paragraph | Facts | Table | Figure | Signatures


class Document(msgspec.Struct, frozen=True):
    """One document: `control` and `proof` stand on every page, `labels` are the writers' own words.

    `date` is when its ledger ends, as YYYY-MM-DD: the same ledger gives the same document.
    """

    key: str
    language: str
    title: str
    subtitle: str
    control: str
    copy: str
    proof: tuple[str, ...]
    date: str
    blocks: tuple[Block, ...]
    labels: dict[str, str]
    landscape: bool = False

    def tables(self) -> tuple[Table, ...]:
        """Give the tables that files of data hold."""
        return tuple(each for each in self.blocks if isinstance(each, Table) and each.key)


UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp"})
"""Unicode's categories of what cannot be seen: controls, marks that turn text around, no letters at
all. Names come from other people's systems; in a document they would break the file or deceive."""

INSTEAD = "\ufffd"


def cleaned(document: Document) -> Document:
    """Give a document in which every sign can be seen; what cannot is replaced by a question."""
    return msgspec.convert(_cleaned(msgspec.to_builtins(document)), Document)


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - any part of a document
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        composed = unicodedata.normalize("NFC", value)
        return "".join(INSTEAD if unicodedata.category(c) in UNSEEN else c for c in composed)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list | tuple) else value
