from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.start import Start, estimate_start


def test_the_start_is_where_disagreements_become_dense() -> None:
    sparse = [(500, 510), (2000, 2020)]
    dense = [(3000 + 10 * n, 3100 + 10 * n) for n in range(6)]
    assert estimate_start((*sparse, *dense), 1e-3) == Start(3100, 6, 51)


def test_a_single_disagreement_starts_at_itself() -> None:
    assert estimate_start([(40, 44)], 1e-3) == Start(44, 1, 1)


def test_rates_below_the_baseline_leave_the_newest() -> None:
    assert estimate_start([(10, 10), (20, 20)], 0.9) == Start(20, 1, 1)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=200, unique=True).map(sorted))
def test_the_start_is_a_disagreement_and_counts_what_came_since(exposures: list[int]) -> None:
    start = estimate_start([(n, n) for n in exposures], 1e-3)
    assert start.ordinal in exposures
    assert start.wrong == sum(1 for n in exposures if n >= start.ordinal)
    assert start.seen == exposures[-1] - start.ordinal + 1
