"""Fisher's exact test with odds, against enumeration and against its own laws."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.odds import upper_tail

SIZES = st.integers(1, 12)


def slow_tail(found: int, drawn: int, others: int, total: int, odds: float) -> float:
    weights = {
        x: comb(drawn, x) * comb(others, total - x) * odds**x
        for x in range(max(0, total - others), min(drawn, total) + 1)
    }
    return sum(w for x, w in weights.items() if x >= found) / sum(weights.values())


@given(SIZES, SIZES, st.data(), st.sampled_from([0.5, 1.0, 3.0, 20.0]))
def test_it_is_what_enumeration_gives(
    drawn: int, others: int, data: st.DataObject, odds: float
) -> None:
    total = data.draw(st.integers(0, drawn + others))
    found = data.draw(st.integers(0, drawn + 1))
    expected = slow_tail(found, drawn, others, total, odds)
    assert upper_tail(found, drawn, others, total, odds) == pytest.approx(expected, abs=1e-12)


def test_without_odds_it_counts_draws() -> None:
    ballots = range(9)
    hits = [c for c in combinations(ballots, 4) if sum(b < 3 for b in c) >= 2]
    assert upper_tail(2, 4, 5, 3) == pytest.approx(len(hits) / comb(9, 4))


@given(st.integers(0, 40), st.floats(1, 50))
def test_larger_odds_make_more_likely(found: int, odds: float) -> None:
    assert upper_tail(found, 40, 1000, 60, odds) >= upper_tail(found, 40, 1000, 60, 1.0) - 1e-12


def test_what_cannot_be_has_no_chance_and_what_must_be_has_all() -> None:
    assert upper_tail(5, 4, 10, 8) == 0.0
    assert upper_tail(0, 4, 10, 8) == 1.0
    assert upper_tail(200, 256, 100_000, 200, 4.0) < 1e-300
