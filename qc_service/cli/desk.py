"""`qc desk`: the pages on a ledger whose scanning is over: checks, alarms, explanations."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("desk")(desk)


def desk(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="A ledger; nobody else writes.")],
    *,
    config: Annotated[
        Path | None, typer.Option(help="The configuration (TOML); without it the defaults.")
    ] = None,
    web: Annotated[str | None, typer.Option(help="HOST:PORT of the page.")] = None,
) -> int:
    """Serve the pages on a ledger after the scanning: people go on with checks and alarms.

    No scanner connects and nothing is reread. SIGTERM or Ctrl-C stops. Exit 3 configuration,
    5 ledger, 7 cannot listen or the ledger is in use.
    """
    from msgspec.structs import replace  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.config import load_config  # noqa: PLC0415 - the same
    from qc_service.cli.serve import make_face  # noqa: PLC0415 - the same
    from qc_service.service.afterwards import attend  # noqa: PLC0415 - the same
    from qc_service.service.bootstrap import load_crew  # noqa: PLC0415 - the same

    chosen = load_config(config)
    service = replace(
        chosen.service,
        ledger=str(ledger),
        web=chosen.service.web if web is None else web,
    )
    chosen = replace(chosen, service=service)

    def announce(address: str, _stop: Callable[[], None]) -> None:
        typer.echo(f"the page is at {address}")

    return attend(chosen, face=make_face(chosen), crew=load_crew(chosen), ready=announce)
