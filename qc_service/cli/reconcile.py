"""`qc reconcile`: the reread of each box against the official totals."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.comparing.reconcile import Line, Tolerance


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reconcile")(reconcile)


def reconcile(  # noqa: PLR0913 - one argument for each option
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="More files of totals.")
    ] = None,
    *,
    ledger: Annotated[Path, typer.Option(help="The ledger with the reread; it is not changed.")],
    totals: Annotated[
        list[Path], typer.Option(help="File of official totals: EML 510/460, or a table (CSV).")
    ],
    tolerance_permille: Annotated[
        float, typer.Option(min=0, help="Differences up to this share of all ballots are accepted.")
    ] = 1.0,
    tolerance_ballots: Annotated[
        int, typer.Option(min=0, help="Differences up to so many ballots are accepted.")
    ] = 3,
    expected: Annotated[
        list[str] | None, typer.Option(metavar="BOX", help="A box that must have been counted.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of causes and table.")] = Language.NB,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> int:
    """Compare what our reread counted with the official totals, by box and list.

    Exit 0 where every difference is within the tolerance, 1 where one is beyond it.
    """
    from qc_service.comparing.differing import Tolerance  # noqa: PLC0415 - --help must be quick

    tolerance = Tolerance(tolerance_permille, tolerance_ballots)
    files = [*totals, *(more or ())]
    lines = _compare((ledger, config), files, tolerance, expected or ())
    if as_json:
        for line in _shown(lines):
            typer.echo(_json_line(line, lang.value))
    else:
        _print(lines, lang.value)
    return ExitCode.FINDING if any(line.beyond for line in lines) else ExitCode.OK


def _compare(
    places: tuple[Path, Path | None],
    files: Sequence[Path],
    tolerance: "Tolerance",
    expected: Sequence[str],
) -> "tuple[Line, ...]":
    """Read ledger, configuration (`places`) and totals, tell leniencies, and compare."""
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - the same
    from qc_service.adapters.plugin_loading import load_formats  # noqa: PLC0415 - the same
    from qc_service.adapters.totals_files import read_totals  # noqa: PLC0415 - the same
    from qc_service.comparing.reconcile import reconcile as compare  # noqa: PLC0415 - the same
    from qc_service.flow.box_counts import (  # noqa: PLC0415 - the same
        count_boxes,
        expected_boxes,
    )

    path, config = places
    totals, told = read_totals(files, load_formats(load_config(config)))
    for file, leniency in told:
        times = f" ({leniency.count} times)" if leniency.count > 1 else ""
        typer.echo(f"qc: {file}: {leniency.code}: {leniency.place}{times}", err=True)
    with Ledger.read(path) as opened:
        boxes = count_boxes(opened.entries())
        wanted = expected_boxes(opened.entries())
    return compare(totals, boxes, tolerance, {*expected, *wanted})


def _shown(lines: "Sequence[Line]") -> "list[Line]":
    """Give each box's lists, and of all wider comparisons those that differ.

    Where no box has totals of its own, the wider comparisons are all there is.
    """
    by_box = [line for line in lines if line.comparison == "reread" and line.place.box]
    return [
        line
        for line in lines
        if not by_box
        or line.difference
        or line.beyond
        or (line.comparison == "reread" and line.place.box and line.list)
    ]


def _json_line(line: "Line", language: str) -> str:
    import msgspec  # noqa: PLC0415 - --help must be quick

    from qc_service.comparing.explanations import words  # noqa: PLC0415 - the same

    names = ("reported", "reread") if line.comparison == "reread" else ("first", "second")
    said = {
        "comparison": line.comparison.value,
        "box": line.place.box,
        "locale": line.place.locale,
        "category": line.place.category,
        "counted": line.place.counted,
        "list": line.list,
        names[0]: line.first,
        names[1]: line.second,
        "difference": line.difference,
        "permille": round(line.permille, 3),
        "low": line.low,
        "high": line.high,
        "undecided": line.undecided,
        "beyond": line.beyond,
        "explanations": [
            {"code": each.code, "values": each.as_map(), "text": words(each, language)}
            for each in line.explanations
        ],
    }
    return msgspec.json.encode(said).decode()


def _print(lines: "Sequence[Line]", language: str) -> None:
    """Print a table of what differs for each comparison, each cause under its line, and the sum."""
    from qc_service.comparing.explanations import label  # noqa: PLC0415 - as above

    differing = [line for line in lines if line.difference or line.beyond]
    for comparison, group in groupby(differing, key=lambda line: line.comparison):
        typer.echo(label(comparison.value, language))
        _table(list(group), language)
        typer.echo("")
    beyond = sum(line.beyond for line in lines)
    boxes, ballots = _sums(lines)
    name = "differs" if beyond else "agrees"
    typer.echo(label(name, language, lines=beyond, boxes=boxes, ballots=ballots))


def _table(lines: "Sequence[Line]", language: str) -> None:
    from qc_service.comparing.explanations import label, words  # noqa: PLC0415 - as above

    heads = ("place", "list", "first", "second", "difference", "permille", "undecided")
    rows = [[label(name, language) for name in heads]]
    rows += [_cells(line, label("all", language)) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    typer.echo(_row(rows[0], widths))
    for line, row in zip(lines, rows[1:], strict=True):
        mark = f"  ◀ {label('beyond', language)}" if line.beyond else ""
        typer.echo(_row(row, widths) + mark)
        for each in line.explanations:
            typer.echo(f"    · {words(each, language)}")


def _cells(line: "Line", everything: str) -> list[str]:
    return [
        " ".join(part for part in (line.place.text(), line.place.counted) if part),
        line.list or everything,
        str(line.first),
        str(line.second),
        f"{line.difference:+d}",
        f"{line.permille:+.2f}",
        str(line.undecided),
    ]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Set names to the left and numbers to the right of their columns."""
    names, numbers = cells[:2], cells[2:]
    left = [f"{name:<{width}}" for name, width in zip(names, widths, strict=False)]
    right = [f"{number:>{width}}" for number, width in zip(numbers, widths[2:], strict=True)]
    return "  ".join((*left, *right))


def _sums(lines: "Iterable[Line]") -> tuple[int, int]:
    """Give how many boxes, and how many ballots of them, were compared."""
    whole = [
        line for line in lines if line.comparison == "reread" and line.place.box and not line.list
    ]
    return len({line.place.box for line in whole}), sum(line.second for line in whole)
