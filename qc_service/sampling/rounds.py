"""One round's draw: ballots by ticket in each stratum, boxes by number, and sheets at risk apart.

Pure: the same seed, plan, boxes and ballots give the same draw, in whatever order they are given.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from qc_service.model.checks import CheckPlan, Draw, DrawnStratum, Sample, SampleKind
from qc_service.model.sheet import SheetKey
from qc_service.sampling.picks import picks
from qc_service.sampling.tickets import ticket

STRATA = ("scanner", "category", "locale", "list", "form_code")
"""The circumstances by which ballots can be kept apart."""

OF_BOXES = ("scanner", "category", "locale")
"""Those that all ballots of one box share: by these whole boxes are picked."""

THRESHOLD_DECIMALS = 12
"""Decimals of a threshold: compared with tickets as text, never as binary fractions."""


@dataclass(frozen=True, slots=True)
class ClosedBox:
    """A committed box in a draw; `circumstances` are those of `OF_BOXES`, by name."""

    batch: str
    count: int
    circumstances: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A sheet of a committed box in a draw; `reason` is the first for which it deserves a look."""

    name: str
    key: SheetKey
    batch: str
    count: int
    place: int
    circumstances: Mapping[str, str]
    reason: str = ""


_Strata = dict[str, list[tuple[str, Ballot]]]
_Shelves = dict[str, list[ClosedBox]]


def plan_complaint(plan: CheckPlan) -> str:
    """Say what is wrong with a plan, in words; empty where nothing is."""
    unknown = [name for name in plan.strata if name not in STRATA]
    complaints = (
        (bool(unknown), f"strata are of {', '.join(STRATA)}, not {', '.join(unknown)}"),
        (len(set(plan.strata)) < len(plan.strata), "each stratum is named once"),
        (
            min(plan.boxes_least, plan.ballots_least, plan.risk_most) < 0,
            "numbers of boxes and ballots are 0 or more",
        ),
        (
            not 0 <= plan.threshold <= 1,
            f"a threshold is a share from 0 to 1, not {plan.threshold}",
        ),
        (not 0 < plan.risk < 1, f"a risk is above 0 and below 1, not {plan.risk}"),
        (not min(plan.prior) > 0, f"both numbers of a prior are above 0, not {plan.prior}"),
    )
    return next((words for wrong, words in complaints if wrong), "")


def stratum_name(strata: Sequence[str], circumstances: Mapping[str, str]) -> str:
    """Name the stratum of some circumstances: `scanner=S01 category=day-locale`; `all` of none."""
    return " ".join(f"{name}={circumstances[name]}" for name in strata) or "all"


def draw_round(
    number: int,
    seed: str,
    plan: CheckPlan,
    boxes: Sequence[ClosedBox],
    ballots: Sequence[Ballot],
    before: Sequence[Sample] = (),
) -> Draw:
    """Draw a round; with what was drawn `before`, give only what a raised threshold adds."""
    strata: _Strata = defaultdict(list)
    for ballot in ballots:
        name = stratum_name(plan.strata, ballot.circumstances)
        strata[name].append((ticket(seed, ballot.name), ballot))
    shelves: _Shelves = defaultdict(list)
    of_boxes = [name for name in plan.strata if name in OF_BOXES]
    for box in boxes:
        shelves[stratum_name(of_boxes, box.circumstances)].append(box)
    drawn = list(_random(number, plan, strata))
    if before:
        known = {each.name for each in before if each.kind is SampleKind.RANDOM}
        drawn = [each for each in drawn if each.name not in known]
    else:
        taken = {each.name for each in drawn}
        drawn += _at_risk(number, plan, strata, taken)
        drawn += _whole_boxes(number, seed, plan, shelves)
    sheets = Counter((each.batch, each.count) for each in ballots)
    return Draw(
        round=number,
        seed=seed,
        strata=tuple(
            DrawnStratum(name, len(of), len({(each.batch, each.count) for _, each in of}))
            for name, of in sorted(strata.items())
        ),
        box_strata=tuple(
            DrawnStratum(name, sum(sheets[each.batch, each.count] for each in of), len(of))
            for name, of in sorted(shelves.items())
        ),
        samples=_numbered(number, drawn, len(before)),
        more=bool(before),
    )


def _random(number: int, plan: CheckPlan, strata: _Strata) -> Iterator[Sample]:
    """Give the smallest tickets of each stratum: its quota, and all below the threshold."""
    limit = f"{plan.threshold:.{THRESHOLD_DECIMALS}f}"
    for stratum, tickets in strata.items():
        in_order = sorted(tickets, key=lambda each: (each[0], each[1].name))
        for order, (drawn, ballot) in enumerate(in_order, start=1):
            if order > plan.ballots_least and drawn >= limit:
                break
            yield _ballot(number, SampleKind.RANDOM, stratum, order, (drawn, ballot))


def _at_risk(
    number: int,
    plan: CheckPlan,
    strata: _Strata,
    taken: set[str],
) -> Iterator[Sample]:
    """Give, of each reason, the smallest tickets among the ballots not drawn at random."""
    by_reason: dict[str, list[tuple[str, str, Ballot]]] = defaultdict(list)
    for stratum, tickets in strata.items():
        for drawn, ballot in tickets:
            if ballot.reason and ballot.name not in taken:
                by_reason[ballot.reason].append((drawn, stratum, ballot))
    for reason, found in sorted(by_reason.items()):
        in_order = sorted(found, key=lambda each: (each[0], each[2].name))
        for order, (drawn, stratum, ballot) in enumerate(in_order[: plan.risk_most], start=1):
            sample = _ballot(number, SampleKind.RISK, stratum, order, (drawn, ballot))
            yield msgspec.structs.replace(sample, reason=reason)


def _whole_boxes(number: int, seed: str, plan: CheckPlan, shelves: _Shelves) -> Iterator[Sample]:
    """Pick whole boxes of each stratum by number, as `qc sample boxes` does."""
    for stratum, boxes in shelves.items():
        in_order = sorted(boxes, key=lambda box: (box.batch, box.count))
        chosen = islice(picks(seed, len(in_order)), plan.boxes_least)
        for order, pick in enumerate(chosen, start=1):
            box = in_order[pick - 1]
            yield Sample(
                "", number, SampleKind.RANDOM, stratum, box.batch, order=order, count=box.count
            )


def _ballot(
    number: int, kind: SampleKind, stratum: str, order: int, drawn: tuple[str, Ballot]
) -> Sample:
    text, ballot = drawn
    return Sample(
        "",
        number,
        kind,
        stratum,
        ballot.batch,
        order,
        ballot.count,
        ballot.key,
        ballot.place,
        ballot.name,
        text,
    )


def _numbered(number: int, drawn: Iterable[Sample], before: int) -> tuple[Sample, ...]:
    """Number samples in the order in which people take them out: box by box, place by place."""
    in_order = sorted(drawn, key=lambda each: (each.batch, each.count, each.place, each.kind))
    return tuple(
        msgspec.structs.replace(each, id=f"R{number}-{before + n:03}")
        for n, each in enumerate(in_order, start=1)
    )
