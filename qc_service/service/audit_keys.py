"""Which sheets of an archive are on record already, and under which key a new one is recorded."""

from collections import Counter, defaultdict
from typing import NamedTuple

from qc_service.adapters.box_file import BoxFile
from qc_service.adapters.scan_folder import SheetFiles
from qc_service.model.sheet import Examination, SheetKey

SESSION = "audit"
"""The session of every sheet of an audit: an archive does not tell when a scanner was restarted.

Another count of a box than the first has a session of its own, `audit-2`: it is the same paper.
"""

AGAIN = "-again"
"""What the session of a sheet ends in whose number another sheet of its batch bears already."""

ARCHIVE = "archive"
"""The scanner of a sheet whose record names none."""


class Place(NamedTuple):
    """Where a sheet of an archive belongs."""

    scanner: str
    session: str
    batch: str


def place_of(sheet: SheetFiles) -> Place:
    """Give scanner, session and batch of a sheet: its box's where it lies in one, or its record's.

    Without either the folder is the batch.
    """
    reported = sheet.reported
    file = None if sheet.box is None else sheet.box.file
    scanner = "" if reported is None else reported.scanner
    if file is not None:
        return box_place(file, scanner)
    batch = "" if reported is None else reported.batch
    return Place(scanner or ARCHIVE, SESSION, batch or sheet.folder)


def box_place(file: BoxFile, scanner: str = "") -> Place:
    """Give the place of a box's sheets, by their record's scanner or else the box file's."""
    session = SESSION if file.count == 1 else f"{SESSION}-{file.count}"
    return Place(scanner or file.scanner or ARCHIVE, session, file.id)


class AuditKeys:
    """Hands out keys that stay the same when the same audit is run again on the same ledger.

    A sheet is known again by its scanner, session, batch, record and file names. Those are kept as
    hashes: a million sheets take some tens of megabytes.
    """

    def __init__(self) -> None:
        """Start with nothing on record."""
        self._recorded: Counter[int] = Counter()
        self._used: dict[Place, set[int]] = defaultdict(set)
        self._next: Counter[Place] = Counter()

    def recorded(self, examination: Examination) -> None:
        """Take note of a sheet that the ledger holds."""
        key = examination.key
        names = tuple(page.image for page in examination.pages)
        place = Place(key.scanner, key.session.removesuffix(AGAIN), key.batch)
        self._recorded[hash((place, examination.record, names))] += 1
        self._used[Place(key.scanner, key.session, key.batch)].add(key.sequence)

    def key_for(self, sheet: SheetFiles) -> SheetKey | None:
        """Give the key for a sheet, or None where it is on record: once for each time it is met."""
        reported, place = sheet.reported, place_of(sheet)
        record = reported.record if reported is not None else ""
        identity = hash((place, record, tuple(image.name for image in sheet.images)))
        if self._recorded[identity]:
            self._recorded[identity] -= 1
            return None
        if reported is None or reported.sequence is None:
            return self._numbered(place)
        used = self._used[place]
        if reported.sequence in used:
            return self._numbered(place._replace(session=place.session + AGAIN))
        used.add(reported.sequence)
        return SheetKey(*place, reported.sequence)

    def _numbered(self, place: Place) -> SheetKey:
        """Number a sheet that bears no number of its own: the lowest one free, from 1."""
        used = self._used[place]
        number = self._next[place] + 1
        while number in used:
            number += 1
        self._next[place] = number
        used.add(number)
        return SheetKey(*place, number)
