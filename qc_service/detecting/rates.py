"""How bad: a rate with an interval that stays true however often one looks."""

import math
from collections.abc import Callable

STEPS = 60
"""Halvings of an interval within [0, 1]: more than a double can tell apart."""


def rate_interval(wrong: int, seen: int, risk: float) -> tuple[float, float]:
    """Give the rates that `wrong` of `seen` ballots leave possible, valid at every moment.

    Those for which the mixture of all rates (uniform prior) against the rate stays below 1 / risk:
    P(the true rate is ever left out) <= risk, by Ville's inequality (Robbins 1970).
    """
    if not seen:
        return 0.0, 1.0
    right = seen - wrong
    mixed = math.lgamma(wrong + 1) + math.lgamma(right + 1) - math.lgamma(seen + 2)
    limit = math.log(1 / risk)

    def out(rate: float) -> bool:
        if (rate <= 0 and wrong) or (rate >= 1 and right):
            return True
        fit = (wrong * math.log(rate) if wrong else 0.0) + (
            right * math.log1p(-rate) if right else 0.0
        )
        return mixed - fit >= limit

    middle = wrong / seen
    return _edge(middle, 0.0, out), _edge(middle, 1.0, out)


def _edge(inside: float, end: float, out: Callable[[float], bool]) -> float:
    """Give where, on the way from a possible rate to an end of the scale, rates become impossible.

    The end itself where none does.
    """
    if not out(end):
        return end
    beyond = end
    for _ in range(STEPS):
        middle = (inside + beyond) / 2
        if out(middle):
            beyond = middle
        else:
            inside = middle
    return beyond
