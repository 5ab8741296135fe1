"""Since when: the most likely start of a run of disagreements, by the Poisson scan statistic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Start:
    """Where it seems to have begun: the scanner's sheet, and what was seen of the cell since."""

    ordinal: int
    wrong: int
    seen: int


def estimate_start(disagreements: Sequence[tuple[int, int]], baseline: float) -> Start:
    """Choose the disagreement since which most more went wrong than the baseline explains.

    `disagreements` are (exposure of the cell, sheet of the scanner), oldest first, not empty. For
    a start at one of them, x were wrong of the n exposures since; with m = n * baseline the score
    is x log(x / m) - (x - m). Of equal scores the latest wins.
    """
    newest, ordinal = disagreements[-1]
    best, best_score = Start(ordinal, 1, 1), -math.inf
    for wrong, (exposure, ordinal) in enumerate(reversed(disagreements), start=1):
        seen = newest - exposure + 1
        expected = seen * baseline
        score = wrong * math.log(wrong / expected) - (wrong - expected) if wrong > expected else 0.0
        if score > best_score:
            best, best_score = Start(ordinal, wrong, seen), score
    return best
