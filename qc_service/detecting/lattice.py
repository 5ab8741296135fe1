"""The evidence in every cell of a night, brought up to date where a ballot disagrees.

A cell holds one Shiryaev-Roberts sum for each faulty rate. Ballots that agree are taken when the
next disagrees: those of a stretch enter before it and bear its whole ratio, which is at most what
they would have borne one by one, so the limit's guarantee stands. Stretches double backwards from
the disagreement; what a fault's first ballots tell is thus not lost.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qc_service.detecting.boxes import Boxes
from qc_service.detecting.cells import Circumstances, Level, Spot
from qc_service.detecting.exposures import NAMES, Exposures, Window
from qc_service.detecting.mixture import CAP
from qc_service.detecting.night_plan import NightPlan
from qc_service.model.units import Floats, Ints, Mask


@dataclass(eq=False)
class CellState:
    """One cell: its sums (rates,) as after ballot number `last`, and its wrong ones by box."""

    sums: Floats
    last: int = 0
    wrong: dict[int, int] = field(default_factory=dict)


class Lattice:
    """All cells that ever disagreed; the others have no state."""

    def __init__(self, plan: NightPlan, exposures: Exposures) -> None:
        """Watch ballots that stand in `exposures`, under a plan."""
        self._plan = plan
        self._exposures = exposures
        self._limits = {level: plan.limit(level) for level in Level}
        shared: dict[tuple[float, float], Boxes] = {}
        self._boxes: dict[Level, Boxes] = {}
        for level in Level:
            key = plan.bound(level), plan.shape(level)
            self._boxes[level] = shared.setdefault(key, Boxes(*key))
        self._unboxed = {level: Boxes(plan.bound(level), 0.0) for level in Level}
        self._muted: tuple[Spot, ...] = ()
        self._accepted: dict[Spot, tuple[Boxes, Boxes]] = {}
        self.bounds: dict[Spot, float] = {}
        self.cells: dict[Spot, CellState] = {}

    def answer(
        self, about: Sequence[Spot], muted: Sequence[Spot], bounds: dict[Spot, float]
    ) -> None:
        """Begin anew in all cells that can hold a disagreement of the cells that people spoke of.

        From here on ballots of `muted` cells are no exposures of others, and `bounds` are the rates
        accepted in some cells. A sum that begins at 0 owes nothing to what was seen before, so the
        limits' guarantee stands whatever people chose and why.
        """
        self._muted = tuple(muted)
        self.bounds = dict(bounds)
        self._accepted = {
            spot: (Boxes(bound, self._plan.shape(spot.level())), Boxes(bound, 0.0))
            for spot, bound in bounds.items()
        }
        self._exposures.cut()
        now = len(self._exposures)
        for spot in {*self.cells, *bounds}:
            if any(spot.meets(each) for each in about):
                self.cells[spot] = CellState(self._steps(spot, boxed=True).start(), now)

    def bound(self, spot: Spot) -> float:
        """Give the highest rate of disagreement that is no fault in a cell."""
        return self.bounds.get(spot, self._plan.bound(spot.level()))

    def disagree(self, spot: Spot, where: Circumstances, at: int, cut: Window) -> float:
        """Take ballot number `at` as one that disagrees; give the evidence over the cell's limit.

        1 and more is an alarm.
        """
        # Without boxes nothing can be unequal, and the whole night would be one box.
        boxes = self._steps(spot, boxed=bool(where.batch))
        cell = self.cells.get(spot)
        if cell is None:
            # A fault that showed nothing before is looked for no further back than the window:
            # a sum of fewer starts is smaller, so the guarantee stands.
            cell = self.cells[spot] = CellState(boxes.start(), cut.edges[0])
        inside = self._watched(spot)
        self._catch_up(cell, inside, boxes, cut)
        box = self._exposures.box_of(at)
        seen = cut.all[inside & (self._exposures.groups().boxes == box)].sum()
        sums = (cell.sums + 1.0) * boxes.disagree(int(seen))
        cell.sums = np.minimum(sums, CAP)
        cell.wrong[box] = cell.wrong.get(box, 0) + 1
        cell.last = at + 1
        return math.fsum((boxes.weights * cell.sums).tolist()) / self._limits[spot.level()]

    def log_evidence(self, spot: Spot, cut: Window) -> float:
        """Give the logarithm of a cell's evidence after all ballots before a window's end.

        It is what a disagreement would find; nothing changes by looking. 0 where there is less
        than 1, and for a cell that never disagreed.
        """
        cell = self.cells.get(spot)
        if cell is None:
            return 0.0
        boxes = self._steps(spot, boxed=True)
        looked = CellState(cell.sums, cell.last, cell.wrong)
        self._catch_up(looked, self._watched(spot), boxes, cut)
        return math.log(max(1.0, math.fsum((boxes.weights * looked.sums).tolist())))

    def members(self, spot: Spot, beside: Sequence[Spot] = ()) -> Ints:
        """Give the groups whose ballots lie in a cell, without those that muted cells take."""
        return np.flatnonzero(self._inside(spot, beside))

    def watched(self, spot: Spot) -> Ints:
        """Give the groups whose ballots are a cell's exposures."""
        return np.flatnonzero(self._watched(spot))

    def _watched(self, spot: Spot) -> Mask:
        return self._inside(spot, () if spot in self._accepted else self._muted)

    def _steps(self, spot: Spot, *, boxed: bool) -> Boxes:
        if spot in self._accepted:
            return self._accepted[spot][0 if boxed else 1]
        return (self._boxes if boxed else self._unboxed)[spot.level()]

    def _inside(self, spot: Spot, beside: Sequence[Spot] = ()) -> Mask:
        """Say of each group (groups,) whether its ballots lie in a cell, beside muted ones."""
        groups = self._exposures.groups()
        inside = np.ones(len(groups.boxes), bool)
        for name in NAMES:
            value = getattr(spot, name)
            if value:
                inside &= groups.codes[name] == self._exposures.code(name, value)
        styles = self._plan.styles_of(spot.position) if spot.position else None
        if styles is not None:
            codes = [self._exposures.code("style", style) for style in sorted(styles)]
            inside &= np.isin(groups.codes["style"], codes)
        for muted in beside:
            if muted.takes_exposures(spot):
                inside &= ~self._inside(muted)
        return inside

    def _catch_up(self, cell: CellState, inside: Mask, boxes: Boxes, cut: Window) -> None:
        """Take the agreeing ballots since the cell's last; `inside` are its groups."""
        first = cut.edges[0]
        if cell.last < first:
            self._catch_up_old(cell, inside, boxes, cut)
        start = max(cell.last, first)
        among = np.flatnonzero(inside[cut.groups])
        row = bisect_right(cut.edges, start) - 1
        counts = cut.counts[row:, among]
        if start > cut.edges[row]:
            # The stretch in which the cell was last brought up to date begins there.
            counts[0] += self._exposures.between(cut.edges[row], start)[cut.groups[among]]
        new = (counts[1:] - counts[:-1]).sum(axis=1)
        numbers = cut.boxes[among]
        if not cut.single:
            numbers, counts = _by_box(numbers, counts)
        _bear(cell, boxes, new, numbers, counts)

    def _catch_up_old(self, cell: CellState, inside: Mask, boxes: Boxes, cut: Window) -> None:
        """Take, as one stretch, the agreeing ballots before the window."""
        before = self._exposures.before(cell.last)
        old = np.flatnonzero(inside)
        numbers, ends = self._exposures.groups().boxes[old], np.array([before, cut.oldest])[:, old]
        if self._exposures.mixed():
            numbers, ends = _by_box(numbers, ends)
        moved = ends[1] > ends[0]
        new = (ends[1] - ends[0]).sum(keepdims=True)
        _bear(cell, boxes, new, numbers[moved], ends[:, moved])


def _bear(cell: CellState, boxes: Boxes, new: Ints, numbers: Ints, counts: Ints) -> None:
    """Take stretches of agreeing ballots, `new` (stretches,) in each.

    `counts` (stretches + 1, boxes) are those of the boxes `numbers` at the stretches' ends.
    """
    if not len(new) or not len(numbers):
        return
    wrong = [cell.wrong.get(box, 0) for box in numbers.tolist()] if cell.wrong else []
    before, after = counts[:-1], counts[1:]
    if any(wrong):
        clean = [not each for each in wrong]
        before, after = before[:, clean], after[:, clean]
    ratio: Floats = np.multiply.reduce(boxes.agree(before, after), axis=1)
    for place, had in enumerate(wrong):
        if had:
            ratio = ratio * boxes.agree(counts[:-1, place], counts[1:, place], had)
    # Each stretch bears its own ratio and those of all after it.
    borne = np.multiply.accumulate(ratio[::-1], axis=0)[::-1]
    cell.sums = cell.sums * borne[0] + np.add.reduce(new[:, None] * borne, axis=0)


def _by_box(boxes: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Add counts (ends, groups) up by box: the boxes' numbers, and counts (ends, boxes)."""
    numbers, inverse = np.unique(boxes, return_inverse=True)
    totals = np.zeros((len(numbers), len(counts)), np.int64)
    np.add.at(totals, inverse, counts.T)
    return numbers, totals.T
