"""`qc feed`: sends the sheets of a folder to the service until each is acknowledged."""

import hashlib
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec
import zmq

from qc_service import __version__
from qc_service.adapters.feed_state import FeedState, Settled, StateHead, Taken
from qc_service.adapters.scan_folder import SheetFiles
from qc_service.adapters.sockets import Dealer
from qc_service.model.batch import BatchNotice
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.service.bootstrap import Wake, signals
from qc_service.service.box_notices import BoxNotices
from qc_service.service.feed_options import (
    FeedCount,
    FeedOptions,
    FeedSummary,
    check_options,
    default_state,
)
from qc_service.service.hot_folder import FolderWatch, HotFolder, Look
from qc_service.service.sender import Outgoing, Sender, outgoing_notice
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import Ack, Bye, Hello, Message, Noted, Refusal, pack, unpack

__all__ = ["FeedOptions", "FeedSummary", "feed"]

POLL_MS = 50
"""Longest sleep of the feeder: how late it sees a new sheet or sends a heartbeat."""

PROGRESS_SECONDS = 1.0
"""Pause between two reports of progress."""

_REPORTED = msgspec.json.Encoder(order="sorted")


Tell = Callable[[str], None]


def feed(folder: Path, options: FeedOptions, *, tell: Tell | None = None) -> FeedSummary:
    """Send every sheet of the folder once; with `once` until all are settled, else until stopped.

    `tell` is handed lines for people. SIGTERM and SIGINT end it; what is not acknowledged is sent
    again by the next run.

    Raises:
        QcError: `feed.*` for options, state and a service that cannot be reached; `folder.*`.
    """
    folder = folder.resolve()
    session = options.session or folder.name
    path = options.state or default_state(folder, options.scanner, session)
    check_options(folder, options, session, path)
    with ExitStack() as stack:
        wake = Wake()
        stack.callback(wake.close)
        stack.enter_context(signals(wake.stop))
        state = stack.enter_context(
            FeedState(path, StateHead(str(folder), options.scanner, session))
        )
        feeder = _Feeder(folder, options, session, state, tell or _silent, stack)
        return feeder.run(wake.descriptor)


def read_submission(key: SheetKey, sheet: SheetFiles, limits: WireLimits) -> Submission | str:
    """Read a sheet's images and make what is sent of it, or say why it cannot be sent."""
    try:
        images = tuple(image.read_bytes() for image in sheet.images)
    except OSError as error:
        return f"unreadable: {error.filename}: {error.strerror}"
    heads = tuple(
        ImageHead(path.name, hashlib.sha256(image).hexdigest(), len(image))
        for path, image in zip(sheet.images, images, strict=True)
    )
    reported = None if sheet.reported is None else _REPORTED.encode(sheet.reported)
    submission = Submission(key, heads, images, reported)
    # The service would refuse it too; here it costs no transport and names the file.
    checked = unpack(pack(submission), limits)
    return f"{checked.code}: {checked.message}" if isinstance(checked, Refusal) else submission


def _silent(line: str) -> None:
    """Tell nobody."""


class _Feeder:
    """One run: a folder watched, a journal kept, a sender fed."""

    def __init__(
        self,
        folder: Path,
        options: FeedOptions,
        session: str,
        state: FeedState,
        tell: Tell,
        stack: ExitStack,
    ) -> None:
        self._options, self._session, self._state, self._tell = options, session, state, tell
        self._hot = HotFolder(
            folder,
            options.formats,
            records=options.records,
            need_record=options.need_record,
            settle=options.settle,
        )
        self._context = stack.enter_context(zmq.Context())
        self._dealer = Dealer(self._context, options.to)
        stack.callback(self._close)
        self._watch = FolderWatch(self._hot, options.settle)
        stack.callback(self._watch.close)
        self._files: dict[SheetKey, SheetFiles] = {}
        self._count = FeedCount()
        now = time.monotonic()
        hello = Hello(options.scanner, session, f"qc-service {__version__}")
        self._sender = Sender(hello, self._send, self._load, now)
        self._boxes = BoxNotices(state, options.scanner, session, self._put_notice)
        self._last_look: Look | None = None
        self._told: set[str] = set()
        self._silent_since = now
        self._next_progress = now + PROGRESS_SECONDS

    def run(self, wake: int) -> FeedSummary:
        while True:
            poller = zmq.Poller()
            poller.register(self._dealer.socket, zmq.POLLIN)
            poller.register(wake, zmq.POLLIN)
            stopped = wake in dict(poller.poll(POLL_MS))
            now = time.monotonic()
            self._hear(now)
            for look in self._watch.looks():
                if isinstance(look, QcError):
                    self._cannot_look(look)
                else:
                    self._take(look)
            self._boxes.close(self._busy)
            if not self._sender.tick(now):
                self._connect_anew()
            self._progress(now)
            if stopped or (self._options.once and self._finished(now)):
                self._send(Bye())
                return self._summary(interrupted=stopped)

    def _hear(self, now: float) -> None:
        settled: list[Settled] = []
        while (frames := self._dealer.receive()) is not None:
            message = unpack(frames)
            if isinstance(message, Refusal):
                raise QcError(
                    "feed.not-understood",
                    f"{self._options.to}: {message.code}: {message.message}",
                    "What answers there must be `qc serve` of the same protocol version.",
                    ExitCode.UNREACHABLE,
                )
            self._silent_since = now
            answer = self._sender.hear(message, now)
            if answer is None:
                continue
            outgoing, word = answer
            self._files.pop(outgoing.key, None)
            if isinstance(word, Noted):
                self._boxes.noted(word.key)
            elif isinstance(word, Ack):
                settled.append(Settled(outgoing.name, word.faults))
                self._count.acknowledged += 1
            else:
                self._refuse(outgoing.name, f"{word.code}: {word.message}")
            if isinstance(word, Ack) and word.faults:
                self._fault(outgoing.name, word.faults)
        self._state.settle(settled)

    def _take(self, look: Look) -> None:
        self._last_look = look
        self._boxes.look(look.boxes)
        words = [f"{leniency.place}: {leniency.code}" for leniency in look.told]
        for line in (*words, *self._boxes.complaints()):
            self._tell_once(line)
        fresh: list[tuple[str, str]] = []
        for sheet in look.ready:
            settled = self._state.settled(self._hot.name(sheet))
            if settled is not None:
                self._count.before += 1
                if settled.faults:
                    self._fault(settled.sheet, settled.faults)
            elif self._state.taken(self._hot.name(sheet)) is None:
                fresh.append((self._hot.name(sheet), self._batch_of(sheet)))
        self._state.take(fresh)
        for sheet in look.ready:
            taken = self._state.taken(self._hot.name(sheet))
            if taken is not None and self._state.settled(taken.sheet) is None:
                self._put(taken, sheet)

    def _cannot_look(self, error: QcError) -> None:
        """End, or, where the folder was there before, wait for its share to come back."""
        if self._options.once or self._last_look is None:
            raise error
        self._tell_once(error.message)

    def _tell_once(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self._tell(line)

    def _batch_of(self, sheet: SheetFiles) -> str:
        if sheet.box is not None and sheet.box.file is not None:
            return sheet.box.file.id
        return self._options.batch or (sheet.reported.batch if sheet.reported else "")

    def _put(self, taken: Taken, sheet: SheetFiles) -> None:
        key = SheetKey(self._options.scanner, self._session, taken.batch, taken.sequence)
        self._files[key] = sheet
        self._sender.put(Outgoing(self._count.next_order(), key, taken.sheet))

    def _put_notice(self, notice: BatchNotice) -> None:
        self._sender.put(outgoing_notice(self._count.next_order(), notice))

    def _busy(self, batch: str) -> bool:
        return any(key.batch == batch for key in self._files)

    def _load(self, outgoing: Outgoing, limits: WireLimits) -> Submission | None:
        """Read a sheet's bytes now; they are kept by nobody once they are sent."""
        read = read_submission(outgoing.key, self._files[outgoing.key], limits)
        if isinstance(read, str):
            self._files.pop(outgoing.key)
            self._refuse(outgoing.name, read)
            return None
        return read

    def _refuse(self, name: str, reason: str) -> None:
        self._count.refused.append((name, reason))
        self._tell(f"refused: {name}: {reason}")

    def _fault(self, name: str, faults: tuple[str, ...]) -> None:
        self._count.faulty.append((name, ", ".join(faults)))
        self._tell(f"not reread: {name}: {', '.join(faults)}")

    def _send(self, message: Message) -> bool:
        return self._dealer.send(pack(message))

    def _close(self) -> None:
        self._dealer.close()

    def _connect_anew(self) -> None:
        self._dealer.close(0)
        self._dealer = Dealer(self._context, self._options.to)

    def _finished(self, now: float) -> bool:
        """Say whether all is settled; raises QcError where no service answers."""
        look = self._last_look
        if look is not None and not look.settling and not look.ready and not self._sender.left:
            return True
        if now - self._silent_since > self._options.give_up:
            raise QcError(
                "feed.unreachable",
                f"{self._options.to}: no answer for {self._options.give_up:g} s, "
                f"{self._sender.left} sheets are not acknowledged",
                "Check that `qc serve` runs there and that nothing stands between; then run again.",
                ExitCode.UNREACHABLE,
            )
        return False

    def _progress(self, now: float) -> None:
        if now < self._next_progress:
            return
        self._next_progress = now + PROGRESS_SECONDS
        there = "" if self._sender.greeted else f"; waiting for {self._options.to}"
        line = (
            f"{self._count.acknowledged} acknowledged, {self._sender.left} under way, "
            f"{len(self._count.refused)} refused{there}"
        )
        if line != self._count.last_line:
            self._count.last_line = line
            self._tell(line)

    def _summary(self, *, interrupted: bool) -> FeedSummary:
        waiting = () if self._last_look is None else self._last_look.waiting
        return FeedSummary(
            self._count.acknowledged,
            self._count.before,
            self._sender.left,
            self._sender.resent,
            tuple(self._count.refused),
            tuple(self._count.faulty),
            waiting,
            interrupted,
        )
