"""How bad an alarm is: which sheets and boxes, whom it hurts, and what that could change."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nights import GENESIS, sheet
from qc_service.comparing.seats import Method
from qc_service.detecting.facts import SheetFacts
from qc_service.flow.affected import WrongSheets
from qc_service.flow.desk import Desk
from qc_service.flow.severity import LOOK_AT, Severity, directions
from qc_service.flow.stake import (
    Counted,
    Seats,
    SeatStake,
    Stake,
    contest_stakes,
    list_stake,
    reread_stake,
    seat_stake,
)
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice
from qc_service.model.events import AlarmRecord, Cell, Entry, SheetRecord
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import ContestReread, ContestStatus, DifferenceKind

MISS = DifferenceKind.MISS


def record(number: int, *, wrong: bool, batch: str = "1", style: str = "A") -> SheetRecord:
    made = sheet(number, wrong=wrong, batch=batch)
    contest = ContestReread("x", ContestStatus.VOTED, ("a",), ("a",))
    examination = msgspec.structs.replace(made.examination, contests=(contest,), style=style)
    return msgspec.structs.replace(made, examination=examination)


def told() -> Severity:
    """Give the severity of a night: boxes of 60 sheets, from box 3 on every third is wrong."""
    desk = Desk(GENESIS.plan)
    for box in range(1, 7):
        for number in range(1, 61):
            desk.handle(record(number, wrong=box > 2 and number % 3 == 0, batch=str(box)))
    desk.handle(record(1, wrong=False, batch="7"))
    case = desk.alarm(1)
    assert case is not None
    return desk.severity(case)


def test_the_sheets_since_the_start_are_named_and_the_boxes_they_came_from() -> None:
    said = told()
    assert len(said.sheets) == said.case.latest.wrong == 80
    assert said.sheets[0].key == SheetKey("s1", "1", "3", 3)
    assert said.boxes[-5:] == ("3", "4", "5", "6", "7")
    assert "1" not in said.boxes
    assert said.scanners == ("s1",)
    assert said.expected == pytest.approx(said.case.latest.seen * 2e-5)


def test_sheets_to_look_at_are_drawn_the_same_way_by_everyone() -> None:
    said = told()
    assert len(said.look_at) == LOOK_AT
    assert set(said.look_at) < {each.key for each in said.sheets}
    assert len({key.batch for key in said.look_at}) > 2
    assert said.look_at == told().look_at


def test_an_option_that_loses_votes_is_told_with_bounds() -> None:
    (direction,) = told().directions
    assert (direction.contest, direction.option, direction.net) == ("x", "a", 80)
    assert (direction.gained, direction.lost) == (80, 0)
    low, high = direction.interval
    assert 150 < low < 333 < high < 500


def alarm(seen: int) -> AlarmRecord:
    return AlarmRecord(Cell(MISS, "s1"), seen, 1, 0, seen, 0.0, 0.0, SheetKey("s1", "1", "1", 1))


def test_what_goes_both_ways_cancels_and_its_interval_holds_zero() -> None:
    wrong = WrongSheets()
    for number in range(1, 201):
        net = (("x", "a", 1), ("x", "b", -1)) if number % 2 else (("x", "a", -1),)
        key = SheetKey("s1", "1", "1", number)
        wrong.take(SheetFacts(key, (("x", "a"),), (), ((MISS, "x", "a"),), net=net))
    first, second = directions(alarm(200), wrong.of(alarm(200)), wrong.tried(alarm(200)))
    assert (second.option, second.gained, second.lost, second.net) == ("a", 100, 100, 0)
    assert second.interval[0] < 0 < second.interval[1]
    assert (first.option, first.net) == ("b", -100)
    assert first.interval[1] < 0


def test_without_a_change_there_is_no_direction() -> None:
    assert directions(alarm(10), (), 0) == ()


def test_boxes_are_those_of_the_cell() -> None:
    wrong = WrongSheets()
    for scanner, batch, style in (
        ("s1", "1", "A"),
        ("s2", "2", "A"),
        ("s1", "3", "B"),
        ("s1", "", "A"),
    ):
        wrong.take(SheetFacts(SheetKey(scanner, "1", batch, 1), (("x", "a"),), (), (), style, "D1"))
    wrong.take(SheetFacts(SheetKey("s3", "1", "9", 1), (), (), ()))

    def boxes(cell: Cell) -> tuple[str, ...]:
        return wrong.boxes(msgspec.structs.replace(alarm(4), cell=cell))

    assert boxes(Cell(MISS, "s1")) == ("1", "3")
    assert boxes(Cell(MISS)) == ("1", "2", "3")
    assert boxes(Cell(MISS, style="B")) == ("3",)
    assert boxes(Cell(MISS, district="D2")) == ()
    assert boxes(Cell(MISS, "s1", batch="3")) == ("3",)
    late = msgspec.structs.replace(alarm(4), start_set=(3, 4), cell=Cell(MISS))
    assert wrong.boxes(late) == ("3",)
    assert wrong.scanners() == ("s1", "s2")


def lists(votes: dict[str, int]) -> list[Entry]:
    entries: list[Entry] = []
    for style, count in votes.items():
        batch = Batch(f"box-{style}")
        entries.append(BatchEvent("t", BatchNotice(BatchKind.OPENED, batch, "1", 1, 0)))
        entries += [
            SheetRecord("t", Examination(SheetKey("s1", "1", batch.id, n), (), style=style))
            for n in range(count)
        ]
    return entries


def test_the_stake_of_a_count_by_lists_is_its_tightest_seat() -> None:
    entries = lists({"A": 50, "B": 31, "BLANK": 90})
    assert list_stake(entries, Seats(4)) == Stake("", 1)
    assert list_stake(entries, Seats(4, Method.DHONDT)) == Stake("", 2)
    # A ballot gives as many votes as it has, and is one ballot all the same.
    assert list_stake(entries, Seats(4, Method.DHONDT, weight=4)) == Stake("", 2)
    assert list_stake(lists({"BLANK": 3}), Seats(3)) is None
    assert list_stake(lists({"A": 3}), Seats(3)) is None


def test_what_it_takes_to_move_a_seat_says_whose_count_it_is_of() -> None:
    seats = Seats(4, Method.DHONDT, weight=4)
    entries = lists({"A": 8, "H": 3, "BLANK": 1})
    found = reread_stake(entries, seats)
    assert found is not None
    assert (found.counted, found.ballots, found.undecided) == (Counted.REREAD, 12, 0)
    by_totals = seat_stake({"A": 8, "H": 3, "BLANK": 1}, seats, Counted.TOTALS, 12)
    by_votes = seat_stake({"A": 32, "H": 12}, seats, Counted.VOTES, 12)
    assert by_totals == SeatStake(found.fewest, Counted.TOTALS, 12, weight=4)
    assert by_votes == SeatStake(found.fewest, Counted.VOTES, 12, weight=4)
    assert seat_stake({"A": 8}, Seats(0), Counted.TOTALS, 8) is None
    assert seat_stake({"A": 8}, Seats(4), Counted.TOTALS, 8) == SeatStake(None, Counted.TOTALS, 8)


def contest(name: str, votes: tuple[str, ...], allowed: int) -> ContestReread:
    return ContestReread(name, ContestStatus.VOTED, votes, votes, votes_allowed=allowed)


def voted(*contests: ContestReread) -> SheetRecord:
    return SheetRecord("t", Examination(SheetKey("s", "1", "1", 1), (), contests))


@pytest.mark.parametrize(("votes", "fewest"), [((7, 4), 2), ((7, 5), 1), ((7, 7), 0)])
def test_the_stake_of_a_contest_is_half_its_gap(votes: tuple[int, int], fewest: int) -> None:
    entries = [
        voted(contest("x", (name,), 1))
        for name, n in zip("ab", votes, strict=True)
        for _ in range(n)
    ]
    assert contest_stakes(entries) == (Stake("x", fewest),)


def test_where_all_can_win_nothing_is_at_stake() -> None:
    entries = [voted(contest("x", ("a", "b"), 3)), voted()]
    assert contest_stakes(entries) == ()


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.integers(1, 3))
def test_fewer_than_the_stake_change_no_winner(votes: list[int], winners: int) -> None:
    """Every way of moving one ballot less than the stake from one option to another."""
    entries: list[Entry] = [
        voted(contest("x", (str(option),), winners))
        for option, n in enumerate(votes)
        for _ in range(n)
    ]
    stakes = contest_stakes(entries)
    had = {option: n for option, n in enumerate(votes) if n}
    if len(had) <= winners:
        assert stakes == ()
        return
    order = sorted(had, key=lambda each: -had[each])
    won, lost = set(order[:winners]), order[winners:]
    moved = stakes[0].fewest - 1
    for holder in won:
        for rival in lost:
            assert moved < 0 or had[holder] - moved > had[rival] + moved
