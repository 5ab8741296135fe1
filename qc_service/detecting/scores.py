"""The score of every cell: what its detectors say together, over what it takes for an alarm.

A cell of a scanner has two detectors, one against its bound and one against the other scanners: at
positions `detecting.peers`, of whole ballots `detecting.ranks`. Its score is half of the greater:
each may reach twice the limit with half the chance, and half and half is the cell's own. The price
of the second opinion is log 2, of about twenty that an alarm takes.

Their mean would be nearly the same, and is not safe: the comparison moves at the ends of blocks and
boxes only, and ranks keep their promise to those who see ranks alone, not the numbers behind them.
Each detector holds in its own view; a union of two chances needs no common one.
"""

import math
from collections.abc import Iterable, Sequence

from qc_service.detecting.cells import Circumstances, Disagreement, Level, Spot, cells_of
from qc_service.detecting.exposures import Exposures, Window, window
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.peers import Peers
from qc_service.detecting.ranks import RANKED, BoxRanks


class Scores:
    """All detectors of a night."""

    def __init__(self, plan: NightPlan, exposures: Exposures, lattice: Lattice) -> None:
        """Watch ballots that stand in `exposures`."""
        self._limits = plan.limits()
        self._exposures = exposures
        self._lattice = lattice
        self._watched = frozenset(level for level in Level if plan.share(level))
        self._peers = Peers(plan, exposures, lattice)
        self._ranks = BoxRanks(plan, exposures)

    @property
    def due(self) -> float:
        """Give how many ballots of the night must have come for `settle`."""
        return self._peers.due

    def disagree(
        self,
        where: Circumstances,
        found: tuple[Disagreement, ...],
        at: int,
        known: set[Spot],
        accepted: Iterable[Spot] = (),
    ) -> dict[Spot, float]:
        """Take ballot number `at` as one that disagrees; give the scores of the cells it lies in.

        `known` are cells that have alarmed and are not looked at again. Cells whose rate was
        `accepted` go on being watched, each by itself.
        """
        self._peers.take(where, found, at)
        self._ranks.take(where, found, at)
        cut = window(self._exposures, at)
        spots = [
            spot
            for spot in dict.fromkeys((*cells_of(where, found), *accepted))
            if spot not in known and spot.level() in self._watched
        ]
        alone = self._lattice.disagree(spots, where, at, cut)
        return {spot: self._score(spot, each) for spot, each in zip(spots, alone, strict=True)}

    def settle(self, known: set[Spot]) -> dict[Spot, float]:
        """End the block that is due; give the scores of the cells that it may have moved."""
        scores: dict[Spot, float] = {}
        for spot in self._peers.settle():
            if spot not in known:
                scores[spot] = self._peers.evidence(spot) / self._limits[spot.level()] / 2
        return scores

    def log_evidence(self, spot: Spot, cut: Window) -> float:
        """Give the logarithm of a cell's evidence after all ballots before a window's end.

        It is what a disagreement would find; nothing changes by looking. 0 where there is less
        than 1, and for a cell that never disagreed.
        """
        score = self._score(spot, self._lattice.look(spot, cut))
        return math.log(max(1.0, score * self._limits[spot.level()]))

    def answer(self, about: Sequence[Spot], muted: Sequence[Spot]) -> None:
        """Begin anew wherever a disagreement of the cells lies that people spoke of.

        The lattice has heard it before. In `muted` cells a fault is known and goes on.
        """
        self._peers.answer(about)
        self._ranks.answer(about, muted)

    def again(self, spot: Spot, cases: Iterable[Case]) -> float:
        """Begin a cell anew with some of its cases, in order; give its score.

        What it is compared with begins anew with nothing: both can only be lower than they were.
        """
        for detector in (self._lattice, self._peers, self._ranks):
            detector.forget(spot)
        alone = 0.0
        begun = self._lattice.begun(spot)
        for case in cases:
            if case.at < begun:
                continue
            cut = window(self._exposures, case.at)
            alone = self._lattice.disagree([spot], case.where, case.at, cut)[0]
        return self._score(spot, alone)

    def state(self) -> list[object]:
        """Give the state as plain values in a fixed order, for a digest."""
        return [self._peers.state(), self._ranks.state()]

    def _score(self, spot: Spot, alone: float) -> float:
        """Give a cell's score, where its detector against the bound says `alone`."""
        level = spot.level()
        if spot in self._lattice.bounds:
            # Accepted: that it is worse than the others is known.
            return alone
        if level is Level.SCANNER_POSITION and self._peers.on:
            partner = self._peers.evidence(spot)
        elif level in RANKED and self._ranks.on:
            partner = self._ranks.evidence(spot)
        else:
            return alone
        return max(alone, partner / self._limits[level]) / 2
