"""The bound on all papers together, from samples that were drawn in each stratum on its own.

Adding up the strata's own bounds is safe and far too wide: they are never all at their worst. The
prior-posterior ratios of strata that are drawn independently multiply (each is a martingale given
the others), so the totals that the samples leave possible together are those whose product stays
below 1/risk. What is reported is the largest sum of such totals.
"""

from collections.abc import Sequence
from math import log, pi

import numpy as np
from numpy.typing import NDArray

from qc_service.sampling.bounds import DEFAULT_PRIOR, Prior, Sample, likeliest, log_ratio

ROUNDING = 1e-9
"""Allowed for sums of logarithms that are built up in another order than they were taken."""


def ppr_upper_together(
    samples: Sequence[Sample], risk: float = 0.05, prior: Prior = DEFAULT_PRIOR
) -> int:
    """Give the most errors among all strata's papers together, valid however often one looks.

    Exact: each stratum's logarithm of the ratio is convex above the likeliest number, so that the
    cheapest next errors, taken in their order until the risk is used up, give the largest sum.
    """
    starts = [likeliest(sample) for sample in samples]
    left = log(1 / risk) - sum(
        log_ratio(sample, start, prior) for sample, start in zip(samples, starts, strict=True)
    )
    steps = [_steps(sample, start) for sample, start in zip(samples, starts, strict=True)]
    costs = np.sort(np.concatenate([np.empty(0), *steps]))
    return sum(starts) + int(np.searchsorted(np.cumsum(costs), left + ROUNDING))


def _steps(sample: Sample, start: int) -> NDArray[np.float64]:
    """Give what each error more than `start` adds to the logarithm of the ratio, rising."""
    rest = sample.papers - sample.checked
    totals = np.arange(start, rest + sample.errors, dtype=np.float64)
    found = totals - sample.errors
    return np.log((found + 1) / (totals + 1)) + np.log((sample.papers - totals) / (rest - found))


def spent(risk: float, look: int) -> float:
    """Give the risk that the `look`-th closing time may use: all of them together use `risk`.

    6 / (π² j²) of it, which adds up to the whole over all j. For bounds on a population that grows
    from one closing time to the next; over one fixed population a bound may be looked at for ever.
    """
    return 6 * risk / (pi * look) ** 2
