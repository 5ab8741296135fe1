"""`qc export`: whether a scanner's export is what the scanner wrote."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Look at what a scanner exported.")
    group.callback()(_several)
    group.command("check")(check)
    app.add_typer(group, name="export")


def _several() -> None:
    """Keep `check` a word of its own: a group of one command would take its place."""


def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The export's folder.")],
) -> int:
    """Compute the root hash of an export's records, and hold it against the one it states.

    Exit 0 where they are the same, 1 where a file was changed, added or lost.
    """
    from qc_service.adapters.export_folder import (  # noqa: PLC0415 - --help must be quick
        record_hashes,
        stated_root,
    )
    from qc_service.recording.export_hash import root_fits  # noqa: PLC0415 - the same

    stated, records = stated_root(folder), record_hashes(folder)
    fits = root_fits(records, stated)
    word = "as the scanner wrote them" if fits else "NOT as the scanner wrote them"
    typer.echo(f"{len(records)} records, {word} (root {stated or 'none'})")
    return ExitCode.OK if fits else ExitCode.FINDING
