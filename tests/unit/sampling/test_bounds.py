"""The bounds give the known numbers, cover what they promise, and refuse what cannot be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.sampling.bounds import Prior, Sample, mix_upper, one_look_upper, ppr_upper
from qc_service.sampling.papers import papers_needed


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    papers = draw(st.integers(1, 3000))
    checked = draw(st.integers(0, papers))
    return Sample(papers, checked, draw(st.integers(0, min(checked, 20))))


@pytest.mark.parametrize(
    ("checked", "errors", "anytime", "once"),
    [
        (300, 0, 454, 394),
        (600, 0, 242, 197),
        (600, 1, 430, 312),
        (1200, 0, 129, 97),
        (1200, 1, 220, 155),
    ],
)
def test_bounds_of_the_agreeing_ballots(checked: int, errors: int, anytime: int, once: int) -> None:
    sample = Sample(39_880, checked, errors)
    assert (ppr_upper(sample), one_look_upper(sample)) == (anytime, once)


@pytest.mark.parametrize(
    ("papers", "prior", "claim", "expected"),
    [
        (2_000, Prior(), 0.01, (302, 547, 722)),
        (2_000, Prior(), 0.001, (1_483, 1_901, 1_997)),
        (20_000, Prior(), 0.005, (730, 1_298, 1_728)),
        (20_000, Prior(1, 100), 0.002, (2_885, 3_953, 4_837)),
        (200_000, Prior(), 0.001, (4_499, 7_398, 9_610)),
    ],
)
def test_papers_needed(papers: int, prior: Prior, claim: float, expected: tuple[int, ...]) -> None:
    found = tuple(papers_needed(papers, claim, errors, prior=prior) for errors in (0, 1, 2))
    assert found == expected


def test_what_no_check_can_show_needs_no_number() -> None:
    assert papers_needed(100, 0.01, errors=2) is None
    assert papers_needed(10, 0.5, errors=11) is None


@pytest.mark.parametrize(
    ("checked", "errors", "share"), [(500, 0, 0.0095), (500, 1, 0.0137), (2000, 1, 0.0041)]
)
def test_shares_of_a_growing_stream(checked: int, errors: int, share: float) -> None:
    assert mix_upper(checked, errors, prior=Prior(1, 100)) == pytest.approx(share, abs=5e-5)


def test_nothing_checked_leaves_everything_possible() -> None:
    assert mix_upper(0, 0) == 1.0
    assert ppr_upper(Sample(100, 0, 0)) == 100
    assert one_look_upper(Sample(100, 0, 0)) == 100


@given(samples())
def test_a_bound_lies_between_what_was_found_and_what_is_left(sample: Sample) -> None:
    for upper in (ppr_upper(sample), one_look_upper(sample)):
        assert sample.errors <= upper <= sample.papers - (sample.checked - sample.errors)


@given(samples())
def test_looking_at_all_times_costs_something(sample: Sample) -> None:
    assert ppr_upper(sample) >= one_look_upper(sample)


@given(samples())
def test_when_all_is_checked_the_bound_is_the_truth(sample: Sample) -> None:
    whole = Sample(sample.papers, sample.papers, min(sample.errors, sample.papers))
    assert ppr_upper(whole) == whole.errors


@given(samples(), st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_less_risk_gives_a_higher_bound(sample: Sample, one: float, other: float) -> None:
    bold, careful = max(one, other), min(one, other)
    assert ppr_upper(sample, careful) >= ppr_upper(sample, bold)


@pytest.mark.parametrize("numbers", [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_impossible_samples_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="must not be above"):
        Sample(*numbers)


@pytest.mark.parametrize(
    ("papers", "errors", "prior"),
    [(400, 20, Prior(1, 1)), (1000, 50, Prior(1, 1)), (1000, 5, Prior()), (60, 3, Prior(0.5, 10))],
)
def test_coverage_looking_after_every_paper(papers: int, errors: int, prior: Prior) -> None:
    """20,000 counts, each looked at after every paper: at most 5.3 % may ever exclude the truth."""
    runs, dice = 20_000, np.random.default_rng(5)
    # Worst moment only: with k errors found the bound is lowest just before the next is found.
    bounds = {
        k: [ppr_upper(Sample(papers, n, k), prior=prior) for n in range(papers + 1) if k <= n]
        for k in range(errors + 1)
    }
    first_wrong = [
        next((n + k for n, upper in enumerate(bounds[k]) if upper < errors), papers + 1)
        for k in range(errors)
    ]
    places = np.sort(
        np.argsort(dice.random((runs, papers), dtype=np.float32), axis=1)[:, :errors], axis=1
    )
    # Between the k-th error and the next, papers up to places[k] are checked with k errors found.
    missed = (places >= np.array(first_wrong)[None, :]).any(axis=1)
    assert missed.mean() <= 0.053
    assert missed.mean() > 0.0
