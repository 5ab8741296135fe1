"""The chance of disagreements in boxes that are not alike, under a bound and under faulty rates.

A box's own rate is drawn around the overall rate p (beta-binomial with shape k: q = k (1 - p) / p).
After b ballots of a box with x disagreements,

    P_p(next disagrees) = (k + x) / (k + q + b)      P_p(next agrees) = (q + b - x) / (k + q + b)

so one bad box counts for little, the same badness in the next box for much. Ratios P_p / P_bound of
whole runs of agreeing ballots stand in tables, filled as far as boxes are long. With shape 0 boxes
are alike: P_p(disagrees) = p. Only +, -, *, / are used, in a fixed order: bit for bit the same on
every machine with IEEE 754 doubles. Method: shared design, section 2.2; Shin, Ramdas and Rinaldo,
arXiv 2203.03532.
"""

import numpy as np

from qc_service.detecting.mixture import ABOVE_BASELINE, LOWEST_RATE, Mixture
from qc_service.model.units import Floats, Ints

FIRST_TABLE = 256
"""Ballots of a box that a table begins with; it doubles as longer boxes come."""


class Boxes:
    """Likelihood ratios of one bound and shape, for every faulty rate above the bound."""

    def __init__(self, bound: float, shape: float, *, moving: bool = False) -> None:
        """Take the highest rate that is no fault, and the boxes' shape (0: boxes are alike).

        `moving`: the bound will change, so all rates are kept. One that is too near to the bound of
        the moment is not listened for: its ratio is 1.
        """
        mixture = Mixture(LOWEST_RATE / 2 if moving else bound)
        self.weights = np.array(mixture.weights)
        rates = np.array(mixture.rates)
        self._rates = np.where(rates > ABOVE_BASELINE * bound, rates, bound)
        self._bound = bound
        self._shape = shape
        # q of each faulty rate, and of the bound.
        self._q = shape * (1.0 - self._rates) / self._rates
        self._q0 = shape * (1.0 - bound) / bound
        self._tables: dict[int, Floats] = {}

    def start(self) -> Floats:
        """Give the sums (rates,) before the first ballot."""
        return np.zeros(len(self.weights))

    def agree(self, before: Ints, after: Ints, wrong: int = 0) -> Floats:
        """Give the ratio (boxes, rates) of agreeing runs: a box had `before`, now has `after`.

        All of them had `wrong` disagreements before the run.
        """
        if not self._shape:
            length = after - before
            alike: Floats = self._table(0, int(length.max(initial=0)))[length]
            return alike
        table = self._table(wrong, int(after.max(initial=0)) - wrong)
        ratio: Floats = table[after - wrong] / table[before - wrong]
        return ratio

    def disagree(self, ballots: int) -> Floats:
        """Give the ratio (rates,) of one disagreement after so many ballots of its box."""
        if not self._shape:
            return self._rates / self._bound
        ratio: Floats = (self._shape + self._q0 + ballots) / (self._shape + self._q + ballots)
        return ratio

    def _table(self, wrong: int, longest: int) -> Floats:
        """Give the ratios of a run of agreeing ballots by its length (length + 1, rates)."""
        table = self._tables.get(wrong)
        if table is None or len(table) <= longest:
            length = FIRST_TABLE
            while length <= longest:
                length *= 2
            table = self._tables[wrong] = self._run(wrong, length)
        return table

    def _run(self, wrong: int, length: int) -> Floats:
        run = np.ones((length + 1, len(self.weights)))
        if self._shape:
            right = np.arange(length, dtype=float)[:, None]
            seen = right + wrong + self._shape
            faulty = (self._q + right) / (self._q + seen)
            bound = (self._q0 + right) / (self._q0 + seen)
            run[1:] = faulty / bound
        else:
            run[1:] = (1.0 - self._rates) / (1.0 - self._bound)
        table: Floats = np.multiply.accumulate(run, axis=0)
        return table
