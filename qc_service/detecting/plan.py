"""The statistical plan of one night, fixed before it: budget, size, rates not worth an alarm."""

import math
from collections.abc import Mapping

import msgspec

from qc_service.detecting.night_plan import Baseline, Burst, NightPlan, check_night_plan
from qc_service.model.errors import ExitCode, QcError

WAY_OUT = "Correct section [plan] of the configuration."

NAMES = {
    "positions": "options",
    "baseline.field": "baseline_option",
    "baseline.ballot": "baseline_scanner",
    "burst.field": "burst_option",
    "burst.ballot": "burst_scanner",
    "burst.length": "burst_length",
}
"""What the lattice's keys are called in the configuration."""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much false alarm a night may cost, over how many ballots and options it is spread.

    `alpha`: bound on the chance of any false alarm in the planned night, over all cells.
    `scanners`, `ballots_per_scanner`, `options` (on a ballot): the planned size.
    `baseline_option`, `baseline_scanner`: disagreements a ballot we do not want to hear about, at
    one option and anywhere. `burst_*`: how unequal boxes are, as `detecting.night_plan` has it.
    `direct`: part of `alpha` for direct checks that chance could set off; `jump_ratio`: how many
    times its peers' odds of blank, overvoted or doubtful ballots a scanner may have.
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
    for name in ("options", "burst_length"):
        if not math.isfinite(getattr(plan, name)):
            what = f"statistical plan: {name} is {getattr(plan, name)}, must be a number"
            raise QcError("plan.out-of-range", what, WAY_OUT, ExitCode.CONFIG)
    if not 0 < plan.direct < 1:
        what = f"statistical plan: direct is {plan.direct:g}, must lie between 0 and 1"
        raise QcError("plan.out-of-range", what, WAY_OUT, ExitCode.CONFIG)
    if not 1 <= plan.jump_ratio < math.inf:
        what = f"statistical plan: jump_ratio is {plan.jump_ratio:g}, must be 1 or more"
        raise QcError("plan.out-of-range", what, WAY_OUT, ExitCode.CONFIG)
    check_night_plan(plan.night(), WAY_OUT, NAMES)
    return plan
