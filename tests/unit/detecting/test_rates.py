"""The interval of a rate leaves the true rate out no more often than promised, at any moment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.rates import rate_interval


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.001, 0.5))
def test_the_interval_holds_what_was_seen(wrong: int, right: int, risk: float) -> None:
    seen = wrong + right
    low, high = rate_interval(wrong, seen, risk)
    assert 0 <= low <= high <= 1
    if seen:
        assert low <= wrong / seen <= high
        wide_low, wide_high = rate_interval(wrong, seen, risk / 2)
        assert (wide_low, wide_high) <= (low, wide_high)
        assert wide_high >= high


def test_nothing_seen_leaves_everything_possible() -> None:
    assert rate_interval(0, 0, 0.05) == (0.0, 1.0)


def test_all_or_nothing_wrong_reach_the_ends() -> None:
    assert rate_interval(0, 100, 0.05)[0] == 0.0
    assert rate_interval(100, 100, 0.05)[1] == 1.0
    assert rate_interval(0, 100, 0.05)[1] == pytest.approx(0.0738, abs=0.001)


@pytest.mark.parametrize("rate", [0.01, 0.2])
def test_over_whole_nights_the_true_rate_is_left_out_at_most_as_often_as_the_risk(
    rate: float,
) -> None:
    dice, left_out, nights = np.random.default_rng(4), 0, 300
    looks = [10, 30, 100, 200, 400]
    for _ in range(nights):
        wrong, seen, out = 0, 0, False
        for look in looks:
            wrong += int(dice.binomial(look - seen, rate))
            seen = look
            low, high = rate_interval(wrong, seen, 0.1)
            out = out or not low <= rate <= high
        left_out += out
    assert left_out <= 0.1 * nights
