"""Ranks of boxes: bets that cannot win by chance, whatever boxes are like, and find a scanner."""

import numpy as np
import pytest

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.detecting.ranks import BETS, LOST, BoxRanks
from qc_service.model.verdict import DifferenceKind

MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE
FOUND = (Disagreement(MISS, "p1"),)
Box = tuple[str, int, int]
"""Scanner, ballots, how many of them are wrong."""


def live(boxes: list[Box], plan: NightPlan, style: str = "A") -> BoxRanks:
    """Take boxes one after the other, and a last ballot of every scanner, which ends them."""
    exposures = Exposures(1000)
    ranks = BoxRanks(plan, exposures)
    at = 0
    for number, (scanner, ballots, wrong) in enumerate(boxes):
        for n in range(ballots):
            where = Circumstances(scanner, f"B{number}", "D", style)
            exposures.take(where)
            if n < wrong:
                ranks.take(where, FOUND, at)
            at += 1
    for scanner in sorted({scanner for scanner, _, _ in boxes}):
        where = Circumstances(scanner, "end", "D", style)
        exposures.take(where)
        ranks.take(where, FOUND, at)
        at += 1
    return ranks


PLAN = make_night_plan({"ranks": {"least": 10}})


@pytest.mark.parametrize(("bet", "lost"), list(zip(BETS, LOST, strict=True)))
def test_a_bet_is_fair(bet: tuple[float, float], lost: float) -> None:
    share, pays = bet
    assert share * pays + (1 - share) * lost == pytest.approx(1)
    assert lost > 0


def test_the_worst_box_wins_and_the_best_loses() -> None:
    quiet = [("S2", 100, 0)] * 30 + [("S1", 100, 1)]
    best = live([*quiet, ("S1", 100, 0)], PLAN).evidence(Spot(MISS, "S1"))
    worst = live([*quiet, ("S1", 100, 9)], PLAN).evidence(Spot(MISS, "S1"))
    assert worst > best
    # The first box of S1 is the worst of 31, the second the worst of 32: both win the same bets.
    both = zip(BETS, LOST, strict=True)
    paid = [pays if share >= 1 / 31 else lost for (share, pays), lost in both]
    expected = sum((100 * f + 100) * f for f in paid) / len(BETS)
    assert worst == pytest.approx(expected)


def test_equal_boxes_count_against_it() -> None:
    same = live([("S1", 100, 2), ("S2", 100, 2)] * 20, PLAN)
    for scanner in ("S1", "S2"):
        assert same.evidence(Spot(MISS, scanner)) < 100


def test_a_scanner_whose_boxes_are_bad_is_found_by_style_too() -> None:
    boxes = [(f"S{n % 6}", 100, 5 if n % 6 == 0 and n > 60 else n % 2) for n in range(160)]
    ranks = live(boxes, PLAN)
    assert ranks.evidence(Spot(MISS, "S0")) > 1e9
    assert ranks.evidence(Spot(MISS, "S0", style="A")) > 1e9
    assert ranks.evidence(Spot(MISS, "S1")) < 1e5
    assert ranks.evidence(Spot(FALSE, "S0")) == 0.0


def test_boxes_that_were_not_told_their_style_have_none() -> None:
    ranks = live([("S1", 100, 3), ("S2", 100, 0)], PLAN, style="")
    assert ranks.evidence(Spot(MISS, "S1")) > 0
    assert len(ranks.state()) == 3


def test_small_boxes_are_not_ranked() -> None:
    assert live([("S1", 9, 9), ("S2", 9, 0)] * 5, PLAN).evidence(Spot(MISS, "S1")) == 0.0


def test_a_box_that_goes_on_after_another_ended_where_the_other_began() -> None:
    exposures = Exposures(1000)
    ranks = BoxRanks(make_night_plan({"ranks": {"least": 1}}), exposures)
    order = "AABA"
    for at, name in enumerate(order):
        where = Circumstances("S1", name)
        exposures.take(where)
        ranks.take(where, FOUND, at)
    # A had two ballots, both wrong: the only box, and so as good as any.
    assert ranks.evidence(Spot(MISS, "S1")) == pytest.approx(2 * sum(LOST) / len(LOST))


def test_it_can_be_left_out() -> None:
    levels = {"scanner": 0, "scanner-style": 0}
    for plan in (make_night_plan({"ranks": {"least": 0}}), make_night_plan({"weights": levels})):
        assert live([("S1", 100, 3), ("S2", 100, 0)], plan).evidence(Spot(MISS, "S1")) == 0.0


def test_bursty_boxes_alarm_no_more_often_than_the_budget_allows() -> None:
    """P(evidence reaches A within n ballots) <= n / A, and no rate or shape was told."""
    dice, nights, reached = np.random.default_rng(5), 150, 0
    for _ in range(nights):
        rates = 0.02 * dice.gamma(0.3, 1 / 0.3, 60)
        boxes = [(f"S{n % 3}", 60, int(dice.binomial(60, min(1, r)))) for n, r in enumerate(rates)]
        evidence = live(boxes, PLAN).evidence(Spot(MISS, "S0"))
        reached += evidence >= 5 * 20 * 60
    assert reached <= nights / 5


def test_a_cell_can_begin_anew() -> None:
    ranks = live([("S1", 100, 3), ("S2", 100, 0)], PLAN)
    for spot in (Spot(MISS, "S1"), Spot(MISS, "S9")):
        ranks.forget(spot)
        assert ranks.evidence(spot) == 0.0


def test_a_scanner_of_which_a_fault_is_known_is_ranked_for_that_kind_no_more() -> None:
    boxes = [("S2", 100, 1)] * 30 + [("S1", 100, 9)] * 3
    ranks = live(boxes, PLAN)
    known = Spot(MISS, "S1")
    assert ranks.evidence(known) > 0
    ranks.answer([known], [known])
    assert ranks.evidence(known) == 0
    exposures = Exposures(1000)
    muted = BoxRanks(PLAN, exposures)
    muted.answer([], [known])
    at = 0
    for number, (scanner, ballots, wrong) in enumerate([*boxes, ("S1", 1, 1), ("S2", 1, 1)]):
        for n in range(ballots):
            where = Circumstances(scanner, f"B{number}", "D", "A")
            exposures.take(where)
            if n < wrong:
                muted.take(where, FOUND, at)
            at += 1
    assert muted.evidence(known) == 0
    assert muted.evidence(Spot(MISS, "S2")) > 0
