"""`qc decks`: the test decks of each scanner, and what they make the night's plan."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.adapters.deck_folder import Shelf
    from qc_service.flow.deck_plan import Outlook, PlanNumbers
    from qc_service.flow.decks import KnownDeck


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("decks")(decks)


def decks(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of the decks' ledgers; without it [decks] folder."),
    ] = None,
    *,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="Add up all decks, not only each scanner's last."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """List the test decks of each scanner, and print what they make `[plan] deck_*`.

    Exit 0 where everything agreed on each scanner's last deck, 1 where not, 5 where a ledger in the
    folder cannot be read.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.deck_folder import read_decks  # noqa: PLC0415 - the same
    from qc_service.flow.deck_plan import outlook, plan_numbers  # noqa: PLC0415 - the same
    from qc_service.flow.decks import last_of_each  # noqa: PLC0415 - the same

    loaded = load_config(config)
    place = _folder(folder, loaded)
    shelf = read_decks(place, Path(loaded.service.ledger))
    last = last_of_each(shelf.decks)
    numbers = plan_numbers(each.deck for each in (shelf.decks if every else last))
    ahead = outlook(_values(loaded), numbers)
    if as_json:
        typer.echo(json.dumps(_record(place, shelf, numbers, ahead), ensure_ascii=False))
    else:
        _print(shelf, last, numbers, ahead)
    for file in shelf.unread:
        typer.echo(f"qc: {file.code}: {file.message}\n{file.hint}", err=True)
    for copy, of in shelf.copies:
        typer.echo(f"qc: decks.copy: {copy}: holds the same ledger as {of}; counted once", err=True)
    if shelf.unread:
        return ExitCode.LEDGER
    clean = all(each.total.clean for each in last)
    return ExitCode.OK if clean else ExitCode.FINDING


def _folder(folder: Path | None, config: "Config") -> Path:
    if folder is None and not config.decks.folder:
        raise QcError(
            "decks.no-folder",
            "no folder of test decks is named",
            "Set [decks] folder in the configuration, or name the folder: qc decks FOLDER.",
            ExitCode.USAGE,
        )
    return folder if folder is not None else Path(config.decks.folder)


def _print(
    shelf: "Shelf",
    last: "Sequence[KnownDeck]",
    numbers: "PlanNumbers",
    ahead: "Outlook",
) -> None:
    """Print the decks, each scanner's last first, and lines to be put into the configuration."""
    heads = (
        "scanner",
        "last ballot",
        "ballots",
        "differ",
        "possible",
        "unsure",
        "faults",
        "ledger",
    )
    rows = [heads, *(_row(each) for each in (*last, *_earlier(shelf, last)))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows if len(rows) > 1 else []:
        cells = (
            cell.ljust(width) if column in {0, 1, 7} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        typer.echo("  ".join(cells).rstrip())
    typer.echo("\n[plan]" if len(rows) > 1 else "[plan]")
    for line in _plan_lines(numbers, ahead):
        typer.echo(line)


def _earlier(shelf: "Shelf", last: "Sequence[KnownDeck]") -> "Iterator[KnownDeck]":
    return (each for each in shelf.decks if each not in last)


def _row(known: "KnownDeck") -> tuple[str, ...]:
    deck = known.deck
    verdict = "all agreed" if known.total.clean else "not everything agreed"
    possible = f"{100 * deck.possible:.3g} %" if deck.compared else "-"
    return (
        deck.scanner,
        f"{deck.at[:10]} {deck.at[11:16]}",
        str(deck.sheets),
        str(deck.differing),
        possible,
        str(deck.unsure),
        str(deck.faults),
        f"{known.file}: {verdict}",
    )


def _plan_lines(numbers: "PlanNumbers", ahead: "Outlook") -> Iterator[str]:
    """Give the lines of `[plan]`; what stands behind `#` says what they come from and do.

    Numbers with which the plan would be refused stand behind it too: what is printed can be used.
    """
    place = numbers.place
    kind = f"  # {numbers.kind.value}" if numbers.kind else ""
    at = f"  # {place.kind.value} at {place.contest} / {place.option}" if place else ""
    off = "# " if ahead.refusal else ""
    yield f"{off}deck_ballots = {numbers.ballots}"
    yield f"{off}deck_wrong = {numbers.wrong}{kind}"
    # A name is anyone's: a break in it must not end the comment.
    yield f"{off}deck_option = {numbers.option}{''.join(at.splitlines())}"
    if ahead.fewest:
        yield (
            f"# Too few: a plan takes them from {ahead.fewest} test ballots on, of which no more "
            "disagree. Left at 0, the baselines stand."
        )
    elif ahead.refusal:
        yield f"# {ahead.refusal}"
    elif numbers.ballots:
        yield (
            f"# In one way {100 * ahead.ballot:.2g} % of ballots may differ and be no fault, "
            f"{100 * ahead.option:.2g} % at one option; without these lines "
            f"{100 * ahead.usual_ballot:.2g} % and {100 * ahead.usual_option:.2g} %."
        )


def _record(
    folder: Path, shelf: "Shelf", numbers: "PlanNumbers", ahead: "Outlook"
) -> dict[str, object]:
    place = numbers.place
    return {
        "folder": str(folder),
        "decks": [_deck_record(each) for each in shelf.decks],
        "plan": {
            "deck_ballots": numbers.ballots,
            "deck_wrong": numbers.wrong,
            "deck_option": numbers.option,
        },
        "kind": numbers.kind.value if numbers.kind else None,
        "option": [place.kind.value, place.contest, place.option] if place else None,
        "bound": None if ahead.refusal else {"ballot": ahead.ballot, "option": ahead.option},
        "usual": None
        if ahead.refusal
        else {"ballot": ahead.usual_ballot, "option": ahead.usual_option},
        "refused": ahead.refusal,
        "fewest": ahead.fewest,
        "unread": [
            {"file": each.name, "code": each.code, "message": each.message} for each in shelf.unread
        ],
        "copies": [{"file": copy, "of": of} for copy, of in shelf.copies],
    }


def _values(config: "Config") -> dict[str, float]:
    """Give the configuration's plan as the ledger's first record has it."""
    import msgspec  # noqa: PLC0415 - --help must be quick

    return {name: float(value) for name, value in msgspec.to_builtins(config.plan).items()}


def _deck_record(known: "KnownDeck") -> dict[str, object]:
    deck = known.deck
    return {
        "scanner": deck.scanner,
        "file": known.file,
        "head": known.head,
        "at": deck.at,
        "version": known.ledger.version,
        "profiles": deck.profiles,
        "ballots": deck.sheets,
        "compared": deck.compared,
        "differing": deck.differing,
        "possible": deck.possible,
        "kinds": {kind.value: count for kind, count in deck.kinds.items()},
        "unsure": deck.unsure,
        "faults": deck.faults,
        "alarms": known.total.alarms,
        "findings": known.total.findings,
        "clean": known.total.clean,
    }
