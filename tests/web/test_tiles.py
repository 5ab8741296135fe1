"""How tiles are laid out: order, fullness by number, and what is told in words."""

from itertools import permutations

import msgspec
import pytest

from qc_service.adapters.board import ScannerView
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.words import Language
from qc_service.web.tiles import WALL_ALARMS, WALL_MOST, by_name, lay_out, wall_alarms
from qc_service.web.words import Speaker
from web_big_hall import big_hall, with_hall_alarm

NB = Speaker(Language.NB)
EN = Speaker(Language.EN)


def views(scanners: int, alarms: int = 0, away: int = 0) -> tuple[ScannerView, ...]:
    return big_hall(scanners, 0, alarms=alarms, away=away).snapshot().scanners


def names(shown: tuple[ScannerView, ...]) -> list[str]:
    return [view.scanner for view in shown]


def test_who_needs_people_comes_first_and_the_rest_stand_by_name() -> None:
    assert names(lay_out(views(6, alarms=2, away=1), wall=True).shown) == [
        "S05", "S06", "S04", "S01", "S02", "S03",
    ]  # fmt: skip


def test_the_order_in_which_scanners_are_known_moves_no_tile() -> None:
    some = views(4, alarms=1, away=1)
    orders = {tuple(names(lay_out(each, wall=True).shown)) for each in permutations(some)}
    assert orders == {("S04", "S03", "S01", "S02")}


def test_a_scanner_that_is_quiet_keeps_its_place() -> None:
    some = views(3)
    quiet = (msgspec.structs.replace(some[0], quiet_s=900.0), *some[1:])
    assert names(lay_out(quiet, wall=True).shown) == names(lay_out(some, wall=True).shown)


def test_names_are_ordered_as_people_do() -> None:
    told = ["hall", "S10", "S2", "2", "10", "S2b", ""]
    assert sorted(told, key=by_name) == ["", "2", "10", "S2", "S2b", "S10", "hall"]


@pytest.mark.parametrize(
    ("scanners", "step"),
    [(1, "full"), (5, "full"), (6, "compact"), (12, "compact"), (13, "dense"), (40, "dense")],
)
def test_tiles_on_the_wall_become_plainer_by_number(scanners: int, step: str) -> None:
    laid = lay_out(views(scanners), wall=True)
    assert laid.step == step
    assert len(laid.shown) == min(scanners, WALL_MOST)
    assert len(laid.shown) + len(laid.rest) == scanners


def test_long_names_leave_no_room_for_a_figure() -> None:
    long = big_hall(13, 0, name="Skanner {}").snapshot().scanners
    assert lay_out(long, wall=True).step == "named"


@pytest.mark.parametrize(("scanners", "step"), [(12, "full"), (13, "many"), (64, "many")])
def test_the_hall_shows_every_scanner(scanners: int, step: str) -> None:
    laid = lay_out(views(scanners), wall=False)
    assert (laid.step, len(laid.shown), laid.rest) == (step, scanners, ())


def test_no_alarm_is_among_what_has_no_tile() -> None:
    laid = lay_out(views(40, alarms=12, away=5), wall=True)
    assert sum(bool(view.alarms) for view in laid.shown) == 12
    assert NB.rest_of(laid.rest) == "og 10 til, alle i orden"


def test_what_has_no_tile_is_told_by_how_it_stands() -> None:
    laid = lay_out(views(40, alarms=2, away=33), wall=True)
    assert NB.rest_of(laid.rest) == "og 10 til: 5 uten kontakt, 5 i orden"
    laid = lay_out(views(40, alarms=32), wall=True)
    assert EN.rest_of(laid.rest) == "and 10 more: 2 in alarm, 8 in order"


def alarmed(name: str, *numbers: int, hall: int = 0) -> ScannerView:
    (view,) = big_hall(1, 0, alarms=1, name=name).snapshot().scanners
    (one,) = view.alarms
    told = [msgspec.structs.replace(one, number=number) for number in numbers]
    if hall:
        told.append(msgspec.structs.replace(one, cell=Cell(one.cell.kind), number=hall))
    return msgspec.structs.replace(view, alarms=tuple(told))


def numbers(alarms: tuple[AlarmRecord, ...]) -> list[int]:
    return [each.number for each in alarms]


def test_each_scanners_newest_alarm_comes_before_any_scanners_second() -> None:
    told, more = wall_alarms((alarmed("S2", 2, 5, 6), alarmed("S10", 1)))
    assert (numbers(told), numbers(more)) == ([6, 1, 5], [2])
    assert len(told) == WALL_ALARMS


def test_an_alarm_of_the_whole_hall_is_always_told() -> None:
    told, more = wall_alarms(
        (*(alarmed(f"S{n}", n) for n in range(1, 6)), alarmed("S9", 8, hall=7))
    )
    assert (numbers(told), numbers(more)) == ([7, 1, 2], [3, 4, 5, 8])


def test_the_sentence_at_the_top_names_some_alarms_and_counts_the_others() -> None:
    duty = NB.duty(with_hall_alarm(big_hall(30, alarms=12)).snapshot())
    assert duty.state.word == "Alarm: S19, S20, S21, S22 +8, alle skannere"
    assert duty.text.startswith("Stans S19, S20, S21, S22 +8, og")
