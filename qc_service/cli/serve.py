"""`qc serve`: take sheets from feeders, reread them, keep the ledger, until told to stop."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.seat_rules import seats_of

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.adapters.doorkeeper import Doorkeeper
    from qc_service.service.show import FaceFactory
    from qc_service.web.archive import Sources


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    *,
    config: Annotated[
        Path | None, typer.Option(help="The configuration (TOML); without it the defaults.")
    ] = None,
    bind: Annotated[
        str, typer.Option(help="Where feeders connect, tcp://HOST:PORT; * is any free port.")
    ] = "",
    ledger: Annotated[
        Path | None, typer.Option(help="The ledger to go on with, or to begin.")
    ] = None,
    web: Annotated[
        str | None, typer.Option(help="HOST:PORT of the page and /metrics; empty for none.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; 0 for one on each core.")
    ] = None,
) -> int:
    """Take sheets from feeders, reread and compare them, and write one durable record of each.

    Options stand above the configuration's keys of the same name. SIGTERM or Ctrl-C drains: what is
    in hand is finished, then exit 0. Exit 3 configuration, 4 plugins, 5 ledger, 7 cannot listen.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.service.serve import Endpoints  # noqa: PLC0415 - the same
    from qc_service.service.serve import serve as run_service  # noqa: PLC0415 - the same

    def announce(endpoints: Endpoints) -> None:
        typer.echo(f"feeders connect to {endpoints.feeders}")
        if endpoints.web:
            typer.echo(f"the page is at {endpoints.web}")

    chosen = _overruled(load_config(config), bind, ledger, web, workers)
    return run_service(chosen, ready=announce, face=make_face(chosen))


def _overruled(
    config: "Config", bind: str, ledger: Path | None, web: str | None, workers: int | None
) -> "Config":
    from msgspec.structs import replace  # noqa: PLC0415 - --help must be quick

    service = config.service
    service = replace(
        service,
        bind=bind or service.bind,
        ledger=service.ledger if ledger is None else str(ledger),
        web=service.web if web is None else web,
        workers=service.workers if workers is None else workers,
    )
    return replace(config, service=service)


def make_face(config: "Config") -> "FaceFactory":
    """Join service and web, which do not know each other."""
    from qc_service.adapters.config import embargo_seconds  # noqa: PLC0415 - --help must be quick
    from qc_service.reports.labels import labels_pdf  # noqa: PLC0415 - the same
    from qc_service.service.show import Stage  # noqa: PLC0415 - the same
    from qc_service.web.app import Shown, Staff, make_app  # noqa: PLC0415 - the same
    from qc_service.web.check_desk import Office  # noqa: PLC0415 - the same
    from qc_service.web.server import WebServer  # noqa: PLC0415 - the same

    keeper = make_keeper(config)

    def make(stage: Stage) -> WebServer:
        shown = Shown(
            config.page.language,
            embargo_seconds(config.page) or 0.0,
            stage.layouts,
            alpha=config.plan.alpha,
            sources=_sources(config),
            parts=stage.components,
        )
        staff = Staff(keeper, Office(stage.layouts, config.checks, labels_pdf))
        app = make_app(stage.board, stage.registry, stage.acts, shown, staff)
        return WebServer(app, config.service.web)

    return make


def _sources(config: "Config") -> "Sources":
    """Say where the pages find the ledger and, where there are any, crops and test decks."""
    from qc_service.web.archive import Sources  # noqa: PLC0415 - --help must be quick

    folder = config.evidence.folder
    ledger = Path(config.service.ledger)
    decks = Path(config.decks.folder) if config.decks.folder else None
    return Sources(ledger, Path(folder) if folder else None, seats_of(config), decks)


def make_keeper(config: "Config") -> "Doorkeeper | None":
    """Give who knows the people that can sign in; None where there is no file of them."""
    import time  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.doorkeeper import Doorkeeper  # noqa: PLC0415 - the same
    from qc_service.service.bootstrap import today_text  # noqa: PLC0415 - the same

    if not config.people.file:
        return None
    return Doorkeeper(Path(config.people.file), time.monotonic, today_text)
