"""`qc seats`: the seats of a count, and how many misread ballots could move one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.list_votes import (
    ElectionOption,
    TotalsOption,
    VotesOption,
    by_hand,
    of_files,
    usage,
)
from qc_service.model.errors import ExitCode
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.comparing.seats import Pair, Settlement

PAIRS_SHOWN = 3
"""Pairs of lists that are told of; the tightest alone decides."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("seats")(seats)


def seats(  # noqa: PLR0913 - one argument for each option
    *,
    number: Annotated[int, typer.Option("--seats", min=1, help="How many seats are shared out.")],
    totals: TotalsOption = None,
    votes: VotesOption = None,
    method: Annotated[
        str, typer.Option(help="modified-sainte-lague (Norway), sainte-lague or dhondt.")
    ] = "modified-sainte-lague",
    weight: Annotated[
        int, typer.Option(min=1, help="Votes that one ballot carries for its list.")
    ] = 1,
    election: ElectionOption = "",
    upper: Annotated[
        int | None, typer.Option(min=0, help="Upper bound on misread ballots (qc sample bound).")
    ] = None,
    risk: Annotated[float, typer.Option(help="Risk of that bound.")] = 0.05,
    lang: Annotated[Language, typer.Option(help="Language of the sentences.")] = Language.NB,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Share out seats, and say how many misread ballots at least it takes to move one.

    With `--upper` also what follows. Exit 0; 1 where that bound does not rule out a moved seat.
    """
    from qc_service.comparing.seat_words import (  # noqa: PLC0415 - --help must be quick
        outcome_sentences,
    )
    from qc_service.comparing.seats import tightest_pairs  # noqa: PLC0415 - the same

    counted = by_hand(votes) if votes else _of_files(totals or (), election, config, weight)
    settled = _settle(counted, number, method)
    pairs = tightest_pairs(settled, weight)
    fewest = pairs[0].misread if pairs else None
    said = outcome_sentences(fewest, upper, risk, lang.value)
    if as_json:
        typer.echo(json.dumps(_record(settled, pairs, upper) | {"text": said}, ensure_ascii=False))
    else:
        _print(settled, pairs, said, lang.value)
    moved = upper is not None and fewest is not None and upper >= fewest
    return ExitCode.FINDING if moved else ExitCode.OK


def _of_files(
    files: Sequence[Path], election: str, config: Path | None, weight: int
) -> dict[str, int]:
    """Give each list's votes by files of totals, `weight` a ballot; blank ones are no list's."""
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.model.totals import BLANK  # noqa: PLC0415 - the same

    if not files:
        raise usage("seats.no-votes", "neither --totals nor --votes is given")
    lists = of_files(files, election, load_config(config)).by_list()
    return {code: count * weight for code, count in lists.items() if code != BLANK}


def _settle(votes: dict[str, int], number: int, method: str) -> "Settlement":
    from qc_service.comparing.seats import Method, settle  # noqa: PLC0415 - --help must be quick

    if method not in set(Method):
        raise usage("seats.method", f"--method {method}: expected one of {', '.join(Method)}")
    try:
        return settle(votes, number, Method(method))
    except ValueError as error:
        raise usage("seats.numbers", str(error)) from error


def _record(settled: "Settlement", pairs: "Sequence[Pair]", upper: int | None) -> dict[str, object]:
    return {
        "method": settled.method.value,
        "votes": settled.votes,
        "seats": settled.seats,
        "equal": settled.equal,
        "lot": settled.lot,
        "fewest": pairs[0].misread if pairs else None,
        "upper": upper,
        "pairs": [
            {"holder": pair.holder, "rival": pair.rival, "misread": pair.misread} for pair in pairs
        ],
    }


def _print(
    settled: "Settlement", pairs: "Sequence[Pair]", said: Sequence[str], language: str
) -> None:
    """Print votes and seats by list, the tightest pairs, and the sentences."""
    from qc_service.comparing.seat_words import (  # noqa: PLC0415 - --help must be quick
        pair_sentence,
        tie_sentence,
    )

    width = max(len(code) for code in settled.votes)
    for code, votes in settled.votes.items():
        typer.echo(f"{code:<{width}}  {votes:>9}  {settled.seats[code]:>3}")
    typer.echo("")
    for pair in pairs[:PAIRS_SHOWN]:
        typer.echo(pair_sentence(pair, language))
    if tied := tie_sentence(settled, language):
        typer.echo(tied)
    for sentence in said:
        typer.echo(sentence)
