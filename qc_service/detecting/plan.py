"""The statistical plan of one night, fixed before it: budget, size, rates not worth an alarm."""

import math
from collections.abc import Mapping

import msgspec

from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.verdict import DifferenceKind

LEVELS = 2
"""Cells by scanner, and cells by scanner and option: each level has half of the budget."""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much false alarm a night may cost, over how many ballots and cells it is spread.

    `alpha`: bound on the expected number of false alarms in the planned night, over all cells.
    `scanners`, `ballots_per_scanner`, `options` (that one scanner meets): the planned size.
    `baseline_option`, `baseline_scanner`: disagreements a ballot we do not want to hear about.
    """

    alpha: float = 0.05
    scanners: float = 12
    ballots_per_scanner: float = 30_000
    options: float = 100
    baseline_option: float = 2e-4
    baseline_scanner: float = 2e-3

    def limit_scanner(self) -> float:
        """What a scanner cell's evidence must reach for an alarm."""
        cells = len(DifferenceKind) * self.scanners
        return self.ballots_per_scanner * cells * LEVELS / self.alpha

    def limit_option(self) -> float:
        """What an option cell's evidence must reach for an alarm."""
        cells = len(DifferenceKind) * self.scanners * self.options
        return self.ballots_per_scanner * cells * LEVELS / self.alpha


def make_plan(values: Mapping[str, float]) -> Plan:
    """Take the plan as the ledger's first record holds it; what is missing has its default.

    Raises:
        QcError: `plan.*` where a key is unknown or a number cannot be meant.
    """
    try:
        plan = msgspec.convert(dict(values), Plan)
    except msgspec.ValidationError as error:
        raise _refusal("plan.unknown-key", str(error)) from error
    for name in ("scanners", "ballots_per_scanner", "options"):
        value = getattr(plan, name)
        if not (math.isfinite(value) and value >= 1):
            raise _refusal("plan.out-of-range", f"{name} is {value}, must be 1 or more")
    if not 0 < plan.alpha < 1:
        raise _refusal("plan.out-of-range", f"alpha is {plan.alpha}, must lie between 0 and 1")
    for name in ("baseline_option", "baseline_scanner"):
        value = getattr(plan, name)
        if not 0 < value < HIGHEST_BASELINE:
            raise _refusal(
                "plan.out-of-range",
                f"{name} is {value}, must lie between 0 and {HIGHEST_BASELINE:.2g}",
            )
    return plan


def _refusal(code: str, what: str) -> QcError:
    return QcError(
        code,
        f"statistical plan: {what}",
        "Correct section [plan] of the configuration.",
        ExitCode.CONFIG,
    )
