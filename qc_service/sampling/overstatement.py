"""How much a misread ballot matters for one seat or office: from −2 to +2 votes, or no effect.

For a winner and a loser, a ballot read as the winner's that is the loser's overstates the margin by
two votes, one that is nobody's by one; the other way round it is understated. Risks are those of
ballot-comparison audits: Kaplan-Markov, "super-simple" (Stark 2010), as rlacalc 0.4.0 computes
them; assorter values are SHANGRLA's (Stark 2020).
"""

from collections import Counter
from collections.abc import Collection, Iterable
from math import ceil, exp, log

import msgspec

GAMMA = 1.03905
"""Inflation of the error bound that keeps a two-vote overstatement from ending the audit: the value
of the super-simple literature."""

CLASSES = {1: "o1", 2: "o2", -1: "u1", -2: "u2", 0: "no_effect"}
"""Short names of the classes, as audit tools print them."""


class Contest(msgspec.Struct, frozen=True):
    """The two between whom a seat or office lies: options of one contest, or lists."""

    winner: str
    loser: str


def overstatement(
    contest: Contest,
    reported: Collection[str] | None,
    paper: Collection[str] | None,
    *,
    found: bool = True,
    styled: bool = True,
) -> int:
    """Give by how many votes a reading overstates the winner's margin: −2 to +2.

    `reported` and `paper` are the options voted for, None where the ballot has no such contest. A
    paper that is not `found` counts as a vote for the loser. With `styled` the paper must have the
    contest, as the record says it has, and counts as a vote for the loser where it has not.

    Raises:
        ValueError: `styled`, and the record does not have the contest.
    """
    if reported is None and styled:
        raise ValueError(f"the record has no contest between {contest.winner} and {contest.loser}")
    worst = not found or (paper is None and styled)
    truth = -1 if worst else _margin(contest, paper or ())
    return _margin(contest, reported or ()) - truth


def _margin(contest: Contest, votes: Collection[str]) -> int:
    return (contest.winner in votes) - (contest.loser in votes)


def assorter_value(votes: int, margin: float) -> float:
    """Give SHANGRLA's value of an overstatement of `votes`: (1 − votes/2) / (2 − margin).

    The mean over all ballots is above one half if, and only if, the winner has more votes.
    """
    return (1 - votes / 2) / (2 - margin)


class Discrepancies(msgspec.Struct, frozen=True):
    """How many checked papers fall into each class; `no_effect` differ without touching the two."""

    o1: int = 0
    o2: int = 0
    u1: int = 0
    u2: int = 0
    no_effect: int = 0


def classify(each: Iterable[tuple[int, bool]]) -> Discrepancies:
    """Count overstatements, given with whether the reading differs from the paper at all."""
    return Discrepancies(**Counter(CLASSES[votes] for votes, differs in each if votes or differs))


CLEAN = Discrepancies()
"""Nothing differs."""


def remaining_risk(papers: int, margin: float, found: Discrepancies = CLEAN) -> float:
    """Give the chance at most that such a sample lets a wrong outcome pass (Kaplan-Markov).

    `papers` were drawn with replacement; `margin` is the diluted margin, votes per paper.
    """
    return min(1.0, exp(papers * log(1 - margin / (2 * GAMMA)) - _log_growth(found)))


def papers_for(risk: float, margin: float, found: Discrepancies = CLEAN) -> int:
    """Give how many papers bring the risk below `risk`, if just such discrepancies are found."""
    needed = -2 * GAMMA * (log(risk) + _log_growth(found)) / margin
    return ceil(max(needed, sum((found.o1, found.o2, found.u1, found.u2))))


def _log_growth(found: "Discrepancies | Rates") -> float:
    """Give the logarithm of what discrepancies make of the evidence: below 0 if overstated."""
    return (
        found.o1 * log(1 - 1 / (2 * GAMMA))
        + found.o2 * log(1 - 1 / GAMMA)
        + found.u1 * log(1 + 1 / (2 * GAMMA))
        + found.u2 * log(1 + 1 / GAMMA)
    )


class Rates(msgspec.Struct, frozen=True):
    """Discrepancies expected per paper."""

    o1: float = 0.001
    o2: float = 0.0001
    u1: float = 0.001
    u2: float = 0.0001


USUAL_RATES = Rates()
"""rlacalc's."""


def papers_expected(risk: float, margin: float, rates: Rates = USUAL_RATES) -> int:
    """Give how many papers an audit will take if discrepancies come at these rates.

    One-vote classes are rounded up to whole papers, two-vote ones to the nearest, as rlacalc does.
    """
    drift = _log_growth(rates)
    first = -2 * GAMMA * log(risk) / (margin + 2 * GAMMA * drift)
    expected = Discrepancies(
        o1=ceil(rates.o1 * first),
        o2=round(rates.o2 * first),
        u1=ceil(rates.u1 * first),
        u2=round(rates.u2 * first),
    )
    return papers_for(risk, margin, expected)
