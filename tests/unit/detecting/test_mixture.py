import math
import random
import statistics
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qc_service.detecting.mixture import CAP, HIGHEST_BASELINE, RATES, Mixture


def test_the_rates_are_those_of_the_design() -> None:
    assert RATES[0] == 2e-4
    assert RATES[-1] == pytest.approx(0.4096)
    assert all(b == 2 * a for a, b in pairwise(RATES))


def test_only_rates_above_the_baseline_are_active_and_weigh_one_over_the_root() -> None:
    mixture = Mixture(1e-3)
    assert mixture.rates == RATES[3:]
    assert sum(mixture.weights) == pytest.approx(1)
    assert mixture.weights[0] / mixture.weights[2] == pytest.approx(2)
    assert mixture.start() == (0.0,) * len(mixture.rates)


def test_the_highest_baseline_still_leaves_a_rate() -> None:
    assert Mixture(math.nextafter(HIGHEST_BASELINE, 0)).rates == RATES[-1:]


def naive(baseline: float, bits: list[bool]) -> list[float]:
    """Take every ballot singly, as the definition has it."""
    sums = []
    for rate in Mixture(baseline).rates:
        value = 0.0
        for wrong in bits:
            ratio = rate / baseline if wrong else (1 - rate) / (1 - baseline)
            value = (value + 1) * ratio
        sums.append(value)
    return sums


baselines = st.sampled_from((2e-5, 2e-4, 1e-3, 5e-3, 0.1))


@given(baselines, st.lists(st.integers(0, 400), max_size=5), st.integers(0, 400))
@example(2e-4, [0, 0, 0], 0)
def test_agreeing_ballots_taken_at_once_equal_those_taken_singly(
    baseline: float, runs: list[int], last: int
) -> None:
    mixture = Mixture(baseline)
    sums, bits = mixture.start(), list[bool]()
    for run in runs:
        sums = mixture.disagree(mixture.agree(sums, run))
        bits += [False] * run + [True]
    sums = mixture.agree(sums, last)
    bits += [False] * last
    assert sums == pytest.approx(naive(baseline, bits), rel=1e-9)


@given(baselines, st.lists(st.booleans(), max_size=60), st.integers(0, 59))
def test_one_more_disagreement_never_lowers_the_evidence(
    baseline: float, bits: list[bool], place: int
) -> None:
    if place >= len(bits):
        return
    more = [*bits[:place], True, *bits[place + 1 :]]
    mixture = Mixture(baseline)
    low, high = mixture.evidence(naive(baseline, bits)), mixture.evidence(naive(baseline, more))
    assert high >= low * (1 - 1e-12)


def test_sums_stop_growing_before_they_overflow() -> None:
    mixture = Mixture(2e-4)
    sums = mixture.start()
    for _ in range(500):
        sums = mixture.disagree(sums)
    assert max(sums) == CAP
    assert math.isfinite(mixture.evidence(mixture.agree(sums, 10**9)))


def test_the_state_is_bit_for_bit_the_frozen_one() -> None:
    mixture = Mixture(2e-3)
    sums = mixture.disagree(mixture.agree(mixture.disagree(mixture.agree(mixture.start(), 731)), 9))
    assert [value.hex() for value in sums] == FROZEN


FROZEN = [
    "0x1.384412cce65d0p+10",
    "0x1.0ff0ff07dbec0p+11",
    "0x1.b4769fa5a6124p+11",
    "0x1.6452dfbb0f4d5p+12",
    "0x1.0e01ed9a00247p+13",
    "0x1.43fb7e8cf0553p+13",
    "0x1.bdbeb89a3e488p+12",
    "0x1.608c68793b254p+10",
]


def next_gap(source: random.Random, rate: float) -> int:
    """Draw how many ballots agree before the next disagreement."""
    return int(math.log(1.0 - source.random()) / math.log1p(-rate))


def alarm_at(source: random.Random, p0: float, p1: float, change: int, limit: float) -> int:
    """Give the ballot of the alarm; the rate is p0 up to `change`, p1 after it."""
    mixture = Mixture(p0)
    sums, ballot = mixture.start(), 0
    while True:
        gap = next_gap(source, p0 if ballot < change else p1)
        if ballot < change <= ballot + gap:
            gap = change - ballot + next_gap(source, p1)
        ballot += gap + 1
        sums = mixture.disagree(mixture.agree(sums, gap))
        if mixture.evidence(sums) >= limit:
            return ballot


@pytest.mark.parametrize(("p1", "published"), [(0.01, 982), (0.05, 111), (0.3, 13)])
def test_delays_are_those_measured_for_the_design(p1: float, published: int) -> None:
    # One of 200 streams that share 0.05 false alarms a night of 30,000 ballots; change at 10,000.
    source = random.Random(20261)  # noqa: S311 - a simulation, the same every time
    limit = 30_000 * 200 / 0.05
    delays = [alarm_at(source, 1e-3, p1, 10_000, limit) - 10_000 for _ in range(400)]
    assert statistics.median(delays) == pytest.approx(published, rel=0.12)


def at_least(hits: int, of: int, chance: float) -> float:
    """Give the exact chance that a binomial count is `hits` or more."""
    return math.fsum(
        math.comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(hits, of + 1)
    )


@pytest.mark.parametrize("rate", [2e-4, 2e-3])
def test_clean_nights_alarm_no_more_often_than_promised(rate: float) -> None:
    source = random.Random(7)  # noqa: S311 - a simulation, the same every time
    nights, ballots, alpha = 1000, 20_000, 0.2
    limit = ballots / alpha
    mixture = Mixture(rate)
    alarms = 0
    for _ in range(nights):
        sums, ballot = mixture.start(), 0
        while (gap := next_gap(source, rate)) + ballot < ballots:
            ballot += gap + 1
            sums = mixture.disagree(mixture.agree(sums, gap))
            if mixture.evidence(sums) >= limit:
                alarms += 1
                break
    assert at_least(alarms, nights, alpha) > 1e-3
    # It is a test that can fail: some nights do come near.
    assert alarms > 0
