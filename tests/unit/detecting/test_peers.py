"""The comparison of scanners: valid by counting out, blind to what all have in common."""

from itertools import combinations

import numpy as np
import pytest

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.detecting.peers import RATIOS, WEIGHTS, Peers
from qc_service.model.verdict import DifferenceKind

MISS = DifferenceKind.MISS
FOUND = (Disagreement(MISS, "p1"),)
SCANNERS = ("S1", "S2", "S3", "S4")


def plan(**peers: object) -> NightPlan:
    return make_night_plan({"scanners": 4, "positions": 4, "peers": {"block": 2} | peers})


def live(
    night: list[tuple[Circumstances, bool]], made: NightPlan
) -> tuple[Peers, Exposures, list[tuple[Spot, ...]]]:
    exposures = Exposures(1000)
    peers = Peers(made, exposures, Lattice(made, exposures))
    told = []
    for at, (where, wrong) in enumerate(night):
        exposures.take(where)
        if wrong:
            peers.take(where, FOUND, at)
        if len(exposures) >= peers.due:
            told.append(peers.settle())
    return peers, exposures, told


def hall(ballots: int, wrong: set[int], style: str = "A") -> list[tuple[Circumstances, bool]]:
    """Give a night of four scanners in turn."""
    return [(Circumstances(SCANNERS[n % 4], "B", "D", style), n in wrong) for n in range(ballots)]


@pytest.mark.parametrize("wrong", [1, 2, 3])
def test_the_mean_of_a_block_is_one_at_most_counted_out(wrong: int) -> None:
    """Of all ways in which so many of a block's eight ballots can be the wrong ones."""
    total, ways = 0.0, 0
    for hits in combinations(range(8), wrong):
        peers, _, _ = live(hall(8, set(hits)), plan())
        # Two exposures before the block's ratio: R = 2 e.
        total += peers.evidence(Spot(MISS, "S1", "p1")) / 2
        ways += 1
    assert total / ways <= 1 + 1e-12
    assert total / ways > 0.5


def test_a_block_bears_the_formula() -> None:
    peers, _, told = live(hall(8, {0, 4, 1}), plan())
    assert told == [(Spot(MISS, "S1", "p1"), Spot(MISS, "S2", "p1"))]
    part = 1 / 4
    ratio = RATIOS**2 * (1 / (1 - part + part * RATIOS)) ** 3
    assert peers.evidence(Spot(MISS, "S1", "p1")) == pytest.approx((WEIGHTS * 2 * ratio).sum())
    assert peers.evidence(Spot(MISS, "S9", "p1")) == 0.0
    assert peers.evidence(Spot(MISS, "S1", "p2")) == 0.0


def test_blocks_without_a_disagreement_only_count() -> None:
    peers, _, told = live(hall(80, {72}), plan())
    assert len(told) == 1
    ratio = RATIOS / (3 / 4 + RATIOS / 4)
    assert peers.evidence(Spot(MISS, "S1", "p1")) == pytest.approx((WEIGHTS * 20 * ratio).sum())


def test_what_hits_all_scanners_is_nobodys_and_what_hits_one_is_its() -> None:
    everyone, _, _ = live(hall(4000, set(range(0, 4000, 3))), plan())
    mine, _, _ = live(hall(4000, set(range(0, 4000, 12))), plan())
    assert max(everyone.evidence(Spot(MISS, name, "p1")) for name in SCANNERS) < 1000
    assert mine.evidence(Spot(MISS, "S1", "p1")) > 1e9


def test_a_tolerated_ratio_is_no_evidence() -> None:
    """A scanner half again as bad as the others, over a night."""
    dice = np.random.default_rng(3)
    wrong = {n for n in range(60_000) if dice.random() < (0.03 if n % 4 == 0 else 0.02)}
    strict, _, _ = live(hall(60_000, wrong), plan(tolerance=1.0))
    lenient, _, _ = live(hall(60_000, wrong), plan(tolerance=2.0))
    spot = Spot(MISS, "S1", "p1")
    assert lenient.evidence(spot) < 60_000
    assert strict.evidence(spot) > lenient.evidence(spot)


def test_only_ballots_of_one_style_are_compared() -> None:
    """A style of one scanner alone that disagrees says nothing of the scanner."""
    night = [
        (Circumstances(SCANNERS[n % 4], "B", "D", "A" if n % 4 == 0 else "B"), n % 4 == 0)
        for n in range(400)
    ]
    apart, _, _ = live(night, plan())
    together, _, _ = live(night, plan(strata=()))
    spot = Spot(MISS, "S1", "p1")
    assert apart.evidence(spot) == pytest.approx(100)
    assert together.evidence(spot) > 1e20


def test_a_scanner_that_comes_later_begins_with_nothing() -> None:
    night = [(Circumstances("S1", "B", "D", "A"), n == 0) for n in range(8)]
    late = [(Circumstances("S2", "B", "D", "A"), n == 3) for n in range(8)]
    peers, _, told = live([*night, *late], plan())
    assert len(told) == 2
    assert peers.evidence(Spot(MISS, "S2", "p1")) == pytest.approx(8)
    assert len(peers.state()) == 2


def test_it_can_be_left_out() -> None:
    for made in (plan(block=0), make_night_plan({"weights": {"scanner-position": 0}})):
        peers, _, told = live(hall(40, {3}), made)
        assert told == []
        assert peers.evidence(Spot(MISS, "S4", "p1")) == 0.0


def test_differences_of_a_ballot_as_a_whole_are_of_no_position() -> None:
    exposures = Exposures(1000)
    made = plan()
    peers = Peers(made, exposures, Lattice(made, exposures))
    exposures.take(Circumstances("S1"))
    peers.take(Circumstances("S1"), (Disagreement(MISS),), 0)
    assert peers.due == float("inf")


def test_a_cell_can_begin_anew() -> None:
    peers, _, _ = live(hall(4000, set(range(0, 4000, 12))), plan())
    for spot in (Spot(MISS, "S1", "p1"), Spot(MISS, "S9", "p1"), Spot(MISS, "S1", "p2")):
        peers.forget(spot)
        assert peers.evidence(spot) == 0.0


def test_an_answer_begins_anew_at_its_position_and_leaves_the_others() -> None:
    made = plan()
    exposures = Exposures(1000)
    lattice = Lattice(made, exposures)
    peers = Peers(made, exposures, lattice)
    other = (Disagreement(MISS, "p2"),)
    for at in range(13):
        where = Circumstances(SCANNERS[at % 4], "B", "D", "A")
        exposures.take(where)
        if at in {0, 4, 12}:
            peers.take(where, FOUND, at)
        if at in {1, 12}:
            peers.take(where, other, at)
        if len(exposures) >= peers.due:
            peers.settle()
    about = [Spot(MISS, "S1", "p1")]
    kept = peers.evidence(Spot(MISS, "S2", "p2"))
    assert peers.evidence(about[0]) > 0
    assert kept > 0
    lattice.answer(about, about, {})
    peers.answer(about)
    assert peers.evidence(about[0]) == 0
    assert peers.evidence(Spot(MISS, "S2", "p1")) == 0
    assert peers.evidence(Spot(MISS, "S2", "p2")) == kept
    # What disagrees elsewhere in the open block is still told at its end.
    assert peers.due == 16
    for at in range(13, 16):
        exposures.take(Circumstances(SCANNERS[at % 4], "B", "D", "A"))
    assert peers.settle() == (Spot(MISS, "S1", "p2"),)


def test_an_answer_to_all_that_is_open_leaves_no_block_to_end() -> None:
    peers, _, _ = live(hall(9, {0, 8}), plan())
    peers.answer([Spot(MISS)])
    assert peers.due == float("inf")
