"""What people say of an alarm, and what follows for all that is watched from there on.

`repaired`: the cause is gone; the alarm's claim ends. `known`: it lasts; the alarm goes on claiming
what it explains, and its ballots are no exposures of other cells. `accepted`: as known, but each of
its cells is watched on by itself, against the upper end of its rate's interval.

In all three, every cell that can have taken a disagreement of the alarm begins anew. To subtract
what it took would choose what to leave out by what was seen, and no bound would be left; a sum that
begins at 0 keeps its own. Method: shared design, section 2.6.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qc_service.detecting.cells import Spot
from qc_service.detecting.claims import Claim, unclaimed
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case, Cause, within
from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.detecting.rates import rate_interval
from qc_service.detecting.scores import Scores
from qc_service.detecting.since import Since, find_start
from qc_service.model.acts import Meaning
from qc_service.model.units import Ints

REFINE_AFTER = 500
"""Ballots after which an alarm is explained anew: of the night, and then of every scanner."""

RISK = 0.05
"""Of an interval that leaves out the true rate."""

DIGITS = 6
"""Significant digits told: the rest is the machine's own library of logarithms."""


@dataclass(eq=False)
class Open:
    """An alarm: since which ballot, explained how, when to look again, and what people said to it.

    It claims the disagreements that it explains, up to before ballot `until`.
    """

    number: int
    at: int
    scanner: str
    since: int
    log_evidence: float
    threshold: float
    causes: tuple[Cause, ...]
    due: list[int] = field(default_factory=list)
    meaning: Meaning | None = None
    until: float = math.inf

    def spots(self) -> tuple[Spot, ...]:
        """Give the cells that explain it, the best first."""
        return tuple(cause.spot for cause in self.causes)

    def claim(self) -> Claim:
        """Give what it claims."""
        return Claim(self.spots(), self.until)

    def accepts(self, spot: Spot) -> bool:
        """Say whether its rate in a cell was accepted, and not exceeded since."""
        return self.meaning is Meaning.ACCEPTED and self.goes_on() and spot in self.spots()

    def goes_on(self) -> bool:
        """Say whether people know of it and it lasts."""
        return self.meaning is not None and self.until == math.inf

    def state(self) -> tuple[object, ...]:
        """Give it as plain values, for a digest."""
        until = None if self.until == math.inf else self.until
        said = self.number, self.at, self.since, self.spots(), self.due
        return (*said, self.meaning, until)


class Answers:
    """Keeps lattice and claims in step with what people say; the alarms are the night's own."""

    def __init__(
        self,
        exposures: Exposures,
        lattice: Lattice,
        scores: Scores,
        cases: Sequence[Case],
        alarms: Sequence[Open],
    ) -> None:
        """Look at a night's ballots, cells, disagreements and alarms as they come."""
        self._exposures, self._lattice, self._scores = exposures, lattice, scores
        self._cases, self._alarms = cases, alarms

    def answer(self, one: Open, meaning: Meaning, over: set[Spot]) -> set[Spot]:
        """Take what people say of an alarm; give the cells of `over` that may alarm again.

        Raises:
            ValueError: there is no rate left to listen for above the one to be accepted.
        """
        now, bounds = len(self._exposures), self._bounds_beside(one)
        if meaning is Meaning.ACCEPTED:
            accepted = self.accepted_bounds(one)
            if accepted is None:
                raise ValueError(f"alarm {one.number}: its rate is too high to be accepted")
            bounds |= accepted
        one.meaning = meaning
        one.until = now if meaning is Meaning.REPAIRED else math.inf
        one.due = [next_look(one, now)] if meaning is Meaning.KNOWN else []
        return self._begin_anew(one, bounds, over)

    def accepted_bounds(self, one: Open) -> dict[Spot, float] | None:
        """Give the bounds that accepting an alarm would set; None where one would be too high."""
        bounds = {}
        for spot in one.spots():
            since, cases = self.severity(one, spot)
            wrong = sum(1 for case in cases if case.at >= since.start)
            high = rate_interval(wrong, since.seen, RISK / (since.tried + 1))[1]
            bounds[spot] = max(told_number(high), self._lattice.bound(spot))
        return bounds if max(bounds.values()) < HIGHEST_BASELINE else None

    def end_acceptance(self, spot: Spot, over: set[Spot]) -> set[Spot]:
        """End the claim of the alarm whose accepted rate a cell exceeds, where that began.

        Gives the cells of `over` that may alarm again. A cell without an accepted rate has none.
        """
        if spot not in self._lattice.bounds:
            return set()
        one = next(e for e in self._alarms if e.accepts(spot))
        one.until = self.severity(one, spot)[0].start
        return self._begin_anew(one, self._bounds_beside(one), over)

    def severity(self, one: Open, spot: Spot) -> tuple[Since, list[Case]]:
        """Give since when a cell of an alarm errs, and its disagreements.

        Those that another alarm claims, to which people have answered, are left out where others
        remain.
        """
        claims = [e.claim() for e in self._alarms if e is not one and e.meaning is not None]
        cases = within(unclaimed(self._cases, claims), spot) or within(self._cases, spot)
        return self.since(spot, cases, self.groups(one, spot), one.since), cases

    def since(self, spot: Spot, cases: Sequence[Case], groups: Ints, before: int) -> Since:
        """Find the start of a cell's fault among the ballots of some groups.

        It is weighed against what was usual in the cell before ballot number `before`.
        """
        exposed = self._exposures.which(0, len(self._exposures), groups)
        wrong = np.array([case.at for case in cases], np.int64)
        return find_start(exposed, wrong, self._lattice.usual(spot, before))

    def groups(self, one: Open, spot: Spot) -> Ints:
        """Give the groups by which a cell of an alarm is measured: without what others mute."""
        others = [s for e in self._alarms if e is not one and e.goes_on() for s in e.spots()]
        beside = self._lattice.members(spot, others)
        return beside if len(beside) else self._lattice.members(spot)

    def _bounds_beside(self, one: Open) -> dict[Spot, float]:
        return {s: b for s, b in self._lattice.bounds.items() if s not in one.spots()}

    def _begin_anew(self, one: Open, bounds: dict[Spot, float], over: set[Spot]) -> set[Spot]:
        muted = [spot for each in self._alarms if each.goes_on() for spot in each.spots()]
        self._lattice.answer(one.spots(), muted, bounds)
        self._scores.answer(one.spots(), muted)
        return {spot for spot in over if any(spot.meets(each) for each in one.spots())}


def next_look(one: Open, now: int) -> int:
    """Give when a known fault is told anew: after as many ballots again as since its start."""
    return now + max(REFINE_AFTER, now - one.since)


def told_number(value: float) -> float:
    """Round a number that people are told."""
    return float(f"{value:.{DIGITS}g}")
