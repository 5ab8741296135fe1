"""A document as bytes: PDF for the case file, HTML for a browser, text for a terminal."""

import json
import re
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import Any, Final, cast

import jinja2
import msgspec
import typst
from markupsafe import Markup

from qc_service.reports.document import (
    INSTEAD,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Signatures,
    Table,
)

PDF_STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with a language, a title and words for every picture."""

REGIONS = {"nb": "no", "nn": "no", "en": "gb"}


def as_pdf(document: Document, seconds: int) -> bytes:
    """Write a document as PDF/UA-1, the same bytes each time.

    `seconds` since 1970 are what the file tells as the time of its making. Fonts are those that
    typst brings along (Libertinus Serif has all Sámi letters): none of the machine's own is used. A
    letter that none of them has becomes a question, for the standard allows no empty boxes.
    """
    text = _told(document)
    while True:
        try:
            return _compile(text, seconds)
        except typst.TypstError as error:
            less = _without_missing(text, str(error))
            if less == text:
                raise
            text = less


def as_pictures(document: Document, ppi: float) -> list[bytes]:
    """Draw every page of a document as PNG, with so many pixels an inch: to show, not to file."""
    drawn = typst.compile(
        _asset("document.typ"),
        format="png",
        ppi=ppi,
        ignore_system_fonts=True,
        sys_inputs={"document": _told(document)},
    )
    # Its types know of one page only; of several it gives a list.
    pages = cast("bytes | list[bytes]", drawn)
    return pages if isinstance(pages, list) else [pages]


def _told(document: Document) -> str:
    """Give a document as the JSON that `document.typ` reads."""
    said = msgspec.to_builtins(document) | {
        "lang": document.language,
        "region": REGIONS[document.language],
        "blocks": [_for_typst(block) for block in document.blocks if _is_seen(block)],
    }
    return json.dumps(said, ensure_ascii=False)


def _compile(text: str, seconds: int) -> bytes:
    return typst.compile(
        _asset("document.typ"),
        format="pdf",
        pdf_standards=[PDF_STANDARD],
        timestamp=seconds,
        ignore_system_fonts=True,
        sys_inputs={"document": text},
    )


NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def _without_missing(text: str, error: str) -> str:
    """Replace the letters that no font has, as typst says; else give the same text."""
    for told in NO_LETTER.findall(error):
        for letter in ESCAPED.sub(lambda found: chr(int(found[1], 16)), told):
            if not letter.isascii():
                text = text.replace(letter, INSTEAD)
    return text


def as_html(document: Document) -> bytes:
    """Write a document as one HTML file that needs nothing beside it and runs no script."""
    blocks = [_for_html(block) for block in document.blocks if _is_seen(block)]
    return (_template().render(doc=document, blocks=blocks) + "\n").encode()


def as_text(document: Document) -> bytes:
    """Write a document as plain text, tables in columns; pictures as what they show."""
    lines = [document.control, document.copy, "", document.title, "=" * len(document.title)]
    lines += [document.subtitle] if document.subtitle else []
    for block in document.blocks:
        if _is_seen(block):
            lines += ["", *_text_of(block)]
    lines += ["", "-" * TEXT_WIDTH, *document.proof, ""]
    return "\n".join(lines).encode()


TEXT_WIDTH = 100
CELL_WIDTH, WIDE_CELL = 44, 120
"""Widest column of a plain table: what is longer is broken into lines. In a table of two columns,
as the protocol's, a line is to be copied whole."""


def _is_seen(block: Block) -> bool:
    return not isinstance(block, Table) or block.shown


def _said_empty(table: Table) -> Paragraph:
    return Paragraph(f"{table.caption}: {table.empty}")


def _for_typst(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        if not block.rows:
            return dict(msgspec.to_builtins(_said_empty(block)))
        columns, rows = block.printed()
        return {
            "block": "table",
            "caption": block.caption,
            "columns": msgspec.to_builtins(columns),
            "rows": [[cell.text for cell in row] for row in rows],
            "widths": _widths(columns, rows),
        }
    return dict(msgspec.to_builtins(block))


WIDEST, WIDEST_OF_MANY = 34, 26
"""Letters of a line in a cell, beyond which it is broken: no column may take the whole page."""

SHORT = 14
"""Letters of a text that is not broken at all: `kasse 1 av 2`."""

MANY = 5
"""Columns from which on lines are shorter."""

BOLD = 1.15
"""How much wider than others bold letters run."""

GAP = 3
"""Letters' room between two columns."""


def _widths(columns: list[Column], rows: list[list[Cell]]) -> list[int]:
    """Give the columns' shares of the page: as wide as their longest word, or a line of text."""
    most = WIDEST if len(columns) <= MANY else WIDEST_OF_MANY
    widths = []
    for place, column in enumerate(columns):
        texts = [row[place].text for row in rows]
        words = [one for text in texts for one in ([text] if len(text) <= SHORT else text.split())]
        line = max((len(text) for text in texts), default=0)
        # A head is bold, its words are not broken, and two lines of it are enough.
        label = column.label
        head = max(*map(len, label.split(" ")), len(label) / 2) * BOLD
        widths.append(round(max(head, *map(len, words), min(line, most), 1) + GAP))
    return widths


def _for_html(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        if not block.rows:
            return {"name": "paragraph", "it": _said_empty(block)}
        columns, rows = block.printed()
        return {"name": "table", "it": block, "columns": columns, "rows": rows}
    return {"name": type(block).__name__.lower(), "it": block}


def _text_of(block: Block) -> list[str]:
    if isinstance(block, Table):
        if not block.rows:
            return wrap(_said_empty(block).text, TEXT_WIDTH)
        return [block.caption, *_text_table(*block.printed())]
    if isinstance(block, Heading):
        return _underlined(block.text)
    if isinstance(block, Facts):
        return [f"{label}: {text}" for label, text in block.rows]
    if isinstance(block, Signatures):
        lines = [f"{'_' * 34}  {role} ({block.place})" for role in block.roles]
        return [*_underlined(block.heading), *(each for line in lines for each in ("", line))]
    said = f"[{block.caption} {block.alt}]" if isinstance(block, Figure) else block.text
    return wrap(said, TEXT_WIDTH)


def _underlined(heading: str) -> list[str]:
    return [heading, "-" * len(heading)]


def _text_table(columns: list[Column], rows: list[list[Cell]]) -> list[str]:
    most = WIDE_CELL if len(columns) <= 2 else CELL_WIDTH  # noqa: PLR2004 - as said above
    head = [_broken(column.label, most) for column in columns]
    body = [[_broken(cell.text, most) for cell in row] for row in rows]
    widths = [
        max(len(line) for row in [head, *body] for line in row[place])
        for place in range(len(columns))
    ]
    lines = _text_row(head, columns, widths)
    lines.append("  ".join("-" * width for width in widths))
    for row in body:
        lines += _text_row(row, columns, widths)
    return lines


def _broken(text: str, most: int) -> list[str]:
    return wrap(text, most) or [""]


def _text_row(row: list[list[str]], columns: list[Column], widths: list[int]) -> list[str]:
    lines = []
    for number in range(max(len(cell) for cell in row)):
        parts = [
            f"{cell[number] if number < len(cell) else '':{'>' if column.number else '<'}{width}}"
            for cell, column, width in zip(row, columns, widths, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


@cache
def _asset(name: str) -> bytes:
    return files("qc_service.reports").joinpath(name).read_bytes()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals |= {"svg": _svg, "css": _css}
    return environment.from_string(_asset("document.html").decode())


def _svg(text: str) -> Markup:
    """Take our own picture as it is: `reports.plots` escapes every word in it."""
    return Markup(text)  # noqa: S704 - made by us, nobody else's text is in it unescaped


def _css(text: str) -> Markup:
    """Write text as a CSS string, everything but plain letters and digits as its number."""
    coded = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{coded}"')  # noqa: S704 - nothing but letters, digits and escapes is left
