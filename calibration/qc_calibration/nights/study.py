"""What the detection does on thousands of made-up nights: `make nights`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np

from qc_calibration.nights.model import Fault, MadeNight, Model, make_night
from qc_service.detecting.cells import Level, Spot
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.plan_parts import Decks


@dataclass(frozen=True)
class Scenario:
    """One sort of night: its model and plan, and which cells are right answers.

    `deck`: test ballots of each scanner, read before, that the night's bounds come from.
    """

    name: str
    model: Model
    plan: NightPlan
    right: tuple[Spot, ...] = ()
    deck: int = 0


DECK_SEED = 1 << 32
"""Added to a night's seed for its test decks."""


def plan_of(scenario: Scenario, seed: int) -> NightPlan:
    """Give the plan of one night: with what its test decks told, where there are any."""
    if not scenario.deck:
        return scenario.plan
    model = replace(scenario.model, ballots=scenario.deck, faults=(), worse=None)
    made = make_night(model, np.random.default_rng(DECK_SEED + seed))
    kinds: Counter[object] = Counter()
    fields: Counter[object] = Counter()
    for found in made.wrong.values():
        kinds.update({each.kind for each in found})
        fields.update(set(found))
    wrong, field_ = max(kinds.values(), default=0), max(fields.values(), default=0)
    decks = Decks(len(made.groups), wrong, field_)
    return msgspec.structs.replace(scenario.plan, decks=decks)


def alone(plan: NightPlan, spot: Spot) -> NightPlan:
    """Give a plan that watches nothing but one level, with all of the budget."""
    weights = {level.value: float(level is spot.level()) for level in Level}
    return msgspec.structs.replace(plan, weights=weights)


@dataclass(frozen=True)
class Outcome:
    """What came of one night; None where there was no alarm after the fault.

    `delay` is in ballots of the faulty cell's group, `wrong` how many of them were wrong by then;
    `alone` is the delay of the right level alone. `worse` says of every alarm that names a scanner
    whether that one is worse than the hall's mean.
    """

    alarms: int
    early: int
    delay: int | None = None
    wrong: int | None = None
    right: tuple[bool, ...] = ()
    start_held: bool = False
    rate_held: bool = False
    cells: tuple[Spot, ...] = field(default=())
    alone: int | None = None
    worse: tuple[bool, ...] = ()


def live(
    made: MadeNight, plan: NightPlan, *, until_told: bool = False, until_alarm: int | None = None
) -> list[Alarm]:
    """Let a night go by; give all that was told.

    `until_told`: end when the first alarm is done. `until_alarm`: end at the first alarm after a
    ballot.
    """
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
        if until_alarm is not None and told and told[-1].ballot > until_alarm:
            return told
    told += night.agree(groups[last:])
    told += night.finish()
    return told


def outcome(scenario: Scenario, seed: int) -> Outcome:
    """Live through one night of a scenario and hold what was told against the truth."""
    made = make_night(scenario.model, np.random.default_rng(seed))
    plan = plan_of(scenario, seed)
    told = live(made, plan, until_told=bool(scenario.model.faults))
    first = [each for each in told if not each.refines]
    cells = tuple(each.cell for each in first)
    if not scenario.model.faults:
        worse = tuple(cell.scanner in made.worse for cell in cells if cell.scanner)
        return Outcome(len(first), 0, cells=cells, worse=worse)
    fault = scenario.model.faults[0]
    single = _first(made, live(made, alone(plan, fault.parts[0]), until_alarm=fault.start), fault)
    late = [each for each in first if each.ballot > fault.start]
    early = len(first) - len(late)
    if not late:
        return Outcome(len(first), early, alone=single)
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
        cells=cells,
        alone=single,
    )


def _first(made: MadeNight, told: Sequence[Alarm], fault: Fault) -> int | None:
    """Give the delay to the first alarm after a fault, in ballots of its group."""
    late = [each for each in told if each.ballot > fault.start]
    return _ballots(made, fault.parts[:1], fault.start, late[0].ballot) if late else None


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


class Row(msgspec.Struct, frozen=True):
    """What many nights of one scenario came to; shares of those found, delays in ballots.

    `first`: how many first alarms there were of each level. `named`: nights in which an alarm named
    a scanner; `worse` of `blamed` scanners were worse than the mean.
    """

    name: str
    nights: int
    alarmed: int
    early: int
    found: int
    delay: float
    delay_95: float
    alone: float
    wrong: float
    right_now: float
    right_later: float
    start: float
    rate: float
    first: dict[str, int] = {}
    named: int = 0
    blamed: int = 0
    worse: int = 0


def summarize(scenario: Scenario, outcomes: Iterable[Outcome]) -> Row:
    """Give the figures of a scenario."""
    all_of = list(outcomes)
    found = [each for each in all_of if each.delay is not None]
    delays = [float(each.delay or 0) for each in found]
    levels = Counter(each.cells[0].level().value for each in all_of if each.cells)
    return Row(
        name=scenario.name,
        nights=len(all_of),
        alarmed=sum(1 for each in all_of if each.alarms),
        early=sum(1 for each in all_of if each.early),
        found=len(found),
        delay=_median(delays),
        delay_95=float(np.quantile(delays, 0.95)) if found else 0.0,
        alone=_median([float(each.alone) for each in all_of if each.alone is not None]),
        wrong=_median([float(each.wrong or 0) for each in found]),
        right_now=_share(each.right[0] for each in found),
        right_later=_share(each.right[-1] for each in found),
        start=_share(each.start_held for each in found),
        rate=_share(each.rate_held for each in found),
        first=dict(sorted(levels.items())),
        named=sum(1 for each in all_of if any(cell.scanner for cell in each.cells)),
        blamed=sum(len(each.worse) for each in all_of),
        worse=sum(sum(each.worse) for each in all_of),
    )


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else 0.0


def _share(values: Iterable[bool]) -> float:
    got = list(values)
    return sum(got) / len(got) if got else 0.0
