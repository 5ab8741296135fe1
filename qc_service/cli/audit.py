"""`qc audit`: an archive of images against the scanner's records."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.service.audit_summary import AuditReport

SHOWN = 20
"""Differences and faults printed for people; `--json` and the ledger hold all of them."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit")(audit)


def audit(  # noqa: PLR0913 - one argument for each option
    images: Annotated[Path, typer.Argument(help="Folder of images, with all folders below it.")],
    records: Annotated[
        Path | None,
        typer.Argument(
            help="The scanner's records, a file or a folder; "
            "without it those that lie among the images."
        ),
    ] = None,
    *,
    no_records: Annotated[
        bool, typer.Option("--no-records", help="Only reread; look for no records.")
    ] = False,
    layouts: Annotated[
        Path | None, typer.Option(help="Folder of layout files; without it the shipped ones.")
    ] = None,
    profile: Annotated[str, typer.Option(metavar="NAME", help="Judge with this profile.")] = "",
    ledger: Annotated[
        Path | None,
        typer.Option(help="Write here, or go on with what stands here; else only in memory."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Worker processes; 0 means one for each core.")
    ] = 0,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Reread every sheet of an archive and compare it with what the scanner reported.

    Exit 0 where all agrees; 1 where sheets differ, have a fault, or where a record could not be
    read or has no image. Run again with the same ledger, it goes on where it stopped.
    """
    if no_records and records is not None:
        raise QcError(
            "audit.records-and-none",
            f"--no-records, but records are named: {records}",
            "Leave out one of the two.",
            ExitCode.USAGE,
        )
    places = (images, records, ledger)
    report = _audit(places, (config, layouts, profile), workers, no_records=no_records)
    if as_json:
        typer.echo(_json_line(report))
    else:
        _print(report)
    return ExitCode.OK if report.clean else ExitCode.FINDING


def _audit(
    places: tuple[Path, Path | None, Path | None],
    options: tuple[Path | None, Path | None, str],
    workers: int,
    *,
    no_records: bool,
) -> "AuditReport":
    """Run it: `places` are images, records, ledger; `options` configuration, layouts, profile."""
    import msgspec  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.plugin_loading import (  # noqa: PLC0415 - the same
        bill_of_materials,
        load_lineup,
    )
    from qc_service.cli.reading_options import reading_config  # noqa: PLC0415 - the same
    from qc_service.service.auditing import Archive  # noqa: PLC0415 - the same
    from qc_service.service.auditing import audit as run_audit  # noqa: PLC0415 - the same

    images, records, ledger = places
    settings = reading_config(*options)
    if workers:
        service = msgspec.structs.replace(settings.service, workers=workers)
        settings = msgspec.structs.replace(settings, service=service)
    lineup = load_lineup(settings)
    archive = Archive(images, records, () if no_records else lineup.formats)
    with _progress(images) as done:
        return run_audit(settings, archive, bill_of_materials(lineup), ledger, done)


def _json_line(report: "AuditReport") -> str:
    import msgspec  # noqa: PLC0415 - --help must be quick

    return msgspec.json.encode(report).decode()


@contextmanager
def _progress(images: Path) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error where a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console  # noqa: PLC0415 - --help must be quick
    from rich.progress import (  # noqa: PLC0415 - the same
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from qc_service.adapters.scan_folder import count_images  # noqa: PLC0415 - the same

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("images", total=count_images(images))
        yield lambda count: bar.advance(task, count)


def _print(report: "AuditReport") -> None:
    """Print the report for people: what differs first."""
    for each in report.differences[:SHOWN]:
        place = f"{each.contest}/{each.option}" if each.option else each.contest or "style"
        typer.echo(
            f"{each.sheet}: {place}: reported {each.reported}, reread {each.reread} "
            f"(score {each.score:.3f})"
        )
    _more(len(report.differences), "differences")
    for fault in report.fault_list[:SHOWN]:
        typer.echo(f"{fault.sheet}: {fault.image}: {fault.code}: {fault.message}")
    _more(len(report.fault_list), "faults")
    for trouble in report.record_troubles[:SHOWN]:
        typer.echo(f"{trouble.code}: {trouble.place}")
    _more(len(report.record_troubles), "troubles with records")
    for alarm in report.alarms:
        typer.echo(f"ALARM: {alarm.cell.text()}: {alarm.wrong} of {alarm.seen} sheets")
    typer.echo(
        f"{report.sheets} sheets ({report.new_sheets} new), {report.compared} compared, "
        f"{len(report.differences)} differences, {report.faults} with faults, "
        f"{report.unsure} marks unsure, {report.unreported} without a record"
    )
    taken = sum(each.count for each in report.leniencies)
    if taken:
        kinds = ", ".join(sorted({each.code for each in report.leniencies}))
        typer.echo(f"records were read with {taken} leniencies ({kinds})")


def _more(count: int, what: str) -> None:
    if count > SHOWN:
        typer.echo(f"… and {count - SHOWN} more {what}; --json prints all")
