"""`qc simulate`: nights that nobody lived through, to try a plan on."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

GROUP, NAME = "qc_service.commands", "simulate"
"""Where the calibration offers what this command runs: the service does not import it."""


def register(app: typer.Typer) -> None:
    """Add the command and its one sort of simulation."""
    simulate = typer.Typer(help="Make up compared ballots, to try a plan on.", no_args_is_help=True)
    simulate.command("night")(night)
    app.add_typer(simulate, name="simulate")


def night(  # noqa: PLR0913 - each is an option of its own
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The night; its truth stands beside.")],
    scanners: Annotated[int, typer.Option(min=1, help="How many scanners.")] = 12,
    ballots: Annotated[int, typer.Option(min=1, help="Ballots of each scanner.")] = 30_000,
    styles: Annotated[int, typer.Option(min=1, help="Styles, or lists.")] = 9,
    districts: Annotated[int, typer.Option(min=1, help="Districts.")] = 10,
    positions: Annotated[int, typer.Option(min=1, help="Positions on a ballot.")] = 40,
    batch: Annotated[int, typer.Option(min=1, help="Ballots of a box.")] = 150,
    background: Annotated[
        float, typer.Option(min=0, max=0.1, help="Chance disagreements of a position and kind.")
    ] = 2e-5,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND:ARGS", help="What goes wrong; give it again for another."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same night.")] = 1,
) -> int:
    """Draw a night of compared ballots with the faults asked for; its truth stands beside it."""
    found = entry_points(group=GROUP, name=NAME)
    if not found:
        raise QcError(
            "simulate.not-installed",
            "nothing installed offers to make up nights",
            "Install qc-service whole: its package qc_calibration draws them.",
            ExitCode.PLUGINS,
        )
    sizes = {
        "scanners": scanners,
        "ballots": ballots,
        "styles": styles,
        "districts": districts,
        "positions": positions,
        "batch": batch,
        "background": background,
    }
    code: int = next(iter(found)).load()(sizes, fault or [], seed, out)
    return code
