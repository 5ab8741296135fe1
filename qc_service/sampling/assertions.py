"""Whether a sample confirms an outcome by the direction of its errors, however often one looks.

An assertion is that the mean of some numbers, one for each paper, is above one half (SHANGRLA,
Stark 2020). Somebody bets on it, paper by paper in the draw's order, in a game that is fair at best
if it is false; the chance that the fortune ever grows to 1/risk is then at most the risk (Ville).
Tests differ in how they bet: ALPHA (Stark 2023) and betting (Waudby-Smith and Ramdas 2024) are one
game.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from qc_service.sampling.overstatement import Contest

Floats = NDArray[np.float64]

HALF = 0.5
"""What the mean must exceed."""

TINY = float(np.finfo(np.float64).eps)

ROUNDING = 1e-9
"""Sums of numbers may be off by this much; what is nearer than it to a limit is not past it."""


class Bet(StrEnum):
    """How the next paper is bet on.

    `comparison`: best where nearly no reading is wrong. `fixed`: always the same share. `agrapa`:
    by mean and variance so far. `shrink`: by the mean so far, shrunk towards a guess (polling).
    """

    COMPARISON = "comparison"
    FIXED = "fixed"
    AGRAPA = "agrapa"
    SHRINK = "shrink"


class Tuning(msgspec.Struct, frozen=True):
    """What the bets need: fixed before the first paper is seen.

    `wrong`: expected share of papers that overstate by two votes. `share`: the first bet, and the
    fixed one. `most`: the largest share of the fortune that agrapa stakes. `guess`, `weight` and
    `apart`: the mean that `shrink` expects, how many papers that is worth, and how far at least it
    stays from the null.
    """

    wrong: float = 1e-5
    share: float = 1.5
    most: float = 0.5
    guess: float = 0.7
    weight: float = 10.0
    apart: float = 0.1


USUAL = Tuning()


def assort(contest: Contest, votes: Collection[str], ratio: float = 1.0) -> float:
    """Give a ballot's number for a contest: above, at or below one half.

    `ratio` is 1 for two candidates. For two lists' seats it is the rival's next divisor by the
    holder's last: then the mean is above one half just if the holder keeps the seat.
    """
    winner, loser = contest.winner in votes, contest.loser in votes
    return HALF + HALF * ratio * winner - HALF * loser


def overstatement_values(
    contest: Contest,
    pairs: Sequence[tuple[Collection[str], Collection[str] | None]],
    margin: float,
    ratio: float = 1.0,
) -> Floats:
    """Give each checked paper's number, from what was reported and (None: not found) on the paper.

    Their mean over all papers is above one half just if the outcome is right. `margin` is twice the
    reported mean of `assort`, less one: for two candidates the votes between them per paper.
    """
    most = HALF + HALF * ratio
    over = [
        assort(contest, reported, ratio) - (0.0 if paper is None else assort(contest, paper, ratio))
        for reported, paper in pairs
    ]
    return (1 - np.array(over, dtype=np.float64) / most) / (2 - margin / most)


def largest_value(margin: float, ratio: float = 1.0) -> float:
    """Give the largest number that a paper can have."""
    return 2 / (2 - margin / (HALF + HALF * ratio))


def risk_left(
    values: Floats, most: float, papers: int | None, bet: Bet, tuning: Tuning = USUAL
) -> float:
    """Give the risk at which the sample confirms that the mean of all papers is above one half.

    `values` are in the draw's order, from 0 to `most`; of `papers` without replacement, or (None)
    put back each time.

    Raises:
        ValueError: more values than papers, or one out of range.
    """
    if papers is not None and len(values) > papers:
        raise ValueError(f"{len(values)} papers were checked of {papers}")
    if len(values) and not (values.min() >= 0 and values.max() <= most + TINY):
        raise ValueError(f"a value is not between 0 and {most}")
    if papers is not None and values.sum() > papers * HALF + ROUNDING:
        # Whatever the papers left show, the mean is above one half.
        return 0.0
    nulls = _null_means(values, papers)
    open_ = (nulls > ROUNDING) & (nulls < most)
    nulls = np.where(open_, nulls, most / 2)
    shares = np.clip(_shares(values, nulls, most, bet, tuning), 0.0, 1 / nulls)
    fortune = np.cumprod(np.where(open_, 1 + shares * (values - nulls), 1.0))
    return 1 / float(fortune.max(initial=1.0))


def kaplan_markov(values: Floats, padding: float = 0.1) -> float:
    """Give the Kaplan-Markov risk of papers drawn with replacement; zeros need some `padding`."""
    chances = np.cumprod((HALF + padding) / (values + padding))
    return min(1.0, float(chances.min(initial=1.0)))


def _null_means(values: Floats, papers: int | None) -> Floats:
    """Give the mean of the papers left before each draw, if that of all were just one half."""
    if papers is None:
        return np.full(len(values), HALF)
    before = np.concatenate([np.zeros(1), np.cumsum(values)[:-1]])[: len(values)]
    result: Floats = (papers * HALF - before) / (papers - np.arange(len(values)))
    return result


def _shares(values: Floats, nulls: Floats, most: float, bet: Bet, tuning: Tuning) -> Floats:
    """Give the share staked on each paper, from those before it alone."""
    if bet is Bet.FIXED:
        return np.full(len(values), tuning.share)
    if bet is Bet.AGRAPA:
        return _agrapa(values, nulls, tuning)
    means = _shrunk(values, nulls, most, tuning)
    if bet is Bet.COMPARISON:
        right = most * (1 - tuning.wrong)
        means = np.full(len(values), (1 - right) / (2 - 2 * most) + right - HALF)
    result: Floats = (means / nulls - 1) / (most - nulls)
    return result


def _shrunk(values: Floats, nulls: Floats, most: float, tuning: Tuning) -> Floats:
    """Give the mean expected of each paper: that of those before it, shrunk towards the guess."""
    seen = np.arange(len(values))
    before = np.cumsum(values) - values
    expected = (tuning.weight * tuning.guess + before) / (tuning.weight + seen)
    apart = tuning.apart / np.sqrt(tuning.weight + seen)
    result: Floats = np.minimum(most * (1 - TINY), np.maximum(expected, nulls + apart))
    return result


def _agrapa(values: Floats, nulls: Floats, tuning: Tuning) -> Floats:
    """Give the share that makes the fortune grow fastest, approximately; never above `most`."""
    number = np.arange(1, len(values) + 1)
    means = np.cumsum(values) / number
    variances = np.maximum(np.cumsum(values**2) / number - means**2, 0.0)
    against = variances + (nulls - means) ** 2
    shares = (means - nulls) / np.where(against > 0, against, np.inf)
    shifted = np.concatenate([np.full(1, tuning.share), shares[:-1]])[: len(values)]
    result: Floats = np.minimum(shifted, tuning.most / nulls)
    return result
