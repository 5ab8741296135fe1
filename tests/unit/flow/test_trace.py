"""The evidence over the sheets is made anew from the ledger, and is the evidence that alarmed."""

from itertools import pairwise

import msgspec
import pytest

from alarm_nights import ACTS, GENESIS, entries
from nights import sheet
from qc_service.flow.trace import trace
from qc_service.model.acts import ActRecord, AlarmAcknowledged, Meaning
from qc_service.model.events import AlarmRecord, Cell, Entry
from qc_service.model.people import Person, Role
from qc_service.model.verdict import DifferenceKind

NIGHT = list(entries(sheets=1200))
ALARM = next(entry for entry in NIGHT if isinstance(entry, AlarmRecord))


def test_it_reaches_the_limit_just_where_the_alarm_was_raised() -> None:
    found = trace(NIGHT, ALARM, ALARM.sheet)
    over = [(at, value) for at, value in found.points if value >= found.limit]
    assert over[0][0] == ALARM.at
    assert over[0][1] == pytest.approx(ALARM.log_evidence, rel=1e-5)
    assert found.raised == over[0]
    assert found.limit == ALARM.threshold
    assert found.last == 400
    assert found.points[-1][0] == 400
    assert [at for at, _ in found.points] == sorted(at for at, _ in found.points)


def test_before_the_fault_there_is_nothing_and_between_its_marks_it_falls() -> None:
    points = trace(NIGHT, ALARM, ALARM.sheet).points
    assert points[0][1] == 0.0
    values = [value for _, value in points]
    assert values[1] > values[0]
    assert any(after < before for before, after in pairwise(values))


def test_an_answer_lets_it_begin_anew() -> None:
    found = trace(list(entries(ACTS, 1200)), ALARM, ALARM.sheet)
    assert found.points[-2:] == ((400, 0.0), (400, 0.0))
    assert found.points[-3][1] > found.limit


def test_an_answer_to_another_fault_changes_nothing() -> None:
    other = Cell(DifferenceKind.FALSE, "S1")
    night: list[Entry] = list(entries(ACTS, 1200))
    elsewhere = AlarmRecord(other, 1, 1, 1, 1, 1.0, 9.0, ALARM.sheet, 1)
    assert trace(night, elsewhere, ALARM.sheet).points == ((210, 0.0), (400, 0.0))


def test_what_other_scanners_miss_is_no_evidence_against_this_one() -> None:
    cell = msgspec.structs.replace(ALARM.cell, scanner="another")
    innocent = msgspec.structs.replace(ALARM, cell=cell)
    found = trace(NIGHT, innocent, ALARM.sheet)
    assert max(value for _, value in found.points) <= 0
    assert found.last == 0


def test_sheets_of_which_nothing_was_read_and_unknown_alarms_are_passed_over() -> None:
    by = (Person("AB", Role.OFFICER),)
    night: list[Entry] = [GENESIS, ActRecord("t", by, AlarmAcknowledged(7, Meaning.KNOWN))]
    assert trace(night, ALARM, ALARM.sheet).points == ((0, 0.0),)
    whole = sheet(1)
    unread = msgspec.structs.replace(
        whole, examination=msgspec.structs.replace(sheet(2).examination, pages=())
    )
    assert trace([GENESIS, whole, unread], ALARM, ALARM.sheet).last == 0
    hall = AlarmRecord(Cell(DifferenceKind.MISS), 1, 1, 1, 1, 1.0, 9.0, ALARM.sheet, 1)
    assert trace([GENESIS, whole, unread], hall, ALARM.sheet).last == 1
