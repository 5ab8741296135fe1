"""`qc delete-images`: pictures are deleted once the board has approved, and that is on record."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.model.people import Person


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("delete-images")(delete_images)


def delete_images(
    *,
    ledger: Annotated[Path, typer.Option("--ledger", help="The ledger that records it.")],
    by: Annotated[
        list[str], typer.Option("--by", help="Who does it, NAME:ROLE; two, one of them an officer.")
    ],
    approved: Annotated[
        str, typer.Option("--approved", help="The board's decision that allows it, as it is cited.")
    ],
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The folder to empty, instead of the configuration's."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="The configuration (TOML), for folder and key.")
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
    people = [_person(text) for text in by]
    if folder is None and not chosen.evidence.folder:
        raise QcError(
            "delete.folder",
            "neither --folder nor [evidence] folder in the configuration names a folder",
            "Name the folder that holds the pictures.",
            ExitCode.USAGE,
        )
    place = folder or Path(chosen.evidence.folder)
    kept = deleting.delete_images(chosen, deleting.Deletion(place, people, approved))
    if kept.files:
        typer.echo(f"{place}: {kept.files} files, {kept.size} bytes deleted; {ledger} records it")
    else:
        typer.echo(f"{place}: nothing lay there; nothing is recorded")
    return ExitCode.OK


def _person(text: str) -> "Person":
    from qc_service.model.people import Person, Role  # noqa: PLC0415 - as above

    name, _, role = text.rpartition(":")
    roles = ", ".join(Role)
    if role not in set(Role):
        raise QcError(
            "delete.people", f"{text}: expected NAME:ROLE", f"Roles are {roles}.", ExitCode.USAGE
        )
    return Person(name, Role(role))
