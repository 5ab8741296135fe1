"""The start of a fault: one ballot, and a set that holds the true one as often as promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.since import find_start


def test_a_dense_end_begins_at_its_first_disagreement() -> None:
    exposed = np.arange(0, 20_000, 2)
    wrong = np.array([400, 12_000, 12_010, 12_030, 12_032, 12_050])
    since = find_start(exposed, wrong, 1e-4)
    assert (since.start, since.wrong, since.seen, since.tried) == (12_000, 5, 4000, 6)
    assert since.first <= 12_000 <= since.last


@given(st.sets(st.integers(0, 999), min_size=1, max_size=30), st.sampled_from((1e-5, 1e-3)))
def test_the_set_holds_the_start_and_lies_in_the_night(wrong: set[int], bound: float) -> None:
    exposed = np.arange(5, 3005, 3)
    since = find_start(exposed, exposed[sorted(wrong)], bound)
    assert 0 <= since.first <= since.last <= exposed[-1]
    assert since.start in exposed[sorted(wrong)]
    assert since.wrong == sum(exposed[n] >= since.start for n in wrong)


@pytest.mark.parametrize(("rate", "bound"), [(0.02, 2e-5), (0.3, 1e-3)])
def test_the_set_holds_the_true_start_as_often_as_promised(rate: float, bound: float) -> None:
    dice, held, nights = np.random.default_rng(5), 0, 300
    for _ in range(nights):
        begin = int(dice.integers(500, 1500))
        wrong = np.flatnonzero(
            dice.random(begin + round(12 / rate))
            < np.where(np.arange(begin + round(12 / rate)) < begin, bound, rate)
        )
        if not len(wrong):
            continue
        # Looked at when the sixth disagreement after the start comes, as an alarm would be.
        late = wrong[wrong >= begin][:6]
        end = int(late[-1]) + 1 if len(late) else len(wrong)
        since = find_start(np.arange(end), wrong[wrong < end], bound)
        held += since.first <= begin <= since.last
    assert held >= 0.94 * nights
