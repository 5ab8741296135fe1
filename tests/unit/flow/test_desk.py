from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nights import BOX, MISSED, faulty_night, sheet
from qc_service.flow.desk import LATEST, Desk
from qc_service.flow.figures import ScannerFigures
from qc_service.flow.order import HOLD_AT_MOST
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord, Effect, Finding, SheetRecord
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.reading import OutsideMark
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Mark, MarkState, WriteIn
from strategies import sheet_records


def run(desk: Desk, records: Iterable[SheetRecord]) -> list[Effect]:
    return [effect for record in records for effect in desk.handle(record)]


def findings(effects: Iterable[Effect]) -> list[tuple[str, int]]:
    return [(e.kind, e.key.sequence) for e in effects if isinstance(e, Finding)]


def only(desk: Desk) -> ScannerFigures:
    (scanner,) = desk.figures().scanners
    return scanner


def test_clean_sheets_in_order_have_no_effects() -> None:
    desk = Desk({})
    assert run(desk, [sheet(n) for n in range(1, 50)]) == []
    figures = only(desk)
    assert (figures.sheets, figures.compared, figures.missing, figures.held) == (49, 49, 0, 0)
    assert figures.last == SheetKey("s1", "1", "1", 49)


def test_an_impossible_plan_is_refused() -> None:
    with pytest.raises(QcError):
        Desk({"alpha": 2.0})


def test_figures_count_everything_once() -> None:
    desk = Desk({})
    fault = Fault(FaultCode.UNIDENTIFIED, "")
    page = PageReread(
        "i",
        "",
        fault=fault,
        marks=(
            Mark("x", "a", 0.9, MarkState.MARKED, BOX),
            Mark("x", "b", 0.2, MarkState.UNSURE, BOX),
            Mark("x", "c", 0.0, MarkState.EMPTY, BOX),
            Mark("x", "d", 0.0, MarkState.EMPTY, BOX),
        ),
        outside=(OutsideMark("beside", BOX, 0.4),),
    )
    examination = Examination(
        SheetKey("s1", "1", "1", 1),
        (page, page),
        write_ins=(
            WriteIn("x", "a", 1, without_mark=True),
            WriteIn("x", "a", 1, without_mark=False),
        ),
        differences=(MISSED, MISSED),
        faults=(Fault(FaultCode.WORKER_DIED, ""),),
    )
    desk.handle(SheetRecord("t", examination))
    figures = only(desk)
    assert [place.sheets for place in figures.story.places] == [1]
    assert figures == ScannerFigures(
        scanner="s1",
        sheets=1,
        pages=2,
        compared=0,
        faults={"unidentified": 2, "worker-died": 1},
        differences={"miss": 2},
        marks={"empty": 4, "marked": 2, "unsure": 2},
        unsure=2,
        outside=2,
        write_ins=1,
        missing=0,
        held=0,
        doubles=0,
        conflicts=0,
        restarts=0,
        last=examination.key,
        alarms=(),
        differing=1,
        story=figures.story,
    )


def test_the_latest_differences_are_bounded_and_newest_first() -> None:
    desk = Desk({})
    run(desk, [sheet(n, wrong=True) for n in range(1, LATEST + 20)])
    latest = desk.figures().latest
    assert len(latest) == LATEST
    assert [each.key.sequence for each in latest] == list(range(LATEST + 19, 19, -1))


def test_the_same_sheet_again_is_a_double_told_once_and_never_counted() -> None:
    desk = Desk({})
    desk.handle(sheet(1))
    assert desk.handle(sheet(1)) == (
        Finding(
            "double",
            SheetKey("s1", "1", "1", 1),
            "sent again, the same content",
            "digest-1",
            "double",
        ),
    )
    assert desk.handle(sheet(1)) == ()
    figures = only(desk)
    assert (figures.sheets, figures.doubles, figures.conflicts) == (1, 1, 0)


def test_the_same_key_with_other_content_is_a_conflict() -> None:
    desk = Desk({})
    desk.handle(sheet(1))
    for _ in range(2):
        desk.handle(sheet(1, digest="other"))
    assert findings(desk.handle(sheet(1, digest="third"))) == [("conflict", 1)]
    figures = only(desk)
    assert (figures.sheets, figures.doubles, figures.conflicts) == (1, 0, 2)


def test_a_double_can_be_told_by_key_and_digest_alone() -> None:
    desk = Desk({})
    key = SheetKey("s1", "1", "1", 1)
    assert desk.known(key) is None
    assert desk.again(key, "digest-1") == ()
    desk.handle(sheet(1))
    assert desk.known(key) == "digest-1"
    assert findings(desk.again(key, "digest-1")) == [("double", 1)]


def test_a_new_session_of_a_scanner_is_a_restart() -> None:
    desk = Desk({})
    assert run(desk, [sheet(1), sheet(1, scanner="s2")]) == []
    assert findings(run(desk, [sheet(1, session="2"), sheet(2, session="2"), sheet(2)])) == [
        ("restart", 1)
    ]
    assert [s.restarts for s in desk.figures().scanners] == [1, 0]


def test_a_gap_is_told_when_enough_sheets_came_after_it() -> None:
    desk = Desk({})
    numbers = [1, *range(4, 4 + HOLD_AT_MOST + 1)]
    effects = run(desk, [sheet(n) for n in numbers])
    assert effects == [
        Finding(
            "gap",
            SheetKey("s1", "1", "1", 2),
            "numbers 2 to 3 did not come, 2 sheets",
            said="gap",
            facts={"first": 2, "last": 3, "sheets": 2},
        )
    ]
    figures = only(desk)
    assert (figures.missing, figures.held) == (2, 0)


def test_a_gap_at_the_end_of_a_batch_is_told_while_the_next_batches_run() -> None:
    desk = Desk({})
    effects = run(desk, [sheet(n) for n in (1, 3)])
    effects += run(desk, [sheet(n, batch="2") for n in range(1, HOLD_AT_MOST)])
    assert effects == []
    assert only(desk).held == 1
    assert run(desk, [sheet(HOLD_AT_MOST, batch="2")]) == [
        Finding(
            "gap",
            SheetKey("s1", "1", "1", 2),
            "number 2 did not come",
            said="gap-one",
            facts={"first": 2},
        )
    ]


def test_sheets_of_other_scanners_do_not_hurry_a_gap() -> None:
    desk = Desk({})
    records = [sheet(2), *(sheet(n, scanner="s2") for n in range(1, 2 * HOLD_AT_MOST))]
    assert run(desk, records) == []


def test_finishing_tells_every_gap_and_leaves_nothing_waiting() -> None:
    desk = Desk({})
    run(desk, [sheet(n) for n in (2, 5)])
    run(desk, [sheet(3, scanner="s0")])
    assert findings(desk.finish()) == [("gap", 1), ("gap", 1), ("gap", 3)]
    assert [(s.missing, s.held) for s in desk.figures().scanners] == [(2, 0), (3, 0)]
    assert desk.finish() == ()


def test_a_late_sheet_fills_its_gap() -> None:
    desk = Desk({})
    run(desk, [sheet(2)])
    desk.finish()
    assert only(desk).missing == 1
    assert desk.handle(sheet(1)) == ()
    assert only(desk).missing == 0


def test_a_fault_raises_alarms_that_stand_in_the_figures() -> None:
    desk = Desk({})
    effects = run(desk, faulty_night())
    alarms = [effect for effect in effects if isinstance(effect, AlarmRecord)]
    assert [alarm.cell.option for alarm in alarms] == ["a"]
    assert only(desk).alarms == tuple(alarms)
    assert max(block.evidence for block in only(desk).story.blocks) >= 1
    assert desk.figures().spent > 0


def test_sheets_without_a_reported_word_are_no_evidence() -> None:
    desk = Desk({})
    assert run(desk, [sheet(n, wrong=True, compared=False) for n in range(1, 100)]) == []
    assert desk.figures().spent == 0


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(0, 30))
def test_alarms_do_not_depend_on_which_worker_was_first(source: Random, spread: int) -> None:
    night = faulty_night()
    delays = [n + source.uniform(0, spread) for n in range(len(night))]
    shuffled = [
        record for _, _, record in sorted(zip(delays, range(len(night)), night, strict=True))
    ]
    in_order, mixed = Desk({}), Desk({})
    assert run(in_order, night) == run(mixed, shuffled)
    assert in_order.figures().scanners[0].alarms == mixed.figures().scanners[0].alarms


@settings(max_examples=50)
@given(st.lists(sheet_records, max_size=8))
def test_any_records_give_the_same_effects_and_digest_again(records: list[SheetRecord]) -> None:
    first, second = Desk({}), Desk({})
    assert run(first, records) == run(second, records)
    assert first.finish() == second.finish()
    assert first.digest() == second.digest()


def test_the_digest_covers_the_state() -> None:
    seen = set()
    desk = Desk({})
    seen.add(desk.digest())
    steps = (sheet(1), sheet(3), sheet(3, digest="other"), sheet(2, wrong=True))
    for record in steps:
        desk.handle(record)
        seen.add(desk.digest())
    assert len(seen) == len(steps) + 1
    other = Desk({})
    run(other, [sheet(1, digest="another")])
    same_figures = Desk({})
    run(same_figures, [sheet(1)])
    assert other.digest() != same_figures.digest()
