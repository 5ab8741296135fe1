"""The bound on all strata together: exact, never above the sum of the parts, and it covers."""

from itertools import product
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qc_service.sampling.bounds import DEFAULT_PRIOR, Prior, Sample, log_ratio, ppr_upper
from qc_service.sampling.stratified import ppr_upper_together, spent


@st.composite
def samples(draw: st.DrawFn, most: int = 2000) -> Sample:
    papers = draw(st.integers(1, most))
    checked = draw(st.integers(0, papers))
    return Sample(papers, checked, draw(st.integers(0, min(checked, 12))))


risks = st.floats(0.001, 0.3)


@given(samples(), risks)
def test_of_one_stratum_it_is_that_stratum_s_own(sample: Sample, risk: float) -> None:
    assert ppr_upper_together([sample], risk) == ppr_upper(sample, risk)


@given(st.lists(samples(8), min_size=1, max_size=3), risks)
def test_it_is_the_largest_sum_of_totals_that_the_samples_leave_possible(
    strata: list[Sample], risk: float
) -> None:
    totals = [range(s.errors, s.papers - s.checked + s.errors + 1) for s in strata]
    kept = [
        sum(chosen)
        for chosen in product(*totals)
        if sum(log_ratio(s, k, DEFAULT_PRIOR) for s, k in zip(strata, chosen, strict=True))
        < log(1 / risk)
    ]
    assert ppr_upper_together(strata, risk) == max(kept)


def test_strata_of_which_nothing_was_checked_are_wholly_possible() -> None:
    assert ppr_upper_together([Sample(50, 0, 0), Sample(10, 10, 1)]) == 51
    assert ppr_upper_together([]) == 0


def test_four_scanners_together_are_surer_than_apart() -> None:
    scanners = [Sample(papers, 180, 0) for papers in (8_700, 9_800, 11_000, 12_000)]
    apart = [ppr_upper(each, 0.05) / each.papers for each in scanners]
    assert max(apart) == pytest.approx(0.0182, abs=2e-4)
    together = ppr_upper_together(scanners) / sum(each.papers for each in scanners)
    assert together < 0.007


def test_one_scanner_with_and_without_a_shared_risk() -> None:
    clean, two = Sample(8_700, 180, 0), Sample(8_700, 180, 2)
    shares = [ppr_upper(s, risk) / 8_700 for s in (clean, two) for risk in (0.05, 0.0125)]
    assert shares == pytest.approx([0.018, 0.0255, 0.052, 0.061], abs=6e-4)


def test_all_looks_together_spend_the_risk() -> None:
    assert sum(spent(0.05, look) for look in range(1, 20_001)) == pytest.approx(0.05, abs=1e-5)
    tenth = ppr_upper(Sample(40_000, 600, 0), spent(0.05, 10)) / 40_000
    assert tenth == pytest.approx(0.0144, abs=1e-4)


RUNS = 20_000
"""Counts made up for each setting: with fewer, chance alone can pass 5.3 %."""


@pytest.mark.parametrize(
    ("strata", "prior"),
    [
        (((600, 30), (400, 4)), Prior(1, 1)),
        (((800, 3), (800, 3), (400, 12)), Prior()),
        (((300, 60), (1500, 2)), Prior(1, 100)),
    ],
)
def test_coverage_of_the_sum_looking_after_every_round(
    strata: tuple[tuple[int, int], ...], prior: Prior
) -> None:
    """20,000 counts, a stratum's papers drawn in turn: at most 5.3 % may ever exclude the truth.

    The sum is excluded only where the truth's own product of ratios reaches 1/risk, so that is what
    is counted.
    """
    dice = np.random.default_rng(11)
    whole = np.zeros((RUNS, min(papers for papers, _ in strata)))
    for papers, errors in strata:
        found = np.cumsum(errors_in_order(dice, papers, errors, whole.shape[1]), axis=1)
        whole += ratio_table(papers, errors, whole.shape[1], prior)[
            np.arange(whole.shape[1]), found
        ]
    missed = (whole >= log(20)).any(axis=1).mean()
    assert 0.0 < missed <= 0.053


def errors_in_order(
    dice: np.random.Generator, papers: int, errors: int, checked: int
) -> NDArray[np.int64]:
    """Give, for each run and each of the papers checked first, whether it is an error."""
    places = np.argsort(dice.random((RUNS, papers), dtype=np.float32), axis=1)
    return (places[:, :checked] < errors).astype(np.int64)


def ratio_table(papers: int, errors: int, checked: int, prior: Prior) -> NDArray[np.float64]:
    """Give the truth's log ratio after n papers (rows) with k errors found (columns)."""
    table = np.full((checked, errors + 1), -np.inf)
    for n in range(1, checked + 1):
        for k in range(max(0, errors - (papers - n)), min(n, errors) + 1):
            table[n - 1, k] = log_ratio(Sample(papers, n, k), errors, prior)
    return table
