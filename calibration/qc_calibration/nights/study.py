"""What the detection does on thousands of made-up nights: `make nights`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from qc_calibration.nights.model import Fault, MadeNight, Model, make_night
from qc_service.detecting.cells import Spot
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.night_plan import NightPlan


@dataclass(frozen=True)
class Scenario:
    """One sort of night: its model and plan, and which cells are right answers."""

    name: str
    model: Model
    plan: NightPlan
    right: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of one night; None where there was no alarm after the fault.

    `delay` is in ballots of the faulty cell's group, `wrong` how many of them were wrong by then.
    """

    alarms: int
    early: int
    delay: int | None = None
    wrong: int | None = None
    right: tuple[bool, ...] = ()
    start_held: bool = False
    rate_held: bool = False
    cells: tuple[Spot, ...] = field(default=())


def live(made: MadeNight, plan: NightPlan, *, until_told: bool = False) -> list[Alarm]:
    """Let a night go by; give all that was told. `until_told`: end when the first alarm is done."""
    night = Night(plan)
    numbers = [night.exposures.number(where) for where in made.where]
    if numbers != list(range(len(made.where))):
        raise ValueError("a night's circumstances must all differ")
    groups = made.groups.tolist()
    told: list[Alarm] = []
    last = 0
    for at in sorted(made.wrong):
        told += night.agree(groups[last:at])
        told += night.take(made.where[groups[at]], made.wrong[at])
        last = at + 1
        if until_told and sum(1 for each in told if each.refines == 1) > 1:
            return told
    told += night.agree(groups[last:])
    told += night.finish()
    return told


def outcome(scenario: Scenario, seed: int) -> Outcome:
    """Live through one night of a scenario and hold what was told against the truth."""
    made = make_night(scenario.model, np.random.default_rng(seed))
    told = live(made, scenario.plan, until_told=bool(scenario.model.faults))
    first = [each for each in told if not each.refines]
    if not scenario.model.faults:
        return Outcome(len(first), 0, cells=tuple(each.cell for each in first))
    fault = scenario.model.faults[0]
    late = [each for each in first if each.ballot > fault.start]
    early = len(first) - len(late)
    if not late:
        return Outcome(len(first), early)
    alarm = late[0]
    again = [each for each in told if each.refines == alarm.alarm]
    group = _ballots(made, fault.parts[:1], fault.start, alarm.ballot)
    wrong = sum(
        1
        for at, found in made.wrong.items()
        if fault.start <= at < alarm.ballot
        and any(part.holds(f, made.where[made.groups[at]]) for part in fault.parts for f in found)
    )
    last = again[-1] if again else alarm
    low, high = last.rate_interval
    return Outcome(
        alarms=len(first),
        early=early,
        delay=group,
        wrong=wrong,
        right=tuple(each.cell in scenario.right for each in (alarm, *again)),
        start_held=last.start_set[0] <= fault.start + 1 <= last.start_set[1],
        rate_held=low <= _rate(fault, last.cell) <= high,
        cells=tuple(each.cell for each in first),
    )


def _rate(fault: Fault, told: Spot) -> float:
    """Give the rate that a fault has in the cell told: in one of its parts, or in all together."""
    parts = 1 if told in fault.parts else len(fault.parts)
    return 1 - (1 - fault.rate) ** parts


def _ballots(made: MadeNight, parts: Sequence[Spot], start: int, end: int) -> int:
    """Count the ballots between two numbers that lie in the first cell's circumstances."""
    spot = parts[0]
    names = ("scanner", "style", "district", "batch")
    inside = np.array(
        [all(getattr(spot, n) in {"", getattr(w, n)} for n in names) for w in made.where], bool
    )
    return int(inside[made.groups[start:end]].sum())


@dataclass(frozen=True)
class Row:
    """What many nights of one scenario came to."""

    name: str
    nights: int
    alarmed: int
    early: int
    found: int
    delay: float
    delay_95: float
    wrong: float
    right_now: float
    right_later: float
    start: float
    rate: float


def summarize(scenario: Scenario, outcomes: Iterable[Outcome]) -> Row:
    """Give the figures of a scenario."""
    all_of = list(outcomes)
    found = [each for each in all_of if each.delay is not None]
    delays = [float(each.delay or 0) for each in found]
    return Row(
        name=scenario.name,
        nights=len(all_of),
        alarmed=sum(1 for each in all_of if each.alarms),
        early=sum(1 for each in all_of if each.early),
        found=len(found),
        delay=float(np.median(delays)) if found else 0.0,
        delay_95=float(np.quantile(delays, 0.95)) if found else 0.0,
        wrong=float(np.median([float(each.wrong or 0) for each in found])) if found else 0.0,
        right_now=_share(each.right[0] for each in found),
        right_later=_share(each.right[-1] for each in found),
        start=_share(each.start_held for each in found),
        rate=_share(each.rate_held for each in found),
    )


def _share(values: Iterable[bool]) -> float:
    got = list(values)
    return sum(got) / len(got) if got else 0.0
