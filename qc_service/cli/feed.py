"""`qc feed`: send the sheets of a scanner's folder to the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode

if TYPE_CHECKING:
    from qc_service.service.feeder import FeedSummary


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feed")(feed)


def feed(  # noqa: PLR0913 - the options of a command
    folder: Annotated[Path, typer.Argument(help="The scanner's folder; it is only ever read.")],
    *,
    scanner: Annotated[str, typer.Option(help="The scanner's name, in every record.")],
    to: Annotated[str, typer.Option(help="Where qc serve listens.")] = "tcp://127.0.0.1:5557",
    session: Annotated[
        str, typer.Option(help="One run of the scanner; without it the folder's name.")
    ] = "",
    batch: Annotated[
        str, typer.Option(help="The batch; without it as the scanner's record says.")
    ] = "",
    records: Annotated[
        Path | None, typer.Option(help="File or folder of records, if not among the images.")
    ] = None,
    no_records: Annotated[
        bool, typer.Option("--no-records", help="Send sheets that have no record, too.")
    ] = False,
    state: Annotated[
        Path | None, typer.Option(help="Where to keep what is acknowledged; outside the folder.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="End when all is settled; else watch the folder.")
    ] = False,
    settle: Annotated[
        float, typer.Option(min=0.0, help="Seconds a sheet must rest before it is sent.")
    ] = 1.0,
    give_up: Annotated[
        float, typer.Option(min=0.0, help="With --once: seconds to wait for an answer.")
    ] = 30.0,
    config: Annotated[
        Path | None, typer.Option(help="The configuration, for the record formats in use.")
    ] = None,
) -> int:
    """Send each complete sheet of a folder once, and keep it until the service acknowledges it.

    A second run goes on where the first stopped. Exit 0; with --once 1 where sheets were refused,
    not reread or not complete, 7 where no service answers, 130 when interrupted before the end.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.plugin_loading import load_formats  # noqa: PLC0415 - the same
    from qc_service.service.feeder import FeedOptions  # noqa: PLC0415 - the same
    from qc_service.service.feeder import feed as run_feeder  # noqa: PLC0415 - the same

    options = FeedOptions(
        to=to,
        scanner=scanner,
        formats=load_formats(load_config(config)),
        session=session,
        batch=batch,
        records=records,
        need_record=not no_records,
        state=state,
        once=once,
        settle=settle,
        give_up=give_up,
    )
    summary = run_feeder(folder, options, tell=lambda line: typer.echo(line, err=True))
    _tell(summary)
    return exit_code(summary, once=once)


def exit_code(summary: "FeedSummary", *, once: bool) -> int:
    """Say how a run ended: a watch that was told to stop ended well."""
    if not once:
        return ExitCode.OK
    if summary.interrupted and summary.left:
        return ExitCode.INTERRUPTED
    trouble = summary.refused or summary.faulty or summary.waiting
    return ExitCode.FINDING if trouble else ExitCode.OK


def _tell(summary: "FeedSummary") -> None:
    for name, reason in summary.waiting:
        typer.echo(f"not complete: {name}: {reason}", err=True)
    typer.echo(
        f"{summary.acknowledged} acknowledged, {summary.before} before, {summary.left} left, "
        f"{len(summary.refused)} refused, {len(summary.faulty)} not reread, "
        f"{len(summary.waiting)} not complete, {summary.resent} sent again",
        err=True,
    )
