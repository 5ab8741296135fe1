"""The accuracy report in three faces: a table on the screen, JSON for scripts, Markdown."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from qc_calibration.accuracy_bars import Line
from qc_service.model.errors import ExitCode, QcError

FORMAT = 1
"""Version of `accuracy.json`."""

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""Between these lines of a document stands what the tool measured last."""


class Report(msgspec.Struct, frozen=True):
    """All of one run: with what it was measured, and every line."""

    format: int
    version: str
    cv2: str
    profile: str
    quick: bool
    met: bool
    lines: tuple[Line, ...]


def print_report(report: Report, console: Console) -> None:
    """Print a table, and under it what missed its bar."""
    title = f"accuracy: qc-service {report.version}, OpenCV {report.cv2}, profile {report.profile}"
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in ("what", "bar", "measured", ""):
        table.add_column(column, overflow="fold")
    for _, lines in groupby(report.lines, key=lambda line: line.group):
        for line in lines:
            word = "[green]met[/]" if line.met else "[bold red]missed[/]"
            table.add_row(line.what, line.bar, line.measured, word)
        table.add_section()
    console.print(table)
    for line in report.lines:
        if not line.met:
            console.print(f"\nmissed: {line.what}: {line.measured}", style="red", markup=False)
            for one in line.detail:
                console.print(f"  {one}", markup=False)


def markdown(lines: Sequence[Line]) -> str:
    """Give the lines as Markdown, a table for each group."""
    parts = []
    for group, members in groupby(lines, key=lambda line: line.group):
        rows = [f"### {group.capitalize()}", "", "| what | bar | measured | |", "|---|---|---|---|"]
        for line in members:
            word = "met" if line.met else "**missed**"
            rows.append(f"| {line.what} | {line.bar} | {line.measured} | {word} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def write_report(report: Report, folder: Path) -> None:
    """Write `accuracy.json` and `accuracy.md` into a folder, which is made where needed."""
    folder.mkdir(parents=True, exist_ok=True)
    encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "accuracy.json").write_bytes(encoded + b"\n")
    (folder / "accuracy.md").write_text(_page(report), encoding="utf-8")


def update_document(report: Report, document: Path) -> None:
    """Put the tables into a document, between its two marks.

    Raises:
        QcError: `accuracy.no-marks` where the document cannot be read or has no such place.
    """
    try:
        text = document.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_marks(f"{document}: {error}") from error
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise _no_marks(f"{document}: has no place for the tables")
    document.write_text(f"{before}{begin}\n\n{_page(report)}\n{end}{after}", encoding="utf-8")


def _no_marks(what: str) -> QcError:
    hint = f"The tables go between the lines {BEGIN} and {END}."
    return QcError("accuracy.no-marks", what, hint, ExitCode.USAGE)


def _page(report: Report) -> str:
    head = f"qc-service {report.version}, OpenCV {report.cv2}, profile `{report.profile}`."
    return f"{head}\n\n{markdown(report.lines)}"
