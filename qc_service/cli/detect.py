"""`qc detect`: find systematic errors in anyone's compared ballots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode

if TYPE_CHECKING:
    from qc_service.detecting.cells import Spot
    from qc_service.detecting.night import Alarm


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("detect")(detect)


def detect(
    night: Annotated[
        Path, typer.Argument(metavar="NIGHT.jsonl", help="One compared ballot a line; - is stdin.")
    ],
    *,
    plan: Annotated[
        Path | None, typer.Option(metavar="PLAN.toml", help="Budget, size and bounds of the night.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object an alarm, nothing else.")
    ] = False,
) -> int:
    """Tell which scanner, position, style, district or box errs systematically, and since when."""
    # Imported here: `qc --help` must not wait for what only this command needs.
    from qc_service.adapters.night_file import read_night, read_plan  # noqa: PLC0415
    from qc_service.detecting.night import Night  # noqa: PLC0415

    watch = Night(read_plan(plan))
    alarms = 0
    for where, found in read_night(night):
        for alarm in watch.take(where, found):
            alarms += not alarm.refines
            _tell(alarm, as_json=as_json)
    for alarm in watch.finish():
        _tell(alarm, as_json=as_json)
    if not as_json:
        typer.echo(f"{len(watch.exposures)} ballots, {alarms or 'no'} alarm{'s' * (alarms > 1)}")
    return ExitCode.FINDING if alarms else ExitCode.OK


def _tell(alarm: "Alarm", *, as_json: bool) -> None:
    if as_json:
        import msgspec  # noqa: PLC0415 - as above

        typer.echo(msgspec.json.encode(alarm).decode())
        return
    low, high = alarm.rate_interval
    first, last = alarm.start_set
    head = f"ALARM {alarm.alarm}" if not alarm.refines else f"alarm {alarm.alarm}, looked at again"
    typer.echo(
        f"{head} at ballot {alarm.ballot}: {spot_words(alarm.cell)}\n"
        f"  since about ballot {alarm.start} ({first} to {last}), {alarm.affected} ballots, "
        f"rate {alarm.rate:.3g} ({low:.2g} to {high:.2g})"
    )
    for spot in alarm.rivals:
        typer.echo(f"  or, not to be told apart yet: {spot_words(spot)}")
    for spot in alarm.explanation[1:]:
        typer.echo(f"  and {spot_words(spot)}")


def spot_words(spot: "Spot") -> str:
    """Name a cell for people, in one line."""
    named = ("scanner", "batch", "district", "style", "position")
    parts = [f"{name} {getattr(spot, name)}" for name in named if getattr(spot, name)]
    return f"kind {spot.kind.value}, {', '.join(parts) or 'everywhere'}"
