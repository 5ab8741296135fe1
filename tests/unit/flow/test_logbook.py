"""From a ledger to the record behind the documents: every line is what the entries say."""

from collections.abc import Sequence
from functools import cache
from typing import get_args

import msgspec
import pytest
from hypothesis import given

from nights import GENESIS, faulty_night, sheet
from qc_calibration.evening.making import ANNE, BEATE, CARL, SEED, boxes, make_evening
from qc_service.flow.alarms import AlarmAct
from qc_service.flow.log_acts import AFTER, Acts
from qc_service.flow.log_facts import (
    AlarmState,
    Assessment,
    Field,
    Logbook,
    Office,
    PersonLine,
    Proof,
)
from qc_service.flow.log_sheets import readings_of
from qc_service.flow.logbook import make_logbook
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    BoxReturned,
    CheckEntered,
    DeviationExplained,
    ImageSeen,
    Meaning,
    NoCandidate,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice
from qc_service.model.checks import Draw, Outcome, PaperShows, Sample, SampleKind, StampSeen
from qc_service.model.events import AlarmRecord, Cell, Entry, Finding, Note, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    RowReread,
    RowState,
    StampReread,
    StampState,
)
from strategies import act_records

NOW = "2025-09-08T20:00:00Z"


@cache
def evening() -> tuple[Entry, ...]:
    return make_evening(boxes(120))


@cache
def whole() -> Logbook:
    return book(evening())


def book(entries: Sequence[Entry]) -> Logbook:
    return make_logbook(lambda: iter(entries), Office("Sund"), Proof("ab" * 32, len(entries)))


def sheets(entries: Sequence[Entry]) -> list[Examination]:
    return [each.examination for each in entries if isinstance(each, SheetRecord)]


def test_a_night_without_checks_gives_a_record_without_rows() -> None:
    made = book([GENESIS, *faulty_night()])
    assert made.rows == ()
    assert made.plan is None
    assert made.papers is None
    assert made.course == ()
    assert made.scanners[0].sheets == 300
    assert made.scanners[0].differing == 20
    assert made.version == "0.1.0"
    assert made.parts == ""
    assert made.began == GENESIS.made_at


def test_the_evening_replays_and_nothing_is_lost() -> None:
    made = whole()
    assert made.replay == ""
    assert sum(each.sheets for each in made.scanners) == len(sheets(evening()))
    assert sum(each.ballots for each in made.categories) == len(sheets(evening()))
    assert sum(each.boxes for each in made.categories) == len(made.boxes)
    assert sum(cell.sheets for cell in made.cells) == len(sheets(evening()))
    assert len({row.number for row in made.rows}) == len(made.rows)


def test_a_ledger_that_does_not_replay_says_so() -> None:
    stranger = Note(NOW, "state", "0" * 64)
    assert "digest" in book([*evening(), stranger]).replay


def test_the_categories_stand_in_the_order_of_the_protocol_and_unknown_ones_last() -> None:
    assert [each.category for each in whole().categories] == [
        "advance-locale",
        "advance-other",
        "advance-late",
        "day-locale",
        "day-other",
    ]
    notice = BatchNotice(BatchKind.OPENED, Batch("X", category="post", scanner="s1"), "1", 1)
    strange: list[Entry] = [
        BatchEvent(NOW, notice),
        *(sheet(number, batch="X") for number in (1, 2)),
    ]
    assert [each.category for each in book([GENESIS, *strange]).categories] == ["post"]


def test_every_sample_is_in_just_one_row() -> None:
    drawn = [s.id for e in evening() if isinstance(e, Draw) for s in e.samples]
    logged = [look.sample.id for row in whole().rows for look in row.looks]
    assert sorted(logged) == sorted(drawn)


def test_a_row_tells_how_it_was_drawn_and_by_whom_it_was_done() -> None:
    for row in whole().rows:
        assert row.seed == SEED
        assert set(row.done_by) == {ANNE, BEATE}
        assert row.approved_by == (ANNE, BEATE)
        assert row.taken
        assert row.returned
        assert row.drawn_at < row.done_at
        assert row.reasons == () or row.kind is SampleKind.RISK


def test_a_whole_box_holds_hand_machine_and_reread_by_list() -> None:
    rows = [row for row in whole().rows if row.whole]
    assert rows
    for row in rows:
        assert sum(one.manual for one in row.lists) == row.ballots == row.checked
        assert sum(one.reported or 0 for one in row.lists) == row.ballots
        apart = sum(max(one.difference() or 0, 0) for one in row.lists)
        assert row.differing == apart == row.differences.get(Field.LIST, 0)


def test_the_systematic_error_is_found_where_it_is() -> None:
    rows = [row for row in whole().rows if row.box.category == "day-other" and row.whole]
    assert [row.differing > 0 for row in rows] == [True]


def test_in_a_category_each_ballot_counts_once() -> None:
    for line in whole().categories:
        assert line.checked <= line.ballots
        assert line.boxes_checked <= line.boxes


def test_the_bound_falls_as_papers_are_checked() -> None:
    made = whole()
    shares = [each.upper for each in made.course]
    assert made.papers is not None
    assert made.whole_boxes is not None
    assert shares[-1] < shares[0]
    assert made.papers.together.checked == made.papers.together.drawn
    assert made.whole_boxes.together.units == sum(each.boxes for each in made.rounds)


def test_alarms_stand_as_people_left_them() -> None:
    key = SheetKey("s1", "1", "1", 9)
    cell = Cell(DifferenceKind.MISS, "s1")
    first = AlarmRecord(cell, 9, 1, 3, 9, 9.0, 8.0, key, number=1)
    again = msgspec.structs.replace(first, wrong=5, number=2, refines=1)
    acts: list[Act] = [
        AlarmSeen(1),
        AlarmAcknowledged(1, Meaning.REPAIRED),
        AlarmExplained(1, "parti_feillest"),
        AlarmClosed(1),
        AlarmReopened(1, "again"),
        AlarmSeen(7),
    ]
    records = [ActRecord(NOW, (CARL, ANNE), act) for act in acts]
    states = []
    for number in range(len(records) + 1):
        made = book([GENESIS, first, *records[:number], again])
        (alarm,) = made.alarms
        assert (alarm.number, alarm.wrong) == (1, 5)
        states.append(alarm.state)
    assert states == [
        AlarmState.OPEN,
        AlarmState.SEEN,
        AlarmState.ACKNOWLEDGED,
        AlarmState.EXPLAINED,
        AlarmState.CLOSED,
        AlarmState.OPEN,
        AlarmState.OPEN,
    ]


def test_an_explanation_without_a_body_we_know_is_kept_by_its_words() -> None:
    acts = [DeviationExplained("7", "ukjent", "kort", body) for body in ("", "{", '{"id":"7"}')]
    made = book([GENESIS, *(ActRecord(NOW, (CARL, ANNE), act) for act in acts)])
    assert [(each.short, each.told) for each in made.deviations] == [("kort", None)] * 3


def test_findings_are_counted_and_boxes_name_theirs() -> None:
    box = Batch("K1", scanner="s1")
    opened = BatchEvent(NOW, BatchNotice(BatchKind.OPENED, box, "1", 1))
    finding = Finding("box-open", SheetKey("", "", "K1", 0), "never closed")
    gap = Finding("gap", SheetKey("s1", "1", "K1", 3), "number 3 did not come")
    made = book([GENESIS, opened, gap, Note(NOW, "finished", ""), finding])
    assert made.findings == {"box-open": 1, "gap": 1}
    assert made.boxes[0].findings == ("box-open",)


DRAW = Draw(
    1,
    "seed",
    (),
    (),
    (
        Sample("R1-001", 1, SampleKind.RANDOM, "all", "1", 1, sheet=SheetKey("s1", "1", "1", 1)),
        Sample("R1-002", 1, SampleKind.RISK, "all", "1", 1, sheet=SheetKey("s1", "1", "1", 99)),
        Sample("R1-003", 1, SampleKind.RANDOM, "all", "1", 1),
        Sample("R1-004", 1, SampleKind.RANDOM, "all", "2", 1),
    ),
)


def entered(sample: str, outcome: Outcome, shows: PaperShows | None = None) -> list[Entry]:
    act = CheckEntered(sample, outcome, shows)
    return [ActRecord(NOW, (person,), act) for person in (ANNE, BEATE)]


def test_rows_of_a_draw_without_its_round_and_of_entries_that_nobody_knows() -> None:
    made = book(
        [
            GENESIS,
            *faulty_night()[:10],
            DRAW,
            *entered("R9-999", Outcome.SEEN),
            ActRecord(NOW, (ANNE, BEATE), RoundSigned(1)),
            ActRecord(NOW, (ANNE, BEATE), BoxReturned("1", 1)),
            *entered("R1-002", Outcome.NOT_FOUND),
            *entered("R1-003", Outcome.SEEN, PaperShows(counts={"": 9})),
        ]
    )
    found = {(row.whole, row.kind, row.box.id): row for row in made.rows}
    assert found[False, SampleKind.RANDOM, "1"].assessment is Assessment.OPEN
    risk = found[False, SampleKind.RISK, "1"]
    assert (risk.not_found, risk.checked, risk.differing) == (1, 1, 0)
    counted = found[True, SampleKind.RANDOM, "1"]
    assert counted.returned
    assert not counted.taken
    assert counted.seed == ""
    assert counted.differences == {Field.COUNT: 1}
    assert counted.assessment is Assessment.RANDOM
    assert found[True, SampleKind.RANDOM, "2"].ballots == 0


def test_a_correction_that_opens_a_sample_again_leaves_it_open() -> None:
    seen = PaperShows("A")
    first = entered("R1-001", Outcome.SEEN, seen)
    other = CheckEntered("R1-001", Outcome.SEEN, PaperShows("H"), revision=2, reason="wrong")
    made = book([GENESIS, *faulty_night()[:3], DRAW, *first, ActRecord(NOW, (ANNE,), other)])
    (look,) = next(row for row in made.rows if row.looks[0].sample.id == "R1-001").looks
    assert (look.outcome, look.done_at, look.revisions) == (None, "", 1)


def test_a_box_of_which_not_every_sheet_was_compared_has_no_count_of_the_machine() -> None:
    nights = [sheet(1), sheet(2, compared=False)]
    counted = entered("R1-003", Outcome.SEEN, PaperShows(counts={"": 2}))
    made = book([GENESIS, *nights, DRAW, *counted])
    row = next(each for each in made.rows if each.whole and each.box.id == "1")
    assert [(one.manual, one.reported, one.difference()) for one in row.lists] == [(2, None, None)]
    assert (row.uncompared, row.assessment) == (2, Assessment.NOT_COMPARED)


def test_a_third_look_that_is_corrected_stays_in_its_turn() -> None:
    other = CheckEntered("R1-001", Outcome.SEEN, PaperShows("H"))
    first = entered("R1-001", Outcome.SEEN, PaperShows("A"))[:1]
    looks = [CheckEntered("R1-001", Outcome.CANNOT_AGREE, revision=n, third=True) for n in (1, 2)]
    acts = [ActRecord(NOW, (BEATE,), other), *(ActRecord(NOW, (ANNE, BEATE), e) for e in looks)]
    made = book([GENESIS, sheet(1), DRAW, *first, *acts])
    (look,) = next(row for row in made.rows if row.looks[0].sample.id == "R1-001").looks
    assert (look.outcome, look.third, look.revisions) == (Outcome.CANNOT_AGREE, True, 1)


def test_acts_about_nothing_we_know_change_nothing() -> None:
    acts: list[Act] = [
        ImageSeen(SheetKey("s1", "1", "1", 1), "front"),
        SeedEntered(7, "1"),
        AlarmSeen(9),
    ]
    made = book([GENESIS, *(ActRecord(NOW, (CARL, ANNE), act) for act in acts)])
    assert (made.alarms, made.rounds, made.rows) == ((), (), ())


def test_everyone_who_took_part_is_told_with_what_they_confirmed() -> None:
    day, next_day = NoCandidate("2025-09-08"), NoCandidate("2025-09-09")
    made = book(
        [
            GENESIS,
            *(ActRecord(NOW, (ANNE,), act) for act in (next_day, day, day)),
            ActRecord(NOW, (CARL, ANNE), SeedEntered(7, "1")),
            ActRecord(NOW, (BEATE,), ImageSeen(SheetKey("s1", "1", "1", 1), "x"), unverified=True),
            ActRecord(NOW, (BEATE,), day),
        ]
    )
    assert made.people == (
        PersonLine(ANNE, ("2025-09-08", "2025-09-09")),
        PersonLine(BEATE, ("2025-09-08",), unverified=True),
        PersonLine(CARL),
    )


def test_every_act_on_an_alarm_says_how_it_then_stands() -> None:
    assert set(AFTER) == set(get_args(AlarmAct))


@given(act_records)
def test_the_log_knows_every_act_there_is(record: ActRecord) -> None:
    acts = Acts()
    acts.take(record)
    assert [line.person for line in acts.people()] == sorted(set(record.by))


@pytest.mark.parametrize("explained", [False, True])
def test_differences_that_an_alarm_speaks_of_may_be_systematic(explained: bool) -> None:
    style = Difference(DifferenceKind.STYLE, "", "", "H", "A", 1.0)
    wrong = msgspec.structs.replace(
        sheet(1).examination, differences=(style,), style="A", reported=()
    )
    alarm = AlarmRecord(
        Cell(DifferenceKind.STYLE, "s1", style="A"), 9, 1, 3, 9, 9.0, 8.0, wrong.key, number=1
    )
    seen = entered("R1-001", Outcome.SEEN, PaperShows("A"))
    people = [ActRecord(NOW, (CARL, ANNE), AlarmExplained(1, "x"))] if explained else []
    made = book([GENESIS, SheetRecord(NOW, wrong), alarm, DRAW, *seen, *people])
    row = next(row for row in made.rows if row.looks[0].sample.id == "R1-001")
    expected = Assessment.SYSTEMATIC if explained else Assessment.POSSIBLE
    assert (row.differing, row.assessment, row.alarms) == (1, expected, (1,))


@pytest.mark.parametrize(
    ("states", "stamp"),
    [
        ((), None),
        ((StampState.MISSING,), StampSeen.MISSING),
        ((StampState.UNSURE,), None),
        ((StampState.MISSING, StampState.PRESENT), StampSeen.PRESENT),
    ],
)
def test_readings_are_told_as_people_write_down_paper(
    states: Sequence[StampState], stamp: StampSeen | None
) -> None:
    page = PageReread(
        "i",
        "",
        stamps=tuple(StampReread("s", 1.0, state) for state in states),
        rows=(
            RowReread("slengere", "rad-1", 1, 1.0, RowState.WRITTEN),
            RowReread("slengere", "rad-2", 2, 0.0, RowState.EMPTY),
        ),
    )
    contests = (
        ContestReread("p", ContestStatus.VOTED, ("k1",), ("k1",)),
        ContestReread("slengere", ContestStatus.VOTED, ("rad-1",), ("rad-1",)),
    )
    sheet = Examination(
        SheetKey("s", "1", "1", 1),
        (page,),
        contests,
        style="A",
        reported=(("p", "k1"), ("slengere", "rad-1")),
    )
    found = readings_of(sheet)
    assert found.reread == PaperShows("A", (("p", "k1"),), 1, stamp)
    assert found.reported == PaperShows("A", (("p", "k1"),), 1)
    unsure = msgspec.structs.replace(
        sheet,
        contests=(ContestReread("p", ContestStatus.UNSURE, (), (), ("k1",)),),
        reported=None,
    )
    assert readings_of(unsure).reread is None
    assert readings_of(unsure).reported is None
