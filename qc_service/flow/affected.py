"""Which sheets an alarm is about, by their keys: what people take out and count again."""

from collections import Counter

import msgspec

from qc_service.detecting.evidence import circumstances, disagreements, spot_of
from qc_service.detecting.facts import SheetFacts
from qc_service.model.events import AlarmRecord
from qc_service.model.sheet import SheetKey


class WrongSheet(msgspec.Struct, frozen=True):
    """One compared sheet on which the readings disagree.

    `hall` and `scanner` count the compared sheets up to it, from 1, as alarms do: all, and those of
    its scanner.
    """

    facts: SheetFacts
    hall: int
    scanner: int

    @property
    def key(self) -> SheetKey:
        """The sheet's key."""
        return self.facts.key


class WrongSheets:
    """All of them, in the order in which the evidence takes sheets; few, so all are kept."""

    def __init__(self) -> None:
        """Begin without sheets."""
        self._hall = 0
        self._scanners: Counter[str] = Counter()
        self._sheets: list[WrongSheet] = []

    def take(self, facts: SheetFacts) -> None:
        """Take a compared sheet whose turn has come; one of which nothing was read is none."""
        if not facts.read:
            return
        self._hall += 1
        self._scanners[facts.key.scanner] += 1
        if facts.wrong:
            self._sheets.append(WrongSheet(facts, self._hall, self._scanners[facts.key.scanner]))

    def of(self, alarm: AlarmRecord) -> tuple[WrongSheet, ...]:
        """Give the sheets that disagree in an alarm's cell from its start to where it is told."""
        spot = spot_of(alarm.cell)
        return tuple(
            sheet
            for sheet in self._sheets
            if alarm.start <= (sheet.scanner if alarm.cell.scanner else sheet.hall) <= alarm.at
            and any(
                spot.holds(found, circumstances(sheet.facts))
                for found in disagreements(sheet.facts)
            )
        )
