"""The detector of one cell: a mixture of Shiryaev-Roberts sums over faulty rates.

Each sum R starts at 0 and takes one likelihood ratio for each exposure, p against the baseline:

    agreeing ballot:   R <- (R + 1) * (1 - p) / (1 - baseline)
    disagreement:      R <- (R + 1) * p / baseline

While the rate of disagreement, whatever came before, is at most the baseline, `R - exposures` is a
supermartingale, so P(R reaches A within n exposures) <= n / A for every n. The weighted mean over
the rates keeps that bound.

Only +, -, *, /, square roots and comparisons are used here, in a fixed order, so the state comes
out bit for bit the same on every machine with IEEE 754 doubles. (`sum` is avoided: since
Python 3.12 it rounds otherwise.)
"""

import math
from collections.abc import Sequence
from typing import TypeVar

from qc_service.model.units import Floats

Number = TypeVar("Number", float, Floats)

LOWEST_RATE = 2e-4
"""The faintest fault listened for: one ballot in 5,000."""

RATES: tuple[float, ...] = tuple(LOWEST_RATE * 2**j for j in range(12))
"""Rates from 0.0002 to 0.41, doubling: any rate between is within a factor 1.5 of one of them."""

ABOVE_BASELINE = 1.5
"""Rates nearer to the baseline than this factor would only cost weight."""

HIGHEST_BASELINE: float = RATES[-1] / ABOVE_BASELINE
"""A baseline from here on would leave no rate to listen for."""

CAP = 1e250
"""Where a sum stops growing, far beyond any limit and well below overflow (1.8e308)."""


class Mixture:
    """The rates to listen for above one baseline, and the steps of their sums; keeps no state."""

    def __init__(self, baseline: float) -> None:
        """Choose the rates above `baseline` (in 0..HIGHEST_BASELINE), weights as 1 / sqrt(rate)."""
        self.rates = tuple(rate for rate in RATES if rate > ABOVE_BASELINE * baseline)
        raw = [1.0 / math.sqrt(rate) for rate in self.rates]
        total = 0.0
        for weight in raw:
            total += weight
        self.weights = tuple(weight / total for weight in raw)
        self._rise = tuple(rate / baseline for rate in self.rates)
        self._fall = tuple((1.0 - rate) / (1.0 - baseline) for rate in self.rates)

    def start(self) -> tuple[float, ...]:
        """Give the sums before the first exposure."""
        return (0.0,) * len(self.rates)

    def agree(self, sums: Sequence[float], count: int) -> tuple[float, ...]:
        """Take `count` agreeing ballots at once, in closed form."""
        taken = []
        for before, fall in zip(sums, self._fall, strict=True):
            left = power(fall, count)
            taken.append(left * before + fall * (1.0 - left) / (1.0 - fall))
        return tuple(taken)

    def disagree(self, sums: Sequence[float]) -> tuple[float, ...]:
        """Take one disagreeing ballot."""
        return tuple(
            min((before + 1.0) * rise, CAP) for before, rise in zip(sums, self._rise, strict=True)
        )

    def evidence(self, sums: Sequence[float]) -> float:
        """Give the weighted mean of the sums, to be held against a limit."""
        total = 0.0
        for weight, value in zip(self.weights, sums, strict=True):
            total += weight * value
        return total


def power(base: Number, exponent: int) -> Number:
    """Raise by squaring: multiplications only, so not at the mercy of a machine's `pow`."""
    result = base * 0.0 + 1.0
    while exponent:
        if exponent & 1:
            result = result * base
        base = base * base
        exponent >>= 1
    return result
