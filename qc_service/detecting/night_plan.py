"""The statistical plan of a night, fixed before it: budget, size, rates that are no alarm's worth.

Budget is spread over exposures, not over names. A level of cells gets its share of `alpha`; within
it every ballot (every position of a ballot) has the same part. So a cell's limit needs no count of
scanners, styles, districts or boxes, and sums over all cells to `alpha` at the planned end.
"""

import math
from collections.abc import Mapping

import msgspec

from qc_service.detecting.cells import OF_POSITION, Level
from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.verdict import DifferenceKind


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates that nobody wants to hear of: disagreements of a kind, a position and a ballot."""

    field: float = 2e-5
    ballot: float = 5e-4


class Burst(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How unequal boxes are: the shape of a gamma distribution of their rates, 0 for equal boxes.

    The smaller, the more unequal. Only multiples of one half are kept exactly, so only they can be
    asked for.
    """

    field: float = 1.0
    ballot: float = 0.5


class NightPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a night's limits follow from.

    `alpha` bounds the chance of any false alarm in a night of `scanners` times
    `ballots_per_scanner` ballots. `positions`: how many positions a ballot has, or by style how
    many or which. `weights`: the levels' parts of the budget, in proportion; 0 leaves one out.
    """

    alpha: float = 0.05
    scanners: float = 12
    ballots_per_scanner: float = 30_000
    positions: int | dict[str, int | tuple[str, ...]] = 50
    baseline: Baseline = Baseline()
    burst: Burst = Burst()
    weights: dict[str, float] = {}

    def planned(self) -> float:
        """Give the ballots of the whole night."""
        return self.scanners * self.ballots_per_scanner

    def most_positions(self) -> int:
        """Give the positions of the style that has most."""
        if isinstance(self.positions, int):
            return self.positions
        counts = (each if isinstance(each, int) else len(each) for each in self.positions.values())
        return max(counts, default=1)

    def styles_of(self, position: str) -> frozenset[str] | None:
        """Give the styles that have a position, or None where the plan does not name positions."""
        if isinstance(self.positions, int):
            return None
        named = {s: each for s, each in self.positions.items() if not isinstance(each, int)}
        if len(named) < len(self.positions) or not named:
            return None
        return frozenset(style for style, each in named.items() if position in each)

    def bound(self, level: Level) -> float:
        """Give the highest rate of disagreement that is no fault in a level's cells.

        A ballot disagrees no more often than all of its positions together may.
        """
        if level in OF_POSITION:
            return self.baseline.field
        return max(self.baseline.ballot, self.baseline.field * self.most_positions())

    def shape(self, level: Level) -> float:
        """Give how unequal the boxes are in a level's cells."""
        return self.burst.field if level in OF_POSITION else self.burst.ballot

    def share(self, level: Level) -> float:
        """Give a level's part of the budget."""
        weights = [self.weights.get(each.value, 1.0) for each in Level]
        return self.weights.get(level.value, 1.0) / math.fsum(weights)

    def limit(self, level: Level) -> float:
        """Give what the evidence of a level's cells must reach for an alarm.

        P(a cell reaches A within n exposures) <= n / A; over all kinds, and over the cells that
        share out the night's ballots, that adds up to the level's part of `alpha`.
        """
        share = self.share(level)
        if not share:
            return math.inf
        each = self.most_positions() if level in OF_POSITION else 1
        return self.planned() * each * len(DifferenceKind) / (self.alpha * share)


LARGEST_SHAPE = 16.0
"""Boxes of a larger shape are as good as equal: 0 says so at less cost."""


def make_night_plan(values: Mapping[str, object]) -> NightPlan:
    """Take a plan as a file holds it; what is missing has its default.

    Raises:
        QcError: `plan.*` where a key is unknown or a number cannot be meant.
    """
    try:
        plan = msgspec.convert(dict(values), NightPlan)
    except msgspec.ValidationError as error:
        raise _refusal("plan.unknown-key", str(error)) from error
    if not 0 < plan.alpha < 1:
        raise _refusal("plan.out-of-range", f"alpha is {plan.alpha}, must lie between 0 and 1")
    for name, value in (
        ("scanners", plan.scanners),
        ("ballots_per_scanner", plan.ballots_per_scanner),
        ("positions", float(plan.most_positions())),
    ):
        if not (math.isfinite(value) and value >= 1):
            raise _refusal("plan.out-of-range", f"{name} is {value}, must be 1 or more")
    for name, value in (
        ("baseline.field", plan.bound(Level.POSITION)),
        ("baseline.ballot", plan.baseline.ballot),
        ("baseline.field times the positions", plan.bound(Level.KIND)),
    ):
        if not 0 < value < HIGHEST_BASELINE:
            raise _refusal(
                "plan.out-of-range",
                f"{name} is {value:g}, must lie between 0 and {HIGHEST_BASELINE:.2g}",
            )
    for name, shape in (("burst.field", plan.burst.field), ("burst.ballot", plan.burst.ballot)):
        if not 0 <= shape <= LARGEST_SHAPE or (2 * shape) % 1:
            raise _refusal(
                "plan.out-of-range",
                f"{name} is {shape:g}, must be a multiple of 0.5 from 0 to {LARGEST_SHAPE:g}",
            )
    _check_weights(plan.weights)
    return plan


def _check_weights(weights: Mapping[str, float]) -> None:
    levels = [level.value for level in Level]
    for name, weight in weights.items():
        if name not in levels:
            raise _refusal("plan.unknown-key", f"weights.{name}: there are {', '.join(levels)}")
        if not (math.isfinite(weight) and weight >= 0):
            raise _refusal("plan.out-of-range", f"weights.{name} is {weight}, must be 0 or more")
    if all(weights.get(level, 1.0) == 0 for level in levels):
        raise _refusal("plan.out-of-range", "weights: one level at least must have a part")


def _refusal(code: str, what: str) -> QcError:
    return QcError(
        code, f"statistical plan: {what}", "Correct the plan: docs/detect.md.", ExitCode.CONFIG
    )
