"""Boxes as a whole: what was expected, what came, in which box, under which category, how often."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_service.flow.desk import Desk
from qc_service.flow.figures import BoxState
from qc_service.flow.papers import AGAIN_SHEETS
from qc_service.flow.replaying import closing_entries, replay
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, BatchPlan
from qc_service.model.events import Entry, Finding, Genesis, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry

GENESIS = Genesis("t", "1", (), {"alpha": 0.05, "scanners": 2})
K07 = Batch(
    "K07", "kst-9901-2027", "day-locale", "0101", "Nes skole", 1, 2, "S01", expected=3
)  # fmt: skip


def sheet(
    number: int,
    batch: str = "K07",
    *,
    paper: str = "",
    scanner: str = "S01",
    session: str = "night",
    election: str = "",
) -> SheetRecord:
    key = SheetKey(scanner, session, batch, number)
    pages = (PageReread("front.jpg", "", paper=paper),)
    digest = f"{scanner}{session}{batch}{number}"
    return SheetRecord("t", Examination(key, pages, digest=digest, election=election))


def told(
    kind: BatchKind,
    batch: Batch = K07,
    number: int = 1,
    *,
    session: str = "night",
    sheets: int | None = None,
) -> BatchNotice:
    return BatchNotice(kind, batch, session, number, sheets)


def opened(batch: Batch = K07, session: str = "night") -> BatchNotice:
    return told(BatchKind.OPENED, batch, session=session)


def closed(
    batch: Batch = K07, number: int = 2, *, session: str = "night", sheets: int | None = None
) -> BatchNotice:
    return told(BatchKind.CLOSED, batch, number, session=session, sheets=sheets)


def changed(batch: Batch = K07, **fields: object) -> Batch:
    return msgspec.structs.replace(batch, **fields)


Event = SheetRecord | BatchNotice | BatchPlan


def live(events: Sequence[Event], *, end: bool = False) -> tuple[list[Entry], Desk]:
    """Run a night as the service does."""
    desk = Desk(GENESIS.plan)
    ledger: list[Entry] = [GENESIS]
    for event in events:
        if isinstance(event, SheetRecord):
            if desk.known(event.examination.key) is None:
                ledger += [event, *desk.handle(event)]
        elif isinstance(event, BatchPlan):
            desk.take_plan(event)
            ledger.append(event)
        elif desk.boxes.known(event.key()) is None:
            ledger += [BatchEvent("t", event), *desk.take_notice(event)]
    if end:
        ledger += closing_entries(desk, "t")
    return ledger, desk


def findings(*events: Event, end: bool = False) -> list[Finding]:
    ledger, _ = live(events, end=end)
    return [each for each in ledger if isinstance(each, Finding)]


def kinds(*events: Event, end: bool = False) -> list[str]:
    return [each.kind for each in findings(*events, end=end)]


def plan(*boxes: Batch) -> BatchPlan:
    return BatchPlan("t", tuple(msgspec.structs.replace(box, scanner="") for box in boxes))


def test_a_box_that_adds_up_gives_no_finding() -> None:
    night: list[Event] = [opened(), *(sheet(n) for n in (1, 2, 3)), closed(sheets=3)]
    assert findings(plan(K07), *night, end=True) == []


def test_a_closed_box_says_by_how_much_it_differs_and_from_whom() -> None:
    other = changed(expected=2)
    (found,) = findings(plan(other), opened(), sheet(1), sheet(2), closed(sheets=4))
    assert (found.kind, found.key) == ("box-count", SheetKey("S01", "", "K07", 0))
    assert "2 sheets" in found.message
    assert "label has 3 (-1)" in found.message
    assert "sender counted 4 (-2)" in found.message
    assert "the plan" not in found.message


def test_the_forgotten_50_of_kristiansund_are_missed_at_the_end() -> None:
    """2019: a bundle of 50 was forgotten; the plan of boxes knows it."""
    bundle = Batch("K08", category="day-locale", locale="0101", box=2, boxes=2, expected=50)
    night: list[Event] = [opened(), *(sheet(n) for n in (1, 2, 3)), closed()]
    (found,) = findings(plan(K07, bundle), *night, end=True)
    assert (found.kind, found.key.batch) == ("box-forgotten", "K08")
    assert "50 sheets expected" in found.message
    assert "box 2 of 2" in found.message


def test_without_a_plan_box_2_of_2_that_never_came_is_missed() -> None:
    night: list[Event] = [opened(), *(sheet(n) for n in (1, 2, 3)), closed()]
    (found,) = findings(*night, end=True)
    assert found.kind == "box-forgotten"
    assert "box 2 of 2" in found.message
    second = changed(id="K08", box=2, expected=0)
    assert findings(*night, opened(second), closed(second), end=True) == []


def test_a_box_never_closed_is_told_at_the_end_of_each_run() -> None:
    (found,) = findings(plan(K07), opened(), sheet(1), end=True)
    assert (found.kind, found.message) == (
        "box-open",
        "box K07 was never closed: 1 sheet of 3 expected so far",
    )


def test_sheets_of_a_planned_box_that_nobody_opened_count_for_it() -> None:
    _, desk = live([plan(K07), sheet(1), sheet(2)])
    (box,) = desk.figures().boxes
    assert (box.state, box.sheets, box.expected) == (BoxState.OPEN, 2, 3)


def test_a_box_opened_twice_under_one_count_number_is_told() -> None:
    again = opened(changed(scanner="S02"))
    (found,) = findings(opened(), sheet(1), again)
    assert (found.kind, found.key.scanner) == ("box-doubled", "S02")
    assert "first on S01, now on S02" in found.message


def test_a_second_count_is_no_double_even_though_every_paper_comes_again() -> None:
    second = changed(count=2)
    first: list[Event] = [opened(), *(sheet(n, paper=f"p{n}") for n in (1, 2, 3)), closed()]
    then: list[Event] = [
        opened(second, "again"),
        *(sheet(n, paper=f"p{n}", session="again") for n in (1, 2, 3)),
        closed(second, session="again"),
    ]
    assert kinds(plan(K07, second), *first, *then, end=True) == ["restart"]


def test_the_same_notice_twice_is_one_event() -> None:
    ledger, desk = live([opened(), opened(), sheet(1), closed(), closed()])
    assert sum(isinstance(entry, BatchEvent) for entry in ledger) == 2
    assert desk.take_notice(opened()) == ()


def test_the_last_sheet_after_a_paper_stop_names_both_numbers() -> None:
    """August 2019: after a paper stop nobody could say which ballot was scanned last."""
    stopped: list[Event] = [opened(), sheet(1, paper="a"), sheet(2, paper="b")]
    (found,) = findings(*stopped, sheet(3, paper="b"))
    assert (found.kind, found.key.sequence) == ("same-paper", 3)
    assert "numbers 2 and 3 of box K07" in found.message
    later: list[Event] = [opened(session="later"), sheet(1, paper="b", session="later")]
    last = findings(*stopped, *later)[-1]
    assert last.kind == "same-paper"
    assert "number 2 (session night) and number 1 (session later)" in last.message


def test_a_box_scanned_twice_is_told_as_a_box_and_not_sheet_by_sheet() -> None:
    other = changed(id="K09", box=2, expected=20)
    first: list[Event] = [
        opened(changed(expected=20)),
        *(sheet(n, paper=f"p{n}") for n in range(1, 21)),
    ]
    then: list[Event] = [opened(other), *(sheet(n, "K09", paper=f"p{n}") for n in range(1, 21))]
    found = [each for each in findings(*first, *then, closed(other)) if each.kind != "restart"]
    single = [each for each in found if each.kind == "same-paper"]
    whole = [each for each in found if each.kind == "box-again"]
    assert len(single) == AGAIN_SHEETS
    assert [each.key.batch for each in whole] == ["K09", "K09"]
    assert "before in box K07" in whole[0].message
    assert "20 of its 20 sheets" in whole[1].message


@pytest.mark.parametrize(
    ("again", "sheets", "expected"), [(1, 10, False), (2, 100, True), (2, 101, False)]
)
def test_a_small_box_counts_as_scanned_twice_from_two_in_a_hundred(
    again: int, sheets: int, expected: bool
) -> None:
    other = changed(id="K09", expected=sheets)
    first: list[Event] = [sheet(n, paper=f"p{n}") for n in range(1, again + 1)]
    then: list[Event] = [
        sheet(n, "K09", paper=f"p{n}" if n <= again else "") for n in range(1, sheets + 1)
    ]
    kind = kinds(opened(), *first, opened(other), *then, closed(other))
    assert ("box-again" in kind) is expected


def test_a_box_in_the_wrong_category_is_told_once() -> None:
    """Vestland 2019: ballots were scanned into the wrong category."""
    wrong = changed(category="advance-late", expected=1)
    found = findings(plan(changed(expected=1)), opened(wrong), sheet(1), closed(wrong))
    assert [each.kind for each in found] == ["box-category"]
    assert found[0].facts == {
        "box": "K07",
        "told_category": "advance-late",
        "planned_category": "day-locale",
    }
    assert "it was to be 'Election day votes – from the polling places'" in found[0].message


def test_without_a_plan_a_box_must_say_the_same_each_time() -> None:
    moved = changed(locale="0202", expected=1)
    assert kinds(opened(), sheet(1), closed(moved)) == ["box-locale"]


def test_sheets_of_another_election_in_a_box_are_told_once_with_the_first() -> None:
    county = "ftv-99-2027"
    events: list[Event] = [opened(), sheet(1, election=K07.election), sheet(2, election=county)]
    (found,) = findings(*events, sheet(3, election=county))
    assert found.kind == "box-election"
    assert county in found.message
    assert "number 2" in found.message


def test_a_box_that_the_plan_does_not_know_is_told() -> None:
    assert kinds(plan(K07), opened(changed(id="K70"))) == ["box-unplanned"]
    # A third count of a planned box is no new box.
    assert kinds(plan(K07), opened(changed(count=3))) == []


def test_a_sheet_after_the_end_is_told_once_and_reopening_mends_it() -> None:
    full: list[Event] = [opened(changed(expected=None)), sheet(1), closed(changed(expected=None))]
    assert kinds(*full, sheet(2), sheet(3)) == ["box-after-close"]
    again = told(BatchKind.REOPENED, changed(expected=None), 3)
    assert kinds(*full, again, sheet(2), sheet(3)) == []


def test_a_sheet_that_is_sent_again_is_counted_once() -> None:
    _, desk = live([opened(), sheet(1), sheet(1), sheet(1)])
    assert [box.sheets for box in desk.figures().boxes] == [1]


def test_a_new_plan_keeps_what_was_begun_and_drops_what_was_not() -> None:
    new = changed(id="K11", box=0, boxes=0)
    _, desk = live([plan(K07, changed(id="K08")), opened(), sheet(1), plan(new)])
    figures = {box.batch.id: (box.state, box.sheets) for box in desk.figures().boxes}
    assert figures == {"K07": (BoxState.OPEN, 1), "K11": (BoxState.PLANNED, 0)}


def test_nights_without_boxes_have_the_same_state_as_ever() -> None:
    """A ledger of an earlier version holds the digest of a state that knew nothing of boxes."""
    _, desk = live([sheet(1), sheet(2, paper="a")])
    assert set(desk.boxes.state()) == {"papers"}
    _, desk = live([sheet(1)])
    assert desk.boxes.state() == {}


ids = st.sampled_from(["K1", "K2"])
batches = st.builds(
    Batch,
    id=ids,
    election=st.sampled_from(["", "a", "b"]),
    category=st.sampled_from(["", "day-locale", "day-other"]),
    box=st.just(1),
    boxes=st.integers(1, 2),
    scanner=st.sampled_from(["S01", "S02"]),
    count=st.integers(1, 2),
    expected=st.none() | st.integers(0, 4),
)
notices = st.builds(
    BatchNotice,
    st.sampled_from(BatchKind),
    batches,
    st.sampled_from(["night", "later"]),
    st.integers(1, 4),
    st.none() | st.integers(0, 4),
)
sheets = st.builds(
    sheet,
    st.integers(1, 9),
    ids,
    paper=st.sampled_from(["", "p1", "p2", "p3"]),
    scanner=st.sampled_from(["S01", "S02"]),
    session=st.sampled_from(["night", "later"]),
    election=st.sampled_from(["", "a", "b"]),
)
plans = st.lists(batches, max_size=3, unique_by=lambda box: (box.id, box.count)).map(
    lambda boxes: plan(*boxes)
)
nights = st.lists(st.one_of(notices, sheets, sheets, plans), max_size=25)


@settings(max_examples=100)
@given(nights, st.integers(0, 25))
def test_a_night_of_boxes_replays_word_for_word_and_can_be_cut_anywhere(
    events: list[Event], cut: int
) -> None:
    ledger, desk = live(events, end=True)
    replayed = replay(decode_entry(encode_entry(entry)) for entry in ledger)
    assert replayed.difference == ""
    assert replayed.desk.digest() == desk.digest()
    assert replayed.desk.figures() == desk.figures()
    before, _ = live(events[:cut])
    whole, desk = live(events)
    assert whole[: len(before)] == before
    resumed = replay(before).desk
    for entry in whole[len(before) :]:
        if isinstance(entry, SheetRecord):
            resumed.handle(entry)
        elif isinstance(entry, BatchEvent):
            resumed.take_notice(entry.notice)
        elif isinstance(entry, BatchPlan):
            resumed.take_plan(entry)
    assert resumed.digest() == desk.digest()


@settings(max_examples=60)
@given(nights)
def test_every_sheet_of_a_known_box_is_counted_in_exactly_one_count(events: list[Event]) -> None:
    first: list[Event] = [opened(Batch("K1", scanner="S01")), opened(Batch("K2", scanner="S01"))]
    ledger, desk = live([*first, *(each for each in events if not isinstance(each, BatchPlan))])
    assert sum(box.sheets for box in desk.figures().boxes) == sum(
        isinstance(entry, SheetRecord) for entry in ledger
    )


def test_each_part_of_a_box_is_part_of_the_state() -> None:
    base: list[Event] = [plan(K07), opened(), sheet(1, paper="a"), closed(sheets=1)]
    digests = {live(base)[1].digest()}
    for other in (
        [plan(changed(expected=9)), *base[1:]],
        [base[0], opened(changed(category="day-other")), *base[2:]],
        [*base[:2], sheet(1, paper="b"), base[3]],
        base[:3],
        [*base, sheet(2)],
    ):
        digests.add(live(other)[1].digest())
    assert len(digests) == 6
