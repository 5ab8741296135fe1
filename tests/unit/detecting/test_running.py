"""Bounds from the other scanners: what is usual in the hall is nobody's fault, and one's own is."""

import itertools

import numpy as np
import pytest

from qc_service.detecting.boxes import Boxes
from qc_service.detecting.cells import Circumstances, Disagreement, Level, Spot, cells_of
from qc_service.detecting.exposures import Exposures, window
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.mixture import HIGHEST_BASELINE, RATES
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.detecting.running import FIRST, MOST_USUAL, Running, checkpoints
from qc_service.model.verdict import DifferenceKind

MISS = DifferenceKind.MISS
FOUND = (Disagreement(MISS, "p1"),)
SCANNERS = ("S1", "S2", "S3", "S4")
TINY = {"field": 1e-6, "ballot": 1e-6}


def plan(**more: object) -> NightPlan:
    values: dict[str, object] = {
        "scanners": 4,
        "ballots_per_scanner": 5000,
        "positions": 2,
        "baseline": TINY,
        "burst": {"field": 0, "ballot": 0},
        "running": 0.2,
    }
    return make_night_plan(values | more)


def where(at: int) -> Circumstances:
    return Circumstances(SCANNERS[at % 4], f"B{at // 400}", "D", "A")


def test_samples_double_at_every_second_step_to_the_planned_end() -> None:
    ends = checkpoints(360_000)
    assert ends[0] == FIRST
    assert all(1.4 < b / a < 1.43 for a, b in itertools.pairwise(ends))
    assert ends[-1] <= 360_000 < ends[-1] * 2
    assert checkpoints(100) == (FIRST,)


def lived(made: NightPlan, wrong: set[int], ballots: int) -> Running:
    exposures = Exposures(1000)
    lattice = Lattice(made, exposures)
    running = Running(made, exposures, lattice.inside)
    for at in range(ballots):
        exposures.take(where(at))
        if at in wrong:
            running.note(cells_of(where(at), FOUND), where(at).scanner, at)
    return running


def test_a_scanner_is_held_against_all_others_and_not_against_itself() -> None:
    mine = lived(plan(), set(range(0, 4096, 40)), 4096)
    last = mine.checkpoint(4096)
    assert mine.end(last) == 4096
    own = mine.bound(Spot(MISS, "S1", "p1"), last)
    other = mine.bound(Spot(MISS, "S2", "p1"), last)
    # 3,072 ballots of others without one; and 102 of S1's 1,024 are a tenth.
    assert own < 0.01
    assert other > 0.03
    assert mine.bound(Spot(MISS, "S2"), last) > 0.03
    assert mine.bound(Spot(MISS, "S2", style="A"), last) > 0.03


def test_before_the_first_sample_nothing_is_known_but_the_test_decks() -> None:
    running = lived(plan(), set(), 100)
    assert (running.checkpoint(100), running.end(0)) == (0, 0)
    assert running.bound(Spot(MISS, "S1"), 0) == HIGHEST_BASELINE
    decks = lived(plan(decks={"ballots": 20_000, "wrong": 10, "position": 1}), set(), 100)
    assert 5e-4 < decks.bound(Spot(MISS, "S1"), 0) < 5e-3
    assert decks.bound(Spot(MISS, "S1", "p1"), 0) < decks.bound(Spot(MISS, "S1"), 0)


def test_it_is_never_below_the_plans_own() -> None:
    made = plan(baseline={"field": 0.05, "ballot": 0.05})
    assert lived(made, set(), 4096).bound(Spot(MISS, "S1"), 5) == made.bound(Level.SCANNER)


def test_what_is_usual_is_what_came_before() -> None:
    running = lived(plan(), set(range(0, 8000, 100)), 8000)
    assert running.usual(Spot(MISS, "S1", "p1"), 8000) == pytest.approx(0.01)
    assert running.usual(Spot(MISS, style="A"), 8000) == pytest.approx(0.01)
    assert lived(plan(), set(range(4000)), 4000).usual(Spot(MISS), 4000) == MOST_USUAL
    assert running.usual(Spot(MISS), FIRST - 1) == plan().bound(Level.KIND)


def test_only_cells_of_a_scanner_are_held_against_the_others() -> None:
    named = {level for level in Level if plan().has_running(level)}
    assert named == {
        Level.SCANNER,
        Level.BATCH,
        Level.SCANNER_STYLE,
        Level.SCANNER_POSITION,
    }
    assert not any(plan(running=0.0).has_running(level) for level in Level)


def test_the_risks_of_all_bounds_add_up_to_what_their_levels_pay() -> None:
    made = plan()
    scanners, kinds = 4, len(DifferenceKind)
    total = scanners * kinds * made.running_risk(Spot(MISS, "S1"))
    total += scanners * kinds * 2 * made.running_risk(Spot(MISS, "S1", "p1"))
    total += scanners * kinds * 2 * made.running_risk(Spot(MISS, "S1", style="A"))
    paid = sum(made.share(level) for level in Level if made.has_running(level))
    assert total == pytest.approx(0.05 * 0.2 * paid)
    assert made.running_risk(Spot(MISS, "S1", batch="B")) == made.running_risk(Spot(MISS, "S1"))
    # What they pay is no longer there for alarms.
    assert made.limit(Level.SCANNER) == pytest.approx(plan(running=0).limit(Level.SCANNER) / 0.8)
    assert made.limit(Level.KIND) == plan(running=0).limit(Level.KIND)


def test_a_moving_bound_listens_to_no_rate_that_it_is_near_to() -> None:
    boxes = Boxes(0.01, 0.5, moving=True)
    assert len(boxes.weights) == len(RATES)
    near = [rate <= 0.015 for rate in RATES]
    ratio = boxes.agree(np.array([0, 50]))[0]
    assert (ratio == 1).tolist() == near
    assert (boxes.disagree(50) == 1).tolist() == near


ONLY = {level.value: float(level is Level.SCANNER_POSITION) for level in Level}


def night(
    rates: dict[str, float], made: NightPlan, seed: int, ballots: int = 16_000
) -> list[Alarm]:
    dice = np.random.default_rng(seed)
    watch = Night(made)
    told: list[Alarm] = []
    for at in range(ballots):
        each = where(at)
        told += watch.take(each, FOUND if dice.random() < rates[each.scanner] else ())
    return [alarm for alarm in told if not alarm.refines]


def test_a_hall_that_is_alike_blames_nobody_whatever_its_rate() -> None:
    for rate in (1e-3, 0.02):
        assert night(dict.fromkeys(SCANNERS, rate), plan(weights=ONLY), 1) == []


def test_one_that_is_worse_than_the_hall_is_found_with_nothing_known() -> None:
    rates = dict.fromkeys(SCANNERS, 2e-3) | {"S2": 0.05}
    (alarm, *_) = night(rates, plan(weights=ONLY), 2)
    assert alarm.cell == Spot(MISS, "S2", "p1")
    assert alarm.rate_interval[0] < 0.05 < alarm.rate_interval[1]


def test_a_cell_that_is_yellow_keeps_its_bound() -> None:
    """Else a fault that spreads to other scanners would hide itself."""
    made = plan(weights=ONLY, peers={"block": 0})
    exposures = Exposures(1000)
    lattice = Lattice(made, exposures)
    spot = Spot(MISS, "S1", "p1")
    bounds, evidence = [], 0.0
    for at in range(16_000):
        each = where(at)
        exposures.take(each)
        wrong = at % 4 == 0 and at > 4000 and (at % 60 == 0 or at > 8400)
        if wrong or (at % 40 == 1):
            spots = cells_of(each, FOUND)
            lattice.note(spots, each.scanner, at)
            if wrong:
                (evidence,) = lattice.disagree([spot], each, at, window(exposures, at))
                bounds.append((evidence, lattice.cells[spot].ratios.bound))
    calm = {bound for value, bound in bounds if value < 1 / 20}
    assert len(calm) > 1
    excited = [bound for value, bound in bounds if value >= 1]
    assert len(excited) > 100
    assert len(set(excited)) == 1
    assert lattice.usual(spot, 16_000) == pytest.approx(lattice._running.usual(spot, 16_000))


def test_a_cell_that_is_calm_again_counts_no_ballot_twice() -> None:
    """It took ballots beyond a sample while it was yellow, and moves to that sample's bound."""
    made = plan(weights=ONLY, peers={"block": 0})
    exposures = Exposures(1000)
    lattice = Lattice(made, exposures)
    spot = Spot(MISS, "S1", "p1")
    wrong = {4000, 4004, 4008, 4012, 4100, 15_996}
    levels = []
    for at in range(16_000):
        each = where(at)
        exposures.take(each)
        if at in wrong:
            before = lattice.cells[spot].last if spot in lattice.cells else 0
            levels += lattice.disagree([spot], each, at, window(exposures, at))
            assert lattice.cells[spot].last == at + 1 > before
    assert max(levels) > 1 / 20
    cell = lattice.cells[spot]
    cell.checkpoint, cell.sums = 1, cell.sums * 0.0
    lattice._move(spot, cell, 16_000)
    assert cell.checkpoint > 1
    assert cell.last == 15_997
    assert not cell.sums.any()


def test_a_night_against_decks_is_quiet_where_they_were_as_bad() -> None:
    decks = {"ballots": 8000, "wrong": 16, "position": 16}
    made = plan(decks=decks, running=0.0)
    assert made.bound(Level.POSITION) > 2e-3
    assert made.limit(Level.KIND) > plan(running=0.0).limit(Level.KIND)
    assert night(dict.fromkeys(SCANNERS, 2e-3), made, 4) == []
