"""One list that a box has none of, though every sister box has it: Hordvik 2019.

Sister boxes are of the same election, locale and category. Ballots lie there as they came, or
sorted in bundles; so nothing is said where a box lacks more than one of the lists that all its
sisters have. The chance that a list has no ballot in a box of n, of X among the M of its poorest
sister, is that all X lie there: (M / (M + n)) ((M - 1) / (M + n - 1)) … (hypergeometric, exact).
"""

from collections.abc import Mapping
from math import prod

import msgspec

MIXED_LEAST = 3
"""Lists that all sisters must have: of boxes sorted by list nothing can be said."""

SISTERS_LEAST = 2
"""Boxes beside which one can be strange: with one alone nobody knows which of the two is."""

CHANCE_MOST = 1e-6
"""Chance from which it is told: over 700 boxes of 10 lists less than one night in a hundred."""


class Absent(msgspec.Struct, frozen=True):
    """A list of which a box of `ballots` has none; its `places` sisters have so many.

    About `expected` would be usual.
    """

    list: str
    ballots: int
    places: int
    sisters_ballots: int
    expected: int


def absent_list(box: Mapping[str, int], sisters: Mapping[str, Mapping[str, int]]) -> Absent | None:
    """Give the list that a box alone lacks, if there is just one; `sisters` by their names."""
    ballots = sum(box.values())
    if len(sisters) < SISTERS_LEAST or not ballots:
        return None
    usual = set.intersection(
        *({code for code, n in each.items() if n} for each in sisters.values())
    )
    lacking = sorted(code for code in usual if not box.get(code, 0))
    if len(usual) < MIXED_LEAST or len(lacking) != 1:
        return None
    code = lacking[0]
    poorest = min(sisters.values(), key=lambda each: each[code] / sum(each.values()))
    of, found = sum(poorest.values()), poorest[code]
    chance = prod((of - i) / (of + ballots - i) for i in range(found))
    if chance > CHANCE_MOST:
        return None
    total = sum(each[code] for each in sisters.values())
    whole = sum(sum(each.values()) for each in sisters.values())
    return Absent(code, ballots, len(sisters), total, round(ballots * total / whole))
