"""What a risk analysis is filled from: the configuration, the plan of boxes, the last test deck."""

from collections.abc import Sequence

import msgspec

from qc_service.adapters.address import is_loopback
from qc_service.adapters.config import Config, config_digest
from qc_service.flow.decks import DeckTotal
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan
from qc_service.reports.ros_measures import PEOPLE
from qc_service.sampling.bounds import Prior
from qc_service.sampling.papers import papers_needed

CLAIM = 0.005
"""The share of misread papers for which the analysis says how many must be checked: 0.5 %."""

DIGEST_SHOWN = 16
"""Digits of the configuration's fingerprint that are printed: enough for people to compare."""


class Facts(msgspec.Struct, frozen=True):
    """Everything the analysis is filled from."""

    config: Config
    boxes: tuple[Batch, ...] = ()
    deck: DeckTotal | None = None
    checks: CheckPlan = CheckPlan()
    place: str = ""

    def values(self, language: str) -> dict[str, str | int]:
        """Give the numbers that the measures are told with, as a language writes them."""
        plan, limits = self.config.plan, self.config.limits
        ballots = self.ballots()
        needed = papers_needed(
            ballots, CLAIM, risk=self.checks.risk, prior=Prior(*self.checks.prior)
        )
        return {
            "alpha": _percent(plan.alpha, language),
            "scanners": plan.scanners,
            "ballots": ballots,
            "box_least": self.checks.boxes_least,
            "ballots_least": self.checks.ballots_least,
            "risk": _percent(self.checks.risk, language),
            "papers": needed or ballots,
            "claim": _percent(CLAIM, language),
            "profile": self.config.reading.profile,
            "plugins": len(self.config.plugins.enable) + len(self.config.plugins.file),
            "credit": limits.credit,
            "seconds": f"{limits.examine_seconds:g}",
            "bind": self.config.service.bind,
            "digest": config_digest(self.config)[:DIGEST_SHOWN],
        }

    def ballots(self) -> int:
        """Give how many ballots there will be: by the plan of boxes, else by the night's plan."""
        first = [box.expected for box in self.boxes if box.count == 1]
        told = [count for count in first if count is not None]
        if told and len(told) == len(first):
            return sum(told)
        return self.config.plan.scanners * self.config.plan.ballots_per_scanner

    def holds(self, needed: str) -> bool | None:
        """Say whether what a measure needs is set up; None where only people can tell."""
        if needed == PEOPLE:
            return None
        if not needed:
            return True
        if needed == "boxes":
            return bool(self.boxes)
        if needed == "deck":
            return self.deck is not None and self.deck.clean
        if needed == "local":
            return is_loopback(self.config.service.bind)
        return needed in self.config.plugins.enable


def categories_of(boxes: Sequence[Batch]) -> dict[str, int]:
    """Give how many boxes there are of each counting category, by its code, in the plan's order."""
    ids: dict[str, set[str]] = {}
    for box in boxes:
        ids.setdefault(box.category, set()).add(box.id)
    return {code: len(names) for code, names in ids.items()}


def _percent(share: float, language: str) -> str:
    text = f"{100 * share:.3g} %"
    return text if language == "en" else text.replace(".", ",")
