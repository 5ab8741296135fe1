"""Since when: the likeliest start of a cell's fault, and the starts that cannot be ruled out."""

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from qc_service.detecting.mixture import Mixture
from qc_service.detecting.start import estimate_start
from qc_service.model.units import Ints

CONFIDENCE = 0.95
MEMORY = 5000
"""Disagreements looked back on: more only where a fault was left alone for hours."""


@dataclass(frozen=True)
class Since:
    """A fault's start: ballot numbers from 0, `first` to `last` hold it with 95 % confidence.

    Since `start`, `wrong` of `seen` ballots of the cell disagree; `tried` is how many starts were
    weighed.
    """

    start: int
    first: int
    last: int
    wrong: int
    seen: int
    tried: int


@dataclass(frozen=True)
class _Piece:
    """Starts that are alike: a stretch of the cell's exposures, and how likely it is."""

    first: int
    last: int
    log_weight: float


def find_start(exposed: Ints, wrong: Ints, bound: float) -> Since:
    """Weigh all starts of a fault in one cell.

    `exposed` are the numbers of all its ballots in order, `wrong` of those among them that
    disagree, not empty. A start has the weight that the mixture of faulty rates gives it against
    the bound: what adds up to the evidence in the cell, taken apart again by start.
    """
    places = np.searchsorted(exposed, wrong[-MEMORY:]).tolist()
    best = estimate_start([(place + 1, place) for place in places], bound)
    pieces = _pieces(places, len(exposed), bound)
    chosen = _likeliest(pieces)
    first, last = min(p.first for p in chosen), max(p.last for p in chosen)
    # A fault begins between two ballots of the cell as well: from the one before it on.
    before = int(exposed[first - 1]) + 1 if first else 0
    start = best.ordinal
    return Since(
        start=int(exposed[start]),
        first=before,
        last=int(exposed[last]),
        wrong=best.wrong,
        seen=len(exposed) - start,
        tried=len(places),
    )


def _pieces(places: list[int], exposures: int, bound: float) -> list[_Piece]:
    """Cut the starts before each disagreement into pieces that double backwards from it."""
    wrong, first, last = [], [], []
    for i, place in enumerate(places):
        oldest = places[i - 1] + 1 if i else 0
        end, length = place, 1
        while end >= oldest:
            wrong.append(len(places) - i)
            first.append(max(oldest, end - length + 1))
            last.append(end)
            end, length = first[-1] - 1, length * 2
    weights = _weights(np.array(wrong), np.array(first), np.array(last), exposures, bound)
    return [_Piece(*each) for each in zip(first, last, weights, strict=True)]


def _weights(wrong: Ints, first: Ints, last: Ints, exposures: int, bound: float) -> list[float]:
    """Give the logarithms of the likelihoods of all starts of each piece, added up.

    From the last start of a piece on, `wrong` ballots disagree.
    """
    mixture = Mixture(bound)
    parts = []
    for rate, weight in zip(mixture.rates, mixture.weights, strict=True):
        fall = math.log((1 - rate) / (1 - bound))
        late = wrong * math.log(rate / bound) + (exposures - last - wrong) * fall
        # A geometric series over the piece's starts.
        starts = np.log1p(-np.exp(fall * (last - first + 1))) - math.log1p(-math.exp(fall))
        parts.append(math.log(weight) + late + starts)
    weights: list[float] = np.logaddexp.reduce(np.array(parts), axis=0).tolist()
    return weights


def _likeliest(pieces: list[_Piece]) -> list[_Piece]:
    """Give the pieces of the densest weight that hold CONFIDENCE of it."""
    top = max(piece.log_weight for piece in pieces)
    weights = [math.exp(piece.log_weight - top) for piece in pieces]
    whole = math.fsum(weights)
    order = sorted(
        zip(pieces, weights, strict=True),
        key=lambda pair: -pair[1] / (pair[0].last - pair[0].first + 1),
    )
    held = accumulate(weight for _, weight in order)
    enough = next(n for n, so_far in enumerate(held, 1) if so_far >= CONFIDENCE * whole)
    return [piece for piece, _ in order[:enough]]
