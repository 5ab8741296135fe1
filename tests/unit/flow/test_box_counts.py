"""From sheets to counts: every sheet is counted once, and a list only where it is known."""

from collections.abc import Iterable

from qc_service.flow.box_counts import count_boxes, expected_boxes, list_of
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, BatchPlan
from qc_service.model.events import Entry, Genesis, SheetRecord
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.totals import RereadBox
from qc_service.model.verdict import Candidate, ContestReread, ContestStatus

NOW = "2027-09-13T21:00:00Z"
TORN = Fault(FaultCode.NOT_LOCATED, "torn")


def sheet(  # noqa: PLR0913 - every part of a sheet that a test may want to set
    number: int,
    style: str = "A",
    *,
    box: str = "K1",
    scanner: str = "S1",
    reasons: Iterable[str] = (),
    contests: tuple[ContestReread, ...] = (),
    paper: str = "",
    faults: tuple[Fault, ...] = (),
) -> SheetRecord:
    return SheetRecord(
        NOW,
        Examination(
            key=SheetKey(scanner, "1", box, number),
            pages=(PageReread("front", "", paper=paper), PageReread("back", "")),
            contests=contests,
            candidates=tuple(map(Candidate, reasons)),
            faults=faults,
            style=style,
        ),
    )


def ticked(*votes: str, status: ContestStatus = ContestStatus.VOTED) -> tuple[ContestReread, ...]:
    return (ContestReread("parti", status, votes, votes),)


def only(*records: SheetRecord) -> RereadBox:
    (box,) = count_boxes([Genesis(NOW, "1", ()), *records])
    return box


def test_sheets_are_counted_by_box_scanner_and_list() -> None:
    records = [
        sheet(1),
        sheet(2, "H"),
        sheet(3),
        sheet(1, box="K2"),
        sheet(1, scanner="S2"),
        sheet(4, "BLANK"),
    ]
    found = {(box.box, box.scanner): box.lists for box in count_boxes(records)}
    assert found == {
        ("K1", "S1"): {"A": 2, "BLANK": 1, "H": 1},
        ("K1", "S2"): {"A": 1},
        ("K2", "S1"): {"A": 1},
    }


def test_a_sheet_whose_list_is_not_known_is_kept_apart_and_never_lost() -> None:
    box = only(
        sheet(1),
        sheet(2, ""),
        sheet(3, reasons=["identity"]),
        sheet(4, reasons=["copy"]),
        sheet(5, faults=(TORN,)),
        sheet(6, reasons=["unsure", "row", "outside"]),
    )
    assert (box.lists, box.undecided, box.sheets()) == ({"A": 2}, 4, 6)


def test_a_missing_stamp_leaves_the_list_and_is_counted_as_open() -> None:
    box = only(sheet(1), sheet(2, reasons=["stamp"]), sheet(3, "H", reasons=["fault"]))
    assert (box.lists, box.open, box.undecided) == ({"A": 2, "H": 1}, {"A": 1, "H": 1}, 0)


def test_a_tick_box_ballot_counts_for_the_list_that_is_ticked() -> None:
    def tick(contests: tuple[ContestReread, ...]) -> str | None:
        return list_of(sheet(1, "TICK", contests=contests).examination)

    assert tick(ticked("SV")) == "SV"
    assert tick(ticked("blank")) == "BLANK"
    assert tick(ticked("annet")) is None
    assert tick(ticked(status=ContestStatus.BLANK)) is None
    assert tick(ticked(status=ContestStatus.OVERVOTE)) is None
    assert tick(ticked(status=ContestStatus.UNSURE)) is None


def test_the_same_paper_again_is_told_with_the_box_where_it_was_first() -> None:
    first = [sheet(n, paper=f"{n:016x}") for n in range(5)]
    again = [sheet(n, box="K2", paper=f"{n:016x}") for n in range(3)]
    twice = sheet(9, paper=f"{4:016x}")
    boxes = {box.box: box for box in count_boxes([*first, twice, *again])}
    assert boxes["K1"].again == {"K1": 1}
    assert boxes["K2"].again == {"K1": 3}
    assert boxes["K2"].lists == {"A": 3}


def opened(batch: Batch, number: int = 1) -> BatchEvent:
    return BatchEvent(NOW, BatchNotice(BatchKind.OPENED, batch, "1", number))


def test_a_box_has_the_locale_and_category_that_were_told_of_it_last() -> None:
    plan = BatchPlan(NOW, (Batch("K1", category="day-other", locale="0101"), Batch("K2")))
    assert count_boxes([plan, sheet(1)])[0].category == "day-other"
    told = Batch("K1", category="day-locale", locale="0202", scanner="S1")
    (box,) = count_boxes([plan, opened(told), sheet(1)])
    assert (box.locale, box.category) == ("0202", "day-locale")


def test_of_a_second_count_on_one_scanner_the_last_count_stands_alone() -> None:
    first: list[Entry] = [
        opened(Batch("K1", scanner="S1")),
        sheet(1, paper="a"),
        sheet(2, paper="b"),
    ]
    second: list[Entry] = [opened(Batch("K1", scanner="S1", count=2), 2), sheet(3, "H", paper="a")]
    (box,) = count_boxes([*first, *second])
    assert (box.lists, box.again) == ({"H": 1}, {})


def closed(batch: Batch, number: int) -> BatchEvent:
    return BatchEvent(NOW, BatchNotice(BatchKind.CLOSED, batch, "1", number))


def test_a_second_count_that_was_not_ended_does_not_replace_the_first() -> None:
    one, two = Batch("K1", scanner="S1"), Batch("K1", scanner="S1", count=2)
    entries: list[Entry] = [opened(one), sheet(1), sheet(2), closed(one, 2)]
    entries += [opened(two, 3), sheet(3, "H")]
    (box,) = count_boxes(entries)
    assert box.lists == {"A": 2}
    (box,) = count_boxes([*entries, sheet(4, "H"), closed(two, 4)])
    assert box.lists == {"H": 2}


def test_boxes_of_the_last_plan_and_all_that_were_opened_are_expected() -> None:
    plans = [BatchPlan(NOW, (Batch("K1"),)), BatchPlan(NOW, (Batch("K2"), Batch("K3")))]
    assert expected_boxes([*plans, opened(Batch("K9", scanner="S1"))]) == {"K2", "K3", "K9"}
    assert expected_boxes([sheet(1)]) == frozenset()
