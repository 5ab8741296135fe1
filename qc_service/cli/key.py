"""`qc key`: the key that signs the ledger's checkpoints."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the commands."""
    key = typer.Typer(help="The key that signs the ledger's checkpoints.", no_args_is_help=True)
    key.command("make")(make)
    key.command("show")(show)
    app.add_typer(key, name="key")


def make(
    *,
    out: Annotated[Path, typer.Option("--out", help="The file to write the private key to.")],
) -> int:
    """Make a new key that only its owner may read; nothing is written over."""
    from qc_service.adapters.signing import make_key  # noqa: PLC0415 - --help must be quick

    _say(make_key(out).public)
    typer.echo(f"private key in {out}: copy it to nowhere, and name it in [service] key", err=True)
    return ExitCode.OK


def show(
    key: Annotated[Path, typer.Argument(help="The file of a private key.")],
) -> int:
    """Print a key's public half and its fingerprint, as documents show them."""
    from qc_service.adapters.signing import load_key  # noqa: PLC0415 - --help must be quick

    _say(load_key(key).public)
    return ExitCode.OK


def _say(public: str) -> None:
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - as above

    typer.echo(f"public key  {public}")
    typer.echo(f"fingerprint {fingerprint(public)}")
