"""The statistical plan of one night, fixed before it: budget, size, rates not worth an alarm."""

import math
from collections.abc import Mapping

import msgspec

from qc_service.detecting.night_plan import NightPlan, check_night_plan
from qc_service.detecting.plan_parts import Baseline, BoxRanks, Burst, Decks, Peers
from qc_service.model.errors import ExitCode, QcError

WAY_OUT = "Correct section [plan] of the configuration."

NAMES = {
    "positions": "options",
    "baseline.field": "baseline_option",
    "baseline.ballot": "baseline_scanner",
    "burst.field": "burst_option",
    "burst.ballot": "burst_scanner",
    "burst.length": "burst_length",
    "peers.block": "peers_block",
    "peers.tolerance": "peers_tolerance",
    "ranks.least": "rank_least",
    "decks.ballots": "deck_ballots",
    "decks.wrong": "deck_wrong",
    "decks.position": "deck_option",
}
"""What the lattice's keys are called in the configuration."""


ROUNDED = (
    "options",
    "burst_length",
    "rank_least",
    "deck_ballots",
    "deck_wrong",
    "deck_option",
    "image_every",
)
"""Keys that are counts: they must be finite to be rounded."""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much false alarm a night may cost, over how many ballots and options it is spread.

    `alpha`: bound on the chance of any false alarm in the planned night, over all cells.
    `scanners`, `ballots_per_scanner`, `options` (on a ballot): the planned size.
    `baseline_option`, `baseline_scanner`: disagreements a ballot we do not want to hear about, at
    one option and anywhere. `burst_*`: how unequal boxes are. `peers_*`, `rank_least`: how scanners
    are held against each other. `deck_*`, `running`: what bounds come from beside the baselines.
    All as `detecting.night_plan` has it.

    `image_alpha`: bound on the chance of any false finding of image drift in the planned night, 0
    to look for none; `image_every`: one sheet in how many is looked at. `direct`: part of `alpha`
    for direct checks that chance could set off; `jump_ratio`: how many times its peers' odds of
    blank, overvoted or doubtful ballots a scanner may have.
    """

    alpha: float = 0.05
    scanners: float = 12
    ballots_per_scanner: float = 30_000
    options: float = 100
    baseline_option: float = 2e-5
    baseline_scanner: float = 2e-3
    burst_option: float = 1.0
    burst_scanner: float = 0.5
    burst_length: float = 300
    direct: float = 0.2
    jump_ratio: float = 3.0
    peers_block: float = 5
    peers_tolerance: float = 1.0
    rank_least: float = 50
    deck_ballots: float = 0
    deck_wrong: float = 0
    deck_option: float = 0
    running: float = 0.0
    image_alpha: float = 0.05
    image_every: float = 20

    def evidence(self) -> "Plan":
        """Give the plan with the budget that direct checks leave to the evidence."""
        return msgspec.structs.replace(self, alpha=self.alpha * (1 - self.direct))

    def night(self) -> NightPlan:
        """Give the same as the lattice takes it."""
        return NightPlan(
            alpha=self.alpha,
            scanners=self.scanners,
            ballots_per_scanner=self.ballots_per_scanner,
            positions=round(self.options),
            baseline=Baseline(self.baseline_option, self.baseline_scanner),
            burst=Burst(self.burst_option, self.burst_scanner, round(self.burst_length)),
            peers=Peers(self.peers_block, self.peers_tolerance),
            ranks=BoxRanks(round(self.rank_least)),
            decks=Decks(round(self.deck_ballots), round(self.deck_wrong), round(self.deck_option)),
            running=self.running,
        )


def make_plan(values: Mapping[str, float]) -> Plan:
    """Take the plan as the ledger's first record holds it; what is missing has its default.

    Raises:
        QcError: `plan.*` where a key is unknown or a number cannot be meant.
    """
    try:
        plan = msgspec.convert(dict(values), Plan)
    except msgspec.ValidationError as error:
        raise QcError(
            "plan.unknown-key", f"statistical plan: {error}", WAY_OUT, ExitCode.CONFIG
        ) from error
    for name in ROUNDED:
        if not math.isfinite(getattr(plan, name)):
            raise _out_of_range(f"{name} is {getattr(plan, name)}, must be a number")
    if not 0 <= plan.image_alpha < 1:
        raise _out_of_range(f"image_alpha is {plan.image_alpha:g}, must be 0 or more, below 1")
    if plan.image_every < 1:
        raise _out_of_range(f"image_every is {plan.image_every:g}, must be 1 or more")
    if not 0 < plan.direct < 1:
        raise _out_of_range(f"direct is {plan.direct:g}, must lie between 0 and 1")
    if not 1 <= plan.jump_ratio < math.inf:
        raise _out_of_range(f"jump_ratio is {plan.jump_ratio:g}, must be 1 or more")
    check_night_plan(plan.night(), WAY_OUT, NAMES)
    return plan


def _out_of_range(what: str) -> QcError:
    return QcError("plan.out-of-range", f"statistical plan: {what}", WAY_OUT, ExitCode.CONFIG)
