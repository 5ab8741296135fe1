"""`qc ros`: the scanning part of the risk analysis, filled from what is set up."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.flow.decks import KnownDeck
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
        Path | None,
        typer.Option(
            help="Ledger of the last test deck; without it, each scanner's last in [decks] folder."
        ),
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
    from qc_service.flow.decks import total  # noqa: PLC0415 - the same
    from qc_service.reports.ros_facts import Facts  # noqa: PLC0415 - the same

    loaded = load_config(config)
    boxes = read_boxes(Path(loaded.boxes.plan)) if loaded.boxes.plan else ()
    decks = _in_folder(loaded) if deck is None else _in_ledger(deck)
    return Facts(loaded, boxes, total(decks) if decks else None, place=place)


def _in_ledger(path: Path) -> "Sequence[KnownDeck]":
    """Give the decks of one ledger. Raises QcError where it holds none, or cannot be read."""
    from qc_service.adapters.deck_folder import load_deck  # noqa: PLC0415 - --help must be quick

    known = load_deck(path).known()
    if not known:
        raise QcError(
            "ros.empty-deck",
            f"{path}: the ledger holds no ballots",
            "Name the ledger that the test deck was read into.",
            ExitCode.USAGE,
        )
    return known


def _in_folder(config: "Config") -> "Sequence[KnownDeck]":
    """Give each scanner's last deck in the configured folder; what cannot be read is only told."""
    from qc_service.adapters.deck_folder import read_decks  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.decks import last_of_each  # noqa: PLC0415 - the same

    if not config.decks.folder:
        return ()
    try:
        shelf = read_decks(Path(config.decks.folder), Path(config.service.ledger))
    except QcError as error:
        # It may be long before the night: there are no decks yet, and the analysis says so.
        typer.echo(f"qc: {error.code}: {error}", err=True)
        return ()
    for file in shelf.unread:
        typer.echo(f"qc: {file.code}: {file.message}\n{file.hint}", err=True)
    return last_of_each(shelf.decks)
