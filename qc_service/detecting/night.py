"""A night of compared ballots: who errs systematically, where, since when and how badly."""

import math
from collections.abc import Sequence

import msgspec

from qc_service.detecting.answers import REFINE_AFTER, RISK, Answers, Open, next_look, told_number
from qc_service.detecting.cells import Circumstances, Disagreement, Spot, cells_of
from qc_service.detecting.claims import Claim, unclaimed
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case, Localiser, within
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.rates import rate_interval
from qc_service.detecting.scores import Scores
from qc_service.detecting.since import Since
from qc_service.model.acts import Meaning

__all__ = ["REFINE_AFTER", "Alarm", "Night"]

FEW = 2
"""Disagreements before an alarm was raised from which a cell can have been its cause."""


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


class Night:
    """Takes ballots in the order of scanning; gives alarms, and each told anew later on."""

    def __init__(self, plan: NightPlan) -> None:
        """Begin a night under a plan."""
        self._plan = plan
        self._limits = plan.limits()
        self._exposures = Exposures(plan.burst.length)
        self._lattice = Lattice(plan, self._exposures)
        self._scores = Scores(plan, self._exposures, self._lattice)
        self._localiser = Localiser(plan, self._exposures, self._lattice)
        self._cases: list[Case] = []
        self._over: set[Spot] = set()
        self._open: list[Open] = []
        self._answers = Answers(
            self._exposures, self._lattice, self._scores, self._cases, self._open
        )
        self._next_due = math.inf
        self.levels: dict[str, float] = {}
        """By scanner, at its last bad ballot: the most a cell reached of its limit, in logs."""

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
                if each.meaning is Meaning.KNOWN:
                    each.due = [next_look(each, now)]
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
        left = unclaimed((case,), self._claims())
        # A cell whose rate was accepted goes on being watched, by itself.
        accepted = [s for s in self._lattice.bounds if any(s.holds(f, where) for f in case.found)]
        if not left and not accepted:
            return ()
        rest = left[0].found if left else ()
        scores = self._scores.disagree(where, rest, at, self._over, accepted)
        levels = (_level(each, self._limits[spot.level()]) for spot, each in scores.items())
        self.levels[where.scanner] = told_number(max(levels, default=0.0))
        return self._over_limit(scores, at)

    def _settle(self) -> tuple[Alarm, ...]:
        """End the block of ballots that is due, if one is; give what is to be told with it."""
        if len(self._exposures) < self._scores.due:
            return ()
        return self._over_limit(self._scores.settle(self._over), len(self._exposures) - 1)

    def _over_limit(self, scores: dict[Spot, float], at: int) -> tuple[Alarm, ...]:
        """Take the scores of some cells, over their limits, at ballot number `at`."""
        over = {spot: score for spot, score in scores.items() if score >= 1}
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

    def _claims(self) -> list[Claim]:
        """Give what alarms explain of what went wrong."""
        return [each.claim() for each in self._open]

    def _beside_known(self, over: dict[Spot, float]) -> dict[Spot, float]:
        """Score anew the cells that took in, before, what open alarms by now explain.

        Else one chance disagreement on top of that would be a second alarm of the same fault.
        """
        left = unclaimed(self._cases, self._claims())
        scores = {}
        for spot, score in over.items():
            mine = within(left, spot)
            own = spot in self._lattice.bounds or len(mine) == len(within(self._cases, spot))
            beside = score if own else self._scores.again(spot, mine)
            if beside >= 1:
                scores[spot] = beside
        return scores

    def _raise(self, spot: Spot, at: int, beyond: float) -> tuple[Alarm, ...]:
        """Raise an alarm, `beyond` (nats) a cell's limit, unless it has no cause.

        A scanner that differs from the others and is not worse than its bound has none yet.
        """
        self._over -= self._answers.end_acceptance(spot, self._over)
        cases = unclaimed(self._cases, self._claims())
        mine = within(cases, spot)
        since = self._since(spot, mine, at).start if mine else at
        causes = self._localiser.explain(cases, since)
        if not causes:
            return ()
        limit = math.log(self._limits[spot.level()])
        scanner = self._exposures.scanner_of(at)
        new = Open(len(self._open) + 1, at, scanner, since, limit + beyond, limit, causes)
        now = at + 1
        scanners = self._exposures.values("scanner")
        new.due = sorted({now + REFINE_AFTER, now + REFINE_AFTER * scanners})
        self._open.append(new)
        self._set_due()
        return (self._told(new, now),)

    def _explain(self, one: Open) -> None:
        """Explain an open alarm by all that came since its start beside what others explain.

        What began only after it was raised is no cause of it, but another fault. What people have
        answered to is left as they saw it.
        """
        if one.meaning is not None:
            return
        cases = unclaimed(self._cases, [each.claim() for each in self._open if each is not one])
        raised_by = [case for case in cases if one.since <= case.at <= one.at]
        causes = tuple(
            cause
            for cause in self._localiser.explain(cases, one.since)
            if sum(any(cause.spot.holds(f, c.where) for f in c.found) for c in raised_by) >= FEW
        )
        one.causes = causes or one.causes

    def _refined(self, one: Open, now: int) -> Alarm:
        self._explain(one)
        return msgspec.structs.replace(self._told(one, now), refines=one.number)

    def _told(self, one: Open, now: int) -> Alarm:
        spot = one.causes[0].spot
        since, cases = self._answers.severity(one, spot)
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
            rate=told_number(wrong / since.seen),
            rate_interval=(told_number(low), told_number(high)),
            affected=wrong,
            log_evidence=told_number(one.log_evidence),
            threshold=told_number(one.threshold),
            explanation=one.spots(),
            rivals=one.causes[0].rivals,
        )

    def _since(self, spot: Spot, cases: list[Case], before: int) -> Since:
        return self._answers.since(spot, cases, self._lattice.watched(spot), before)

    def cells(self) -> int:
        """Give how many cells have disagreed so far: the others have no state."""
        return len(self._lattice.cells)

    def answer(self, number: int, meaning: Meaning) -> Alarm:
        """Take what people say of an alarm; give it as it stands now, which they spoke of.

        Raises ValueError for a rate that is `acceptable` no more.
        """
        one, told = self._open[number - 1], self.now(number)
        self._over -= self._answers.answer(one, meaning, self._over)
        self._set_due()
        return told

    def now(self, number: int) -> Alarm:
        """Give an alarm as it stands now, explained as it was last; nothing changes by it."""
        told = self._told(self._open[number - 1], len(self._exposures))
        return msgspec.structs.replace(told, refines=number)

    def acceptable(self, number: int) -> bool:
        """Say whether an alarm's rate is low enough to be accepted."""
        return self._answers.accepted_bounds(self._open[number - 1]) is not None

    def bound(self, spot: Spot) -> float:
        """Give the highest rate of disagreement that is no fault in a cell."""
        return self._lattice.bound(spot)

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
        groups = self._answers.groups(self._open[alarm.alarm - 1], alarm.cell)
        return len(self._exposures.which(alarm.start - 1, alarm.ballot, groups))

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
            "open": [one.state() for one in self._open],
            "bounds": sorted(self._lattice.bounds.items()),
        }

    def _set_due(self) -> None:
        self._next_due = min((due for each in self._open for due in each.due), default=math.inf)


def _level(evidence: float, limit: float) -> float:
    """Give the share of a limit's logarithm that evidence, itself a share of the limit, reached."""
    # A level without a share of alpha has no limit; below a limit of 1 there is no evidence yet.
    return max(0.0, 1 + math.log(evidence) / math.log(limit)) if evidence else 0.0
