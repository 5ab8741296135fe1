"""Single rows of a ledger, found by a page while another thread or process writes it."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from qc_service.adapters.ledger_file import connect, trouble
from qc_service.adapters.ledger_rows import key_text
from qc_service.model.acts import ActRecord, ImageSeen
from qc_service.model.events import SheetRecord
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry

BY_KEY = "SELECT CAST(body AS BLOB) FROM entries WHERE key = ?"

ACTS = "SELECT CAST(body AS BLOB) FROM entries WHERE kind = 'act' ORDER BY seq"

PACE = """
SELECT substr(json_extract(CAST(body AS TEXT), '$.received_at'), 1, 16) AS minute,
    json_extract(key, '$[0]') AS scanner, count(*)
FROM entries WHERE kind = 'sheet' GROUP BY minute, scanner ORDER BY minute, scanner
"""
"""SQLite reads the time out of the bodies itself: it holds no thread of Python up meanwhile."""

Found = TypeVar("Found")


class Pace(msgspec.Struct, frozen=True):
    """Sheets of one scanner that were recorded in one minute of UTC (`2027-09-13T20:15`)."""

    minute: str
    scanner: str
    sheets: int


class Lookup:
    """Reads a ledger for one question at a time; nothing stays open, so any thread may ask."""

    def __init__(self, path: Path) -> None:
        """Keep where the ledger is; it need not be there yet."""
        self._path = path

    def sheets(self, keys: Sequence[SheetKey]) -> dict[SheetKey, SheetRecord]:
        """Give the records of those sheets that have one. Raises QcError `ledger.*`."""

        def ask(connection: sqlite3.Connection) -> dict[SheetKey, SheetRecord]:
            found = {}
            for key in keys:
                row = connection.execute(BY_KEY, (key_text(key),)).fetchone()
                entry = decode_entry(row[0]) if row is not None else None
                if isinstance(entry, SheetRecord):
                    found[key] = entry
            return found

        return self._ask(ask)

    def sheet(self, key: SheetKey) -> SheetRecord | None:
        """Give the record of one sheet, or None. Raises QcError `ledger.*`."""
        return self.sheets([key]).get(key)

    def looks(self, key: SheetKey) -> tuple[ActRecord, ...]:
        """Give who looked at a sheet, in order. Raises QcError `ledger.*`."""

        def ask(connection: sqlite3.Connection) -> tuple[ActRecord, ...]:
            entries = (decode_entry(body) for (body,) in connection.execute(ACTS))
            acts = [entry for entry in entries if isinstance(entry, ActRecord)]
            return tuple(
                each for each in acts if isinstance(each.act, ImageSeen) and each.act.sheet == key
            )

        return self._ask(ask)

    def pace(self) -> tuple[Pace, ...]:
        """Give how many sheets came in each minute, by scanner. Raises QcError `ledger.*`."""
        return self._ask(lambda connection: tuple(Pace(*row) for row in connection.execute(PACE)))

    def _ask(self, ask: Callable[[sqlite3.Connection], Found]) -> Found:
        connection, _ = connect(self._path, writing=False)
        with closing(connection):
            try:
                return ask(connection)
            except sqlite3.Error as error:
                raise trouble(self._path, error) from error
