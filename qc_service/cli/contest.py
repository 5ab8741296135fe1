"""`qc sample contest`: what checked ballots say of one seat or office, paper by paper."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.adapters.checked_file import Checked
    from qc_service.sampling.overstatement import Contest, Discrepancies

RISK = 0.05
"""The usual risk with which an outcome is confirmed."""


def contest(  # noqa: PLR0913 - one argument for each option
    file: Annotated[
        Path, typer.Argument(metavar="CHECKS.csv", help="Checked ballots in the draw's order.")
    ],
    *,
    papers: Annotated[int, typer.Option("--N", min=1, help="How many papers there are.")],
    winner: Annotated[str, typer.Option(help="Option that won, or list that holds the seat.")],
    loser: Annotated[str, typer.Option(help="Option that lost, or list next in line.")],
    votes: Annotated[
        str, typer.Option(metavar="W,L", help="Votes reported for the two, as 4827,6852.")
    ],
    divisors: Annotated[
        str, typer.Option(metavar="W,L", help="For seats: last divisor of one, next of the other.")
    ] = "1,1",
    bet: Annotated[
        str, typer.Option(help="comparison, fixed, agrapa or shrink: fixed in the plan.")
    ] = "comparison",
    risk: Annotated[
        float, typer.Option("--risk", "--alpha", help="Risk with which the outcome is confirmed.")
    ] = RISK,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Say at which risk the checked ballots confirm that the winner won, or holds the seat.

    Exit 0 where that is at most `--risk`, 1 where more papers are needed.
    """
    from qc_service.adapters.checked_file import (  # noqa: PLC0415 - --help must be quick
        read_checked,
    )
    from qc_service.sampling.assertions import (  # noqa: PLC0415 - the same
        Bet,
        largest_value,
        overstatement_values,
        risk_left,
    )
    from qc_service.sampling.overstatement import Contest  # noqa: PLC0415 - the same

    if bet not in set(Bet):
        raise _usage("contest.bet", f"--bet {bet}: expected one of {', '.join(Bet)}")
    one, other = Contest(winner, loser), read_checked(file)
    (won, lost), (last, following) = _two("--votes", votes), _two("--divisors", divisors)
    ratio = following / last
    margin = (won * ratio - lost) / papers
    if margin <= 0 or max(won, lost) > papers:
        raise _usage("contest.votes", f"--votes {votes}: by these {winner} is not ahead of {loser}")
    values = overstatement_values(one, other, margin, ratio)
    try:
        left = risk_left(values, largest_value(margin, ratio), papers, Bet(bet))
    except ValueError as error:
        raise _usage("contest.checks", f"{file}: {error}") from error
    said = _said(one, other, margin, ratio) | {"bet": bet, "risk": left, "confirmed": left <= risk}
    typer.echo(json.dumps(said) if as_json else _text(said))
    return ExitCode.OK if left <= risk else ExitCode.FINDING


def _said(
    one: "Contest", checks: "tuple[Checked, ...]", margin: float, ratio: float
) -> dict[str, object]:
    """Give margin, classes, and for two candidates the Kaplan-Markov risk."""
    from qc_service.sampling.overstatement import (  # noqa: PLC0415 - --help must be quick
        papers_expected,
        remaining_risk,
    )

    found = _classes(one, checks)
    said: dict[str, object] = {
        "winner": one.winner,
        "loser": one.loser,
        "checked": len(checks),
        "margin": margin,
        "o1": found.o1,
        "o2": found.o2,
        "u1": found.u1,
        "u2": found.u2,
        "no_effect": found.no_effect,
    }
    if ratio == 1:
        said["kaplan_markov"] = remaining_risk(len(checks), margin, found)
        said["papers_expected"] = papers_expected(RISK, margin)
    return said


def _classes(one: "Contest", checks: "tuple[Checked, ...]") -> "Discrepancies":
    from qc_service.sampling.overstatement import (  # noqa: PLC0415 - --help must be quick
        classify,
        overstatement,
    )

    return classify(
        (overstatement(one, reported, paper), paper is None or set(reported) != set(paper))
        for reported, paper in checks
    )


def _text(said: dict[str, object]) -> str:
    """Give the result in lines for people."""
    lines = [
        f"{said['checked']} papers checked; {said['winner']} over {said['loser']}.",
        "Discrepancies: "
        + ", ".join(f"{name} {said[name]}" for name in ("o1", "o2", "u1", "u2", "no_effect")),
        f"Risk left: {said['risk']:.4g} ({said['bet']}).",
    ]
    if "kaplan_markov" in said:
        lines.append(f"Risk left: {said['kaplan_markov']:.4g} (Kaplan-Markov).")
    lines.append("Confirmed." if said["confirmed"] else "Not confirmed: more papers are needed.")
    return "\n".join(lines)


def _two(option: str, text: str) -> tuple[float, float]:
    try:
        one, other = (float(part) for part in text.split(","))
    except ValueError:
        one = other = -1.0
    if not (one > 0 and other >= 0) or (option == "--divisors" and not other):
        raise _usage("contest.numbers", f"{option} {text}: expected two numbers, as 9,11")
    return one, other


def _usage(code: str, message: str) -> QcError:
    hint = "`qc sample contest --help` says what is expected."
    return QcError(code, message, hint, ExitCode.USAGE)
