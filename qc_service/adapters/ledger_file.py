"""The SQLite file under the ledger: how it is made, locked and opened, and what its errors mean."""

import fcntl
import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from qc_service.model.errors import ExitCode, QcError

SCHEMA = 2
"""Version of the tables, kept as `user_version`; any other is refused."""

APPLICATION = 0x71634C31
"""`qcL1` as `application_id`: tells a ledger from any other SQLite file."""

TABLES = """
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT UNIQUE,
    digest TEXT,
    salt BLOB NOT NULL,
    body BLOB NOT NULL,
    public BLOB NOT NULL,
    hash BLOB NOT NULL
)
"""
"""`key` and `digest` are of sheets only; the rest is what `recording.chain` seals and links."""

BUSY_SECONDS = 10.0
"""How long to wait for a reader that holds the file during a checkpoint."""


def lock(path: Path) -> IO[bytes]:
    """Take the ledger for writing until the file given back is closed, or the process ends.

    The lock is a file of its own: SQLite loses its locks when a process closes any other handle
    to the database.
    """
    beside = path.with_name(path.name + ".lock")
    try:
        held = beside.open("ab")
    except OSError as error:
        raise QcError(
            "ledger.no-folder",
            f"{beside}: {error.strerror}",
            "Create the folder, or name another place for the ledger.",
            ExitCode.LEDGER,
        ) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.close()
        raise QcError(
            "ledger.in-use",
            f"{path}: another process writes to this ledger",
            "Stop that process first, or name another ledger.",
            ExitCode.UNREACHABLE,
        ) from error
    return held


def build(path: Path, insert: str, row: Sequence[object]) -> None:
    """Make a ledger with its first row under another name and put it in place whole.

    A crash leaves no ledger or a whole one, never one without its first row.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            _durable(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(TABLES)
            connection.execute(insert, row)
            connection.execute("COMMIT")
        finally:
            connection.close()
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except sqlite3.Error as error:
        raise trouble(path, error) from error
    except OSError as error:
        raise QcError(
            "ledger.failed",
            f"{path}: {error.strerror}",
            "Check the rights on the folder and its disk.",
            ExitCode.LEDGER,
        ) from error


def connect(path: Path, *, writing: bool) -> tuple[sqlite3.Connection, bool]:
    """Open an existing ledger file, check that it is one, and say whether it is taken as at rest.

    For reading, a file without a write-ahead log is at rest and is read without leaving a trace
    beside it, also from a medium that cannot be written.
    """
    if not path.is_file():
        raise QcError(
            "ledger.missing",
            f"{path}: no such ledger",
            "Check the name; `qc serve` and `qc audit` make a new ledger.",
            ExitCode.LEDGER,
        )
    at_rest = not writing and not log_of(path).exists()
    mode = "mode=rw" if writing else ("mode=ro&immutable=1" if at_rest else "mode=ro")
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            # One thread at a time uses it; which one is the caller's business.
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise trouble(path, error) from error
    try:
        _check(connection, path)
        if writing:
            _durable(connection)
    except QcError:
        connection.close()
        raise
    except sqlite3.Error as error:
        connection.close()
        raise trouble(path, error) from error
    return connection, at_rest


def disk_bytes(path: Path) -> int:
    """Give what a ledger and its log take up on disk, in bytes; 0 where there is none."""
    total = 0
    for file in (path, log_of(path)):
        with suppress(OSError):
            total += file.stat().st_size
    return total


def log_of(path: Path) -> Path:
    """Give the path of SQLite's write-ahead log, which exists while a writer is at work."""
    return path.with_name(path.name + "-wal")


def trouble(path: Path, error: sqlite3.Error, place: str = "") -> QcError:
    """Turn an error of SQLite into one an operator can act on."""
    where = f"{path}: {place}: " if place else f"{path}: "
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return QcError(
            "ledger.full",
            f"{where}the disk is full; nothing of this was written, all before it stands",
            "Free space on that disk and start again; senders keep what is not acknowledged.",
            ExitCode.LEDGER,
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return damaged(path, f"{place}: {error}" if place else str(error))
    return QcError(
        "ledger.failed",
        f"{where}{error} ({getattr(error, 'sqlite_errorname', 'SQLite')})",
        "Check the disk and the rights on the ledger and its folder, then start again.",
        ExitCode.LEDGER,
    )


def damaged(path: Path, what: str) -> QcError:
    """Say that the ledger is not what was written."""
    return QcError(
        "ledger.damaged",
        f"{path}: {what}",
        "Keep the file as it is, run `qc verify` on a copy, and begin a new ledger.",
        ExitCode.LEDGER,
    )


def _durable(connection: sqlite3.Connection) -> None:
    """Make every commit survive a loss of power: write-ahead log, synced at each commit."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        raise damaged(path, "this SQLite file is no ledger")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA:
        raise QcError(
            "ledger.version",
            f"{path}: the ledger has format {version}, this program knows format {SCHEMA}",
            "Use the version of the program that wrote it, or begin a new ledger.",
            ExitCode.LEDGER,
        )
