"""What a feeder must not forget: which sheet got which number, what was told of boxes, what stands.

A journal of JSON lines. A number is on disk before its sheet is sent, or a sheet could be sent
again under another number after a crash, and be recorded twice.
"""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec

from qc_service.adapters.closing import Closing
from qc_service.model.batch import BatchNotice, NoticeKey
from qc_service.model.errors import ExitCode, QcError

FORMAT = 1
"""Version of the journal; a feeder refuses any other."""

FIRST_SEQUENCE = 1
"""Where each batch begins to count, as the service expects."""


class StateHead(msgspec.Struct, frozen=True, tag="feeder", tag_field="line"):
    """The first line: whose state this is."""

    folder: str
    scanner: str
    session: str
    format: int = FORMAT


class Taken(msgspec.Struct, frozen=True, tag="taken", tag_field="line"):
    """A sheet got its number; `sheet` is its images' names, relative to the folder."""

    sheet: str
    batch: str
    sequence: int


class Settled(msgspec.Struct, frozen=True, tag="settled", tag_field="line"):
    """A sheet was acknowledged, with the faults the service told."""

    sheet: str
    faults: tuple[str, ...] = ()


class Announced(msgspec.Struct, frozen=True, tag="announced", tag_field="line"):
    """A notice of a box is to be sent; the same until it is acknowledged."""

    notice: BatchNotice


class Noted(msgspec.Struct, frozen=True, tag="noted", tag_field="line"):
    """A notice of a box was acknowledged."""

    key: NoticeKey


_Line = StateHead | Taken | Settled | Announced | Noted
_DECODER: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


class FeedState(Closing):
    """An open journal. Use as a context manager, or close it."""

    def __init__(self, path: Path, head: StateHead) -> None:
        """Open or begin the journal at `path`.

        Raises:
            QcError: `feed.state-*` where it is in use, damaged, unwritable or another feeder's.
        """
        self._path = path
        self._taken: dict[str, Taken] = {}
        self._settled: dict[str, Settled] = {}
        self._next: dict[str, int] = {}
        self._last: dict[str, BatchNotice] = {}
        self._due: dict[NoticeKey, BatchNotice] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = path.with_name(path.name + ".lock").open("wb")
        except OSError as error:
            raise self._trouble(error) from error
        try:
            self._file = self._opened(head)
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        """Close the journal and give up the lock."""
        self._file.close()
        self._lock.close()

    def taken(self, sheet: str) -> Taken | None:
        """Give the number of a sheet that has one."""
        return self._taken.get(sheet)

    def settled(self, sheet: str) -> Settled | None:
        """Give what is known of a sheet that is acknowledged."""
        return self._settled.get(sheet)

    def take(self, sheets: Sequence[tuple[str, str]]) -> tuple[Taken, ...]:
        """Number sheets (with their batches) that have no number; on disk when this returns."""
        made: list[Taken] = []
        for sheet, batch in sheets:
            sequence = self._next.get(batch, FIRST_SEQUENCE)
            self._next[batch] = sequence + 1
            made.append(Taken(sheet, batch, sequence))
            self._taken[sheet] = made[-1]
        self._write(made)
        return tuple(made)

    def settle(self, sheets: Sequence[Settled]) -> None:
        """Remember that sheets are acknowledged.

        Not forced to disk: one that is forgotten is sent again, and the service knows it.
        """
        self._settled.update((each.sheet, each) for each in sheets)
        self._write(sheets, durable=False)

    def last_notice(self, batch: str) -> BatchNotice | None:
        """Give what was told last of a box, acknowledged or not."""
        return self._last.get(batch)

    def notices_due(self) -> tuple[BatchNotice, ...]:
        """Give the notices that are not acknowledged, in their order."""
        return tuple(self._due.values())

    def announce(self, notice: BatchNotice) -> None:
        """Keep a notice that is to be sent; on disk when this returns."""
        self._keep(notice)
        self._write([Announced(notice)])

    def noted(self, key: NoticeKey) -> None:
        """Remember that a notice is acknowledged; one that is forgotten is sent again."""
        self._due.pop(key, None)
        self._write([Noted(key)], durable=False)

    def _keep(self, notice: BatchNotice) -> None:
        self._last[notice.batch.id] = self._due[notice.key()] = notice

    def _write(self, lines: Sequence[_Line], *, durable: bool = True) -> None:
        if not lines:
            return
        try:
            self._file.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
            self._file.flush()
            if durable:
                os.fsync(self._file.fileno())
        except OSError as error:
            raise self._trouble(error) from error

    def _opened(self, head: StateHead) -> IO[bytes]:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise QcError(
                "feed.state-in-use",
                f"{self._path}: another feeder is at work with it",
                "One feeder for one scanner and session: end the other, or name another --session.",
                ExitCode.UNREACHABLE,
            ) from error
        try:
            data = self._path.read_bytes() if self._path.exists() else b""
            whole = data[: data.rfind(b"\n") + 1]
            self._read(whole, head)
            if whole != data or not data:
                # New, or a crash tore the last line: written anew beside, then put in its place.
                self._replace(whole or msgspec.json.encode(head) + b"\n")
            return self._path.open("ab")
        except OSError as error:
            raise self._trouble(error) from error

    def _read(self, data: bytes, head: StateHead) -> None:
        for number, text in enumerate(data.splitlines(), start=1):
            try:
                line = _DECODER.decode(text)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise QcError(
                    "feed.state-damaged",
                    f"{self._path}: line {number}: {error}",
                    "Restore it from a copy; without it, sheets may be sent under other numbers.",
                    ExitCode.LEDGER,
                ) from error
            if (number == 1) != isinstance(line, StateHead) or (number == 1 and line != head):
                raise QcError(
                    "feed.state-other",
                    f"{self._path}: line {number}: not the state of {head.scanner}/{head.session} "
                    f"and folder {head.folder}",
                    "Give the folder, --scanner and --session it was begun with, or another file.",
                    ExitCode.USAGE,
                )
            if isinstance(line, Taken):
                self._taken[line.sheet] = line
                self._next[line.batch] = max(self._next.get(line.batch, 0), line.sequence + 1)
            elif isinstance(line, Settled):
                self._settled[line.sheet] = line
            elif isinstance(line, Announced):
                self._keep(line.notice)
            elif isinstance(line, Noted):
                self._due.pop(line.key, None)

    def _replace(self, data: bytes) -> None:
        """Put new content in place in one step that survives a loss of power."""
        beside = self._path.with_name(self._path.name + ".new")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _trouble(self, error: OSError) -> QcError:
        return QcError(
            "feed.state-unwritable",
            f"{self._path}: {error.strerror}",
            "Give a place for --state that this user can write.",
            ExitCode.USAGE,
        )
