"""Tests of assertions give the published numbers, and err no more often than they say."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.seats import divisor, settle
from qc_service.sampling.assertions import (
    Bet,
    Tuning,
    assort,
    kaplan_markov,
    largest_value,
    overstatement_values,
    risk_left,
)
from qc_service.sampling.overstatement import Contest, assorter_value, overstatement
from shared import shared_data

CONTEST = Contest("A", "B")
OUT = {
    "clean 200": ["A"],
    "200 with one 1-vote overstatement at 50": [],
    "200 with one 2-vote overstatement at 50": ["B"],
}
"""What the 50th paper of 200 shows, all of which were read as A."""

BETS = {
    "alpha_mart/optimal_comparison": Bet.COMPARISON,
    "betting_mart/fixed 1.5": Bet.FIXED,
    "betting_mart/agrapa": Bet.AGRAPA,
}


def told() -> list[dict[str, Any]]:
    whole = msgspec.json.decode((shared_data() / "vectors" / "shangrla.json").read_bytes())
    return msgspec.convert(whole["nonneg"], list[dict[str, Any]])


def read_as_a(fiftieth: list[str], margin: float = 0.05) -> np.ndarray[Any, np.dtype[np.float64]]:
    papers = [["A"]] * 49 + [fiftieth] + [["A"]] * 150
    return overstatement_values(CONTEST, [(["A"], paper) for paper in papers], margin)


@pytest.mark.real
def test_risks_are_those_of_the_published_audit() -> None:
    cases = told()
    assert len(cases) == 14
    for each in cases:
        if each["test"] == "alpha_mart":
            polled = np.array([1.0] * 20 + [0.0] + [1.0] * 20)
            papers = None if each["N"] == "inf" else int(each["N"])
            tuning = Tuning(guess=each["eta"], weight=each["d"], apart=each["c"])
            found = risk_left(polled, each["u"], papers, Bet.SHRINK, tuning)
        elif each["test"] == "kaplan_markov g=.1":
            found = kaplan_markov(read_as_a(OUT[each["case"]]), 0.1)
        else:
            values, most = read_as_a(OUT[each["case"]]), largest_value(each["margin_v"])
            assert most == pytest.approx(each["u_over"])
            found = risk_left(values, most, each["N"], BETS[each["test"]], Tuning(wrong=1e-4))
        assert found == pytest.approx(each["p"], rel=1e-9), each


votes = st.sampled_from([["A"], ["B"], [], ["C"]])


@given(votes, votes, st.floats(0.01, 0.9))
def test_the_values_are_those_of_the_classes(
    reported: list[str], paper: list[str], margin: float
) -> None:
    (value,) = overstatement_values(CONTEST, [(reported, paper)], margin)
    assert value == pytest.approx(assorter_value(overstatement(CONTEST, reported, paper), margin))


def test_a_paper_that_is_not_found_is_the_worst_case() -> None:
    found = overstatement_values(CONTEST, [(["A"], None), (["A"], ["B"])], 0.2)
    assert found[0] == found[1] == 0.0


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 100), st.integers(2, 9))
def test_a_seat_stands_just_if_the_mean_is_above_one_half(
    one: int, other: int, blank: int, seats: int
) -> None:
    settled = settle({"A": one, "B": other}, seats)
    for holder, rival in (("A", "B"), ("B", "A")):
        if not settled.seats[holder]:
            continue
        last = divisor(settled.method, settled.seats[holder])
        following = divisor(settled.method, settled.seats[rival] + 1)
        contest = Contest(holder, rival)
        numbers = {code: assort(contest, [code], following / last) for code in ("A", "B", "C")}
        total = numbers["A"] * one + numbers["B"] * other + numbers["C"] * blank
        assert total >= (one + other + blank) / 2 - 1e-6


@pytest.mark.parametrize("bet", list(Bet))
def test_nothing_checked_confirms_nothing_and_everything_checked_does(bet: Bet) -> None:
    most = largest_value(0.2)
    assert risk_left(np.empty(0), most, 100, bet) == 1.0
    whole = overstatement_values(CONTEST, [(["A"], ["A"])] * 100, 0.2)
    assert risk_left(whole, most, 100, bet) == 0.0
    assert risk_left(whole[:80], most, 100, bet) < 0.05
    assert risk_left(np.full(3, 0.0), most, 100, bet) == 1.0
    # Papers so far below one half that those left would all have to be above the largest value.
    assert risk_left(np.zeros(60), most, 100, bet) == 1.0


def test_what_cannot_be_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="3 papers were checked of 2"):
        risk_left(np.full(3, 0.5), 1.0, 2, Bet.FIXED)
    with pytest.raises(ValueError, match="not between"):
        risk_left(np.array([1.5]), 1.0, None, Bet.FIXED)


RUNS, PAPERS, CHECKED = 20_000, 400, 120


@pytest.mark.parametrize("bet", list(Bet))
def test_a_wrong_outcome_is_confirmed_no_more_often_than_the_risk_says(bet: Bet) -> None:
    """20,000 counts whose reported winner has just tied: at most 5.3 % may ever be confirmed."""
    dice = np.random.default_rng(3)
    if bet is Bet.SHRINK:  # bets on papers alone, as in polling
        most, population = 1.0, np.array([0.0, 1.0] * (PAPERS // 2))
    else:
        # 40 votes between them were reported; 20 papers read as A are B's.
        most, clean = largest_value(0.1), assorter_value(0, 0.1)
        population = np.array([0.0] * 20 + [clean] * (PAPERS - 20))
    assert population.mean() == pytest.approx(0.5)
    orders = np.argsort(dice.random((RUNS, PAPERS), dtype=np.float32), axis=1)[:, :CHECKED]
    wrong = sum(risk_left(population[order], most, PAPERS, bet) <= 0.05 for order in orders)
    assert 0 < wrong / RUNS <= 0.053
