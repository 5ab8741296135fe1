"""Ballots that agree, and what they do to the evidence in the cells they lie in.

What enters in a stretch of ballots bears the ratio of its own and of all later stretches. All cells
that one disagreement touches, and that are held against the same rates, take theirs at once.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from qc_service.detecting.boxes import Boxes
from qc_service.model.units import Floats, Ints


@dataclass(eq=False)
class CellState:
    """One cell: its sums (rates,) as after ballot number `last`, and its wrong ones by box.

    `ratios` are those of the bound it is held against, `checkpoint` the sample which that comes
    from; `limit` is what its evidence must reach.
    """

    sums: Floats
    last: int
    ratios: Boxes
    limit: float
    checkpoint: int = 0
    wrong: dict[int, int] = field(default_factory=dict)

    def over_limit(self) -> float:
        """Give its evidence over its limit: 1 and more is an alarm."""
        return math.fsum((self.ratios.weights * self.sums).tolist()) / self.limit


@dataclass(frozen=True, eq=False)
class Run:
    """Ballots of one cell that agreed: the numbers of their boxes (m,), and in stretches how many.

    `counts` (m, stretches + 1) are the ballots of each box up to each end of a stretch.
    """

    cell: CellState
    boxes: Ints
    counts: Ints


def bear(runs: Iterable[Run]) -> None:
    """Let the sums of every cell take its run; all runs have equally many stretches, one or more.

    R <- R * r_1 ... r_n + sum over i of new_i * r_i ... r_n, where r_i is the product of a
    stretch's ratios over the boxes, and new_i how many ballots it has.
    """
    alike: dict[Boxes, list[Run]] = {}
    for run in runs:
        if len(run.boxes):
            alike.setdefault(run.cell.ratios, []).append(run)
    for ratios, each in alike.items():
        _bear(each, ratios)


def _bear(runs: Sequence[Run], ratios: Boxes) -> None:
    """Let cells that are held against the same rates take runs that are not empty."""
    counts = np.concatenate([run.counts for run in runs])
    each = ratios.agree(counts)
    at = 0
    firsts = []
    for run in runs:
        firsts.append(at)
        wrong = run.cell.wrong
        if wrong:
            for place, box in enumerate(run.boxes.tolist(), at):
                if box in wrong:
                    each[place] = ratios.agree(counts[place], wrong[box])
        at += len(run.boxes)
    new = np.add.reduceat(counts[:, 1:] - counts[:, :-1], firsts, axis=0)
    ratio = np.multiply.reduceat(each, firsts, axis=0)
    borne = np.multiply.accumulate(ratio[:, ::-1], axis=1)[:, ::-1]
    sums = np.array([run.cell.sums for run in runs])
    sums = sums * borne[:, 0] + np.add.reduce(new[:, :, None] * borne, axis=1)
    for run, mine in zip(runs, sums, strict=True):
        run.cell.sums = mine


def by_box(boxes: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Add counts (groups, ends) up by box, whose numbers `boxes` (groups,) are in order."""
    firsts = np.flatnonzero(np.diff(boxes, prepend=-1))
    if not len(firsts):
        return boxes, counts
    return boxes[firsts], np.add.reduceat(counts, firsts, axis=0)
