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
        """Take the bound (the highest rate that is no fault) and the boxes' shape (0: all alike).

        `moving`: the bound will change, so all rates are kept. One that is too near to the bound of
        the moment is not listened for: its ratio is 1.
        """
        mixture = Mixture(LOWEST_RATE / 2 if moving else bound)
        self.weights = np.array(mixture.weights)
        rates = np.array(mixture.rates)
        self._rates = np.where(rates > ABOVE_BASELINE * bound, rates, bound)
        self.bound = bound
        self.shape = shape
        # q of each faulty rate, and of the bound.
        self._q = shape * (1.0 - self._rates) / self._rates
        self._q0 = shape * (1.0 - bound) / bound
        self._tables: dict[int, Floats] = {}

    def start(self) -> Floats:
        """Give the sums (rates,) before the first ballot."""
        return np.zeros(len(self.weights))

    def agree(self, counts: Ints, wrong: int = 0) -> Floats:
        """Give the ratios (..., stretches, rates) of agreeing runs of a box, stretch by stretch.

        `counts` (..., stretches + 1) are the box's ballots up to each end of a stretch. It had
        `wrong` disagreements before the first.
        """
        if not self.shape:
            lengths = counts[..., 1:] - counts[..., :-1]
            alike: Floats = self._table(0, int(lengths.max(initial=0))).take(lengths, axis=0)
            return alike
        right = counts - wrong
        run = self._table(wrong, int(right.max(initial=0))).take(right, axis=0)
        ratio: Floats = run[..., 1:, :] / run[..., :-1, :]
        return ratio

    def disagree(self, ballots: int) -> Floats:
        """Give the ratio (rates,) of one disagreement after so many ballots of its box."""
        if not self.shape:
            return self._rates / self.bound
        ratio: Floats = (self.shape + self._q0 + ballots) / (self.shape + self._q + ballots)
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
        if self.shape:
            right = np.arange(length, dtype=float)[:, None]
            seen = right + wrong + self.shape
            faulty = (self._q + right) / (self._q + seen)
            bound = (self._q0 + right) / (self._q0 + seen)
            run[1:] = faulty / bound
        else:
            run[1:] = (1.0 - self._rates) / (1.0 - self.bound)
        table: Floats = np.multiply.accumulate(run, axis=0)
        return table
