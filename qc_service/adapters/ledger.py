"""The ledger: every entry of a night, in order, chained, on disk before anyone is told.

One SQLite file (`docs/ledger.md`). One process writes; any number may read meanwhile.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from qc_service.adapters.ledger_file import build, connect, damaged, lock, log_of, trouble
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Genesis, SheetRecord
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry, kind_of
from qc_service.recording.chain import GENESIS_PREVIOUS, link

TAIL = 32
"""Rows at the end whose links are checked on opening: those a crash could have hurt."""

INSERT = "INSERT INTO entries (seq, kind, key, digest, body, hash) VALUES (?, ?, ?, ?, ?, ?)"

SELECT = "SELECT seq, kind, key, digest, CAST(body AS BLOB), CAST(hash AS BLOB) FROM entries"
"""The casts give bytes even where someone has put text into a row."""

_Row = tuple[int, str, str | None, str | None, bytes, bytes]


@dataclass(frozen=True)
class LedgerReport:
    """What `verify` found: rows and kinds before the first broken row, 0 where all is whole.

    `head` is the hash of the last whole row, hexadecimal: one number for the whole ledger.
    """

    rows: int
    head: str
    kinds: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    complaint: str = ""


class Ledger:
    """An open ledger. Use as a context manager, or close it."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, held: IO[bytes] | None, *, at_rest: bool
    ) -> None:
        """Take over an open file; use `create`, `open` or `read` instead."""
        self._path = path
        self._connection = connection
        self._held = held
        self._at_rest = at_rest
        self._rows = 0
        self._head = GENESIS_PREVIOUS

    @classmethod
    def create(cls, path: Path, genesis: Genesis) -> Self:
        """Make a new ledger whose first row is `genesis`, and open it for writing.

        Raises:
            QcError: `ledger.*` where one stands there already, is in use, or cannot be written.
        """
        held = lock(path)
        try:
            if path.exists():
                raise QcError(
                    "ledger.exists",
                    f"{path}: there is a file already",
                    "Name another ledger, or open this one to go on with it.",
                    ExitCode.LEDGER,
                )
            body = encode_entry(genesis)
            build(path, kind_of(genesis), body, link(GENESIS_PREVIOUS, body))
        finally:
            held.close()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a ledger to go on with it; checks its first row and its last ones.

        Raises:
            QcError: `ledger.*`: missing, in use, no ledger, of another format, or damaged.
        """
        if not path.exists():
            # Before the lock: no lock file beside a name that was mistyped.
            connect(path, writing=True)
        held = lock(path)
        try:
            connection, at_rest = connect(path, writing=True)
        except QcError:
            held.close()
            raise
        ledger = cls(path, connection, held, at_rest=at_rest)
        try:
            ledger._check_ends()
        except QcError:
            ledger.close()
            raise
        return ledger

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a ledger for reading only, also one in use; checks only that it is a ledger."""
        connection, at_rest = connect(path, writing=False)
        return cls(path, connection, None, at_rest=at_rest)

    def __enter__(self) -> Self:
        """Give the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it, whatever happened."""
        self.close()

    def close(self) -> None:
        """Close the file and give up the lock; all that was appended is on disk already."""
        self._connection.close()
        if self._held is not None:
            self._held.close()

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all entries in one transaction; when it returns they survive a loss of power.

        Several sheets with their effects in one call are a group commit. The caller has looked up
        every sheet with `has`: one that has a record already stops the whole call.

        Raises:
            QcError: `ledger.*`; then none of the entries is written, the ledger is as before.
        """
        if not entries:
            return
        rows, head = self._rows, self._head
        made: list[_Row] = []
        for entry in entries:
            body = encode_entry(entry)
            rows, head = rows + 1, link(head, body)
            made.append((rows, kind_of(entry), *_key_and_digest(entry), body, head))
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(INSERT, made)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.IntegrityError):
                raise QcError(
                    "ledger.double",
                    f"{self._path}: a sheet of these entries has a record already: {error}",
                    "This is a fault of the program: a sheet must be looked up before.",
                    ExitCode.OURS,
                ) from error
            raise trouble(self._path, error, f"row {self._rows + 1}") from error
        self._rows, self._head = rows, head

    def has(self, key: SheetKey) -> str | None:
        """Give the digest of the examination on record for this sheet, or None."""
        try:
            row = self._connection.execute(
                "SELECT digest FROM entries WHERE key = ?", (_key_text(key),)
            ).fetchone()
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error
        return None if row is None else str(row[0])

    def entries(self) -> Iterator[Entry]:
        """Give every entry in order. Raises QcError `ledger.*` naming a row that cannot be read."""
        for row in self._walk():
            try:
                yield decode_entry(row[4])
            except QcError as error:
                raise QcError(
                    error.code,
                    f"{self._path}: row {row[0]}: {error.message}",
                    error.hint,
                    error.exit_code,
                ) from error

    def verify(self) -> LedgerReport:
        """Check every row: number, link, first entry, and that its columns say what its body says.

        Raises:
            QcError: `ledger.damaged` where SQLite itself cannot read the file to its end.
        """
        kinds: Counter[str] = Counter()
        rows, head, complaint = 0, GENESIS_PREVIOUS, ""
        for row in self._walk():
            complaint = _complaint(row, rows + 1, head)
            if complaint:
                break
            rows, head = rows + 1, row[5]
            kinds[row[1]] += 1
        if not rows and not complaint:
            complaint = "the ledger has no first row"
        if complaint and self._at_rest and log_of(self._path).exists():
            raise QcError(
                "ledger.in-use",
                f"{self._path}: a writer began while this was read",
                "Run the command again.",
                ExitCode.UNREACHABLE,
            )
        if not complaint:
            self._check_pages()
        return LedgerReport(
            rows, head.hex(), dict(sorted(kinds.items())), rows + 1 if complaint else 0, complaint
        )

    def _walk(self) -> Iterator[_Row]:
        last = 0
        try:
            for row in self._connection.execute(f"{SELECT} ORDER BY seq"):
                yield row
                last = row[0]
        except sqlite3.Error as error:
            raise trouble(self._path, error, f"after row {last}") from error

    def _check_pages(self) -> None:
        """Let SQLite check its own pages and that the index of keys says what the rows say."""
        try:
            said = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error
        if said != "ok":
            raise damaged(self._path, said)

    def _check_ends(self) -> None:
        """Check the first row and the last ones, and take up the chain at its head."""
        try:
            first = self._connection.execute(f"{SELECT} WHERE seq = 1").fetchone()
            last: list[_Row] = self._connection.execute(
                f"{SELECT} ORDER BY seq DESC LIMIT {TAIL + 1}"
            ).fetchall()
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error
        if first is None:
            raise damaged(self._path, "row 1: the ledger has no first row")
        complaint = _complaint(first, 1, GENESIS_PREVIOUS)
        if complaint:
            raise damaged(self._path, f"row 1: {complaint}")
        last.reverse()
        for before, row in pairwise(last):
            complaint = _complaint(row, before[0] + 1, before[5])
            if complaint:
                raise damaged(self._path, f"row {row[0]}: {complaint}")
        self._rows, self._head = last[-1][0], last[-1][5]


def _complaint(row: _Row, expected: int, previous: bytes) -> str:
    """Say what is wrong with one row, or nothing."""
    seq, kind, key, digest, body, own = row
    if seq != expected:
        return f"row {expected} is missing" if seq > expected else f"its number is {seq}"
    if own != link(previous, body):
        return "its hash is not that of the row before it and its body"
    try:
        entry = decode_entry(body)
    except QcError as error:
        return error.message
    if isinstance(entry, Genesis) != (seq == 1):
        return "the ledger's first entry, and only that, must be its genesis"
    if (kind, key, digest) != (kind_of(entry), *_key_and_digest(entry)):
        return "its kind, key or digest is not that of its body"
    return ""


def _key_and_digest(entry: Entry) -> tuple[str | None, str | None]:
    if isinstance(entry, SheetRecord):
        return _key_text(entry.examination.key), entry.examination.digest
    return None, None


def _key_text(key: SheetKey) -> str:
    """Write a key so that no two keys are the same text, whatever stands in their names."""
    return msgspec.json.encode((key.scanner, key.session, key.batch, key.sequence)).decode()
