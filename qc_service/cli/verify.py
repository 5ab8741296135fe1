"""`qc verify`: is the ledger whole, row by row?"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    ledger: Annotated[Path, typer.Argument(help="The ledger to check; it is not changed.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Check a ledger's chain: every row's number, hash and content.

    Exit 0 where all is whole, 1 naming the first broken row, 5 where the file cannot be read as a
    ledger at all.
    """
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick

    with Ledger.read(ledger) as opened:
        report = opened.verify()
    if as_json:
        said = {
            "ledger": str(ledger),
            "whole": not report.broken,
            "rows": report.rows,
            "kinds": report.kinds,
            "head": report.head,
            "broken_row": report.broken or None,
            "complaint": report.complaint or None,
        }
        typer.echo(msgspec.json.encode(said).decode())
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
        typer.echo(f"{ledger}: {report.rows} rows whole ({kinds})")
        typer.echo(f"head {report.head}")
        if report.broken:
            typer.echo(f"BROKEN at row {report.broken}: {report.complaint}")
    return ExitCode.FINDING if report.broken else ExitCode.OK
