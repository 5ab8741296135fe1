"""`qc alarm`: what alarms a ledger holds, what one says, and which ballots to count again."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from qc_service.cli.seat_rules import seats_of
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.flow.brief import Brief
    from qc_service.flow.desk import Desk
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


def show(  # noqa: PLR0913 - one argument for each option
    number: Number,
    *,
    ledger: LedgerFile,
    config: ConfigFile = None,
    lang: Lang = Language.NB,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with plot and crops there instead.")
    ] = None,
    crops: Annotated[
        Path | None, typer.Option(help="Folder of crops; without it, the configuration's.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Say all of one alarm: where, since when, how bad, whom it hurts, what to do."""
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.out_folder import write_file  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.alarm_texts import show_lines  # noqa: PLC0415 - the same

    loaded = load_config(config)
    desk, entries = _replayed(ledger)
    said = _brief(number, desk, entries, loaded)
    if html is not None:
        folder = crops if crops is not None else _folder(loaded.evidence.folder)
        # For its owner alone: it may hold pictures of ballots.
        page = _page(said, entries, ledger, folder, lang.value)
        write_file(html, page.encode(), private=True)
    elif as_json:
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


def _brief(number: int, desk: "Desk", entries: "list[Entry]", config: "Config") -> "Brief":
    from qc_service.flow.brief import alpha_of, brief, stakes_of  # noqa: PLC0415 - --help is quick
    from qc_service.model.events import Genesis  # noqa: PLC0415 - the same

    alpha = next(alpha_of(entry) for entry in entries if isinstance(entry, Genesis))
    stakes = stakes_of(entries, seats_of(config))
    said = brief(desk, number, _layouts(config), alpha, stakes)
    if said is None:
        raise _unknown(number)
    return said


def _page(
    said: "Brief", entries: "list[Entry]", ledger: Path, crops: Path | None, language: str
) -> str:
    from qc_service.adapters.crop_folder import read_crop  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.trace import trace  # noqa: PLC0415 - the same
    from qc_service.reports.alarm_page import (  # noqa: PLC0415 - the same
        Source,
        alarm_page,
        crop_views,
    )

    case = said.severity.case
    traced = trace(entries, case.latest, case.raised.sheet)
    views = []
    if crops is not None:
        views = crop_views(said, entries, lambda sha256: read_crop(crops, sha256), language)
    return alarm_page(said, traced, views, Source(ledger.name, len(entries)), language)


def _folder(name: str) -> Path | None:
    return Path(name) if name else None


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
