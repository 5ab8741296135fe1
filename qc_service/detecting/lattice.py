"""The evidence in every cell of a night, brought up to date where a ballot disagrees.

A cell holds one Shiryaev-Roberts sum for each faulty rate. Ballots that agree are taken when the
next disagrees: those of a stretch enter before it and bear its whole ratio, which is at most what
they would have borne one by one, so the limit's guarantee stands. Stretches double backwards from
the disagreement; what a fault's first ballots tell is thus not lost.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from qc_service.detecting.bearing import CellState, Run, bear, by_box
from qc_service.detecting.boxes import Boxes
from qc_service.detecting.cells import Circumstances, Level, Spot
from qc_service.detecting.exposures import NAMES, Exposures, Window
from qc_service.detecting.mixture import CAP
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.running import Running
from qc_service.model.units import Ints, Mask

YELLOW = 1 / 20
"""Part of the limit from which on a cell keeps its bound: a fault must not raise it."""


class Lattice:
    """All cells that ever disagreed; the others have no state."""

    def __init__(self, plan: NightPlan, exposures: Exposures) -> None:
        """Watch ballots that stand in `exposures`, under a plan."""
        self._plan = plan
        self._exposures = exposures
        self._limits = plan.limits()
        self._shapes = {level: plan.shape(level) for level in Level}
        self._follow = {level: plan.has_running(level) for level in Level}
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

    def disagree(
        self, spots: Sequence[Spot], where: Circumstances, at: int, cut: Window
    ) -> list[float]:
        """Take ballot number `at` as one that disagrees in some cells, each once.

        Gives the evidence of each over its limit: 1 and more is an alarm.
        """
        box = self._exposures.box_of(at)
        among = np.flatnonzero(self._exposures.groups().boxes == box)
        begun = cut.all[among]
        cells = [self._cell(spot, cut) for spot in spots]
        for spot, cell in zip(spots, cells, strict=True):
            if bool(where.batch) != bool(cell.ratios.shape):
                cell.ratios = self._ratios(spot, cell.ratios.bound, boxed=bool(where.batch))
            self._move(spot, cell, at)
        self._catch_up(list(zip(spots, cells, strict=True)), cut)
        over = []
        for spot, cell in zip(spots, cells, strict=True):
            seen = int(begun[self.exposed(spot, among)].sum())
            risen = (cell.sums + 1.0) * cell.ratios.disagree(seen)
            cell.sums = np.minimum(risen, CAP)
            cell.wrong[box] = cell.wrong.get(box, 0) + 1
            cell.last = at + 1
            over.append(cell.over_limit())
        return over

    def forget(self, spot: Spot) -> None:
        """Let a cell begin anew."""
        del self.cells[spot]

    def usual(self, spot: Spot, before: int) -> float:
        """Give the rate that explains nothing in a cell, by what came before a ballot."""
        if spot in self.bounds or not self._plan.running:
            return self.bound(spot)
        return self._running.usual(spot, before)

    def _cell(self, spot: Spot, cut: Window) -> CellState:
        """Give a cell; one that never disagreed begins.

        A fault that showed nothing before is looked for no further back than the window: a sum of
        fewer starts is smaller, so the guarantee stands.
        """
        cell = self.cells.get(spot)
        if cell is None:
            first = max(cut.edges[0], self.begun(spot))
            cell = self.cells[spot] = self._new(spot, first, cut.edges[-1])
        return cell

    def _new(self, spot: Spot, first: int, at: int) -> CellState:
        """Give a cell that counts from ballot number `first`, held against its bound at `at`."""
        bound, checkpoint = self.bound(spot), 0
        if self._moves(spot):
            checkpoint = self._running.checkpoint(at)
            bound = self._running.bound(spot, checkpoint)
            # Nor further back than its bound is in force.
            first = max(first, self._running.end(checkpoint))
        ratios = self._ratios(spot, bound, boxed=True)
        return CellState(ratios.start(), first, ratios, self._limits[spot.level()], checkpoint)

    def _moves(self, spot: Spot) -> bool:
        """Say whether a cell's bound follows the other scanners; an accepted one stays."""
        return spot not in self.bounds and self._follow[spot.level()]

    def _move(self, spot: Spot, cell: CellState, at: int) -> None:
        """Hold a cell against the bound from the last sample before a ballot, from there on."""
        if not self._moves(spot):
            return
        checkpoint = self._running.checkpoint(at)
        if checkpoint > cell.checkpoint and cell.over_limit() < YELLOW:
            end = self._running.end(checkpoint)
            if cell.last < end:
                self._catch_up_to([(spot, cell)], end)
                cell.last = end
            cell.checkpoint = checkpoint
            bound = self._running.bound(spot, checkpoint)
            cell.ratios = self._ratios(spot, bound, boxed=bool(cell.ratios.shape))

    def _ratios(self, spot: Spot, bound: float, *, boxed: bool) -> Boxes:
        """Give the ratios of a cell against a bound.

        Without boxes nothing can be unequal, and the whole night would be one box.
        """
        shape = self._shapes[spot.level()] if boxed else 0.0
        key = bound, shape, self._moves(spot)
        found = self._boxes.get(key)
        if found is None:
            found = self._boxes[key] = Boxes(key[0], key[1], moving=key[2])
        return found

    def look(self, spot: Spot, cut: Window) -> float:
        """Give the evidence over a cell's limit as it is before the ballot at a window's end.

        Nothing changes by looking; 0 for a cell that never disagreed.
        """
        cell = self.cells.get(spot)
        if cell is None:
            return 0.0
        looked = replace(cell)
        self._move(spot, looked, cut.edges[-1])
        self._catch_up([(spot, looked)], cut)
        return looked.over_limit()

    def members(self, spot: Spot, beside: Sequence[Spot] = ()) -> Ints:
        """Give the groups whose ballots lie in a cell, without those that muted cells take."""
        return np.flatnonzero(self.inside(spot, beside))

    def watched(self, spot: Spot) -> Ints:
        """Give the groups whose ballots are a cell's exposures."""
        return np.flatnonzero(self.exposed(spot))

    def exposed(self, spot: Spot, among: Ints | None = None) -> Mask:
        """Say of each group (of those `among` them) whether its ballots are a cell's exposures."""
        return self.inside(spot, () if spot in self.bounds else self._muted, among)

    def inside(self, spot: Spot, beside: Sequence[Spot] = (), among: Ints | None = None) -> Mask:
        """Say of each group (of those `among` them) whether its ballots lie in a cell.

        Those of muted cells `beside` do not.
        """
        groups = self._exposures.groups()
        inside = np.ones(len(groups.boxes if among is None else among), bool)
        for name in NAMES:
            value = getattr(spot, name)
            if value:
                inside &= _some(groups.codes[name], among) == self._exposures.code(name, value)
        styles = self._plan.styles_of(spot.position) if spot.position else None
        if styles is not None:
            codes = [self._exposures.code("style", style) for style in sorted(styles)]
            inside &= np.isin(_some(groups.codes["style"], among), codes)
        for muted in beside:
            if muted.takes_exposures(spot):
                inside &= ~self.inside(muted, (), among)
        return inside

    def _catch_up(self, cells: Sequence[tuple[Spot, CellState]], cut: Window) -> None:
        """Take the agreeing ballots of cells up to the end of a window."""
        first = cut.edges[0]
        old = [(spot, cell) for spot, cell in cells if cell.last < first]
        self._catch_up_to(old, first)
        bear([self._run(spot, cell, cut) for spot, cell in cells])

    def _run(self, spot: Spot, cell: CellState, cut: Window) -> Run:
        """Give the ballots of a cell in a window, those before it taken already."""
        among = np.flatnonzero(self.exposed(spot, cut.groups))
        counts = cut.counts.take(among, axis=0)
        if cell.last > cut.edges[0]:
            # What the cell has taken already is no part of any stretch.
            row = bisect_right(cut.edges, cell.last) - 1
            groups = cut.groups[among]
            taken = counts[:, row] + self._exposures.between(cut.edges[row], cell.last)[groups]
            counts = np.maximum(counts, taken[:, None])
        numbers = cut.boxes[among]
        return Run(cell, *((numbers, counts) if cut.single else by_box(numbers, counts)))

    def _catch_up_to(self, cells: Sequence[tuple[Spot, CellState]], end: int) -> None:
        """Take, as one stretch, the agreeing ballots of cells before number `end`."""
        after = self._exposures.before(end)
        runs = []
        for spot, cell in cells:
            before = self._exposures.before(cell.last)
            moved = np.flatnonzero(after > before)
            moved = moved[self.exposed(spot, moved)]
            numbers, counts = self._exposures.groups().boxes[moved], np.array([before, after])
            counts = counts.T.take(moved, axis=0)
            if self._exposures.mixed():
                order = np.argsort(numbers, kind="stable")
                numbers, counts = by_box(numbers[order], counts[order])
            runs.append(Run(cell, numbers, counts))
        bear(runs)


def _some(values: Ints, among: Ints | None) -> Ints:
    return values if among is None else values[among]
