"""A table of checked ballots: what was reported and what the paper shows, a line for each."""

import csv
from collections.abc import Iterator
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError

NOT_FOUND = "-"
"""In place of what the paper shows: the paper was not found."""

COLUMNS = ("reported", "paper")

BETWEEN = "+"
"""Between several options of one ballot."""

Checked = tuple[tuple[str, ...], tuple[str, ...] | None]
"""Options reported, and those on the paper; None where it was not found."""


def read_checked(path: Path) -> tuple[Checked, ...]:
    """Read the ballots in the order of the file, which must be the draw's.

    Raises:
        QcError: `checked.unreadable`, `checked.columns`, or `checked.line` naming file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal("unreadable", f"{path}: {error}") from error
    return tuple(_lines(path, text))


def _lines(path: Path, text: str) -> Iterator[Checked]:
    head, *lines = text.splitlines() or [""]
    delimiter = ";" if ";" in head else ","
    columns = [name.strip().lower() for name in head.split(delimiter)]
    if not set(COLUMNS) <= set(columns):
        wanted = " and ".join(COLUMNS)
        raise _refusal("columns", f"{path}:1: expected columns {wanted}, found {head!r}")
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=2):
        if not row:
            continue
        if len(row) != len(columns):
            raise _refusal("line", f"{path}:{number}: {len(row)} cells, not {len(columns)}")
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=True))
        paper = cells["paper"]
        yield _options(cells["reported"]), None if paper == NOT_FOUND else _options(paper)


def _options(cell: str) -> tuple[str, ...]:
    return tuple(option.strip() for option in cell.split(BETWEEN) if option.strip())


def _refusal(code: str, message: str) -> QcError:
    see = "docs/sample.md, The contest, describes the table."
    return QcError(f"checked.{code}", message, see, ExitCode.USAGE)
