"""Sinks, each in a thread of its own: one that hangs holds neither the ledger nor another sink."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from qc_service.api.alarm_words import alarm_number
from qc_service.api.protocols import Sink
from qc_service.api.sinks import RepeatingSink, TryAgainError
from qc_service.model.events import AlarmRecord, Entry

WAITING_MOST = 10_000
"""Entries that may wait for a slow sink: minutes of a busy hall; further ones are told as lost."""

STOP_SECONDS = 5.0
"""How long stopping waits for what is left to deliver: a mail server's answer, not a retry."""

WAITS_SECONDS = (1.0, 3.0, 10.0, 30.0)
"""Before each further try, where a sink asks for one: enough for a neighbour's restart. A longer
outage loses the entry, and it is told; waiting on would hold up those behind it."""

Standing = tuple[AlarmRecord, ...]


class SinkWatch(Protocol):
    """Who is told how sinks fare, from their threads."""

    def sink_failed(self, name: str, reason: str) -> None:
        """Take that something was not delivered, and why."""

    def sink_again(self, name: str, reason: str) -> None:
        """Take that something is tried once more, and why."""


class Sinks:
    """Hands recorded entries to every sink without ever waiting for one."""

    def __init__(self, sinks: Sequence[Sink], watch: SinkWatch) -> None:
        """Start a thread for each sink."""
        self._stopping = threading.Event()
        self._lanes = [_Lane(sink, watch, self._stopping) for sink in sinks]
        self._standing: Standing = ()

    def deliver(self, entries: Sequence[Entry]) -> None:
        """Hand entries on."""
        for lane in self._lanes:
            for entry in entries:
                lane.put(entry)

    def standing(self, alarms: Standing) -> None:
        """Tell which alarms stand now, all that were handed on so far among them."""
        if alarms == self._standing:
            return
        self._standing = alarms
        for lane in self._lanes:
            lane.put(alarms)

    def waiting(self) -> dict[str, int]:
        """Give how many entries wait for each sink."""
        return {lane.name: lane.waiting() for lane in self._lanes}

    def close(self) -> None:
        """Deliver what waits, for at most `STOP_SECONDS`; what is left is told as lost."""
        self._stopping.set()
        until = time.monotonic() + STOP_SECONDS
        for lane in self._lanes:
            lane.end()
        for lane in self._lanes:
            lane.join(max(0.0, until - time.monotonic()))


class _Lane:
    """One sink, its queue and its thread."""

    def __init__(self, sink: Sink, watch: SinkWatch, stopping: threading.Event) -> None:
        self._sink, self._watch, self._stopping = sink, watch, stopping
        self.name = sink.name
        self._queue: queue.Queue[Entry | Standing | None] = queue.Queue(WAITING_MOST)
        self._standing: dict[int, AlarmRecord] = {}
        self._busy = self._ended = False
        self._next_repeat = time.monotonic()
        # A daemon: a sink that hangs for ever must not keep the service from ending.
        self._thread = threading.Thread(target=self._run, name=f"qc-sink-{sink.name}", daemon=True)
        self._thread.start()

    def put(self, what: Entry | Standing) -> None:
        try:
            self._queue.put_nowait(what)
        except queue.Full:
            self._watch.sink_failed(self._sink.name, "its queue is full")

    def waiting(self) -> int:
        return self._queue.qsize()

    def end(self) -> None:
        # Where it is full, the thread is at work, and looks whether to stop when it is done.
        with suppress(queue.Full):
            self._queue.put_nowait(None)
            self._ended = True

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)
        if self._thread.is_alive():
            left = self._queue.qsize() + self._busy - self._ended
            self._watch.sink_failed(self._sink.name, f"{left} entries are left at the end")

    def _run(self) -> None:
        while True:
            self._repeat_if_due()
            try:
                what = self._queue.get(timeout=self._until_repeat())
            except queue.Empty:
                continue
            if what is None:
                return
            self._busy = True
            self._take(what)
            self._busy = False
            if self._stopping.is_set() and self._queue.empty():
                return

    def _take(self, what: Entry | Standing) -> None:
        if isinstance(what, tuple):
            self._standing = {alarm_number(alarm): alarm for alarm in what}
            self._next_repeat = time.monotonic()
            return
        if isinstance(what, AlarmRecord):
            self._standing[alarm_number(what)] = what
        self._try(partial(self._sink.deliver, what), WAITS_SECONDS)

    def _until_repeat(self) -> float | None:
        if not isinstance(self._sink, RepeatingSink):
            return None
        return max(0.0, self._next_repeat - time.monotonic())

    def _repeat_if_due(self) -> None:
        if not isinstance(self._sink, RepeatingSink) or time.monotonic() < self._next_repeat:
            return
        self._next_repeat = time.monotonic() + self._sink.every_seconds
        alarms = [alarm for _, alarm in sorted(self._standing.items())]
        # No second try: the next repeat is one.
        self._try(partial(self._sink.repeat, alarms), ())

    def _try(self, call: Callable[[], None], waits: Sequence[float]) -> None:
        """Call a sink, again after each wait while it asks for that; tell how it ends badly."""
        left = list(waits)
        while True:
            try:
                call()
            except TryAgainError as error:
                reason = str(error)
                if not left or self._stopping.is_set():
                    break
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
                reason = f"{type(error).__name__}: {error}"
                break
            else:
                return
            self._watch.sink_again(self._sink.name, reason)
            self._stopping.wait(left.pop(0))
        self._watch.sink_failed(self._sink.name, reason)
