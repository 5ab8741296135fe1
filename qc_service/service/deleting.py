"""Deleting the pictures that were kept: all of one folder, by two people, on record, to the end.

Before the first file goes, the ledger notes how many there are; when none is left, it records the
act. A run that was killed between the two is ended by the next, with the numbers of the first.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qc_service.adapters.config import Config
from qc_service.model.acts import ActRecord, ImagesDeleted
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Note
from qc_service.service.actors import Actors
from qc_service.service.bootstrap import Opened, now_text, reopen_ledger, today_text

BEGUN = "images-deletion-begun"
"""The note before the first file goes; its message holds the numbers."""


class Kept(msgspec.Struct, frozen=True):
    """What lies in the folder: files (links and others that are no folder, too) and their bytes."""

    files: int
    size: int


@dataclass(frozen=True)
class Deletion:
    """What is to be deleted, by whom, and which decision of the board allows it."""

    folder: Path
    by: Actors
    approved: str


def delete_images(config: Config, deletion: Deletion) -> Kept:
    """Delete every file of the folder and record it; give how many there were.

    Nothing outside the folder is touched: links are removed, not followed. Nothing is recorded
    where nothing lay there.

    Raises:
        QcError: `ledger.*`; `delete.*` where the people may not, the folder is none or holds the
            ledger, a file has another name elsewhere, or something is left;
            `people.candidate`.
    """
    opened = reopen_ledger(config)
    try:
        people = deletion.by.people
        record = ActRecord(now_text(), people, ImagesDeleted(0, 0, deletion.approved))
        if refusal := opened.desk.refuses(record):
            raise _trouble("people", refusal.message, "Name two people: --by AB:officer.")
        _require_apart(deletion.folder, Path(config.service.ledger))
        return _delete(opened, deletion)
    finally:
        opened.ledger.close()


def _delete(opened: Opened, deletion: Deletion) -> Kept:
    here, begun = look(deletion.folder), _unfinished(opened.ledger.entries())
    if begun is None and not here.files:
        return here
    for person, confirmation in deletion.by.confirmations(opened.desk, today_text()):
        _record(opened, ActRecord(now_text(), (person,), confirmation))
    if begun is None:
        begun = here
        opened.ledger.append([Note(now_text(), BEGUN, msgspec.json.encode(here).decode())])
    _remove(deletion.folder)
    if look(deletion.folder).files:
        raise _trouble("left", f"{deletion.folder}: files came while it was emptied", "Run again.")
    # What came after a run that was killed is not in its numbers.
    whole = Kept(max(begun.files, here.files), max(begun.size, here.size))
    act = ImagesDeleted(whole.files, whole.size, deletion.approved)
    unverified = not deletion.by.verified
    _record(opened, ActRecord(now_text(), deletion.by.people, act, unverified))
    opened.ledger.append([opened.notary.checkpoint(now_text())])
    return whole


def _record(opened: Opened, record: ActRecord) -> None:
    opened.ledger.append([record, *opened.desk.take_act(record)])


def look(folder: Path) -> Kept:
    """Count what lies in a folder and below it, without following a link out of it.

    Raises:
        QcError: `delete.linked` where a file has a second name, as it would not be gone;
            `delete.failed` where something cannot be read.
    """
    files = size = 0
    try:
        for place, inner, names, descriptor in os.fwalk(folder, onerror=_raise):
            for name in [*names, *inner]:
                found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode):
                    continue
                if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
                    raise _trouble(
                        "linked",
                        f"{Path(place, name)}: this file has {found.st_nlink} names",
                        "Find and remove the others first (find / -samefile FILE).",
                    )
                files, size = files + 1, size + found.st_size
    except OSError as error:
        raise _failed(folder, error) from error
    return Kept(files, size)


def _remove(folder: Path) -> None:
    """Remove all that is in the folder, deepest first; each name relative to its open folder."""
    try:
        for _, inner, names, descriptor in os.fwalk(folder, topdown=False, onerror=_raise):
            for name in names:
                os.unlink(name, dir_fd=descriptor)
            for name in inner:
                linked = stat.S_ISLNK(
                    os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode
                )
                (os.unlink if linked else os.rmdir)(name, dir_fd=descriptor)
            os.fsync(descriptor)
    except OSError as error:
        raise _failed(folder, error) from error


def _require_apart(folder: Path, ledger: Path) -> None:
    """Refuse what is no folder, a link to one, or a folder in which the ledger lies."""
    if folder.is_symlink() or not folder.is_dir():
        raise _trouble("folder", f"{folder}: this is no folder", "Name the folder of the pictures.")
    if ledger.resolve().is_relative_to(folder.resolve()):
        raise _trouble(
            "folder",
            f"{folder}: the ledger lies in it",
            "Name the folder that holds the pictures, and nothing else.",
        )


def _unfinished(entries: Iterable[Entry]) -> Kept | None:
    """Give the numbers of a deletion that was begun and not ended, or None."""
    begun: Kept | None = None
    for entry in entries:
        if isinstance(entry, Note) and entry.kind == BEGUN:
            begun = msgspec.json.decode(entry.message, type=Kept)
        elif isinstance(entry, ActRecord) and isinstance(entry.act, ImagesDeleted):
            begun = None
    return begun


def _raise(error: OSError) -> None:
    raise error


def _failed(folder: Path, error: OSError) -> QcError:
    words = f"{error.filename or folder}: {error.strerror}"
    return QcError(
        "delete.failed",
        words,
        "Mend the rights and run again: what is deleted stays so, and the rest follows.",
        ExitCode.LEDGER,
    )


def _trouble(code: str, words: str, hint: str) -> QcError:
    return QcError(f"delete.{code}", words, hint, ExitCode.USAGE)
