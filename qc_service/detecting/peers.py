"""A scanner's position held against the same position on the other scanners, without any baseline.

The night is cut in blocks of ballots, by number. If in a block all scanners are alike, then, given
that S of its ballots disagree, which ones is a matter of shuffling: x of them fall to a scanner
that has the part q of the block's ballots with hypergeometric chance, and

    e = (r / t) ** x * ((1 - q + q t) / (1 - q + q r)) ** S

has a mean of at most 1 for a scanner up to t times as bad as the others (Hoeffding 1963, theorem 4:
drawing without replacement spreads less than with). r are the ratios listened for. What all
scanners have in common cancels: paper, print, an evening of postal ballots, our own reader.

Each scanner's sums take e at the end of a block in which something disagreed (Shiryaev-Roberts:
R <- (R + its exposures since) * e); blocks without a disagreement tell nothing and cost nothing.
Method: shared design, section 2.2. Only +, -, *, / are used, in a fixed order.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qc_service.detecting.cells import Circumstances, Disagreement, Level, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.mixture import CAP, power
from qc_service.detecting.night_plan import NightPlan
from qc_service.model.units import Floats, Ints

RATIOS = np.array([2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 320.0, 1280.0])
"""How many times worse than the others a scanner may be: from doubtful to a broken lamp."""

WEIGHTS = 1.0 / np.sqrt(RATIOS) / float(np.add.reduce(1.0 / np.sqrt(RATIOS)))

LEAST_BLOCK = 2
"""Ballots of a block: one alone has nothing to be held against."""


@dataclass(eq=False)
class _Race:
    """One kind at one position: sums (scanners, ratios), and exposures (scanners,) taken so far."""

    sums: Floats
    had: Ints


class Peers:
    """The comparison of scanners at every position that ever disagreed."""

    def __init__(self, plan: NightPlan, exposures: Exposures, lattice: Lattice) -> None:
        """Look at the ballots in `exposures`; the lattice knows which groups a cell watches."""
        self._plan = plan
        self._exposures = exposures
        self._lattice = lattice
        self.on = plan.peers.block > 0 and plan.share(Level.SCANNER_POSITION) > 0
        self._size = max(LEAST_BLOCK, round(plan.peers.block * plan.scanners))
        self._races: dict[Spot, _Race] = {}
        self._wrong: dict[Spot, list[Circumstances]] = {}
        self.due = math.inf
        """Ballots of the night at which the open block ends; infinite where nothing is open."""

    def take(self, where: Circumstances, found: tuple[Disagreement, ...], at: int) -> None:
        """Take ballot number `at` as one that disagrees, into its block."""
        if not self.on:
            return
        for spot in {Spot(each.kind, position=each.position) for each in found if each.position}:
            self._wrong.setdefault(spot, []).append(where)
            self.due = (at // self._size + 1) * self._size

    def settle(self) -> tuple[Spot, ...]:
        """End the open block, which is due; give the scanners' cells that disagreed in it."""
        end = int(self.due)
        self.due = math.inf
        ends = self._exposures.before(end)
        block = ends - self._exposures.before(end - self._size)
        touched: list[Spot] = []
        for spot, wrong in sorted(self._wrong.items()):
            race = self._race(spot)
            watched = self._lattice.exposed(spot)
            seen = self._by_scanner(np.where(watched, ends, 0))
            ratio = self._ratio(np.where(watched, block, 0), wrong)
            sums = (race.sums + (seen - race.had)[:, None]) * ratio
            race.sums, race.had = np.minimum(sums, CAP), seen
            scanners = sorted({where.scanner for where in wrong})
            touched += [Spot(spot.kind, scanner, spot.position) for scanner in scanners]
        self._wrong.clear()
        return tuple(touched)

    def evidence(self, spot: Spot) -> float:
        """Give the weighted sum of a scanner's cell as after the last block that told something."""
        race = self._races.get(Spot(spot.kind, position=spot.position))
        scanner = self._exposures.code("scanner", spot.scanner)
        if race is None or not 0 <= scanner < len(race.sums):
            return 0.0
        return math.fsum((WEIGHTS * race.sums[scanner]).tolist())

    def forget(self, spot: Spot) -> None:
        """Let a scanner's cell begin anew."""
        race = self._races.get(Spot(spot.kind, position=spot.position))
        scanner = self._exposures.code("scanner", spot.scanner)
        if race is not None and 0 <= scanner < len(race.sums):
            race.sums[scanner] = 0.0

    def answer(self, about: Sequence[Spot]) -> None:
        """Begin anew, from the next ballot, at all positions of the cells that people spoke of."""
        now = self._exposures.before(len(self._exposures))
        for spot, race in self._races.items():
            if any(spot.meets(each) for each in about):
                self._race(spot)
                race.sums[:] = 0.0
                race.had = self._by_scanner(np.where(self._lattice.exposed(spot), now, 0))
        for spot in [s for s in self._wrong if any(s.meets(each) for each in about)]:
            del self._wrong[spot]
        if not self._wrong:
            self.due = math.inf

    def state(self) -> list[object]:
        """Give all sums and what is open as plain values in a fixed order, for a digest."""
        races = sorted(self._races.items())
        return [
            [(spot, race.sums.tolist(), race.had.tolist()) for spot, race in races],
            sorted(self._wrong.items()),
        ]

    def _race(self, spot: Spot) -> _Race:
        """Give the race at a position, with a lane for every scanner so far."""
        scanners = self._exposures.values("scanner")
        race = self._races.get(spot)
        if race is None:
            race = self._races[spot] = _Race(np.zeros((0, len(RATIOS))), np.zeros(0, np.int64))
        new = scanners - len(race.had)
        race.sums = np.concatenate([race.sums, np.zeros((new, len(RATIOS)))])
        race.had = np.concatenate([race.had, np.zeros(new, np.int64)])
        return race

    def _ratio(self, block: Ints, wrong: list[Circumstances]) -> Floats:
        """Give the likelihood ratios (scanners, ratios) of a block, `block` (groups,) its ballots.

        Strata that disagree are each a shuffling of their own.
        """
        strata = self._plan.peers.strata
        tolerance = self._plan.peers.tolerance
        rates = np.where(tolerance < RATIOS, RATIOS, tolerance)
        groups = self._exposures.groups()
        ratio = np.ones((self._exposures.values("scanner"), len(RATIOS)))
        for values in sorted({tuple(getattr(where, name) for name in strata) for where in wrong}):
            inside = np.ones(len(block), bool)
            for name, value in zip(strata, values, strict=True):
                inside &= groups.codes[name] == self._exposures.code(name, value)
            ballots = self._by_scanner(np.where(inside, block, 0))
            part = (ballots / ballots.sum())[:, None]
            mine = [w for w in wrong if tuple(getattr(w, name) for name in strata) == values]
            for scanner in sorted({where.scanner for where in mine}):
                count = sum(1 for where in mine if where.scanner == scanner)
                ratio[self._exposures.code("scanner", scanner)] *= power(rates / tolerance, count)
            ratio *= power((1 - part + part * tolerance) / (1 - part + part * rates), len(mine))
        return ratio

    def _by_scanner(self, counts: Ints) -> Ints:
        """Add counts (groups,) up by scanner."""
        totals = np.zeros(self._exposures.values("scanner"), np.int64)
        np.add.at(totals, self._exposures.groups().codes["scanner"], counts)
        return totals
