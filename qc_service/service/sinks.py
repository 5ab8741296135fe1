"""Sinks in a thread of their own: one that hangs or raises never holds the ledger."""

import queue
import threading
from collections.abc import Callable, Sequence

from qc_service.api.protocols import Sink
from qc_service.model.events import Entry

WAITING_MOST = 10_000
"""Entries that may wait for slow sinks: minutes of a busy hall; further ones are told as lost."""

STOP_SECONDS = 2.0
"""How long stopping waits for what is still to be delivered."""


class SinkThread:
    """Hands recorded entries to every sink, each call with its own try."""

    def __init__(self, sinks: Sequence[Sink], failed: Callable[[str, str], None]) -> None:
        """Start the thread if there is any sink; `failed` is told the sink's name and why."""
        self._sinks, self._failed = tuple(sinks), failed
        self._queue: queue.Queue[Entry | None] = queue.Queue(WAITING_MOST)
        # A daemon: a sink that hangs for ever must not keep the service from ending.
        self._thread = threading.Thread(target=self._run, name="qc-sinks", daemon=True)
        if self._sinks:
            self._thread.start()

    def deliver(self, entries: Sequence[Entry]) -> None:
        """Hand entries on without waiting; where the queue is full they are reported as failed."""
        if not self._sinks:
            return
        for entry in entries:
            try:
                self._queue.put_nowait(entry)
            except queue.Full:
                self._failed("*", "the queue of sinks is full")

    def close(self) -> None:
        """Deliver what waits, for at most `STOP_SECONDS`."""
        if not self._sinks:
            return
        try:
            self._queue.put(None, timeout=STOP_SECONDS)
        except queue.Full:
            self._failed("*", "the queue of sinks is full at the end")
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while (entry := self._queue.get()) is not None:
            for sink in self._sinks:
                try:
                    sink.deliver(entry)
                except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                    self._failed(sink.name, f"{type(error).__name__}: {error}")
