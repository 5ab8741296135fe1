"""What the desk keeps of sheets: places, names, and which are worth a look."""

import msgspec
import pytest

from check_nights import box, sheet
from qc_service.flow.urn import Urn
from qc_service.model.checks import PaperShows
from qc_service.model.events import AlarmRecord, Cell, Finding
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, RowReread, RowState

K01 = box("K01")


def key(number: int, session: str = "night", scanner: str = "S01") -> SheetKey:
    return SheetKey(scanner, session, "K01", number)


def places(*keys: SheetKey) -> dict[SheetKey, int]:
    urn = Urn()
    for each in keys:
        urn.take(sheet(each), ("K01", 1))
    return {ballot.key: ballot.place for ballot in urn.ballots(K01, len(keys))}


def test_papers_lie_in_the_order_of_their_numbers() -> None:
    assert places(key(2), key(1), key(3)) == {key(1): 1, key(2): 2, key(3): 3}


def test_a_number_that_did_not_come_keeps_its_place() -> None:
    assert places(key(2), key(5)) == {key(2): 2, key(5): 5}


def test_a_new_passage_lies_on_top_of_the_one_before() -> None:
    found = places(key(1, "b"), key(2, "b"), key(1, "a"), key(2, "a"))
    assert [found[key(n, s)] for s in "ba" for n in (1, 2)] == [1, 2, 3, 4]


def test_a_passage_that_goes_on_counting_is_one_with_the_one_before() -> None:
    found = places(key(1, "b"), key(2, "b"), key(4, "a"))
    assert found[key(4, "a")] == 4


def test_numbers_below_one_have_a_place_of_their_own() -> None:
    assert sorted(places(key(0), key(1), key(2)).values()) == [1, 2, 3]


def reasons(urn: Urn, count: int) -> dict[int, str]:
    return {ballot.key.sequence: ballot.reason for ballot in urn.ballots(K01, count)}


def filled(*numbers: int) -> Urn:
    urn = Urn()
    for number in numbers:
        urn.take(sheet(key(number)), ("K01", 1))
    return urn


def test_sheets_beside_a_restart_and_a_paper_stop_are_worth_a_look() -> None:
    urn = filled(1, 2, 3, 4, 5)
    urn.watch([Finding("restart", key(3), ""), Finding("same-paper", key(5), "")])
    found = reasons(urn, 5)
    assert found == {1: "", 2: "restart", 3: "restart", 4: "paper-stop", 5: "paper-stop"}
    first = filled(1, 2)
    first.watch([Finding("restart", key(1), ""), Finding("double", key(2), "")])
    assert reasons(first, 2) == {1: "restart", 2: ""}


def test_sheets_around_a_gap_are_worth_a_look_and_unsure_ones() -> None:
    urn = filled(1, 2, 5, 7, 9)
    urn.watch([Finding("gap", key(3), "numbers 3 to 4 did not come")])
    assert reasons(urn, 5) == {1: "", 2: "gap", 5: "gap", 7: "unsure", 9: ""}


def differing(number: int, option: str = "k01") -> Examination:
    what = Difference(DifferenceKind.MISS, "personstemmer", option, "empty", "marked", 0.5)
    return msgspec.structs.replace(sheet(key(number)), differences=(what,))


def alarm(cell: Cell) -> AlarmRecord:
    return AlarmRecord(cell, 1, 1, 1, 1, 1.0, 1.0, key(1), number=1)


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        (Cell(DifferenceKind.MISS, "S01", "personstemmer", "k01"), True),
        (Cell(DifferenceKind.MISS), True),
        (Cell(DifferenceKind.MISS, district="0101", style="SS", batch="K01"), True),
        (Cell(DifferenceKind.MISS, "S02"), False),
        (Cell(DifferenceKind.FALSE, "S01"), False),
        (Cell(DifferenceKind.MISS, "S01", "personstemmer", "9"), False),
    ],
)
def test_sheets_that_an_alarm_is_about_come_first(cell: Cell, *, fits: bool) -> None:
    urn = filled(1)
    urn.take(differing(2), ("K01", 1))
    urn.watch([alarm(cell)])
    assert reasons(urn, 2) == {1: "", 2: "alarm" if fits else "difference"}


def test_what_is_seen_is_held_against_both_readings() -> None:
    urn = filled(1, 7)
    right, wrong = PaperShows("A", (("personstemmer", "k01"),)), PaperShows("A")
    assert urn.agreement(key(1), right).reread is True
    assert urn.agreement(key(1), wrong).reported is False
    assert urn.agreement(key(7), right).reread is None
    assert urn.agreement(key(7), right).reported is True


def test_rows_written_in_are_no_marks_and_another_style_reported_counts() -> None:
    rows = (RowReread("personstemmer", "row-1", 1, 0.9, RowState.WRITTEN),)
    style = Difference(DifferenceKind.STYLE, "", "", "SS", "A", 0.0)
    plain = sheet(key(1))
    contest = msgspec.structs.replace(plain.contests[0], marked=("k01", "row-1"))
    with_row = msgspec.structs.replace(
        plain,
        pages=(PageReread("a", "", rows=rows),),
        contests=(contest,),
        differences=(style,),
    )
    urn = Urn()
    urn.take(with_row, ("K01", 1))
    seen = PaperShows("A", (("personstemmer", "k01"),), rows=1)
    assert urn.agreement(key(1), seen).reread is True
    assert urn.agreement(key(1), seen).reported is False
    unread = msgspec.structs.replace(plain, key=key(2), contests=(), reported=None)
    urn.take(unread, ("K01", 1))
    assert urn.agreement(key(2), seen).reread is None
    assert urn.agreement(key(2), seen).reported is None


def test_a_ballot_without_a_style_goes_by_its_layout() -> None:
    bare = msgspec.structs.replace(
        sheet(key(1)), style="", pages=(PageReread("a", "", layout="demo-letter"),)
    )
    urn = Urn()
    urn.take(bare, ("K01", 1))
    seen = PaperShows("demo-letter", (("personstemmer", "k01"),))
    assert urn.agreement(key(1), seen).reread is True
    (ballot,) = urn.ballots(K01, 1)
    assert ballot.circumstances["list"] == "demo-letter"
