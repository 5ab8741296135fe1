"""Direct checks of single sheets in scan order: what needs no baseline, told as findings.

Pure, like the desk that owns it. Those that chance could set off spend the part of the budget that
the plan gives them: half goes to jumps, half to boxes scanned twice.
"""

from collections.abc import Iterator

from qc_service.detecting.confusions import Confusions
from qc_service.detecting.facts import SheetFacts
from qc_service.detecting.jumps import Jumps
from qc_service.detecting.plan import Plan
from qc_service.detecting.rescans import Rescans
from qc_service.detecting.signs import SIGNS
from qc_service.flow.direct_facts import confused_facts, jump_facts, rescan_facts
from qc_service.model.events import Finding
from qc_service.model.finding_words import make_finding
from qc_service.model.sheet import SheetKey

JUMP, RESCANNED = "jump", "box-rescanned"
"""Kinds of finding; the others are `detecting.confusions`' own."""


class Direct:
    """Takes sheets whose turn has come, and says what is absurd."""

    def __init__(self, plan: Plan) -> None:
        """Begin a night under its plan."""
        self._alpha = plan.alpha * plan.direct
        self._planned = planned = plan.night().planned()
        self._sheets = 0
        budget = self._alpha / 2
        self._jumps = Jumps(budget, planned, len(SIGNS), plan.jump_ratio)
        self._rescans = Rescans(budget, planned)
        self._confusions = Confusions()

    def take(self, facts: SheetFacts) -> Iterator[Finding]:
        """Take one sheet."""
        key, signs = facts.key, facts.signs
        self._sheets += bool(signs.stratum or signs.code)
        if signs.stratum:
            for sign in SIGNS:
                there = sign in signs.there
                jump = self._jumps.take(key.scanner, signs.stratum, sign, there=there)
                if jump is not None:
                    yield make_finding(JUMP, key, *jump_facts(jump))
        if signs.marked:
            found = self._confusions.take(key.scanner, signs.marked, signs.exchanges)
            for each in found:
                yield make_finding(each.kind, key, *confused_facts(each))
        if signs.code:
            yield from self._rescanned(facts)

    def spent(self) -> float:
        """Give the budget used so far: in proportion to sheets, as the checks' own is or less."""
        return self._alpha * self._sheets / self._planned

    def state(self) -> tuple[object, ...]:
        """Give all that the answers depend on, in plain values, for a digest."""
        return self._jumps.state(), self._confusions.state(), self._rescans.state()

    def _rescanned(self, facts: SheetFacts) -> Iterator[Finding]:
        key, signs = facts.key, facts.signs
        name = (key.scanner, key.session, key.batch)
        # A second count of a box sees the same papers, and rightly.
        for each in self._rescans.take(name, f"{signs.count}/{signs.stratum}", signs.code):
            # Of the box, never of a sheet: that much the bits cannot tell, and shall not.
            box = SheetKey(key.scanner, key.session, key.batch, 0)
            yield make_finding(RESCANNED, box, *rescan_facts(each))
