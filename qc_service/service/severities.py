"""How bad every alarm is, kept up to date for the pages without holding the writer up."""

from collections.abc import Iterable

import msgspec

from qc_service.flow.desk import Desk
from qc_service.flow.figures import AlarmCase
from qc_service.flow.severity import Severity

ANEW_SECONDS = 10.0
"""How often an open alarm is reckoned anew between two tellings: who fetches ballots for it must
find all of them listed, and it costs some milliseconds."""


class Severities:
    """Reckons alarms as they stand; asked by the thread that has the desk."""

    def __init__(self, desk: Desk) -> None:
        """Keep the desk."""
        self._desk = desk
        self._kept: dict[int, Severity] = {}
        self._told: dict[int, AlarmCase] = {}
        self._next: dict[int, float] = {}

    def of(self, cases: Iterable[AlarmCase], now: float) -> tuple[Severity, ...]:
        """Give all of these alarms; anew where one was told or acted on, or it is time again."""
        return tuple(self._one(case, now) for case in cases)

    def _one(self, case: AlarmCase, now: float) -> Severity:
        number = case.number
        due = case.open and now >= self._next.get(number, now)
        if due or self._told.get(number) != case:
            # As it stands now; an alarm that is closed stays as it was told last.
            standing = self._desk.alarm(number) if case.open else None
            latest = case.latest if standing is None else standing.latest
            self._kept[number] = self._desk.severity(msgspec.structs.replace(case, latest=latest))
            self._told[number] = case
            self._next[number] = now + ANEW_SECONDS
        return self._kept[number]
