"""`qc whatif`: what would another plan have raised on the same night?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode

if TYPE_CHECKING:
    from qc_service.flow.figures import AlarmCase
    from qc_service.flow.whatif import WhatIf


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("whatif")(whatif)


def whatif(
    ledger: Annotated[Path, typer.Argument(help="The ledger; it is not changed.")],
    *,
    plan: Annotated[
        Path,
        typer.Option(
            metavar="OTHER.toml", help="The other plan: keys of [plan]; the rest stays as it was."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Show the alarms that another plan would have raised beside those that were raised.

    Exit 0; 1 where the ledger does not give its own alarms again (`qc replay` says more).
    """
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.plan_file import read_plan_values  # noqa: PLC0415 - the same
    from qc_service.flow.whatif import what_if  # noqa: PLC0415 - the same

    changes = read_plan_values(plan)
    with Ledger.read(ledger) as opened:
        entries = list(opened.entries())
    found = what_if(entries, changes)
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        _print(found)
    return ExitCode.FINDING if found.difference else ExitCode.OK


def _print(found: "WhatIf") -> None:
    changed = [
        f"{name} {_number(found.plan.get(name))} -> {_number(value)}"
        for name, value in found.other_plan.items()
        if found.plan.get(name) != value
    ]
    typer.echo(f"changed: {', '.join(changed) or 'nothing'}")
    if found.difference:
        typer.echo(f"the ledger does not replay: {found.difference}")
    if found.left_out:
        typer.echo(f"{found.left_out} acts on alarms are left out under the other plan")
    for pair in found.alarms:
        typer.echo("")
        typer.echo(f"raised:  {_alarm(pair.recorded)}")
        typer.echo(f"what if: {_alarm(pair.other)}")
    typer.echo("")
    typer.echo(f"budget spent: {found.spent:.3g}, what if {found.other_spent:.3g}")


def _number(value: float | None) -> str:
    return "default" if value is None else f"{value:g}"


def _alarm(case: "AlarmCase | None") -> str:
    if case is None:
        return "no alarm"
    raised, latest = case.raised, case.latest
    return (
        f"alarm {case.number} at sheet {raised.at} ({raised.sheet.text()}): {latest.cell.text()}, "
        f"since {latest.start}, {latest.wrong} of {latest.seen}"
    )
