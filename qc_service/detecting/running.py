"""What the other scanners show to be usual: bounds that follow the hall through the night.

At ballots 1,024, 1,448, 2,048, 2,896 … of the night, to its planned end, a cell of a scanner takes
a new bound from all ballots of the other scanners before that number, and the test decks. The
numbers are fixed beforehand, so the risks of all bounds add up; a bound is in force for later
ballots only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from qc_service.detecting.cells import OF_POSITION, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.upper import upper_bound
from qc_service.model.units import Mask

FIRST = 1024
"""Ballots of the night before the first bound; from there on every second sample is doubled."""


MOST_USUAL = 0.27
"""The highest rate that something worse can be told from: just below HIGHEST_BASELINE."""


def checkpoints(planned: float) -> tuple[int, ...]:
    """Give the ballot numbers before which the samples end, to the planned end of a night."""
    ends = [FIRST]
    while ends[-1] * 2 <= planned:
        # 1.41 to the last digit matters to nobody, but it must be the same on every machine.
        ends += [ends[-1] * 181 // 128, ends[-1] * 2]
    return tuple(ends)


def common(spot: Spot) -> Spot:
    """Give what a scanner's cell has in common with those of the other scanners."""
    return Spot(spot.kind, position=spot.position, style=spot.style)


class Running:
    """Bounds of scanners' cells from what all others saw."""

    def __init__(
        self, plan: NightPlan, exposures: Exposures, inside: Callable[[Spot], Mask]
    ) -> None:
        """Look at the ballots in `exposures`; `inside` says which groups a cell watches."""
        self._plan = plan
        self._exposures = exposures
        self._inside = inside
        self._ends = checkpoints(plan.planned())
        self._wrong: dict[tuple[Spot, str], list[int]] = {}

    def note(self, spots: Iterable[Spot], scanner: str, at: int) -> None:
        """Take note that ballot number `at` disagrees in some cells."""
        for spot in spots:
            if self._plan.has_running(spot.level()):
                for name in ("", scanner):
                    noted = self._wrong.setdefault((common(spot), name), [])
                    # A scanner and its box have the same in common with the others.
                    if noted[-1:] != [at]:
                        noted.append(at)

    def checkpoint(self, ballot: int) -> int:
        """Give the number, from 1, of the last sample that ends by a ballot; 0 for none."""
        return bisect_right(self._ends, ballot)

    def end(self, checkpoint: int) -> int:
        """Give the number of the first ballot that a sample leaves out."""
        return self._ends[checkpoint - 1] if checkpoint else 0

    def bound(self, spot: Spot, checkpoint: int) -> float:
        """Give the bound of a scanner's cell from one sample, never below the plan's own.

        P(the other scanners' rate is above it, at any checkpoint) stays within the cell's risk,
        of which each checkpoint has its part.
        """
        plan, level = self._plan, spot.level()
        parent, end = common(spot), self.end(checkpoint)
        wrong = plan.decks.position if level in OF_POSITION else plan.decks.wrong
        others = self._inside(parent) & ~self._inside(Spot(spot.kind, scanner=spot.scanner))
        ballots = plan.decks.ballots + int(self._exposures.before(end)[others].sum())
        wrong += self._noted(parent, "", end) - self._noted(parent, spot.scanner, end)
        risk = plan.running_risk(spot) / (1 + len(self._ends))
        bound = upper_bound(wrong, ballots, plan.boxes_in(ballots, level), risk)
        return max(plan.bound(level), bound)

    def usual(self, spot: Spot, before: int) -> float:
        """Give what is usual in a cell by all ballots before one: to explain with, not to alarm.

        The hall's rate of the kind, or of the kind at the position.
        """
        floor = self._plan.bound(spot.level())
        if before < FIRST:
            return floor
        rate = self._noted(Spot(spot.kind, position=spot.position), "", before) / before
        return min(max(floor, rate), MOST_USUAL)

    def _noted(self, parent: Spot, scanner: str, end: int) -> int:
        """Count the ballots before number `end` that disagree, of one scanner or ("") of all."""
        return bisect_left(self._wrong.get((parent, scanner), ()), end)
