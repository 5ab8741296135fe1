"""`qc replay`: does the ledger give the same alarms again?"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    ledger: Annotated[Path, typer.Argument(help="The ledger to replay; it is not changed.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Take a ledger's sheets through a fresh desk and compare all it says with what is recorded.

    Exit 0 where every finding, alarm and state agrees; 1 naming the first difference or, where the
    chain is broken, the row; 5 where the file cannot be read as a ledger at all.
    """
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.replaying import replay as replay_entries  # noqa: PLC0415 - the same

    with Ledger.read(ledger) as opened:
        report = opened.verify()
        if report.broken:
            row, difference = report.broken, f"the chain is broken: {report.complaint}"
            counts, state = report.kinds, None
        else:
            replayed = replay_entries(opened.entries())
            row, difference = replayed.row, replayed.difference
            counts, state = replayed.counts, replayed.desk.digest()
    if as_json:
        said = {
            "ledger": str(ledger),
            "agrees": not difference,
            "rows": sum(counts.values()),
            "kinds": counts,
            "state": state,
            "row": row or None,
            "difference": difference or None,
        }
        typer.echo(msgspec.json.encode(said).decode())
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        typer.echo(f"{ledger}: {sum(counts.values())} rows ({kinds})")
        typer.echo(f"state {state or 'not known'}")
        typer.echo(f"DIFFERS at row {row}: {difference}" if difference else "the replay agrees")
    return ExitCode.FINDING if difference else ExitCode.OK
