"""Another plan on the same night, beside what was raised."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alarm_nights import ACTS, GENESIS, entries
from qc_service.flow.figures import AlarmCase, AlarmState
from qc_service.flow.whatif import Beside, beside, what_if
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, BatchPlan
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord, Cell, Note
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind

NIGHT = list(entries(sheets=1100))
MISS = DifferenceKind.MISS


def test_the_same_plan_raises_the_same_alarms() -> None:
    found = what_if(NIGHT, {"alpha": GENESIS.plan["alpha"]})
    assert found.difference == ""
    assert found.plan == found.other_plan
    (pair,) = found.alarms
    assert pair.recorded is not None
    assert pair.recorded == pair.other
    assert found.spent == found.other_spent > 0


def test_a_stricter_plan_raises_it_later_and_a_blind_one_not_at_all() -> None:
    (pair,) = what_if(NIGHT, {"alpha": 1e-6}).alarms
    assert pair.recorded is not None
    assert pair.other is not None
    assert pair.recorded.raised.at < pair.other.raised.at
    blind = what_if(NIGHT, {"baseline_option": 0.25, "baseline_scanner": 0.25, "options": 1})
    assert [each.other for each in blind.alarms] == [None]


def test_what_people_said_is_left_out_and_counted() -> None:
    found = what_if(list(entries(ACTS, 1100)), {"alpha": 0.01})
    assert found.left_out == len(ACTS)
    (pair,) = found.alarms
    assert pair.recorded is not None
    assert pair.other is not None
    assert pair.recorded.state is AlarmState.CLOSED
    assert pair.other.state is AlarmState.RAISED


def test_boxes_and_notes_of_the_night_are_taken_along() -> None:
    batch = Batch("31")
    told = [BatchEvent("t", BatchNotice(BatchKind.OPENED, batch, "1", 1, 0))]
    night = [NIGHT[0], BatchPlan("t", (batch,)), *told, Note("t", "started", ""), *NIGHT[1:-2]]
    assert what_if(night, {}).alarms[0].other is not None


def test_a_plan_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(QcError):
        what_if(NIGHT, {"alpha": 3.0})
    assert what_if((), {}).alarms == ()


def test_a_ledger_that_does_not_replay_says_so() -> None:
    without = [entry for entry in NIGHT if not isinstance(entry, AlarmRecord)]
    assert "an alarm" in what_if(without, {}).difference


def case(number: int, cell: Cell) -> AlarmCase:
    key = SheetKey("s", "1", "1", 1)
    told = AlarmRecord(cell, 1, 1, 1, 1, 1.0, 1.0, key, number)
    return AlarmCase(number, told, told, AlarmState.RAISED, ())


cells = st.builds(
    Cell,
    kind=st.just(MISS),
    scanner=st.sampled_from(("", "S1", "S2")),
    contest=st.just("x"),
    option=st.sampled_from(("", "a", "b")),
)


@settings(max_examples=50)
@given(st.lists(cells, max_size=4), st.lists(cells, max_size=4))
def test_every_alarm_of_both_stands_once_and_equal_cells_together(
    recorded: Sequence[Cell], other: Sequence[Cell]
) -> None:
    mine = [case(n, cell) for n, cell in enumerate(recorded, 1)]
    theirs = [case(n, cell) for n, cell in enumerate(other, 1)]
    rows = beside(mine, theirs)
    assert [row.recorded for row in rows if row.recorded] == mine
    assert sorted(row.other.number for row in rows if row.other) == [c.number for c in theirs]
    for cell in {*recorded} & {*other}:
        assert any(_cell(row.recorded) == _cell(row.other) == cell for row in rows)


def _cell(one: AlarmCase | None) -> Cell | None:
    return None if one is None else one.latest.cell


def test_what_can_be_of_one_fault_stands_together() -> None:
    one = case(1, Cell(MISS, "S1"))
    near, far = case(1, Cell(MISS, "", "x", "a")), case(2, Cell(MISS, "S2"))
    assert beside([one], [far, near]) == (Beside(one, near), Beside(None, far))
    assert msgspec.json.encode(beside([one], []))
