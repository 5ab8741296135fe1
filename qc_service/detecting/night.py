"""A night of compared ballots: who errs systematically, where, since when and how badly."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from qc_service.detecting.cells import Circumstances, Disagreement, Spot, cells_of
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case, Cause, Localiser, unexplained, within
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.rates import rate_interval
from qc_service.detecting.scores import Scores
from qc_service.detecting.since import Since, find_start

REFINE_AFTER = 500
"""Ballots after which an alarm is explained anew: of the night, and then of every scanner."""

FEW = 2
"""Disagreements before an alarm was raised from which a cell can have been its cause."""

RISK = 0.05
"""Of an interval that leaves out the true rate."""

DIGITS = 6
"""Significant digits told: the rest is the machine's own library of logarithms."""


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a systematic error is, and what is known of it. Ballots are numbered from 1.

    `ballot` is where it was raised (or refined), `scanner_ballot` the same ballot's number on its
    scanner; the fault began at `start`, within `start_set` with 95 % confidence. Since then
    `affected` ballots of the cell disagree, `rate` of them. `explanation` holds the cells that
    explain what went wrong, the best first: the best is `cell`; `rivals` explain it nearly as well
    and cannot yet be told apart from it. `log_evidence` is of the cell that raised it, `threshold`
    what it had to reach. `refines` numbers the alarm that is told anew.
    """

    alarm: int
    cell: Spot
    ballot: int
    scanner_ballot: int
    start: int
    start_set: tuple[int, int]
    rate: float
    rate_interval: tuple[float, float]
    affected: int
    log_evidence: float
    threshold: float
    explanation: tuple[Spot, ...]
    rivals: tuple[Spot, ...] = ()
    refines: int = 0


@dataclass(eq=False)
class _Open:
    """An alarm that stands: since which ballot, explained how, and when to look again."""

    number: int
    at: int
    scanner: str
    since: int
    log_evidence: float
    threshold: float
    causes: tuple[Cause, ...]
    due: list[int] = field(default_factory=list)

    def spots(self) -> tuple[Spot, ...]:
        return tuple(cause.spot for cause in self.causes)


class Night:
    """Takes ballots in the order of scanning; gives alarms, and each told anew later on."""

    def __init__(self, plan: NightPlan) -> None:
        """Begin a night under a plan."""
        self._plan = plan
        self._exposures = Exposures(plan.burst.length)
        self._lattice = Lattice(plan, self._exposures)
        self._scores = Scores(plan, self._exposures, self._lattice)
        self._localiser = Localiser(plan, self._exposures, self._lattice)
        self._cases: list[Case] = []
        self._over: set[Spot] = set()
        self._open: list[_Open] = []
        self._next_due = math.inf

    @property
    def exposures(self) -> Exposures:
        """Give the ballots so far; agreeing ones may be added there in bulk."""
        return self._exposures

    def take(self, where: Circumstances, found: tuple[Disagreement, ...] = ()) -> tuple[Alarm, ...]:
        """Take one ballot; give what is to be told with it."""
        self._exposures.take(where)
        told = self.look() if not found else self.look() + self._disagree(where, found)
        return told + self._settle()

    def agree(self, groups: Sequence[int]) -> tuple[Alarm, ...]:
        """Take many ballots that agree, as numbers of groups; give what is to be told with them.

        For nights of boxes that are not long: in bulk they are not cut.
        """
        told: tuple[Alarm, ...] = ()
        while groups:
            due = min(self._next_due, self._scores.due)
            room = max(1, min(len(groups), due - len(self._exposures)))
            self._exposures.extend(groups[: int(room)])
            groups = groups[int(room) :]
            told += self.look() + self._settle()
        return told

    def look(self) -> tuple[Alarm, ...]:
        """Give the alarms that are due to be told anew."""
        now = len(self._exposures)
        if now < self._next_due:
            return ()
        told = []
        for each in self._open:
            if each.due and now >= each.due[0]:
                each.due = [due for due in each.due if due > now]
                told.append(self._refined(each, now))
        self._set_due()
        return tuple(told)

    def finish(self) -> tuple[Alarm, ...]:
        """End the night; give, anew, the alarms that were still to be told anew."""
        told = [self._refined(each, len(self._exposures)) for each in self._open if each.due]
        for each in self._open:
            each.due = []
        self._set_due()
        return tuple(told)

    def _disagree(self, where: Circumstances, found: tuple[Disagreement, ...]) -> tuple[Alarm, ...]:
        at = len(self._exposures) - 1
        case = Case(at, where, tuple(sorted(set(found))))
        self._cases.append(case)
        self._lattice.note(cells_of(where, case.found), where.scanner, at)
        # What an open alarm explains is its own, and no evidence for another.
        left = unexplained((case,), self._known())
        if not left:
            return ()
        return self._over_limit(self._scores.disagree(where, left[0].found, at, self._over), at)

    def _settle(self) -> tuple[Alarm, ...]:
        """End the block of ballots that is due, if one is; give what is to be told with it."""
        if len(self._exposures) < self._scores.due:
            return ()
        return self._over_limit(self._scores.settle(self._over), len(self._exposures) - 1)

    def _over_limit(self, over: dict[Spot, float], at: int) -> tuple[Alarm, ...]:
        """Take cells whose scores are over their limit at ballot number `at`."""
        if over and self._open:
            for each in self._open:
                self._explain(each)
            over = self._beside_known(over)
        if not over:
            return ()
        strongest = max(over, key=lambda spot: (over[spot], spot))
        told = self._raise(strongest, at, math.log(over[strongest]))
        if told:
            self._over |= set(over)
        return told

    def _known(self) -> list[Spot]:
        """Give the cells that open alarms explain what went wrong by."""
        return [spot for each in self._open for spot in each.spots()]

    def _beside_known(self, over: dict[Spot, float]) -> dict[Spot, float]:
        """Score anew the cells that took in, before, what open alarms by now explain.

        Else one chance disagreement on top of that would be a second alarm of the same fault.
        """
        left = unexplained(self._cases, self._known())
        scores = {}
        for spot, score in over.items():
            mine = within(left, spot)
            own = len(mine) == len(within(self._cases, spot))
            beside = score if own else self._scores.again(spot, mine)
            if beside >= 1:
                scores[spot] = beside
        return scores

    def _raise(self, spot: Spot, at: int, beyond: float) -> tuple[Alarm, ...]:
        """Raise an alarm, `beyond` (nats) a cell's limit, unless it has no cause.

        A scanner that differs from the others and is not worse than its bound has none yet.
        """
        cases = unexplained(self._cases, self._known())
        mine = within(cases, spot)
        since = self._since(spot, mine, at).start if mine else at
        causes = self._localiser.explain(cases, since)
        if not causes:
            return ()
        limit = math.log(self._plan.limit(spot.level()))
        scanner = self._exposures.scanner_of(at)
        new = _Open(len(self._open) + 1, at, scanner, since, limit + beyond, limit, causes)
        now = at + 1
        scanners = self._exposures.values("scanner")
        new.due = sorted({now + REFINE_AFTER, now + REFINE_AFTER * scanners})
        self._open.append(new)
        self._set_due()
        return (self._told(new, now),)

    def _explain(self, one: _Open) -> None:
        """Explain an open alarm by all that came since its start beside what others explain.

        What began only after it was raised is no cause of it, but another fault.
        """
        others = [spot for each in self._open if each is not one for spot in each.spots()]
        cases = unexplained(self._cases, others)
        raised_by = [case for case in cases if one.since <= case.at <= one.at]
        causes = tuple(
            cause
            for cause in self._localiser.explain(cases, one.since)
            if sum(any(cause.spot.holds(f, c.where) for f in c.found) for c in raised_by) >= FEW
        )
        one.causes = causes or one.causes

    def _refined(self, one: _Open, now: int) -> Alarm:
        self._explain(one)
        return msgspec.structs.replace(self._told(one, now), refines=one.number)

    def _told(self, one: _Open, now: int) -> Alarm:
        spot = one.causes[0].spot
        cases = within(self._cases, spot)
        since = self._since(spot, cases, one.since)
        wrong = sum(1 for case in cases if case.at >= since.start)
        low, high = rate_interval(wrong, since.seen, RISK / (since.tried + 1))
        scanner = self._lattice.members(Spot(spot.kind, one.scanner))
        return Alarm(
            alarm=one.number,
            cell=spot,
            ballot=now,
            scanner_ballot=int(self._exposures.before(now)[scanner].sum()),
            start=since.start + 1,
            start_set=(since.first + 1, since.last + 1),
            rate=_told_number(wrong / since.seen),
            rate_interval=(_told_number(low), _told_number(high)),
            affected=wrong,
            log_evidence=_told_number(one.log_evidence),
            threshold=_told_number(one.threshold),
            explanation=one.spots(),
            rivals=one.causes[0].rivals,
        )

    def _since(self, spot: Spot, cases: list[Case], before: int) -> Since:
        """Weigh the starts of a cell's fault against what was usual in it before a ballot."""
        members = self._lattice.members(spot)
        exposed = self._exposures.which(0, len(self._exposures), members)
        wrong = np.array([case.at for case in cases], np.int64)
        return find_start(exposed, wrong, self._lattice.usual(spot, before))

    def cells(self) -> int:
        """Give how many cells have disagreed so far: the others have no state."""
        return len(self._lattice.cells)

    def spent(self) -> float:
        """Give the budget used so far: the bound on the chance of a false alarm up to now."""
        return self._plan.alpha * len(self._exposures) / self._plan.planned()

    def on_scanner(self, ballot: int, scanner: str) -> int:
        """Give how many of the first `ballot` ballots were a scanner's."""
        groups = self._exposures.groups().codes["scanner"] == self._exposures.code(
            "scanner", scanner
        )
        return int(self._exposures.before(ballot)[groups].sum())

    def seen(self, alarm: Alarm) -> int:
        """Give how many ballots its cell had from an alarm's start to where it is told."""
        members = self._lattice.members(alarm.cell)
        return len(self._exposures.which(alarm.start - 1, alarm.ballot, members))

    def state(self) -> dict[str, object]:
        """Give the whole state as plain values in a fixed order, for a digest."""
        return {
            "ballots": len(self._exposures),
            "groups": self._exposures.before(len(self._exposures)).tolist(),
            "cells": [
                (spot, cell.sums.tolist(), cell.last, sorted(cell.wrong.items()))
                for spot, cell in sorted(self._lattice.cells.items())
            ],
            "scores": self._scores.state(),
            "cases": [(case.at, case.found) for case in self._cases],
            "over": sorted(self._over),
            "open": [(one.number, one.at, one.since, one.spots(), one.due) for one in self._open],
        }

    def _set_due(self) -> None:
        self._next_due = min((due for each in self._open for due in each.due), default=math.inf)


def _told_number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
