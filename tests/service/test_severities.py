"""How bad alarms are, kept for the pages: complete, and not reckoned more often than needed."""

import pytest

from alarm_nights import ACTS, ANN, GENESIS, act, ballot, entries
from qc_service.flow.desk import Desk
from qc_service.flow.figures import AlarmCase
from qc_service.flow.severity import Severity
from qc_service.model.acts import ActRecord, AlarmSeen, Meaning
from qc_service.model.events import SheetRecord
from qc_service.service.severities import ANEW_SECONDS, Severities

SHEETS = 900


@pytest.fixture
def desk() -> Desk:
    """Give a desk that has one alarm."""
    made = Desk(GENESIS.plan)
    for entry in entries(sheets=SHEETS):
        if isinstance(entry, SheetRecord):
            made.handle(entry)
    return made


def counted(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> list[int]:
    """Give a list that grows with every reckoning."""
    reckoned: list[int] = []
    original = desk.severity

    def severity(case: AlarmCase) -> Severity:
        reckoned.append(1)
        return original(case)

    monkeypatch.setattr(desk, "severity", severity)
    return reckoned


def test_an_open_alarm_lists_the_ballots_that_came_since_it_was_told(desk: Desk) -> None:
    kept = Severities(desk)
    (told,) = desk.figures().alarms
    (before,) = kept.of([told], 0.0)
    for at in range(SHEETS, SHEETS + 30):
        desk.handle(ballot(at))
    (told,) = desk.figures().alarms
    (soon,) = kept.of([told], ANEW_SECONDS - 0.1)
    (later,) = kept.of([told], ANEW_SECONDS)
    assert len(later.sheets) > len(before.sheets)
    assert len(soon.sheets) in {len(before.sheets), len(later.sheets)}


def test_it_is_reckoned_when_told_acted_on_or_due_and_not_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, reckoned = Severities(desk), counted(monkeypatch, desk)
    for now in (0.0, 0.5, 1.0):
        kept.of(desk.figures().alarms, now)
    assert len(reckoned) == 1
    desk.take_act(ActRecord("t", (ANN,), AlarmSeen(1)))
    (seen,) = kept.of(desk.figures().alarms, 1.5)
    assert seen.case.state.value == "seen"
    assert len(reckoned) == 2
    kept.of(desk.figures().alarms, 2.0 + ANEW_SECONDS)
    assert len(reckoned) == 3


def test_a_closed_alarm_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Desk(GENESIS.plan)
    for entry in entries(sheets=SHEETS):
        if isinstance(entry, SheetRecord):
            made.handle(entry)
    for what in ACTS:
        made.take_act(act(what))
    (case,) = made.figures().alarms
    assert (case.open, case.meaning) == (False, Meaning.REPAIRED)
    kept, reckoned = Severities(made), counted(monkeypatch, made)
    assert {kept.of([case], now)[0].case for now in (0.0, 100.0, 200.0)} == {case}
    assert len(reckoned) == 1
