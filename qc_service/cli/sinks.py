"""`qc sinks`: whom the service would tell of alarms, and whether a trial reaches them."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sinks")(sinks)


def sinks(
    *,
    config: Annotated[
        Path | None, typer.Option("--config", help="The configuration file; else the defaults.")
    ] = None,
    trial: Annotated[
        bool, typer.Option("--try", help="Send a trial alarm through every sink.")
    ] = False,
) -> int:
    """Name the sinks that the configuration gives; with --try, see that an alarm gets through.

    Exit 7 where the trial does not.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.service.bootstrap import load_crew  # noqa: PLC0415 - the same
    from qc_service.service.sink_trial import try_sinks  # noqa: PLC0415 - the same

    made = load_crew(load_config(config)).sinks
    if not trial:
        for sink in made:
            typer.echo(sink.name)
        return ExitCode.OK
    code = ExitCode.OK
    for name, trouble in try_sinks(made):
        typer.echo(f"{name}: {trouble or 'delivered'}")
        code = ExitCode.UNREACHABLE if trouble else code
    return code
