"""Which sheets an alarm is about, by their keys: what people take out and count again."""

from collections import Counter
from dataclasses import dataclass, field

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


@dataclass(eq=False)
class _Box:
    """Which compared sheets a box had, counted over the hall and over its scanner."""

    hall: tuple[int, int]
    scanner: tuple[int, int]
    styles: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)


class WrongSheets:
    """All of them, in the order in which the evidence takes sheets; few, so all are kept."""

    def __init__(self) -> None:
        """Begin without sheets."""
        self._hall = 0
        self._scanners: Counter[str] = Counter()
        self._sheets: list[WrongSheet] = []
        self._boxes: dict[tuple[str, str], _Box] = {}

    def take(self, facts: SheetFacts) -> None:
        """Take a compared sheet whose turn has come; one of which nothing was read is none."""
        if not facts.read:
            return
        key = facts.key
        self._hall += 1
        self._scanners[key.scanner] += 1
        hall, scanner = self._hall, self._scanners[key.scanner]
        box = self._boxes.setdefault(
            (key.scanner, key.batch), _Box((hall, hall), (scanner, scanner))
        )
        box.hall, box.scanner = (box.hall[0], hall), (box.scanner[0], scanner)
        box.styles.add(facts.style)
        box.districts.add(facts.district)
        if facts.wrong:
            self._sheets.append(WrongSheet(facts, hall, scanner))

    def scanners(self) -> tuple[str, ...]:
        """Give the scanners that had compared sheets."""
        return tuple(sorted(self._scanners))

    def boxes(self, alarm: AlarmRecord) -> tuple[str, ...]:
        """Give the boxes that had ballots of an alarm's cell since its earliest likely start."""
        cell, first = alarm.cell, alarm.start_set[0]
        touched = (
            batch
            for (scanner, batch), box in self._boxes.items()
            if batch
            and cell.scanner in {"", scanner}
            and cell.batch in {"", batch}
            and cell.style in {"", *box.styles}
            and cell.district in {"", *box.districts}
            for span in (box.scanner if cell.scanner else box.hall,)
            if span[1] >= first and span[0] <= alarm.at
        )
        return tuple(dict.fromkeys(touched))

    def tried(self, alarm: AlarmRecord) -> int:
        """Give how many disagreeing sheets an alarm's cell has had: starts to choose from."""
        return sum(1 for sheet in self._sheets if _in_cell(sheet, alarm))

    def of(self, alarm: AlarmRecord) -> tuple[WrongSheet, ...]:
        """Give the sheets that disagree in an alarm's cell from its start to where it is told."""
        return tuple(
            sheet
            for sheet in self._sheets
            if alarm.start <= (sheet.scanner if alarm.cell.scanner else sheet.hall) <= alarm.at
            and _in_cell(sheet, alarm)
        )


def _in_cell(sheet: WrongSheet, alarm: AlarmRecord) -> bool:
    spot, where = spot_of(alarm.cell), circumstances(sheet.facts)
    return any(spot.holds(found, where) for found in disagreements(sheet.facts))
