"""Which sheets of an archive are on record already, and under which key a new one is recorded."""

from collections import Counter, defaultdict

from qc_service.adapters.scan_folder import SheetFiles
from qc_service.model.sheet import Examination, SheetKey

SESSION = "audit"
"""The session of every sheet of an audit: an archive does not tell when a scanner was restarted."""

SESSION_AGAIN = "audit-again"
"""The session of a sheet whose number another sheet of its batch bears already."""

ARCHIVE = "archive"
"""The scanner of a sheet whose record names none."""


class AuditKeys:
    """Hands out keys that stay the same when the same audit is run again on the same ledger.

    A sheet is known again by its scanner, batch, record and file names. Those are kept as hashes:
    a million sheets take some tens of megabytes.
    """

    def __init__(self) -> None:
        """Start with nothing on record."""
        self._recorded: Counter[int] = Counter()
        self._used: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self._next: Counter[tuple[str, str]] = Counter()

    def recorded(self, examination: Examination) -> None:
        """Take note of a sheet that the ledger holds."""
        key = examination.key
        names = tuple(page.image for page in examination.pages)
        self._recorded[hash((key.scanner, key.batch, examination.record, names))] += 1
        self._used[key.scanner, key.session, key.batch].add(key.sequence)

    def key_for(self, sheet: SheetFiles) -> SheetKey | None:
        """Give the key for a sheet, or None where it is on record: once for each time it is met."""
        reported = sheet.reported
        scanner = (reported.scanner if reported is not None else "") or ARCHIVE
        batch = (reported.batch if reported is not None else "") or sheet.folder
        record = reported.record if reported is not None else ""
        identity = hash((scanner, batch, record, tuple(image.name for image in sheet.images)))
        if self._recorded[identity]:
            self._recorded[identity] -= 1
            return None
        if reported is None or reported.sequence is None:
            return self._numbered(scanner, SESSION, batch)
        used = self._used[scanner, SESSION, batch]
        if reported.sequence in used:
            return self._numbered(scanner, SESSION_AGAIN, batch)
        used.add(reported.sequence)
        return SheetKey(scanner, SESSION, batch, reported.sequence)

    def _numbered(self, scanner: str, session: str, batch: str) -> SheetKey:
        """Number a sheet that bears no number of its own: the lowest one free, from 1."""
        used = self._used[scanner, session, batch]
        place = (scanner + "\0" + session, batch)
        number = self._next[place] + 1
        while number in used:
            number += 1
        self._next[place] = number
        used.add(number)
        return SheetKey(scanner, session, batch, number)
