"""The ledger: every entry of a night, in order, chained, on disk before anyone is told.

One SQLite file (`docs/ledger.md`). One process writes; any number may read meanwhile.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, Self

from qc_service.adapters.closing import Closing
from qc_service.adapters.ledger_file import build, connect, damaged, lock, log_of, trouble
from qc_service.adapters.ledger_rows import (
    INSERT,
    SELECT,
    Check,
    Row,
    key_text,
    make_row,
    wrong_with,
)
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Genesis
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry
from qc_service.recording.chain import GENESIS_PREVIOUS
from qc_service.recording.checkpoints import Summit, Trail

TAIL = 32
"""Rows at the end whose links are checked on opening: those a crash could have hurt."""


@dataclass(frozen=True)
class LedgerReport:
    """What `verify` found: rows and kinds before the first broken row, 0 where all is whole.

    `head` is the hash of the last whole row, `root` the Merkle root of the whole rows, `key` the
    public key that signs: hexadecimal, `key` empty where the checkpoints are unsigned. `covered`
    rows stand before the last checkpoint.
    """

    rows: int
    head: str
    root: str = ""
    key: str = ""
    covered: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    complaint: str = ""


class Ledger(Closing):
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
        self._trail: Trail | None = None

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
            build(path, INSERT, make_row(1, genesis, GENESIS_PREVIOUS))
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
        made: list[Row] = []
        for entry in entries:
            rows += 1
            made.append(make_row(rows, entry, head))
            head = made[-1].hash
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
        if self._trail is not None:
            for row in made:
                self._trail.take(row.leaf())

    def summit(self) -> Summit:
        """Give where the ledger stands, for a checkpoint. The first call reads it to its end.

        Raises:
            QcError: `ledger.damaged` where a row met on the way does not fit the chain.
        """
        if self._trail is None:
            trail = Trail()
            for row in self.rows():
                trail.take(row.leaf())
                if trail.head != row.hash:
                    raise damaged(self._path, f"row {row.seq}: its hash is not that of its content")
            self._trail = trail
        return self._trail.summit()

    def has(self, key: SheetKey) -> str | None:
        """Give the digest of the examination on record for this sheet, or None."""
        try:
            row = self._connection.execute(
                "SELECT digest FROM entries WHERE key = ?", (key_text(key),)
            ).fetchone()
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error
        return None if row is None else str(row[0])

    def entries(self) -> Iterator[Entry]:
        """Give every entry in order. Raises QcError `ledger.*` naming a row that cannot be read."""
        for row in self.rows():
            try:
                yield decode_entry(row.body)
            except QcError as error:
                raise QcError(
                    error.code,
                    f"{self._path}: row {row.seq}: {error.message}",
                    error.hint,
                    error.exit_code,
                ) from error

    def public_key(self) -> str:
        """Give the public key that the first row names; empty where it names none."""
        first = next(self.entries())
        return first.key if isinstance(first, Genesis) else ""

    def verify(self) -> LedgerReport:
        """Check every row: number, link, first entry, that its columns say what its body says.

        Of a checkpoint also the root, the head, the key and the signature.

        Raises:
            QcError: `ledger.damaged` where SQLite itself cannot read the file to its end.
        """
        kinds: Counter[str] = Counter()
        check = Check()
        for row in self.rows():
            if not check.take(row):
                break
            kinds[row.kind] += 1
        wrong, rows = check.complaint, check.trail.rows
        if not rows and not wrong:
            wrong = "the ledger has no first row"
        if wrong and self._at_rest and log_of(self._path).exists():
            raise QcError(
                "ledger.in-use",
                f"{self._path}: a writer began while this was read",
                "Run the command again.",
                ExitCode.UNREACHABLE,
            )
        if not wrong:
            self._check_pages()
        summit = check.trail.summit()
        return LedgerReport(
            rows=rows,
            head=summit.head,
            root=summit.root,
            key=check.key,
            covered=check.covered,
            kinds=dict(sorted(kinds.items())),
            broken=rows + 1 if wrong else 0,
            complaint=wrong,
        )

    def rows(self) -> Iterator[Row]:
        """Give every row in order, unchecked. Raises QcError where the file cannot be read."""
        last = 0
        try:
            for row in map(Row._make, self._connection.execute(f"{SELECT} ORDER BY seq")):
                yield row
                last = row.seq
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
            found = self._connection.execute(f"{SELECT} ORDER BY seq DESC LIMIT {TAIL + 1}")
            last = [Row._make(each) for each in found]
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error
        if first is None:
            raise damaged(self._path, "row 1: the ledger has no first row")
        if wrong := wrong_with(Row._make(first), 1, GENESIS_PREVIOUS):
            raise damaged(self._path, f"row 1: {wrong}")
        last.reverse()
        for before, row in pairwise(last):
            if wrong := wrong_with(row, before.seq + 1, before.hash):
                raise damaged(self._path, f"row {row.seq}: {wrong}")
        self._rows, self._head = last[-1].seq, last[-1].hash
