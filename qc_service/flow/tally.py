"""Counting what came from one scanner: one door in, plain numbers out."""

from collections import Counter

from qc_service.flow.figures import ScannerFigures
from qc_service.flow.story import StoryTeller
from qc_service.model.events import AlarmRecord
from qc_service.model.sheet import Examination, SheetKey


class Tally:
    """The running counts of one scanner."""

    def __init__(self, scanner: str) -> None:
        """Begin at nothing."""
        self._scanner = scanner
        self._sheets = 0
        self._pages = 0
        self._compared = 0
        self._outside = 0
        self._differing = 0
        self._for_people = 0
        self._write_ins = 0
        self._faults: Counter[str] = Counter()
        self._differences: Counter[str] = Counter()
        self._marks: Counter[str] = Counter()
        self._last = SheetKey(scanner, "", "", 0)
        self._alarms: dict[int, AlarmRecord] = {}
        self._teller = StoryTeller()
        self.doubles = 0
        self.conflicts = 0
        self.restarts = 0

    def take(self, examination: Examination) -> None:
        """Count one new sheet."""
        self._sheets += 1
        self._teller.take(examination)
        self._pages += len(examination.pages)
        self._compared += examination.compared
        self._differing += bool(examination.differences)
        self._for_people += bool(examination.candidates)
        self._last = examination.key
        self._faults.update(fault.code.value for fault in examination.faults)
        for page in examination.pages:
            if page.fault is not None:
                self._faults[page.fault.code.value] += 1
            self._marks.update(mark.state.value for mark in page.marks)
            self._outside += len(page.outside)
        self._differences.update(what.kind.value for what in examination.differences)
        self._write_ins += sum(1 for line in examination.write_ins if line.without_mark)

    def weighed(self, level: float) -> None:
        """Take how near the latest sheet, which differs, came to an alarm."""
        self._teller.weighed(level)

    def alarm(self, alarm: AlarmRecord) -> None:
        """Keep an alarm as it was told last."""
        self._alarms[alarm.refines or alarm.number] = alarm

    def figures(
        self, *, missing: int, held: int, closed: frozenset[int] = frozenset()
    ) -> ScannerFigures:
        """Give the counts so far; the desk knows what is missing, what waits, what is closed."""
        return ScannerFigures(
            scanner=self._scanner,
            sheets=self._sheets,
            pages=self._pages,
            compared=self._compared,
            faults=dict(sorted(self._faults.items())),
            differences=dict(sorted(self._differences.items())),
            marks=dict(sorted(self._marks.items())),
            unsure=self._marks["unsure"],
            outside=self._outside,
            write_ins=self._write_ins,
            missing=missing,
            held=held,
            doubles=self.doubles,
            conflicts=self.conflicts,
            restarts=self.restarts,
            last=self._last,
            alarms=tuple(each for each in self._alarms.values() if each.number not in closed),
            differing=self._differing,
            for_people=self._for_people,
            story=self._teller.story(),
        )
