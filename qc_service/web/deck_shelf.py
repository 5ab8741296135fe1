"""The test decks as the pages know them: read beside the service, once for each change of a ledger.

A ledger is read again only when its stamp has changed, so a deck that is added during the night
shows without a restart, and a page costs one look at the folder when nothing is new.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from qc_service.adapters.deck_folder import (
    DeckFile,
    Shelf,
    Stamp,
    deck_stamps,
    shelve,
    unread,
)
from qc_service.adapters.logs import make_log
from qc_service.flow.decks import KnownDeck, parts_apart
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Component
from qc_service.web.deck_reading import read_beside

WAIT_SECONDS = 2.0
"""Longest a page waits for ledgers to be read; it shows them when it is renewed."""

REST_TIMES = 9.0
"""How many times as long as a reading took there is none after it: a deck that is being scanned
changes all the time, and is followed with at most a tenth of one core."""

OLDER_MOST = 5
"""Earlier decks of a scanner that a page lists; the newest of them."""


@dataclass(frozen=True)
class DeckView:
    """What a scanner's page shows: its last deck, and earlier ones, the newest first.

    `folder` is empty where none is named. `apart` are the parts in which the last deck's reading
    differs from the night's, None where the night's are not known. `unread` are ledgers that could
    not be read, whosever decks they hold; `waiting` says that some are being read now.
    """

    folder: str = ""
    last: KnownDeck | None = None
    older: tuple[KnownDeck, ...] = ()
    more: int = 0
    apart: tuple[tuple[str, str], ...] | None = None
    unread: tuple[DeckFile, ...] = ()
    waiting: bool = False


class DeckShelf:
    """Keeps what was read of a folder's ledgers; one look at a time reads what has changed.

    `night` is the ledger of the night, which is no deck; `parts` is what reads tonight.
    """

    def __init__(
        self, folder: Path | None, night: Path | None = None, parts: tuple[Component, ...] = ()
    ) -> None:
        """Keep where the decks are; nothing is read before somebody asks."""
        self._folder, self._night, self._parts = folder, night, parts
        self._read: dict[Path, tuple[Stamp, DeckFile]] = {}
        self._shelf = Shelf()
        self._missing: DeckFile | None = None
        self._task: asyncio.Task[None] | None = None
        self._rests_until = 0.0
        self._log = make_log()

    async def view(self, scanner: str) -> DeckView:
        """Give what is known of a scanner's decks now; waits a little where ledgers are new."""
        if self._folder is None:
            return DeckView()
        waiting = await self._look(self._folder)
        decks = [each for each in self._shelf.decks if each.deck.scanner == scanner]
        last, older = (decks[0], decks[1:]) if decks else (None, [])
        apart = (
            parts_apart(last.deck.parts, self._parts) if last is not None and self._parts else None
        )
        trouble = (self._missing,) if self._missing is not None else self._shelf.unread
        shown = tuple(older[:OLDER_MOST])
        more = len(older) - len(shown)
        return DeckView(str(self._folder), last, shown, more, apart, trouble, waiting)

    async def _look(self, folder: Path) -> bool:
        """Bring what is known up to date; true where something is still to be read."""
        try:
            stamps = await run_in_threadpool(deck_stamps, folder, self._night)
        except QcError as error:
            self._lost(unread(folder, error))
            return False
        self._missing = None
        if gone := self._read.keys() - stamps.keys():
            for path in gone:
                del self._read[path]
            self._shelve()
        changed = {path: stamp for path, stamp in stamps.items() if self._known(path) != stamp}
        if not changed:
            return False
        if self._task is None:
            if time.monotonic() < self._rests_until:
                return True
            self._task = asyncio.create_task(self._reread(changed))
        try:
            await asyncio.wait_for(asyncio.shield(self._task), WAIT_SECONDS)
        except TimeoutError:
            return True
        return False

    def _known(self, path: Path) -> Stamp | None:
        return self._read[path][0] if path in self._read else None

    async def _reread(self, changed: dict[Path, Stamp]) -> None:
        """Have ledgers read; one of which nothing comes back is told as that, and not tried again.

        The stamps are those from before the reading: what is written meanwhile is read once more.
        """
        began = time.monotonic()
        try:
            found = await read_beside(tuple(changed))
            for path, stamp in changed.items():
                file = found.get(path) or unread(path, _no_answer(path))
                self._read[path] = stamp, file
                if file.code:
                    self._tell(file)
            self._shelve()
        finally:
            self._rests_until = time.monotonic() + REST_TIMES * (time.monotonic() - began)
            self._task = None

    def _shelve(self) -> None:
        self._shelf = shelve(file for _, file in self._read.values())

    def _lost(self, folder: DeckFile) -> None:
        """Say that the folder cannot be read: on the page each time, in the log when it is new."""
        if self._missing != folder:
            self._tell(folder)
        self._missing = folder

    def _tell(self, file: DeckFile) -> None:
        self._log.warning(
            "decks", file=file.name, code=file.code, message=file.message, hint=file.hint
        )


def _no_answer(path: Path) -> QcError:
    return QcError(
        "decks.no-answer",
        f"{path}: the process that reads it ended without an answer",
        "Run `qc decks` and see what it says of this ledger.",
        ExitCode.OURS,
    )
