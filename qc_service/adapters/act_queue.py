"""The way from a page to the one writer: a person's act in, and what became of it out."""

import os
import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from qc_service.model.acts import Act, Refusal
from qc_service.model.events import Effect
from qc_service.model.people import Person

ANSWER_SECONDS = 10.0
"""Longest a page waits for the writer; an act takes one commit, some milliseconds."""

WAITING_MOST = 256
"""Acts that may wait: people are slow, so more are no people."""


@dataclass(frozen=True)
class Answer:
    """What became of an act: refused, with the reason, or on disk, with what followed from it."""

    refusal: Refusal | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, eq=False)
class Asked:
    """An act that waits for the writer; `unverified` where nobody was asked for a PIN."""

    by: tuple[Person, ...]
    act: Act
    unverified: bool = False
    _answer: "Future[Answer]" = field(default_factory=Future)

    def answer(self, answer: Answer) -> None:
        """Tell who asked; the first answer stands."""
        with suppress(Exception):
            self._answer.set_result(answer)

    def wait(self, seconds: float) -> Answer:
        """Wait for the answer."""
        try:
            return self._answer.result(seconds)
        except TimeoutError:
            busy = Refusal("acts.busy", "the service did not answer in time; look before you retry")
            return Answer(busy)


class ActQueue:
    """Any thread may ask; one thread, the ledger's writer, takes what is asked."""

    def __init__(self) -> None:
        """Open the pipe that wakes the writer: `descriptor` is readable while something waits."""
        self.descriptor, self._writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._queue: queue.Queue[Asked] = queue.Queue(WAITING_MOST)
        self._open = True

    def ask(self, by: Sequence[Person], act: Act, seconds: float = ANSWER_SECONDS) -> Answer:
        """Ask the writer to take an act; return when it is on disk or refused."""
        asked = Asked(tuple(by), act)
        if not self._open:
            return Answer(STOPPING)
        try:
            self._queue.put_nowait(asked)
        except queue.Full:
            return Answer(Refusal("acts.busy", f"{WAITING_MOST} acts wait already"))
        # A full pipe wakes as well as one more byte in it.
        with suppress(BlockingIOError, OSError):
            os.write(self._writing, b".")
        return asked.wait(seconds)

    def taken(self) -> Iterator[Asked]:
        """Give what waits, in order, and let the writer sleep again."""
        with suppress(BlockingIOError):
            os.read(self.descriptor, 4096)
        while True:
            try:
                yield self._queue.get_nowait()
            except queue.Empty:
                return

    def close(self) -> None:
        """Refuse what waits and all that comes."""
        self._open = False
        for asked in self.taken():
            asked.answer(Answer(STOPPING))
        os.close(self.descriptor)
        os.close(self._writing)


STOPPING = Refusal("acts.stopping", "the service is stopping; try again when it is back")
