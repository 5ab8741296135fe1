"""The statistical plan of a night, fixed before it: budget, size, rates that are no alarm's worth.

Budget is spread over exposures, not over names. A level of cells gets its share of `alpha`; within
it every ballot (every position of a ballot) has the same part. So a cell's limit needs no count of
scanners, styles, districts or boxes, and sums over all cells to `alpha` at the planned end.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

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

    The smaller, the more unequal: 0.5 is the worst that paper is thought to do. A bad stretch is no
    longer than `length` ballots: a larger box counts as several, or a fault in its midst would be
    taken for its nature.
    """

    field: float = 1.0
    ballot: float = 0.5
    length: int = 300


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


LEAST_SHAPE, LARGEST_SHAPE = 0.1, 100.0
"""Boxes of a smaller shape could be anything; of a larger one they are as good as equal: 0."""


def make_night_plan(values: Mapping[str, object]) -> NightPlan:
    """Take a plan as a file holds it; what is missing has its default.

    Raises:
        QcError: `plan.*` where a key is unknown or a number cannot be meant.
    """
    try:
        plan = msgspec.convert(dict(values), NightPlan)
    except msgspec.ValidationError as error:
        raise _refusal("plan.unknown-key", str(error), WAY_OUT) from error
    check_night_plan(plan, WAY_OUT)
    return plan


def check_night_plan(
    plan: NightPlan, way_out: str, names: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Refuse a plan whose numbers cannot be meant; `way_out` says where to correct them.

    `names`: what keys are called there, where otherwise than here.

    Raises:
        QcError: `plan.*`.
    """
    complaint = _complaint(plan)
    if complaint:
        for ours, theirs in names.items():
            complaint = complaint.replace(ours, theirs)
        raise _refusal("plan.out-of-range", complaint, way_out)
    levels = [level.value for level in Level]
    for name in plan.weights:
        if name not in levels:
            what = f"weights.{name}: there are {', '.join(levels)}"
            raise _refusal("plan.unknown-key", what, way_out)


def _complaint(plan: NightPlan) -> str:
    """Say what is out of range, or nothing."""
    one = "be 1 or more"
    rate = f"lie between 0 and {HIGHEST_BASELINE:.2g}"
    shape = f"be 0 or from {LEAST_SHAPE:g} to {LARGEST_SHAPE:g}"
    field, ballot = plan.burst.field, plan.burst.ballot
    checks: list[tuple[str, float, bool, str]] = [
        ("alpha", plan.alpha, 0 < plan.alpha < 1, "lie between 0 and 1"),
        ("scanners", plan.scanners, _is_size(plan.scanners), one),
        ("ballots_per_scanner", plan.ballots_per_scanner, _is_size(plan.ballots_per_scanner), one),
        ("positions", plan.most_positions(), plan.most_positions() >= 1, one),
        ("burst.length", plan.burst.length, plan.burst.length >= 1, one),
        ("baseline.field", plan.baseline.field, _is_rate(plan.baseline.field), rate),
        ("baseline.ballot", plan.baseline.ballot, _is_rate(plan.baseline.ballot), rate),
        ("baseline.field times the positions", plan.bound(KIND), _is_rate(plan.bound(KIND)), rate),
        ("burst.field", field, not field or LEAST_SHAPE <= field <= LARGEST_SHAPE, shape),
        ("burst.ballot", ballot, not ballot or LEAST_SHAPE <= ballot <= LARGEST_SHAPE, shape),
        *(
            (f"weights.{name}", weight, 0 <= weight < math.inf, "be 0 or more")
            for name, weight in plan.weights.items()
        ),
    ]
    for name, value, meant, rule in checks:
        if not meant:
            return f"{name} is {value:g}, must {rule}"
    if not any(plan.weights.get(level.value, 1.0) for level in Level):
        return "weights: one level at least must have a part"
    return ""


KIND = Level.KIND
"""The level whose bound is the highest: that of whole ballots."""


def _is_size(value: float) -> bool:
    return 1 <= value < math.inf


def _is_rate(value: float) -> bool:
    return bool(0 < value < HIGHEST_BASELINE)


WAY_OUT = "Correct the plan: docs/detect.md."


def _refusal(code: str, what: str, way_out: str) -> QcError:
    return QcError(code, f"statistical plan: {what}", way_out, ExitCode.CONFIG)
