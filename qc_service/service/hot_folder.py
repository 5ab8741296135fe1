"""Watches a scanner's folder: a sheet comes out once, when it is complete and at rest."""

import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qc_service.adapters.box_file import BoxFile
from qc_service.adapters.read_once import ReadOnce
from qc_service.adapters.scan_folder import BoxFolder, SheetFiles, find_sheets
from qc_service.api.protocols import Format
from qc_service.model.errors import QcError
from qc_service.model.reported import Leniency

REST_SHARE = 4
"""The folder is left alone this many times as long as looking through it took."""

LOOKS_IN_SETTLE = 2
"""How often it is looked through in one settle interval, where it is small enough."""

Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class BoxLook:
    """A box at one look: what its file says, how many sheets it has, and whether all are ready."""

    file: BoxFile
    sheets: int
    at_rest: bool


@dataclass(frozen=True)
class Look:
    """What one look through the folder gave: sheets now complete, and why the others are not."""

    ready: tuple[SheetFiles, ...]
    waiting: tuple[tuple[str, str], ...]
    told: tuple[Leniency, ...]
    settling: int = 0
    boxes: tuple[BoxLook, ...] = ()


class HotFolder:
    """Finds complete sheets; needs the folder only to be readable."""

    def __init__(
        self,
        folder: Path,
        formats: Sequence[Format],
        *,
        records: Path | None,
        need_record: bool,
        settle: float,
    ) -> None:
        """Watch `folder`; a sheet is at rest when nothing of it changed for `settle` seconds."""
        self._folder, self._records = folder, records
        self._formats = tuple(ReadOnce(each) for each in formats)
        self._need_record, self._settle = need_record, settle
        self._seen: dict[str, tuple[Signature, float]] = {}
        self._given: set[str] = set()

    def name(self, sheet: SheetFiles) -> str:
        """Name a sheet by its images, so that a record that comes later does not rename it."""
        return "|".join(image.relative_to(self._folder).as_posix() for image in sheet.images)

    def look(self, now: float) -> Look:
        """Look through the folder. Raises QcError where it cannot be read."""
        sheets, told, folders = find_sheets(self._folder, self._formats, self._records)
        ready: list[SheetFiles] = []
        waiting: list[tuple[str, str]] = []
        moving = {each.folder for each in folders if self._moves(str(each.path), (each.path,), now)}
        settling = len(moving)
        unready: set[str] = set(moving)
        for sheet in sheets:
            name = self.name(sheet)
            if not sheet.images or name in self._given:
                continue
            reason = sheet.waits
            if not reason and self._need_record and sheet.reported is None:
                reason = "no record of it"
            place = None if sheet.box is None else sheet.box.folder
            if self._moves(name, sheet.images, now) or place in moving:
                settling += 1
            elif reason:
                waiting.append((sheet.sheet, reason))
            else:
                self._given.add(name)
                self._seen.pop(name, None)
                ready.append(sheet)
                continue
            unready |= {place} if place is not None else set()
        boxes = _boxes(sheets, folders, moving, unready)
        return Look(tuple(ready), tuple(waiting), told, settling, boxes)

    def _moves(self, name: str, files: Sequence[Path], now: float) -> bool:
        try:
            stats = [(file.name, file.stat()) for file in files]
        except OSError:
            return True  # it went, or its share did, since the look; the next one will tell
        signature = tuple((each, stat.st_size, stat.st_mtime_ns) for each, stat in stats)
        before, since = self._seen.get(name, ((), now))
        if before != signature:
            self._seen[name] = signature, now
            return True
        return now - since < self._settle


def _boxes(
    sheets: Sequence[SheetFiles],
    folders: Sequence[BoxFolder],
    moving: set[str],
    unready: set[str],
) -> tuple[BoxLook, ...]:
    """Give the boxes whose file is readable and at rest."""
    count = Counter(sheet.box.folder for sheet in sheets if sheet.box is not None and sheet.images)
    return tuple(
        BoxLook(each.file, count[each.folder], each.folder not in unready)
        for each in folders
        if each.file is not None and each.folder not in moving
    )


class FolderWatch:
    """Looks through the folder again and again in a thread: a large one holds no heartbeat."""

    def __init__(self, folder: HotFolder, settle: float) -> None:
        """Begin to look."""
        self._folder, self._settle = folder, settle
        self._looks: queue.SimpleQueue[Look | QcError] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="qc-folder")
        self._thread.start()

    def looks(self) -> list[Look | QcError]:
        """Give what was seen since last asked, or why the folder could not be read."""
        found: list[Look | QcError] = []
        while not self._looks.empty():
            found.append(self._looks.get())
        return found

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._looks.put(self._folder.look(began))
            except QcError as error:
                self._looks.put(error)
            took = time.monotonic() - began
            self._stop.wait(max(self._settle / LOOKS_IN_SETTLE, REST_SHARE * took))
