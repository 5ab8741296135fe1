"""What people say of an alarm changes what is watched, and never what is guaranteed."""

import numpy as np
import pytest

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.claims import Claim, unclaimed
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.night_plan import make_night_plan
from qc_service.model.acts import Meaning
from qc_service.model.verdict import DifferenceKind

MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE
PLAN = make_night_plan({"scanners": 3, "ballots_per_scanner": 4000, "positions": 10})
S1_P3 = Spot(MISS, scanner="S1", position="p3")
Wrong = dict[int, tuple[Disagreement, ...]]


def place(at: int) -> Circumstances:
    """Give where ballot number `at` is: three scanners in turn, boxes of thirty ballots each."""
    box = at // 90
    return Circumstances(f"S{at % 3 + 1}", f"B{box}", f"D{box % 4}", "ABC"[box % 3])


def every(first: int, step: int, end: int, position: str = "p3") -> Wrong:
    return {at: (Disagreement(MISS, position),) for at in range(first, end, step)}


def live(night: Night, end: int, wrong: Wrong) -> list[Alarm]:
    start = len(night.exposures)
    return [each for at in range(start, end) for each in night.take(place(at), wrong.get(at, ()))]


def faulty(until: int = 3300) -> tuple[Night, Alarm]:
    """Give a night in which scanner S1 loses every third mark at p3 from ballot 1,500 on."""
    night = Night(PLAN)
    told = live(night, until, every(1500, 9, until))
    assert (told[-1].alarm, told[-1].cell) == (1, S1_P3)
    return night, told[-1]


def test_after_a_repair_all_is_quiet_and_the_alarm_is_told_as_it_stood() -> None:
    night, _ = faulty()
    said = night.answer(1, Meaning.REPAIRED)
    assert (said.refines, said.cell, said.affected) == (1, S1_P3, 200)
    assert live(night, 9000, {4000: (Disagreement(MISS, "p3"),)}) == []


def test_a_fault_that_comes_back_after_its_repair_is_another_alarm_of_its_own() -> None:
    night, _ = faulty()
    night.answer(1, Meaning.REPAIRED)
    told = live(night, 8000, every(6000, 9, 8000))
    assert {each.alarm for each in told} == {2}
    assert told[0].cell.position == "p3"
    assert told[0].ballot < 6000 + 9 * 9
    assert told[-1].cell == S1_P3
    assert told[-1].start == 6001
    assert told[-1].affected == len(range(6000, told[-1].ballot, 9))


def test_a_known_fault_goes_on_in_silence_and_its_severity_is_told_as_it_doubles() -> None:
    night, _ = faulty()
    night.answer(1, Meaning.KNOWN)
    told = live(night, 12_000, every(3300, 9, 12_000))
    assert {(each.alarm, each.refines) for each in told} == {(1, 1)}
    assert [each.ballot for each in told] == [3300 + 1800, 3300 + 1800 + 3600]
    assert told[-1].affected == len(range(1500, told[-1].ballot, 9))
    assert told[-1].rate == pytest.approx(1 / 3, abs=0.01)


def test_a_known_fault_hides_no_other_on_the_same_scanner() -> None:
    night, _ = faulty()
    night.answer(1, Meaning.KNOWN)
    wrong = every(3300, 9, 8000) | every(6003, 9, 8000, "p7")
    told = [each for each in live(night, 8000, wrong) if not each.refines]
    assert len(told) == 1
    assert (told[0].alarm, told[0].cell.position) == (2, "p7")
    assert told[0].start == 6004
    assert told[0].affected <= 6


def test_a_known_fault_of_a_whole_scanner_takes_its_ballots_from_the_hall() -> None:
    exposures = Exposures(300)
    groups = [exposures.number(place(at)) for at in range(3)]
    exposures.extend(groups)
    lattice = Lattice(PLAN, exposures)
    lattice.answer((Spot(MISS, scanner="S1"),), (Spot(MISS, scanner="S1"),), {})
    assert lattice.watched(Spot(MISS)).tolist() == groups[1:]
    assert lattice.watched(Spot(MISS, position="p1")).tolist() == groups[1:]
    assert lattice.watched(Spot(FALSE)).tolist() == groups
    lattice.answer((S1_P3,), (S1_P3,), {})
    assert lattice.watched(Spot(MISS)).tolist() == groups
    assert lattice.watched(Spot(MISS, position="p3")).tolist() == groups[1:]
    assert lattice.watched(Spot(MISS, position="p4")).tolist() == groups


def test_an_accepted_rate_is_silent_until_it_is_exceeded() -> None:
    night = Night(PLAN)
    live(night, 6000, every(1500, 180, 6000))
    assert night.acceptable(1)
    said = night.answer(1, Meaning.ACCEPTED)
    bound = night.state()["bounds"]
    assert bound == [(S1_P3, said.rate_interval[1])]
    assert said.rate_interval[1] < 0.05
    assert live(night, 9000, every(6000, 180, 9000)) == []
    told = live(night, 10_200, every(9000, 6, 10_200))
    assert told[0].alarm == 2
    assert told[0].cell.position == "p3"
    assert 8900 < told[0].start <= 9001
    assert night.state()["bounds"] == []


def test_a_rate_with_none_to_listen_for_above_it_cannot_be_accepted() -> None:
    night, _ = faulty()
    assert not night.acceptable(1)
    with pytest.raises(ValueError, match="too high to be accepted"):
        night.answer(1, Meaning.ACCEPTED)


def test_what_was_known_may_be_repaired_later() -> None:
    night, _ = faulty()
    night.answer(1, Meaning.KNOWN)
    live(night, 5000, every(3300, 9, 5000))
    night.answer(1, Meaning.REPAIRED)
    told = live(night, 9000, every(7000, 9, 9000))
    assert {each.alarm for each in told} == {2}


def test_an_alarm_within_a_known_one_keeps_its_own_severity() -> None:
    """The first alarm is widened to the whole hall; the second lies within it."""
    night = Night(PLAN)
    dice = np.random.default_rng(1)
    wrong: Wrong = every(900, 9, 1500, "p9")
    wrong |= {
        at: (Disagreement(MISS, f"p{dice.integers(4)}"),)
        for at in range(1500, 5000)
        if dice.random() < 0.1
    }
    told = live(night, 5000, wrong)
    numbers = sorted({each.alarm for each in told})
    assert len(numbers) > 1
    for number in numbers:
        said = night.answer(number, Meaning.KNOWN)
        assert said.affected > 0
    again = [night.answer(number, Meaning.KNOWN) for number in numbers]
    assert all(each.affected > 0 for each in again)


def test_claims_end_where_they_are_said_to() -> None:
    cases = [Case(at, place(at), (Disagreement(MISS, "p3"),)) for at in (3, 6)]
    assert unclaimed(cases, [Claim((S1_P3,), 6)]) == cases[1:]
    assert unclaimed(cases, [Claim((S1_P3,))]) == []


def test_cells_meet_where_they_name_nothing_differently() -> None:
    assert S1_P3.meets(Spot(MISS, style="A"))
    assert S1_P3.meets(Spot(MISS, scanner="S1"))
    assert not S1_P3.meets(Spot(MISS, scanner="S2"))
    assert not S1_P3.meets(Spot(FALSE, scanner="S1"))


def test_boxes_under_way_are_others_after_an_answer() -> None:
    exposures = Exposures(300)
    where = place(0)
    exposures.take(where)
    exposures.cut()
    exposures.take(where)
    exposures.take(where)
    assert exposures.box_of(0) != exposures.box_of(1)
    assert exposures.box_of(1) == exposures.box_of(2)


def test_restarts_do_not_spend_the_budget_again() -> None:
    """At the very bound, every false alarm answered as repaired: alpha / (1 - alpha) at most."""
    plan = make_night_plan(
        {
            "alpha": 0.5,
            "scanners": 3,
            "ballots_per_scanner": 500,
            "positions": 10,
            "baseline": {"field": 1e-3, "ballot": 1e-2},
            "burst": {"field": 0, "ballot": 0},
        }
    )
    dice, nights, alarms = np.random.default_rng(9), 60, 0
    for _ in range(nights):
        night = Night(plan)
        for at in range(1500):
            hits = np.flatnonzero(dice.random(10) < 1e-3)
            found = tuple(Disagreement(MISS, f"p{hit}") for hit in hits)
            for alarm in night.take(place(at), found):
                if not alarm.refines:
                    alarms += 1
                    night.answer(alarm.alarm, Meaning.REPAIRED)
    assert alarms <= nights * 0.5 / (1 - 0.5)


def test_the_state_tells_what_people_said() -> None:
    (one, _), (other, _) = faulty(), faulty()
    one.answer(1, Meaning.KNOWN)
    assert one.state() != other.state()
    other.answer(1, Meaning.KNOWN)
    assert one.state() == other.state()
