"""The evidence in every cell of a night, brought up to date where a ballot disagrees.

A cell holds one Shiryaev-Roberts sum for each faulty rate. Ballots that agree are taken when the
next disagrees: those of a stretch enter before it and bear its whole ratio, which is at most what
they would have borne one by one, so the limit's guarantee stands. Stretches double backwards from
the disagreement; what a fault's first ballots tell is thus not lost.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from qc_service.detecting.boxes import Boxes
from qc_service.detecting.cells import Circumstances, Level, Spot
from qc_service.detecting.exposures import NAMES, Exposures, Window
from qc_service.detecting.mixture import CAP
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.running import Running
from qc_service.model.units import Floats, Ints, Mask

YELLOW = 1 / 20
"""Part of the limit from which on a cell keeps its bound: a fault must not raise it."""


@dataclass(eq=False)
class CellState:
    """One cell: its sums (rates,) as after ballot number `last`, and its wrong ones by box.

    `bound` is the rate it is held against, `checkpoint` the sample which that comes from.
    """

    sums: Floats
    last: int
    bound: float
    checkpoint: int = 0
    boxed: bool = True
    wrong: dict[int, int] = field(default_factory=dict)


class Lattice:
    """All cells that ever disagreed; the others have no state."""

    def __init__(self, plan: NightPlan, exposures: Exposures) -> None:
        """Watch ballots that stand in `exposures`, under a plan."""
        self._plan = plan
        self._exposures = exposures
        self._limits = {level: plan.limit(level) for level in Level}
        self._running = Running(plan, exposures, self.inside)
        self._boxes: dict[tuple[float, float, bool], Boxes] = {}
        self._muted: tuple[Spot, ...] = ()
        self._answered: list[tuple[tuple[Spot, ...], int]] = []
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
        self._exposures.cut()
        now = len(self._exposures)
        self._answered.append((tuple(about), now))
        for spot in {*self.cells, *bounds}:
            if any(spot.meets(each) for each in about):
                self.cells[spot] = self._new(spot, now, now)

    def begun(self, spot: Spot) -> int:
        """Give the ballot before which nothing counts in a cell, as people have answered to it."""
        ends = (now for about, now in self._answered if any(spot.meets(each) for each in about))
        return max(ends, default=0)

    def bound(self, spot: Spot) -> float:
        """Give the highest rate of disagreement that is no fault in a cell."""
        return self.bounds.get(spot, self._plan.bound(spot.level()))

    def note(self, spots: Iterable[Spot], scanner: str, at: int) -> None:
        """Take note of all cells in which ballot number `at` disagrees, explained or not."""
        self._running.note(spots, scanner, at)

    def disagree(self, spot: Spot, where: Circumstances, at: int, cut: Window) -> float:
        """Take ballot number `at` as one that disagrees; give the evidence over the cell's limit.

        1 and more is an alarm.
        """
        cell = self.cells.get(spot)
        if cell is None:
            cell = self.cells[spot] = self._begin(spot, cut)
        cell.boxed = bool(where.batch)
        inside = self.exposed(spot)
        self._move(spot, cell, inside, at)
        boxes = self._ratios(spot, cell.bound, boxed=cell.boxed)
        self._catch_up(cell, inside, boxes, cut)
        box = self._exposures.box_of(at)
        seen = cut.all[inside & (self._exposures.groups().boxes == box)].sum()
        sums = (cell.sums + 1.0) * boxes.disagree(int(seen))
        cell.sums = np.minimum(sums, CAP)
        cell.wrong[box] = cell.wrong.get(box, 0) + 1
        cell.last = at + 1
        return self._over_limit(spot, cell, boxes)

    def forget(self, spot: Spot) -> None:
        """Let a cell begin anew."""
        del self.cells[spot]

    def usual(self, spot: Spot, before: int) -> float:
        """Give the rate that explains nothing in a cell, by what came before a ballot."""
        if spot in self.bounds or not self._plan.running:
            return self.bound(spot)
        return self._running.usual(spot, before)

    def _begin(self, spot: Spot, cut: Window) -> CellState:
        """Begin a cell at its first disagreement.

        A fault that showed nothing before is looked for no further back than the window: a sum of
        fewer starts is smaller, so the guarantee stands.
        """
        return self._new(spot, max(cut.edges[0], self.begun(spot)), cut.edges[-1])

    def _new(self, spot: Spot, first: int, at: int) -> CellState:
        """Give a cell that counts from ballot number `first`, held against its bound at `at`."""
        bound, checkpoint = self.bound(spot), 0
        if self._moves(spot):
            checkpoint = self._running.checkpoint(at)
            bound = self._running.bound(spot, checkpoint)
            # Nor further back than its bound is in force.
            first = max(first, self._running.end(checkpoint))
        return CellState(self._ratios(spot, bound, boxed=True).start(), first, bound, checkpoint)

    def _moves(self, spot: Spot) -> bool:
        """Say whether a cell's bound follows the other scanners; an accepted one stays."""
        return spot not in self.bounds and self._plan.has_running(spot.level())

    def _move(self, spot: Spot, cell: CellState, inside: Mask, at: int) -> None:
        """Hold a cell against the bound from the last sample before a ballot, from there on."""
        if not self._moves(spot):
            return
        checkpoint = self._running.checkpoint(at)
        boxes = self._ratios(spot, cell.bound, boxed=cell.boxed)
        if checkpoint > cell.checkpoint and self._over_limit(spot, cell, boxes) < YELLOW:
            end = self._running.end(checkpoint)
            self._catch_up_to(cell, inside, boxes, end)
            cell.last = end
            cell.checkpoint = checkpoint
            cell.bound = self._running.bound(spot, checkpoint)

    def _ratios(self, spot: Spot, bound: float, *, boxed: bool) -> Boxes:
        """Give the ratios of a cell against a bound.

        Without boxes nothing can be unequal, and the whole night would be one box.
        """
        shape = self._plan.shape(spot.level()) if boxed else 0.0
        key = bound, shape, self._moves(spot)
        found = self._boxes.get(key)
        if found is None:
            found = self._boxes[key] = Boxes(key[0], key[1], moving=key[2])
        return found

    def _over_limit(self, spot: Spot, cell: CellState, boxes: Boxes) -> float:
        return math.fsum((boxes.weights * cell.sums).tolist()) / self._limits[spot.level()]

    def look(self, spot: Spot, cut: Window) -> float:
        """Give the evidence over a cell's limit as it is before the ballot at a window's end.

        Nothing changes by looking; 0 for a cell that never disagreed.
        """
        cell = self.cells.get(spot)
        if cell is None:
            return 0.0
        looked, inside = replace(cell), self.exposed(spot)
        self._move(spot, looked, inside, cut.edges[-1])
        boxes = self._ratios(spot, looked.bound, boxed=looked.boxed)
        self._catch_up(looked, inside, boxes, cut)
        return self._over_limit(spot, looked, boxes)

    def members(self, spot: Spot, beside: Sequence[Spot] = ()) -> Ints:
        """Give the groups whose ballots lie in a cell, without those that muted cells take."""
        return np.flatnonzero(self.inside(spot, beside))

    def watched(self, spot: Spot) -> Ints:
        """Give the groups whose ballots are a cell's exposures."""
        return np.flatnonzero(self.exposed(spot))

    def exposed(self, spot: Spot) -> Mask:
        """Say of each group (groups,) whether its ballots are a cell's exposures."""
        return self.inside(spot, () if spot in self.bounds else self._muted)

    def inside(self, spot: Spot, beside: Sequence[Spot] = ()) -> Mask:
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
                inside &= ~self.inside(muted)
        return inside

    def _catch_up(self, cell: CellState, inside: Mask, boxes: Boxes, cut: Window) -> None:
        """Take the agreeing ballots since the cell's last; `inside` are its groups."""
        first = cut.edges[0]
        if cell.last < first:
            self._catch_up_to(cell, inside, boxes, first)
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

    def _catch_up_to(self, cell: CellState, inside: Mask, boxes: Boxes, end: int) -> None:
        """Take, as one stretch, the agreeing ballots before number `end`."""
        old = np.flatnonzero(inside)
        numbers = self._exposures.groups().boxes[old]
        ends = np.array([self._exposures.before(cell.last), self._exposures.before(end)])[:, old]
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
