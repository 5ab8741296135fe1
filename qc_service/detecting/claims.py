"""Whose disagreements they are: what an alarm explains is its own, until people say otherwise."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qc_service.detecting.cells import Spot
from qc_service.detecting.localise import Case


@dataclass(frozen=True)
class Claim:
    """The cells that an alarm explains, up to before ballot number `until`."""

    spots: tuple[Spot, ...]
    until: float = math.inf


def unclaimed(cases: Iterable[Case], claims: Sequence[Claim]) -> list[Case]:
    """Give the cases with what is left of them beside the claims."""
    left = []
    for case in cases:
        spots = [spot for claim in claims if case.at < claim.until for spot in claim.spots]
        found = tuple(
            each for each in case.found if not any(spot.holds(each, case.where) for spot in spots)
        )
        if found:
            left.append(Case(case.at, case.where, found))
    return left
