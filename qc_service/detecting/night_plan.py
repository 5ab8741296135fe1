"""The statistical plan of a night, fixed before it: budget, size, rates that are no alarm's worth.

Budget is spread over exposures, not over names. A level of cells gets its share of `alpha`; within
it every ballot (every position of a ballot) has the same part. So a cell's limit needs no count of
scanners, styles, districts or boxes, and sums over all cells to `alpha` at the planned end.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from qc_service.detecting.cells import NAMED, OF_POSITION, Level, Spot
from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.detecting.plan_parts import Baseline, BoxRanks, Burst, Decks, Peers
from qc_service.detecting.upper import upper_bound
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.verdict import DifferenceKind


class NightPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a night's limits follow from.

    `alpha` bounds the chance of any false alarm in a night of `scanners` times
    `ballots_per_scanner` ballots. `positions`: how many positions a ballot has, or by style how
    many or which. `weights`: the levels' parts of the budget, in proportion; 0 leaves one out.
    `running`: the part of the budget of a scanner's cells that pays for bounds from the other
    scanners; 0 holds them against `baseline` alone.
    """

    alpha: float = 0.05
    scanners: float = 12
    ballots_per_scanner: float = 30_000
    positions: int | dict[str, int | tuple[str, ...]] = 50
    baseline: Baseline = Baseline()
    burst: Burst = Burst()
    weights: dict[str, float] = {}
    peers: Peers = Peers()
    ranks: BoxRanks = BoxRanks()
    decks: Decks = Decks()
    running: float = 0.0

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

        A ballot disagrees no more often than all of its positions together may. Where test decks
        leave more possible than the plan wants to hear of, that is the bound.
        """
        return max(self.wanted(level), self._from_decks(level))

    def wanted(self, level: Level) -> float:
        """Give the highest rate that the plan itself says is no fault."""
        if level in OF_POSITION:
            return self.baseline.field
        return max(self.baseline.ballot, self.baseline.field * self.most_positions())

    def _from_decks(self, level: Level) -> float:
        """Give the upper confidence bound of the decks, for all kinds (and positions) at once."""
        decks = self.decks
        if not decks.ballots:
            return 0.0
        of_position = level in OF_POSITION
        wrong = decks.position if of_position else decks.wrong
        bounds = len(DifferenceKind) * (self.most_positions() if of_position else 1)
        risk = self.alpha * DECKS_PART / 2 / bounds
        return upper_bound(wrong, decks.ballots, self.boxes_in(decks.ballots, level), risk)

    def boxes_in(self, ballots: int, level: Level) -> float:
        """Give the shapes of so many ballots' boxes added up: infinite where boxes are alike."""
        shape = self.shape(level)
        return shape * ballots / self.burst.length if shape else math.inf

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
        share = self.share(level) * self.detecting()
        if self.has_running(level):
            share *= 1 - self.running
        if not share:
            return math.inf
        each = self.most_positions() if level in OF_POSITION else 1
        return self.planned() * each * len(DifferenceKind) / (self.alpha * share)

    def limits(self) -> dict[Level, float]:
        """Give the limits of all levels, for those who ask at every disagreement."""
        return {level: self.limit(level) for level in Level}

    def detecting(self) -> float:
        """Give the part of `alpha` that is not spent on bounds from test decks."""
        return 1 - DECKS_PART if self.decks.ballots else 1.0

    def has_running(self, level: Level) -> bool:
        """Say whether a level's cells are held against bounds from the other scanners."""
        return bool(self.running) and "scanner" in NAMED[level]

    def running_risk(self, spot: Spot) -> float:
        """Give the risk of the bound of one scanner's cell from the other scanners.

        The cells of a level share what the level pays. A box has its scanner's bound, and what it
        pays adds to that. As many styles as positions are allowed for.
        """
        level = spot.level()
        share = self.share(level)
        if level in OF_A_SCANNER:
            share = math.fsum(self.share(each) for each in sorted(OF_A_SCANNER))
        bounds = self.scanners * len(DifferenceKind)
        if level in {Level.SCANNER_POSITION, Level.SCANNER_STYLE}:
            bounds *= self.most_positions()
        return self.alpha * self.detecting() * self.running * share / bounds


MOST_TOLERANCE = 2.0
"""Times worse than the others that may be called alike; the least ratio listened for is 2.5."""

OF_A_SCANNER = frozenset({Level.SCANNER, Level.BATCH})
"""Levels whose cells have one bound for each scanner and kind."""

DECKS_PART = 0.1
"""Of `alpha`, where there are test decks: the chance that a rate is above what they bound it by."""

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
    decks = "be 0 to the decks' ballots"
    field, ballot = plan.burst.field, plan.burst.ballot
    checks: list[tuple[str, float, bool, str]] = [
        ("alpha", plan.alpha, 0 < plan.alpha < 1, "lie between 0 and 1"),
        ("scanners", plan.scanners, _is_size(plan.scanners), one),
        ("ballots_per_scanner", plan.ballots_per_scanner, _is_size(plan.ballots_per_scanner), one),
        ("positions", plan.most_positions(), plan.most_positions() >= 1, one),
        ("burst.length", plan.burst.length, plan.burst.length >= 1, one),
        ("peers.block", plan.peers.block, 0 <= plan.peers.block < math.inf, "be 0 or more"),
        (
            "peers.tolerance",
            plan.peers.tolerance,
            1 <= plan.peers.tolerance <= MOST_TOLERANCE,
            "be 1 to 2",
        ),
        ("ranks.least", plan.ranks.least, plan.ranks.least >= 0, "be 0 or more"),
        ("decks.ballots", plan.decks.ballots, plan.decks.ballots >= 0, "be 0 or more"),
        ("decks.wrong", plan.decks.wrong, 0 <= plan.decks.wrong <= plan.decks.ballots, decks),
        (
            "decks.position",
            plan.decks.position,
            0 <= plan.decks.position <= plan.decks.ballots,
            decks,
        ),
        ("running", plan.running, 0 <= plan.running < 1, "be 0 or more, below 1"),
        ("baseline.field", plan.baseline.field, _is_rate(plan.baseline.field), rate),
        ("baseline.ballot", plan.baseline.ballot, _is_rate(plan.baseline.ballot), rate),
        (
            "baseline.field times the positions",
            plan.wanted(KIND),
            _is_rate(plan.wanted(KIND)),
            rate,
        ),
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
    if not all(_is_rate(plan.bound(level)) for level in Level):
        return f"decks.ballots is {plan.decks.ballots}, must be more: they leave any rate possible"
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
