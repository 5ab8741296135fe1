"""`qc synth`: ballots that nobody filled in, drawn as scans with known truth."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

GROUP, NAME = "qc_service.commands", "synth"
"""Where the calibration offers what this command runs: the service does not import it."""

LEAST_DPI, MOST_DPI = 100, 600
"""Below, letters are lost; above, no ballot scanner goes."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("synth")(synth)


def synth(
    *,
    layout: Annotated[str, typer.Option(metavar="ID", help="A shipped layout: `qc layout list`.")],
    number: Annotated[int, typer.Option("--n", min=0, help="How many sheets.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same sheets.")] = 1,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for images and truth.json.")],
    dpi: Annotated[int, typer.Option(min=LEAST_DPI, max=MOST_DPI, help="Resolution.")] = 200,
    effects: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Fix one effect; give it again for another."),
    ] = None,
) -> int:
    """Draw sheets of a shipped layout as scans, with the truth of every mark beside them."""
    found = entry_points(group=GROUP, name=NAME)
    if not found:
        raise QcError(
            "synth.not-installed",
            "nothing installed offers to draw ballots",
            "Install qc-service whole: its package qc_calibration draws them.",
            ExitCode.PLUGINS,
        )
    run = next(iter(found)).load()
    code: int = run(layout, number, seed, out, dpi, effects or [])
    return code
