"""`qc ros`: the scanning part of the risk analysis, filled from what is set up."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.reports.ros_facts import Facts


class Face(StrEnum):
    """In which form the analysis is written."""

    MD = "md"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ros")(ros)


def ros(
    *,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    deck: Annotated[
        Path | None, typer.Option(help="Ledger of the last test deck; it is not changed.")
    ] = None,
    place: Annotated[str, typer.Option(help="Name of the municipality, for the title.")] = "",
    lang: Annotated[Language, typer.Option(help="Language of the document.")] = Language.NB,
    face: Annotated[
        Face, typer.Option("--format", help="Markdown, or one HTML file to print.")
    ] = Face.MD,
    out: Annotated[
        Path | None, typer.Option(help="File to write, its folder made; else standard output.")
    ] = None,
) -> int:
    """Write what can go wrong with scanning, what prevents it, and what limits the harm.

    Measures that need something which is not set up are listed first.
    """
    from qc_service.adapters.out_folder import write_file  # noqa: PLC0415 - --help must be quick
    from qc_service.reports.ros import analyse, html, markdown  # noqa: PLC0415 - --help must be quick

    analysis = analyse(_facts(config, deck, place), lang.value)
    text = html(analysis) if face is Face.HTML else markdown(analysis)
    if out is None:
        typer.echo(text, nl=False)
        return ExitCode.OK
    write_file(out, text.encode())
    return ExitCode.OK


def _facts(config: Path | None, deck: Path | None, place: str) -> "Facts":
    from qc_service.adapters.boxes_file import read_boxes  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - the same
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - the same
    from qc_service.reports.ros_facts import Facts, deck_of  # noqa: PLC0415 - the same

    loaded = load_config(config)
    boxes = read_boxes(Path(loaded.boxes.plan)) if loaded.boxes.plan else ()
    if deck is None:
        return Facts(loaded, boxes, place=place)
    with Ledger.read(deck) as opened:
        return Facts(loaded, boxes, deck_of(opened.entries()), place=place)
