"""An upper bound is as often wrong as it says at most, boxes alike or not, and falls with data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.detecting.upper import STEP, upper_bound


def test_nothing_wrong_leaves_what_the_risk_leaves() -> None:
    # Poisson: exp(-m) = risk; rounded up to the grid.
    exact = math.log(1000) / 50_000
    assert exact <= upper_bound(0, 50_000, math.inf, 1e-3) <= exact * STEP


def test_without_data_nothing_is_known() -> None:
    assert upper_bound(0, 0, math.inf, 0.01) == HIGHEST_BASELINE
    assert upper_bound(3, 4, 1.0, 0.01) == HIGHEST_BASELINE


@given(st.integers(0, 200), st.integers(1, 10**6), st.floats(0.5, 1e4), st.floats(1e-9, 0.5))
def test_more_wrong_and_more_unequal_boxes_leave_more_possible(
    wrong: int, ballots: int, shapes: float, risk: float
) -> None:
    bound = upper_bound(wrong, ballots, shapes, risk)
    assert bound >= min(wrong / ballots, HIGHEST_BASELINE)
    assert bound >= upper_bound(wrong, ballots, math.inf, risk)
    assert bound <= upper_bound(wrong + 1, ballots, shapes, risk)
    assert bound >= upper_bound(wrong, ballots * 2, shapes * 2, risk)
    assert bound <= upper_bound(wrong, ballots, shapes, risk / 10)


@pytest.mark.parametrize("shape", [0.0, 0.5])
def test_the_true_rate_is_above_it_no_more_often_than_the_risk(shape: float) -> None:
    dice, rate, boxes, size, risk = np.random.default_rng(1), 2e-3, 40, 300, 0.1
    rates = np.full((4000, boxes), rate)
    if shape:
        rates *= dice.gamma(shape, 1 / shape, rates.shape)
    wrong = dice.binomial(size, np.minimum(rates, 1)).sum(axis=1)
    shapes = shape * boxes if shape else math.inf
    counts = wrong.tolist()
    bounds = {count: upper_bound(count, boxes * size, shapes, risk) for count in set(counts)}
    failed = sum(bounds[count] < rate for count in counts)
    assert failed <= 4000 * risk
    # A bound that never fails would say too little.
    assert failed > 0
