"""One stream in a hall of twelve scanners: our delay against that of a test that knows everything.

The oracle is a CUSUM that knows the rate before and after the fault (Page 1954; optimal by
Moustakides 1986), its limit set by simulation so that it spends the same budget: one of 200 streams
that may together give 0.05 false alarms a night of 30,000 ballots each.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec
import numpy as np

from qc_service.detecting.cells import Circumstances, Disagreement, Level
from qc_service.detecting.mixture import Mixture
from qc_service.detecting.night import Night
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.plan_parts import Baseline, Burst
from qc_service.model.units import Floats
from qc_service.model.verdict import DifferenceKind

SCANNERS, BALLOTS, STREAMS, ALPHA = 12, 30_000, 200, 0.05
CHANGE = 10_000
"""Ballots of the scanner before the fault."""

AFTER = 20_000
"""Ballots of the scanner after it, at most; delays are cut there."""

CALIBRATION = 1_000_000
"""Nights without a fault that set the oracle's limit: 250 of them are to exceed it."""

ORACLE = 20_000
"""Nights with a fault that the oracle's delay is the mean of."""

BEFORE_RATES, FAULTY_RATES = (1e-4, 1e-3), (0.01, 0.05, 0.3)


class Stream(msgspec.Struct, frozen=True):
    """One way of watching at one pair of rates: mean delays in ballots of the scanner."""

    name: str
    before: float
    after: float
    nights: int
    oracle: float
    mean: float
    median: float
    missed: int

    def ratio(self) -> float:
        """Give how many times the oracle's delay ours is."""
        return self.mean / self.oracle


def oracle(before: float, after: float, seed: int, nights: int = 0) -> float:
    """Give the mean delay of the CUSUM that knows both rates, at the same budget.

    `nights` set its limit: CALIBRATION of them, if not told otherwise.
    """
    dice = np.random.default_rng(seed)
    nights = nights or CALIBRATION
    cusum = _Cusum(before, after)
    highest = _highest(cusum, dice, nights)
    allowed = int(nights * ALPHA / STREAMS)
    # The statistic has few values where hits are rare: none may be met more often than allowed.
    limit = np.nextafter(np.sort(highest)[nights - 1 - allowed], math.inf)
    return float(_delays(cusum, float(limit), dice, ORACLE).mean())


@dataclass(frozen=True)
class _Cusum:
    """The steps of a CUSUM that knows both rates: at a disagreement, at a ballot that agrees."""

    before: float
    after: float

    def rise(self) -> float:
        return math.log(self.after / self.before)

    def fall(self) -> float:
        return math.log((1 - self.after) / (1 - self.before))


def _highest(cusum: _Cusum, dice: np.random.Generator, nights: int) -> Floats:
    """Give the highest value of each of many nights without a fault, from hit to hit."""
    rise, fall = cusum.rise(), cusum.fall()
    state, at, highest = np.zeros(nights), np.zeros(nights), np.zeros(nights)
    while (at <= BALLOTS).any():
        gap = dice.geometric(cusum.before, nights)
        at += gap
        state = np.maximum(0.0, state + (gap - 1) * fall) + rise
        highest = np.where(at <= BALLOTS, np.maximum(highest, state), highest)
    return highest


def _delays(cusum: _Cusum, limit: float, dice: np.random.Generator, nights: int) -> Floats:
    """Give how many ballots after the fault each of many nights takes to a limit."""
    rise, fall = cusum.rise(), cusum.fall()
    state = _states(cusum, dice, nights)
    at, delay = np.zeros(nights), np.full(nights, float(AFTER))
    going = np.ones(nights, bool)
    while going.any():
        gap = dice.geometric(cusum.after, nights)
        at += gap
        state = np.maximum(0.0, state + (gap - 1) * fall) + rise
        hit = going & (at <= AFTER) & (state >= limit)
        delay[hit] = at[hit]
        going &= ~hit & (at <= AFTER)
    return delay


def _states(cusum: _Cusum, dice: np.random.Generator, nights: int) -> Floats:
    """Give many CUSUMs after CHANGE ballots without a fault."""
    rise, fall, before = cusum.rise(), cusum.fall(), cusum.before
    state, left = np.zeros(nights), np.full(nights, CHANGE)
    while (left > 0).any():
        gap = dice.geometric(before, nights)
        hit = gap <= left
        moved = np.maximum(0.0, state + np.where(hit, gap - 1, left) * fall)
        state = np.where(left > 0, moved + np.where(hit, rise, 0.0), state)
        left = left - np.minimum(gap, left)
    return state


def known(before: float, after: float, seed: int) -> float | None:
    """Give the delay of our detector with the true rate as its bound; None where it is missed."""
    dice = np.random.default_rng(seed)
    mixture = Mixture(before)
    limit = BALLOTS * STREAMS / ALPHA
    sums = mixture.start()
    at = 0
    while True:
        gap = int(dice.geometric(before))
        if at + gap > CHANGE:
            break
        sums = mixture.disagree(mixture.agree(sums, gap - 1))
        at += gap
    sums = mixture.agree(sums, CHANGE - at)
    at = 0
    while at <= AFTER:
        gap = int(dice.geometric(after))
        sums = mixture.disagree(mixture.agree(sums, gap - 1))
        at += gap
        if mixture.evidence(sums) >= limit:
            return float(at)
    return None


def hall_plan(*, shape: float = 0.0) -> NightPlan:
    """Give a plan that knows no rate: 12.5 scanners of 4 positions and 4 kinds are 200 streams."""
    return NightPlan(
        alpha=ALPHA,
        scanners=STREAMS / 16,
        ballots_per_scanner=BALLOTS,
        positions=4,
        baseline=Baseline(field=1e-6, ballot=1e-6),
        burst=Burst(field=shape, ballot=shape),
        weights={each.value: float(each is Level.SCANNER_POSITION) for each in Level},
        running=0.2,
    )


def unknown(before: float, after: float, seed: int) -> float | None:
    """Give the delay with nothing known: the bound from the other scanners, and the comparison."""
    dice = np.random.default_rng(seed)
    night = Night(hall_plan())
    where = [Circumstances(f"S{n + 1:02}") for n in range(SCANNERS)]
    for each in where:
        night.exposures.number(each)
    rounds = np.argsort(dice.random((CHANGE + AFTER, SCANNERS)), axis=1).reshape(-1)
    change = CHANGE * SCANNERS
    rates = np.full(len(rounds), before)
    rates[change:][rounds[change:] == 0] = after
    hits = np.flatnonzero(dice.random(len(rounds)) < rates)
    found = (Disagreement(DifferenceKind.MISS, "p1"),)
    last = 0
    for at in hits.tolist():
        told = night.agree(rounds[last:at].tolist())
        told += night.take(where[rounds[at]], found)
        last = at + 1
        mine = [alarm for alarm in told if not alarm.refines and alarm.ballot > change]
        if mine:
            ballots = rounds[change : mine[0].ballot]
            return float((ballots == 0).sum())
    return None


BOUND_KNOWN, NOTHING_KNOWN = "bound known", "nothing known"

WAYS: dict[str, Callable[[float, float, int], float | None]] = {
    BOUND_KNOWN: known,
    NOTHING_KNOWN: unknown,
}
"""Ways of watching; where nothing is known, the bound comes from the other scanners, and each is
compared with them."""


class Delay(msgspec.Struct, frozen=True):
    """What came of one stream: ballots of the scanner until the alarm; None where it is missed."""

    ballots: float | None


def delay(name: str, before: float, after: float, seed: int) -> Delay:
    """Watch one stream in one way."""
    return Delay(WAYS[name](before, after, seed))


def summarize_stream(
    name: str, before: float, after: float, best: float, delays: Iterable[Delay]
) -> Stream:
    """Give the figures of one way of watching at one pair of rates, beside the oracle's `best`."""
    found = [each.ballots for each in delays]
    cut = [AFTER if each is None else each for each in found]
    missed = sum(1 for each in found if each is None)
    mean, median = float(np.mean(cut)), float(np.median(cut))
    return Stream(name, before, after, len(cut), best, mean, median, missed)
