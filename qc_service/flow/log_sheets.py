"""What the sheets of a ledger say to the log: tallies by box, scanner and list, and readings.

Only of sheets that were drawn the reading itself is kept, to be held against the paper.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from qc_service.flow.box_counts import FIRST_COUNT, list_of
from qc_service.model.batch import Batch, BatchEvent, BatchPlan
from qc_service.model.checks import PaperShows, StampSeen
from qc_service.model.events import Entry, SheetRecord
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import DifferenceKind, RowState, StampState

Place = tuple[str, int]
"""A count of a box: its id, and which count of its ballots it is."""

UNDECIDED = ""
"""Stands for the list of sheets whose list only a person can tell."""


@dataclass(frozen=True)
class Readings:
    """What the two readings had of one sheet; None where one had nothing certain."""

    reported: PaperShows | None
    reread: PaperShows | None
    outside: bool


@dataclass
class BoxTally:
    """Sheets of one count of a box so far, by list as reported and as reread."""

    sheets: int = 0
    compared: int = 0
    scanners: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    reread: Counter[str] = field(default_factory=Counter)

    def shows(self) -> tuple[PaperShows | None, PaperShows]:
        """Give the box as reported, None where not every sheet was, and as reread."""
        reported = PaperShows(counts=dict(self.reported)) if self.all_compared() else None
        return reported, PaperShows(counts=dict(self.reread))

    def all_compared(self) -> bool:
        """Say whether the scanner's word of every sheet is known."""
        return self.compared == self.sheets


@dataclass
class CellTally:
    """Sheets of one list on one scanner so far."""

    sheets: int = 0
    differing: int = 0


@dataclass
class ScannerTally:
    """Sheets of one scanner that differ, and that people should look at."""

    differing: int = 0
    for_people: int = 0


class Sheets:
    """Takes the entries of a ledger in order."""

    def __init__(self, wanted: Collection[SheetKey]) -> None:
        """Keep readings of the `wanted` sheets alone."""
        self._wanted = frozenset(wanted)
        self._streams: dict[tuple[str, str, str], int] = {}
        self.told: dict[Place, Batch] = {}
        self.boxes: defaultdict[Place, BoxTally] = defaultdict(BoxTally)
        self.cells: defaultdict[tuple[str, str], CellTally] = defaultdict(CellTally)
        self.scanners: defaultdict[str, ScannerTally] = defaultdict(ScannerTally)
        self.readings: dict[SheetKey, Readings] = {}

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        if isinstance(entry, BatchPlan):
            for box in entry.boxes:
                self.told.setdefault((box.id, box.count), box)
        elif isinstance(entry, BatchEvent):
            key, box = entry.notice.key(), entry.notice.batch
            self.told[box.id, box.count] = box
            self._streams[key.scanner, key.session, key.batch] = box.count
        elif isinstance(entry, SheetRecord):
            self._sheet(entry.examination)

    def box(self, place: Place) -> Batch:
        """Give what is told of a box, with the scanner that most of its sheets came from."""
        told = self.told.get(place, Batch(place[0], count=place[1]))
        scanners = self.tally(place).scanners
        if told.scanner or not scanners:
            return told
        return msgspec.structs.replace(told, scanner=scanners.most_common(1)[0][0])

    def tally(self, place: Place) -> BoxTally:
        """Give what came of a box; nothing where no sheet did."""
        return self.boxes.get(place, BoxTally())

    def _sheet(self, sheet: Examination) -> None:
        key, reread = sheet.key, list_of(sheet) or UNDECIDED
        count = self._streams.get((key.scanner, key.session, key.batch), FIRST_COUNT)
        box = self.boxes[key.batch, count]
        box.sheets += 1
        box.scanners[key.scanner] += 1
        box.reread[reread] += 1
        scanner = self.scanners[key.scanner]
        scanner.for_people += bool(sheet.candidates)
        if sheet.compared:
            box.compared += 1
            box.reported[_reported_list(sheet)] += 1
            cell = self.cells[key.scanner, reread]
            cell.sheets += 1
            cell.differing += bool(sheet.differences)
            scanner.differing += bool(sheet.differences)
        if key in self._wanted:
            self.readings[key] = readings_of(sheet)


def readings_of(sheet: Examination) -> Readings:
    """Give what the two readings had of a sheet, as people write down what the paper shows.

    Ours is None where anything of it was unsure: then there is no word of ours to hold against the
    paper.
    """
    places = {(row.contest, row.option) for page in sheet.pages for row in page.rows}
    written = [row for page in sheet.pages for row in page.rows if row.state is RowState.WRITTEN]
    marked = {(each.contest, one) for each in sheet.contests for one in each.marked}
    unsure = not sheet.contests or any(each.unsure for each in sheet.contests)
    reread = PaperShows(
        style=sheet.style,
        marked=tuple(sorted(marked - places)),
        rows=len(written),
        stamp=_stamp(sheet),
    )
    reported = None
    if sheet.reported is not None:
        said = frozenset(sheet.reported)
        reported = PaperShows(
            style=_reported_list(sheet),
            marked=tuple(sorted(said - places)),
            rows=len(said & places),
        )
    outside = any(page.outside for page in sheet.pages)
    return Readings(reported, None if unsure else reread, outside)


def _reported_list(sheet: Examination) -> str:
    """Give the list that the scanner took a sheet for."""
    for each in sheet.differences:
        if each.kind is DifferenceKind.STYLE and not each.contest:
            return each.reported
    return list_of(sheet) or UNDECIDED


def _stamp(sheet: Examination) -> StampSeen | None:
    states = {stamp.state for page in sheet.pages for stamp in page.stamps}
    if StampState.PRESENT in states:
        return StampSeen.PRESENT
    return StampSeen.MISSING if states == {StampState.MISSING} else None
