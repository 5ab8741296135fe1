"""A night finds what was planted, says it once, looks again, and is quiet where all is well."""

import numpy as np
import pytest

from qc_service.detecting.cells import Circumstances, Disagreement, Level, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case, Localiser, poisson_score, unexplained
from qc_service.detecting.night import REFINE_AFTER, Alarm, Night
from qc_service.detecting.night_plan import make_night_plan
from qc_service.model.verdict import DifferenceKind

MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE
SCANNERS = ("S1", "S2", "S3")
PLAN = make_night_plan({"scanners": 3, "ballots_per_scanner": 2000, "positions": 10})


def place(at: int, per_box: int = 90) -> Circumstances:
    """Give where ballot number `at` is: three scanners in turn, boxes of thirty ballots each."""
    box = at // per_box
    return Circumstances(SCANNERS[at % 3], f"B{box}", f"D{box % 4}", "ABC"[box % 3])


def live(
    ballots: int, wrong: dict[int, tuple[Disagreement, ...]], *, finish: bool = True
) -> list[Alarm]:
    night = Night(PLAN)
    told = [each for at in range(ballots) for each in night.take(place(at), wrong.get(at, ()))]
    assert len(night.exposures) == ballots
    return [*told, *night.finish()] if finish else told


def every(
    first: int, step: int, end: int, position: str = "p3"
) -> dict[int, tuple[Disagreement, ...]]:
    return {at: (Disagreement(MISS, position),) for at in range(first, end, step)}


def test_a_position_of_a_scanner_is_named_with_its_start() -> None:
    alarm, early, late = live(4000, every(1500, 9, 4000))
    spot = Spot(MISS, scanner="S1", position="p3")
    assert (alarm.alarm, alarm.refines, alarm.cell.position) == (1, 0, "p3")
    assert alarm.affected <= 6
    assert alarm.ballot <= 1501 + 6 * 9
    assert alarm.scanner_ballot == -(-alarm.ballot // 3)
    assert late.cell == spot
    assert late.explanation[0] == spot
    assert (early.refines, late.refines) == (1, 1)
    assert early.ballot == alarm.ballot + REFINE_AFTER
    assert late.ballot == alarm.ballot + 3 * REFINE_AFTER
    assert late.start == 1501
    assert late.start_set[0] <= 1501 <= late.start_set[1]
    assert late.rate_interval[0] < 1 / 3 < late.rate_interval[1]
    assert late.rate == pytest.approx(1 / 3, abs=0.02)
    assert late.affected == len(range(1500, late.ballot, 9))


def test_it_is_told_anew_at_the_end_where_the_night_is_too_short() -> None:
    told = live(1600, every(1500, 9, 1600))
    assert [each.refines for each in told] == [0, 1]
    assert told[-1].ballot == 1600


def test_two_faults_are_two_alarms() -> None:
    wrong = every(900, 9, 6000)
    for at, found in every(2501, 12, 6000, "p7").items():
        wrong[at] = found
    told = live(6000, wrong)
    first = [each for each in told if not each.refines]
    last = {each.alarm: each.cell for each in told}
    assert len(first) == 2
    assert last == {
        1: Spot(MISS, scanner="S1", position="p3"),
        2: Spot(MISS, scanner="S3", position="p7"),
    }


def test_one_fault_everywhere_blames_no_scanner() -> None:
    told = live(5000, every(1500, 7, 5000))
    assert len({each.alarm for each in told}) == 1
    assert told[-1].cell == Spot(MISS, position="p3")


def test_a_fault_everywhere_on_a_scanner_is_not_laid_to_the_positions_it_hits_first() -> None:
    """Ballots with many marks wrong each: every position alone looks worse than the scanner."""
    dice = np.random.default_rng(3)
    wrong = {
        at: tuple(Disagreement(MISS, f"p{n}") for n in dice.permutation(10)[:6].tolist())
        for at in range(1500, 1700, 6)
    }
    first = live(1700, wrong, finish=False)[0]
    assert first.cell == Spot(MISS, scanner="S1")
    assert first.explanation == (Spot(MISS, scanner="S1"),)


def test_what_is_not_yet_to_be_told_apart_is_said() -> None:
    # One box on one scanner, of one district and style: nothing tells its circumstances apart.
    night = Night(PLAN)
    where = Circumstances("S1", "B1", "D1", "A")
    told = [
        each
        for at in range(60)
        for each in night.take(where, (Disagreement(MISS, "p1"),) if at > 40 else ())
    ]
    assert told[0].cell == Spot(MISS, position="p1")
    assert Spot(MISS, scanner="S1", position="p1") in told[0].rivals


def test_a_quiet_night_says_nothing() -> None:
    assert live(3000, {700: (Disagreement(MISS, "p1"),), 2000: (Disagreement(FALSE, "p2"),)}) == []


def test_ballots_in_bulk_are_as_good_as_one_by_one() -> None:
    wrong = every(1500, 9, 2400)
    night = Night(PLAN)
    groups = [night.exposures.number(place(at)) for at in range(4000)]
    told: list[Alarm] = []
    last = 0
    for at in sorted(wrong):
        told += night.agree(groups[last:at])
        told += night.take(place(at), wrong[at])
        last = at + 1
    told += [*night.agree(groups[last:]), *night.finish()]
    assert told == live(4000, wrong)


def test_what_an_open_alarm_explains_later_is_not_raised_again() -> None:
    """A fault of everything looks like one position first; then everything is the cause."""
    dice = np.random.default_rng(1)
    wrong: dict[int, tuple[Disagreement, ...]] = {
        at: (Disagreement(MISS, f"p{dice.integers(4)}"),)
        for at in range(1000, 4000)
        if dice.random() < 0.05
    }
    told = live(4000, wrong)
    assert {each.alarm for each in told} == {1}
    assert told[0].cell.position
    assert told[-1].cell == Spot(MISS)


def test_a_chance_disagreement_on_top_of_what_is_explained_is_no_second_alarm() -> None:
    """Cells around the fault took its first ballots in; they are not to tell them once more."""
    fault = every(1500, 9, 1560)
    chance: dict[int, tuple[Disagreement, ...]] = {
        1600: (Disagreement(MISS, "p3"),),
        1603: (Disagreement(MISS, "p4"),),
        1606: (Disagreement(MISS, "p3"),),
    }
    assert {each.alarm for each in live(4000, fault | chance)} == {1}
    # As much beside it as makes a fault of its own is told.
    more = every(1601, 9, 1700, "p7")
    assert {each.alarm for each in live(4000, fault | more)} == {1, 2}


def test_what_began_later_does_not_take_an_alarm_over() -> None:
    wrong: dict[int, tuple[Disagreement, ...]] = every(900, 3, 915)
    wrong |= {at: (Disagreement(MISS, f"p{5 + at % 3}"),) for at in range(4000, 4040)}
    # Once more in a cell that has alarmed, elsewhere than its cause.
    wrong[3000] = wrong[3400] = (Disagreement(MISS, "p3"),)
    told = live(6000, wrong)
    last = {each.alarm: each.cell for each in told}
    assert last[1].position == "p3"
    assert len(last) > 1
    assert all(cell.position != "p3" for number, cell in last.items() if number > 1)


def test_clean_nights_alarm_no_more_often_than_the_budget_allows() -> None:
    """At the very bound, with half a chance of a false alarm allowed: guaranteed, so measured."""
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
    dice, nights, alarmed = np.random.default_rng(6), 60, 0
    for _ in range(nights):
        night, told = Night(plan), 0
        for at in range(1500):
            hits = np.flatnonzero(dice.random(10) < 1e-3)
            found = tuple(Disagreement(MISS, f"p{hit}") for hit in hits)
            told += len(night.take(place(at), found))
        alarmed += bool(told)
    assert alarmed <= 0.5 * nights


def test_a_score_needs_more_than_expected() -> None:
    assert poisson_score(3, 3.0) == 0.0
    assert poisson_score(3, 0.3) == pytest.approx(3 * np.log(10) - 2.7)


def test_explained_disagreements_are_taken_out_and_others_stay() -> None:
    case = Case(5, place(5), (Disagreement(MISS, "p1"), Disagreement(FALSE, "p2")))
    assert unexplained([case], (Spot(MISS),)) == [Case(5, place(5), (Disagreement(FALSE, "p2"),))]
    assert unexplained([case], (Spot(MISS), Spot(FALSE, position="p2"))) == []


def test_what_chance_explains_has_no_cause() -> None:
    exposures = Exposures(300)
    exposures.extend([exposures.number(place(0))] * 30_000)
    case = Case(7, place(0), (Disagreement(MISS),))
    assert Localiser(PLAN, exposures, Lattice(PLAN, exposures)).explain((case,), 0) == ()


def test_nothing_wrong_has_no_cause() -> None:
    exposures = Exposures(300)
    localiser = Localiser(PLAN, exposures, Lattice(PLAN, exposures))
    assert localiser.explain((), 0) == ()


AGAINST_PEERS = make_night_plan(
    {
        "scanners": 3,
        "ballots_per_scanner": 2000,
        "positions": 5,
        "baseline": {"field": 0.05, "ballot": 0.05},
        "peers": {"block": 10},
        "weights": {level.value: float(level is Level.SCANNER_POSITION) for level in Level},
    }
)


def test_a_scanner_that_differs_and_is_no_worse_than_its_bound_is_told_when_it_is() -> None:
    """One in twenty-five on S1, none on the others; then one in three."""
    calm, wrong = every(0, 75, 30_000), every(30_000, 9, 33_000)
    both = calm | wrong
    night = Night(AGAINST_PEERS)
    told = [each for at in range(33_000) for each in night.take(place(at, 3000), both.get(at, ()))]
    first = [each for each in told if not each.refines]
    assert [each.cell for each in first] == [Spot(MISS, scanner="S1", position="p3")]
    assert first[0].ballot > 30_000


def test_a_block_that_ends_can_raise_the_alarm_of_its_scanner() -> None:
    """Where the bound says little, what the other scanners show is told at the end of the block."""
    wrong = every(1500, 3, 4000)
    night = Night(AGAINST_PEERS)
    told: list[Alarm] = []
    groups = [night.exposures.number(place(at)) for at in range(4000)]
    last = 0
    for at in sorted(wrong):
        told += night.agree(groups[last:at])
        told += night.take(place(at), wrong[at])
        last = at + 1
    told += [*night.agree(groups[last:]), *night.finish()]
    first = next(each for each in told if not each.refines)
    assert first.cell == Spot(MISS, scanner="S1", position="p3")
    assert first.ballot % 30 == 0
    assert night.cells() == 1
    singly = Night(AGAINST_PEERS)
    again = [each for at in range(4000) for each in singly.take(place(at), wrong.get(at, ()))]
    assert [*again, *singly.finish()] == told
    assert night.state() == singly.state()


def test_a_scanner_whose_boxes_are_all_bad_is_found_without_a_bound() -> None:
    plan = make_night_plan(
        {
            "scanners": 3,
            "ballots_per_scanner": 3000,
            "positions": 10,
            "baseline": {"field": 0.02, "ballot": 0.2},
            "ranks": {"least": 20},
            "weights": {level.value: float(level is Level.SCANNER) for level in Level},
        }
    )
    dice, night = np.random.default_rng(4), Night(plan)
    told: list[Alarm] = []
    for at in range(9000):
        worse = 0.5 if at % 3 == 1 and at > 3000 else 0.05
        found = (Disagreement(MISS, f"p{at // 7 % 10}"),) if dice.random() < worse else ()
        told += night.take(place(at), found)
    assert told[0].cell == Spot(MISS, scanner="S2")


def test_a_second_opinion_that_knows_nothing_costs_log_two() -> None:
    """One scanner alone has no others: half of what its bound says is left."""
    where, found = Circumstances("S1", "B1", "D1", "A"), (Disagreement(MISS, "p1"),)
    weights = {level.value: float(level is Level.SCANNER_POSITION) for level in Level}
    first = []
    for block in (0, 5):
        night = Night(
            make_night_plan({"alpha": 0.2, "weights": weights, "peers": {"block": block}})
        )
        told = [a for at in range(30) for a in night.take(where, found if at > 20 else ())]
        first.append(told[0])
    alone, both = first
    assert both.ballot == alone.ballot
    assert alone.log_evidence - both.log_evidence == pytest.approx(np.log(2), abs=1e-4)
