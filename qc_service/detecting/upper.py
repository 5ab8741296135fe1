"""How high a rate may be for all that was seen: an upper bound that bad boxes cannot fool."""

import math

from qc_service.detecting.mixture import HIGHEST_BASELINE, power

STEP = 1.1
"""Bounds stand on a grid of this ratio, rounded up: one table of ratios serves many cells, and the
last bit of a machine's logarithm decides nothing."""

LOWEST = 1e-6
"""The grid begins here: no night is long enough to know less."""


def upper_bound(wrong: int, ballots: int, shapes: float, risk: float) -> float:
    """Give a rate that the true one is above with a chance of `risk` at most.

    `wrong` of `ballots` disagree, in boxes of unequal rates whose gamma shapes add up to `shapes`
    (infinite: boxes are alike). By Chernoff's inequality for the lower tail of the negative
    binomial distribution, which in the limit is Poisson's and lies above the binomial's. For boxes
    of unequal length, shapes added up as if all were as long as the longest are on the safe side.

    HIGHEST_BASELINE, from where on no fault is listened for, where nothing less can be said.
    """
    needed = -math.log(risk)
    low, high = 0, math.ceil(math.log(HIGHEST_BASELINE / LOWEST) / math.log(STEP))
    while low < high:
        middle = (low + high) // 2
        if _surprise(wrong, ballots * _grid(middle), shapes) >= needed:
            high = middle
        else:
            low = middle + 1
    return min(_grid(low), HIGHEST_BASELINE)


def _grid(step: int) -> float:
    return LOWEST * power(STEP, step)


def _surprise(wrong: int, expected: float, shapes: float) -> float:
    """Give -log of the bound on the chance of so few where `expected` are to be expected, nats."""
    if wrong >= expected:
        return 0.0
    own = wrong * math.log(wrong / expected) if wrong else 0.0
    if math.isinf(shapes):
        return own - (wrong - expected)
    return own - (wrong + shapes) * math.log((wrong + shapes) / (expected + shapes))
