"""Which cell explains best what went wrong since a ballot: where to look, and where not."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qc_service.detecting.cells import (
    NAMED,
    Circumstances,
    Disagreement,
    Level,
    Spot,
    cells_of,
)
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.night_plan import NightPlan
from qc_service.model.verdict import DifferenceKind

MOST_CAUSES = 3
"""Causes told at most, and rivals of each: a list of more helps nobody find the first."""

MOST_TRIED = 8
"""Cells taken out one after the other: a fault everywhere hits some positions by chance first."""

NEAR = 3.0
"""Nats within which two explanations cannot be told apart yet."""


@dataclass(frozen=True)
class Case:
    """One ballot on which the readings disagree: its number in the night, from 0."""

    at: int
    where: Circumstances
    found: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Cause:
    """A cell and how much better it explains the disagreements than chance: nats, net of choice.

    `rivals` are cells that explain them nearly as well.
    """

    spot: Spot
    score: float
    rivals: tuple[Spot, ...] = ()


class Localiser:
    """Scores cells over a stretch of the night by the Poisson scan statistic."""

    def __init__(self, plan: NightPlan, exposures: Exposures, lattice: Lattice) -> None:
        """Look at the ballots in `exposures`."""
        self._plan = plan
        self._exposures = exposures
        self._lattice = lattice

    def explain(self, cases: Sequence[Case], since: int) -> tuple[Cause, ...]:
        """Give the causes of the cases from ballot `since` on: the best cell, then what it leaves.

        x disagreeing of n ballots, where m = n times the bound are no fault, score x log(x / m) -
        (x - m), less the logarithm of how many cells of its level there were to choose from. A
        cause scores log(1 / alpha) at least. Where a cell still does so without what a cell inside
        it explains, the fault is not that of the inner one alone, and only the outer is a cause.
        """
        rest = [case for case in cases if case.at >= since]
        seen = self._exposures.between(since, len(self._exposures)).tolist()
        found: list[Cause] = []
        while rest and len(found) < MOST_TRIED:
            best = self._best(rest, seen, since)
            if best.score < math.log(1 / self._plan.alpha):
                break
            found.append(best)
            rest = unexplained(rest, (best.spot,))
        return tuple(_widest(found)[:MOST_CAUSES])

    def _best(self, cases: Iterable[Case], seen: list[int], since: int) -> Cause:
        counts = Counter(spot for case in cases for spot in cells_of(case.where, case.found))
        scored: list[tuple[float, Spot]] = []
        best = -math.inf
        for spot, wrong in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            level = spot.level()
            choice = math.log(self._choices(level))
            bound = self._lattice.usual(spot, since)
            # No cell of so few can come near, whatever its ballots.
            if wrong * math.log(1 / bound) - choice < best - NEAR:
                continue
            ballots = sum(seen[group] for group in self._lattice.watched(spot).tolist())
            score = poisson_score(wrong, ballots * bound) - choice
            scored.append((score, spot))
            best = max(best, score)
        # Of equal scores the cell that names least, and then the first in order.
        scored.sort(key=lambda pair: (-pair[0], len(NAMED[pair[1].level()]), pair[1]))
        rivals = [spot for score, spot in scored[1:] if score > best - NEAR]
        return Cause(scored[0][1], scored[0][0], tuple(rivals[:MOST_CAUSES]))

    def _choices(self, level: Level) -> int:
        """Give how many cells of a level there are, from what the night has shown."""
        number = len(DifferenceKind)
        named = NAMED[level] - ({"scanner"} if level is Level.BATCH else set())
        for name in named:
            if name == "position":
                number *= self._plan.most_positions()
            elif name == "batch":
                number *= self._exposures.boxes()
            else:
                number *= self._exposures.values(name)
        return number


def _widest(causes: Sequence[Cause]) -> list[Cause]:
    """Leave out the causes that lie within another."""
    return [
        one
        for one in causes
        if not any(other is not one and other.spot.contains(one.spot) for other in causes)
    ]


def poisson_score(wrong: int, expected: float) -> float:
    """Give how many nats better a rate of its own explains `wrong` than the expected number."""
    if wrong <= expected:
        return 0.0
    return wrong * math.log(wrong / expected) - (wrong - expected)


def within(cases: Iterable[Case], spot: Spot) -> list[Case]:
    """Give the cases that disagree in a cell."""
    return [case for case in cases if any(spot.holds(f, case.where) for f in case.found)]


def unexplained(cases: Iterable[Case], spots: Sequence[Spot]) -> list[Case]:
    """Give the cases with what is left of them beside the disagreements in some cells."""
    left = []
    for case in cases:
        found = tuple(
            each for each in case.found if not any(spot.holds(each, case.where) for spot in spots)
        )
        if found:
            left.append(Case(case.at, case.where, found))
    return left
