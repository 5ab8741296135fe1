"""`qc verify`: is the ledger whole, row by row?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode

if TYPE_CHECKING:
    from qc_service.adapters.ledger import LedgerReport


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
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - as above

    with Ledger.read(ledger) as opened:
        report = opened.verify()
    if as_json:
        said = {
            "ledger": str(ledger),
            "whole": not report.broken,
            "rows": report.rows,
            "kinds": report.kinds,
            "head": report.head,
            "root": report.root,
            "key": report.key or None,
            "fingerprint": fingerprint(report.key) or None,
            "rows_before_last_checkpoint": report.covered,
            "broken_row": report.broken or None,
            "complaint": report.complaint or None,
        }
        typer.echo(msgspec.json.encode(said).decode())
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
        typer.echo(f"{ledger}: {report.rows} rows whole ({kinds})")
        typer.echo(f"root {report.root}")
        typer.echo(f"head {report.head}")
        typer.echo(_signed_words(report))
        if report.broken:
            typer.echo(f"BROKEN at row {report.broken}: {report.complaint}")
    return ExitCode.FINDING if report.broken else ExitCode.OK


def _signed_words(report: "LedgerReport") -> str:
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - as above

    if not report.covered:
        return "no checkpoint: nothing binds the rows but their order"
    if not report.key:
        return f"{report.covered} rows before the last checkpoint, UNSIGNED: there was no key"
    return f"{report.covered} rows signed by the key {fingerprint(report.key)}"
