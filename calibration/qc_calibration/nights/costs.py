"""What the detection costs: time for each ballot, for each disagreement, and memory."""

import time
import tracemalloc

import msgspec
import numpy as np

from qc_calibration.nights.model import KINDS, Model, make_night
from qc_service.detecting.cells import Disagreement, Level
from qc_service.detecting.night import Night
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.plan_parts import Baseline

CELLS = 3000
"""Cells that have disagreed before a disagreement is timed."""

ENDING, EVERY = 100_000, 150
"""Ballots at the night's end that are timed; one in so many disagrees where cells are filled."""


NIGHT = Model(background=0.0)
"""The ballots of a night; what disagrees is put there by hand."""

PLAN = NightPlan(positions=40, baseline=Baseline(field=1e-3, ballot=0.04))
"""Bounds far above what is timed: an alarm would take the disagreements for its own."""


class Costs(msgspec.Struct, frozen=True):
    """Microseconds of processor time, and bytes."""

    agreeing_us: float
    disagreement_us: float
    cells: int
    state_bytes: int

    def group_us(self) -> float:
        """Give the time of an agreeing ballot for each of the groups of cells that it lies in."""
        return self.agreeing_us / len(Level)


def costs(seed: int) -> Costs:
    """Time a night of twelve scanners with thousands of cells, and weigh its state."""
    made = make_night(NIGHT, np.random.default_rng(seed))
    where = [made.where[group] for group in made.groups.tolist()]
    dice = np.random.default_rng(seed)
    tracemalloc.start()
    night = Night(PLAN)
    # Disagreements far apart, each at another place: cells fill, and nothing alarms.
    for at, each in enumerate(where[:-ENDING]):
        night.take(each, _some(dice) if at % EVERY == 0 and night.cells() < CELLS else ())
    state = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    cells = night.cells()
    last = where[-ENDING:]
    began = time.process_time()
    for each in last[: ENDING // 2]:
        night.take(each)
    agreeing = (time.process_time() - began) / (ENDING // 2)
    spent = 0.0
    for each in last[ENDING // 2 :: EVERY]:
        found = _some(dice)
        began = time.process_time()
        night.take(each, found)
        spent += time.process_time() - began
    disagreements = len(last[ENDING // 2 :: EVERY])
    return Costs(agreeing * 1e6, spent / disagreements * 1e6, cells, state)


def _some(dice: np.random.Generator) -> tuple[Disagreement, ...]:
    return (Disagreement(KINDS[dice.integers(len(KINDS))], f"p{dice.integers(40) + 1:02}"),)
