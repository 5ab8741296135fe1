"""`qc bundle`: the public copy of a ledger, and the page with which observers check it."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bundle")(bundle)


def bundle(
    *,
    ledger: Annotated[Path, typer.Option("--ledger", help="The ledger; it is not changed.")],
    out: Annotated[Path, typer.Option("--out", help="The bundle's file; its folder is made.")],
    key: Annotated[
        Path | None, typer.Option("--key", help="The ledger's private key, if it has one.")
    ] = None,
    document: Annotated[
        list[Path] | None,
        typer.Option("--document", help="A document published with it; may be given often."),
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Also write the observer's page to this file.")
    ] = None,
) -> int:
    """Write one public file with which anyone can check the control, without a ballot's data."""
    from qc_service.adapters.out_folder import write_file  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.signing import load_key  # noqa: PLC0415 - --help must be quick
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - as above
    from qc_service.reports.observer_page import observer_page  # noqa: PLC0415 - as above
    from qc_service.service import publishing  # noqa: PLC0415 - as above

    signing = load_key(key) if key else None
    made, data = publishing.publish(ledger, document or [], signing)
    write_file(out, data)
    if page is not None:
        write_file(page, observer_page())
    typer.echo(
        f"{out}: {len(made.rows)} rows, {len(made.rounds)} rounds, {len(made.bounds)} bounds"
    )
    typer.echo(f"root {made.root}")
    typer.echo(f"head {made.head}")
    typer.echo(f"key  {fingerprint(signing.public) if signing else 'none: the bundle is unsigned'}")
    return ExitCode.OK
