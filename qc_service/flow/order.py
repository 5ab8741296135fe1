"""Back into scan order: workers finish out of order, the evidence must not depend on it.

Hard ballots take longer to read, so the order of completion depends on what is on them.
"""

from dataclasses import dataclass, field

from qc_service.detecting.facts import SheetFacts

FIRST_SEQUENCE = 1
"""Where a batch begins to count; a sheet numbered lower is taken at once."""

HOLD_AT_MOST = 256
"""Sheets of a scanner that may come while one is awaited: 16 times a sender's default credit."""


@dataclass(frozen=True)
class Gap:
    """Numbers `first` to `last` that were awaited in vain."""

    first: int
    last: int

    def size(self) -> int:
        """Give how many numbers are missing."""
        return self.last - self.first + 1


@dataclass
class Stream:
    """The sheets of one batch of one session: what number comes next, and what waits for it.

    A waiting sheet is its number with its facts.
    """

    awaited: int = FIRST_SEQUENCE
    missing: int = 0
    blocked_since: int = 0
    waiting: dict[int, SheetFacts] = field(default_factory=dict)

    def take(self, sequence: int, facts: SheetFacts, arrival: int) -> list[SheetFacts]:
        """Take one sheet, the scanner's `arrival`-th; give the facts whose turn has come."""
        if sequence < self.awaited:
            # A straggler from a gap already told, or below the first number: its turn is now.
            self.missing -= sequence >= FIRST_SEQUENCE
            return [facts]
        if not self.waiting:
            self.blocked_since = arrival
        self.waiting[sequence] = facts
        return self._release(arrival)

    def overdue(self, arrival: int) -> bool:
        """Say whether something has waited through HOLD_AT_MOST sheets of its scanner."""
        return bool(self.waiting) and arrival - self.blocked_since >= HOLD_AT_MOST

    def skip(self, arrival: int) -> tuple[Gap, list[SheetFacts]]:
        """Give up on the awaited numbers: give the gap they are, and the facts freed by it."""
        gap = Gap(self.awaited, min(self.waiting) - 1)
        self.missing += gap.size()
        self.awaited = gap.last + 1
        return gap, self._release(arrival)

    def _release(self, arrival: int) -> list[SheetFacts]:
        freed: list[SheetFacts] = []
        while self.awaited in self.waiting:
            freed.append(self.waiting.pop(self.awaited))
            self.awaited += 1
        if freed:
            # Whatever still waits now waits for another number, from now on.
            self.blocked_since = arrival
        return freed
