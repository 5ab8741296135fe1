"""How many errors there can be at most, from a sample: true however often one looks.

Prior-posterior ratio (Waudby-Smith and Ramdas 2020, "Confidence sequences for sampling without
replacement"): the chance that a true number of errors is ever left out is at most the risk, by
Ville's inequality, whatever the rule by which people stop.
"""

from dataclasses import dataclass
from math import exp, lgamma, log


@dataclass(frozen=True)
class Prior:
    """What is assumed of the errors' share before the count: Beta(a, b), fixed in the plan.

    The default expects about 1 misread paper in 400 and is worth 200 papers.
    """

    a: float = 0.5
    b: float = 200.0


@dataclass(frozen=True)
class Sample:
    """Papers checked in random order without replacement: `checked` of `papers`, `errors` found.

    Raises:
        ValueError: more checked than there are, or more errors than checked.
    """

    papers: int
    checked: int
    errors: int

    def __post_init__(self) -> None:
        """Refuse numbers that no check can give."""
        if not 0 <= self.errors <= self.checked <= self.papers:
            raise ValueError(
                f"{self.errors} errors in {self.checked} checked of {self.papers} papers: "
                "the first must not be above the second, nor the second above the third"
            )


DEFAULT_PRIOR = Prior()


def ppr_upper(sample: Sample, risk: float = 0.05, prior: Prior = DEFAULT_PRIOR) -> int:
    """Give the most errors among all papers that the sample leaves possible, valid at any time.

    P(the true number is ever above it) <= `risk`, looking after every paper.
    """
    low = likeliest(sample)
    high = sample.papers - (sample.checked - sample.errors)
    limit = log(1 / risk)
    # Above the likeliest number the ratio only rises, as the sample's likelihood only falls.
    while low < high:
        middle = (low + high + 1) // 2
        if log_ratio(sample, middle, prior) < limit:
            low = middle
        else:
            high = middle - 1
    return low


def mix_upper(checked: int, errors: int, risk: float = 0.05, prior: Prior = DEFAULT_PRIOR) -> float:
    """Give the highest share of errors that a growing stream leaves possible, valid at any time.

    For ballots drawn at arrival, when nobody knows yet how many will come. It assumes that errors
    come with one and the same chance all the time: where a machine drifts it does not hold.
    """
    limit = log(1 / risk) - _log_beta(prior.a + errors, prior.b + checked - errors)
    limit += _log_beta(prior.a, prior.b)
    low, high = errors / checked if checked else 0.0, 1.0
    if not checked:
        return high
    while high - low > SHARE_STEP:
        middle = (low + high) / 2
        likelihood = errors * log(middle) + (checked - errors) * log(1 - middle)
        if -likelihood < limit:
            low = middle
        else:
            high = middle
    return high


SHARE_STEP = 1e-9
"""Fineness of a share: one paper in a billion."""


def one_look_upper(sample: Sample, risk: float = 0.05) -> int:
    """Give the exact bound for a sample of fixed size that is looked at once and never again.

    The largest number of errors with which at most so many would be found with a chance above
    `risk` (hypergeometric distribution).
    """
    low, high = likeliest(sample), sample.papers - (sample.checked - sample.errors)
    while low < high:
        middle = (low + high + 1) // 2
        if _chance_of_at_most(sample, middle) > risk:
            low = middle
        else:
            high = middle - 1
    return low


def likeliest(sample: Sample) -> int:
    """Give the number of errors among all papers that makes the sample likeliest."""
    most = sample.papers - (sample.checked - sample.errors)
    if not sample.checked:
        return most
    return min(most, (sample.papers + 1) * sample.errors // sample.checked)


def log_ratio(sample: Sample, total: int, prior: Prior) -> float:
    """Give log(prior / posterior) of a total number of errors: large where the sample denies it.

    Totals are kept while it is below log(1 / risk); `total` must be one the sample leaves possible.
    """
    rest = sample.papers - sample.checked
    a, b = prior.a + sample.errors, prior.b + sample.checked - sample.errors
    return _log_pmf(total, sample.papers, prior.a, prior.b) - _log_pmf(
        total - sample.errors, rest, a, b
    )


def _log_pmf(successes: int, trials: int, a: float, b: float) -> float:
    """Give the logarithm of a beta-binomial probability, 0 <= successes <= trials."""
    choose = _log_choose(trials, successes)
    return choose + _log_beta(successes + a, trials - successes + b) - _log_beta(a, b)


def _chance_of_at_most(sample: Sample, total: int) -> float:
    whole = _log_choose(sample.papers, sample.checked)
    fewest = max(0, sample.checked - (sample.papers - total))
    return sum(
        exp(
            _log_choose(total, found)
            + _log_choose(sample.papers - total, sample.checked - found)
            - whole
        )
        for found in range(fewest, min(sample.errors, total) + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
