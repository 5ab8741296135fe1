"""`qc alarm`: what alarms a ledger holds, what one says, and which ballots to count again."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.flow.brief import Brief
    from qc_service.flow.desk import Desk
    from qc_service.flow.stake import Seats
    from qc_service.model.events import Entry
    from qc_service.model.layout import Layout

LedgerFile = Annotated[Path, typer.Option(metavar="FILE", help="The ledger; it is not changed.")]
ConfigFile = Annotated[
    Path | None, typer.Option(help="Configuration file (TOML): layouts and seats.")
]
Number = Annotated[int, typer.Argument(min=1, help="The number of the alarm.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Lang = Annotated[Language, typer.Option(help="Language of the sentences.")]


class Form(StrEnum):
    """How the list for a recount is printed."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    group = typer.Typer(
        help="Alarms of a ledger: their state, what they say, and which ballots to count again.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list")(list_alarms)
    group.command("show")(show)
    group.command("recount")(recount)
    app.add_typer(group, name="alarm")


def list_alarms(*, ledger: LedgerFile, lang: Lang = Language.NB, as_json: AsJson = False) -> int:
    """List all alarms with their state. Exit 1 where one is not closed."""
    from qc_service.flow.alarm_texts import list_lines  # noqa: PLC0415 - --help must be quick

    desk, _ = _replayed(ledger)
    cases = desk.figures().alarms
    if as_json:
        typer.echo(msgspec.json.encode(cases).decode())
    else:
        for line in list_lines(cases, lang.value):
            typer.echo(line)
    return ExitCode.FINDING if any(case.open for case in cases) else ExitCode.OK


def show(
    number: Number,
    *,
    ledger: LedgerFile,
    config: ConfigFile = None,
    lang: Lang = Language.NB,
    as_json: AsJson = False,
) -> int:
    """Say all of one alarm: where, since when, how bad, whom it hurts, what to do."""
    from qc_service.flow.alarm_texts import show_lines  # noqa: PLC0415 - --help must be quick

    said = _brief(number, ledger, config)
    if as_json:
        typer.echo(msgspec.json.encode(said).decode())
    else:
        for line in show_lines(said, lang.value):
            typer.echo(line)
    return ExitCode.OK


def recount(
    number: Number,
    *,
    ledger: LedgerFile,
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TEXT,
) -> int:
    """List the ballots that an alarm is about by box, to be taken out and counted again."""
    from qc_service.flow.recount import recount_rows  # noqa: PLC0415 - --help must be quick

    desk, _ = _replayed(ledger)
    case = desk.alarm(number)
    if case is None:
        raise _unknown(number)
    rows = recount_rows(desk.severity(case))
    if form is Form.JSON:
        typer.echo(msgspec.json.encode(rows).decode())
        return ExitCode.OK
    fields = ("box", "scanner", "session", "number", "kind", "field", "style", "look")
    table = [[_cell(getattr(row, name)) for name in fields] for row in rows]
    if form is Form.CSV:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([fields, *table])
        typer.echo(text.getvalue(), nl=False)
    else:
        for line in _columns([[*fields], *table]):
            typer.echo(line)
    return ExitCode.OK


def _cell(value: str | int | bool) -> str:
    return ("x" if value else "") if isinstance(value, bool) else str(value)


def _columns(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in table
    )
    return [line.rstrip() for line in padded]


def _brief(number: int, ledger: Path, config: Path | None) -> "Brief":
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.brief import alpha_of, brief, stakes_of  # noqa: PLC0415 - the same
    from qc_service.model.events import Genesis  # noqa: PLC0415 - the same

    loaded = load_config(config)
    desk, entries = _replayed(ledger)
    alpha = next(alpha_of(entry) for entry in entries if isinstance(entry, Genesis))
    stakes = stakes_of(entries, _seats(loaded))
    said = brief(desk, number, _layouts(loaded), alpha, stakes)
    if said is None:
        raise _unknown(number)
    return said


def _replayed(ledger: Path) -> "tuple[Desk, list[Entry]]":
    """Bring a desk to where a ledger ends; a ledger that differs is `qc replay`'s to tell."""
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.replaying import replay  # noqa: PLC0415 - the same

    with Ledger.read(ledger) as opened:
        entries = list(opened.entries())
    replayed = replay(entries)
    if replayed.difference:
        typer.echo(f"qc: {ledger}: row {replayed.row}: {replayed.difference}", err=True)
    return replayed.desk, entries


def _seats(config: "Config") -> "Seats":
    from qc_service.comparing.seats import Method  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.stake import Seats  # noqa: PLC0415 - the same

    return Seats(config.seats.number, Method(config.seats.method), config.seats.weight)


def _layouts(config: "Config") -> "tuple[Layout, ...]":
    from qc_service.adapters.plugin_loading import load_lineup  # noqa: PLC0415 - as above

    return load_lineup(config).layouts


def _unknown(number: int) -> QcError:
    return QcError(
        "alarm.unknown",
        f"the ledger has no alarm {number}",
        "qc alarm list --ledger FILE names those there are.",
        ExitCode.USAGE,
    )
