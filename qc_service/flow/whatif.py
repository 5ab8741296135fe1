"""What another plan would have raised on the same night, beside what was raised."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from qc_service.detecting.evidence import spot_of
from qc_service.flow.alarms import AlarmAct
from qc_service.flow.desk import Desk
from qc_service.flow.figures import AlarmCase
from qc_service.flow.replaying import follow, replay
from qc_service.model.acts import ActRecord
from qc_service.model.events import Entry, Genesis


class Beside(msgspec.Struct, frozen=True):
    """One fault under both plans: the alarm that was raised, and the one the other plan raises."""

    recorded: AlarmCase | None
    other: AlarmCase | None


class WhatIf(msgspec.Struct, frozen=True):
    """Two plans on one night: both plans, the alarms of both, and what each spent of its budget.

    `left_out` are acts on alarms: they were said of other alarms than the other plan's.
    `difference` is the replay's, empty where the ledger gives its own alarms again.
    """

    plan: dict[str, float]
    other_plan: dict[str, float]
    alarms: tuple[Beside, ...]
    spent: float
    other_spent: float
    left_out: int
    difference: str = ""


def what_if(entries: Sequence[Entry], changes: Mapping[str, float]) -> WhatIf:
    """Take a ledger's sheets through a desk with another plan; what is not changed stays.

    Raises:
        QcError: `plan.*` where the other plan cannot be meant.
    """
    plan = next((dict(entry.plan) for entry in entries if isinstance(entry, Genesis)), {})
    other_plan = plan | dict(changes)
    recorded = replay(entries)
    other, left_out = _again(entries, other_plan)
    return WhatIf(
        plan,
        other_plan,
        beside(recorded.desk.figures().alarms, other.figures().alarms),
        recorded.desk.figures().spent,
        other.figures().spent,
        left_out,
        recorded.difference,
    )


def _again(entries: Iterable[Entry], plan: Mapping[str, float]) -> tuple[Desk, int]:
    """Run the night under a plan, without what people said of its alarms."""
    desk, left_out = Desk(plan), 0
    for entry in entries:
        if isinstance(entry, ActRecord) and isinstance(entry.act, AlarmAct):
            left_out += 1
        else:
            follow(desk, entry)
    return desk, left_out


def beside(recorded: Sequence[AlarmCase], other: Sequence[AlarmCase]) -> tuple[Beside, ...]:
    """Put alarms side by side: those of one cell, then those whose cells can be of one fault."""
    left = list(other)
    partners: dict[int, AlarmCase] = {}
    for same in (True, False):
        for case in recorded:
            if case.number in partners:
                continue
            found = next((each for each in left if _alike(case, each, same=same)), None)
            if found is not None:
                partners[case.number] = found
                left.remove(found)
    rows = [Beside(case, partners.get(case.number)) for case in recorded]
    return (*rows, *(Beside(None, case) for case in left))


def _alike(one: AlarmCase, other: AlarmCase, *, same: bool) -> bool:
    mine, theirs = one.latest.cell, other.latest.cell
    return mine == theirs if same else spot_of(mine).meets(spot_of(theirs))
