"""`qc delete-images`: pictures are deleted once the board has approved, and that is on record."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.cli.who import ByOption, NoCandidateOption, PinsOption, actors
from qc_service.model.errors import ExitCode, QcError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("delete-images")(delete_images)


def delete_images(  # noqa: PLR0913 - one argument for each option
    *,
    ledger: Annotated[Path, typer.Option("--ledger", help="The ledger that records it.")],
    by: ByOption,
    approved: Annotated[
        str, typer.Option("--approved", help="The board's decision that allows it, as it is cited.")
    ],
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The folder to empty, instead of the configuration's."),
    ] = None,
    pins: PinsOption = None,
    no_candidate: NoCandidateOption = False,
    config: Annotated[
        Path | None, typer.Option(help="The configuration (TOML), for folder, key and people.")
    ] = None,
) -> int:
    """Delete every picture that was kept, and record who did it and how many there were.

    Stopped on its way, it is run again and ends what was begun. Exit 2 where the people or the
    folder are not as they must be, 5 where something could not be deleted, 7 where a service still
    writes the ledger.
    """
    from msgspec.structs import replace  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.config import load_config  # noqa: PLC0415 - as above
    from qc_service.service import deleting  # noqa: PLC0415 - as above

    chosen = load_config(config)
    chosen = replace(chosen, service=replace(chosen.service, ledger=str(ledger)))
    if folder is None and not chosen.evidence.folder:
        raise QcError(
            "delete.folder",
            "neither --folder nor [evidence] folder in the configuration names a folder",
            "Name the folder that holds the pictures.",
            ExitCode.USAGE,
        )
    who = actors(by, chosen.people.file, pins, no_candidate=no_candidate)
    place = folder or Path(chosen.evidence.folder)
    kept = deleting.delete_images(chosen, deleting.Deletion(place, who, approved))
    if kept.files:
        typer.echo(f"{place}: {kept.files} files, {kept.size} bytes deleted; {ledger} records it")
    else:
        typer.echo(f"{place}: nothing lay there; nothing is recorded")
    return ExitCode.OK
