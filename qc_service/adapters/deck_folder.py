"""The folder of test decks: ledgers that are only read, told apart by what they were when read."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import msgspec

from qc_service.adapters.ledger import Ledger
from qc_service.adapters.ledger_file import damaged, log_of
from qc_service.flow.decks import DeckLedger, KnownDeck, decks_of, newest_first
from qc_service.model.errors import ExitCode, QcError

ENDING = ".sqlite"
"""How the names of ledgers in the folder end; what else lies there is passed over."""

Stamp = tuple[int, ...]
"""Inode, size and time of a ledger and of its write-ahead log: it changes with what they hold."""


class DeckFile(msgspec.Struct, frozen=True):
    """One ledger of the folder: its decks, or in `code`, `message` and `hint` why there are none.

    `first` and `head` are the hashes of its first and last row; copies share the first.
    """

    name: str
    first: str = ""
    head: str = ""
    rows: int = 0
    ledger: DeckLedger | None = None
    code: str = ""
    message: str = ""
    hint: str = ""

    def known(self) -> tuple[KnownDeck, ...]:
        """Give its decks, scanners by name; none where it could not be read."""
        if self.ledger is None:
            return ()
        return tuple(
            KnownDeck(self.name, self.head, self.ledger, deck) for deck in self.ledger.decks
        )


class Shelf(msgspec.Struct, frozen=True):
    """All decks of a folder, the newest first, and the ledgers that could not be read.

    `copies` are ledgers that another one there holds as well, with that one's name.
    """

    decks: tuple[KnownDeck, ...] = ()
    unread: tuple[DeckFile, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()


def deck_stamps(folder: Path, night: Path | None = None) -> dict[Path, Stamp]:
    """Give the ledgers of the folder, by name, each with its stamp; never the night's own.

    Raises:
        QcError: `decks.folder` where the folder cannot be read.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ENDING)
    except OSError as error:
        raise QcError(
            "decks.folder",
            f"{folder}: {error.strerror}",
            'Correct [decks] folder, make the folder, or set it to "" for no decks.',
            ExitCode.CONFIG,
        ) from error
    own = night.resolve() if night is not None else None
    return {path: _stamp(path) for path in files if path.resolve() != own}


def read_deck(path: Path) -> DeckFile:
    """Read one ledger and check it to its end; trouble is told in what comes back."""
    try:
        return load_deck(path)
    except QcError as error:
        return unread(path, error)


def load_deck(path: Path) -> DeckFile:
    """Read one ledger and check it to its end. Raises QcError `ledger.*`."""
    with Ledger.read(path) as ledger:
        report = ledger.verify()
        if report.broken:
            raise damaged(path, f"row {report.broken}: {report.complaint}")
        first = next(ledger.rows()).hash.hex()
        # No further than was checked: somebody may be writing.
        made = decks_of(islice(ledger.entries(), report.rows))
        return DeckFile(path.name, first, report.head, report.rows, made)


def unread(path: Path, error: QcError) -> DeckFile:
    """Say of a ledger why it could not be read."""
    return DeckFile(path.name, code=error.code, message=error.message, hint=error.hint)


def shelve(files: Iterable[DeckFile]) -> Shelf:
    """Put ledgers together; of copies of one, the longest counts, and only once."""
    known: dict[str, DeckFile] = {}
    copies, broken = [], []
    for file in sorted(files, key=lambda each: (-each.rows, each.name)):
        if file.code:
            broken.append(file)
        elif file.first in known:
            copies.append((file.name, known[file.first].name))
        else:
            known[file.first] = file
    decks = newest_first(deck for file in known.values() for deck in file.known())
    return Shelf(decks, tuple(broken), tuple(sorted(copies)))


def read_decks(folder: Path, night: Path | None = None) -> Shelf:
    """Read every ledger of the folder. Raises QcError `decks.folder`."""
    return shelve(read_deck(path) for path in deck_stamps(folder, night))


def _stamp(path: Path) -> Stamp:
    stamp: list[int] = []
    for file in (path, log_of(path)):
        try:
            found = file.stat()
        except OSError:
            continue
        stamp += (found.st_ino, found.st_size, found.st_mtime_ns)
    return tuple(stamp)
