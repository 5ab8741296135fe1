"""The one writer: finished sheets to the desk, with its effects to the ledger, then the ack.

Several sheets share one commit, so that a disk that takes 5 ms to be sure does not set the pace.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from qc_service.adapters.act_queue import Answer, Asked
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries
from qc_service.model.acts import ActRecord
from qc_service.model.batch import BatchEvent, BatchNotice
from qc_service.model.events import Effect, Entry, Note, SheetRecord
from qc_service.model.sheet import SheetKey
from qc_service.service.job import Job

GROUP_SECONDS = 0.010
"""Longest a finished sheet waits for others to share its commit; a feeder's credit hides it."""

GROUP_SHEETS = 64
"""Most sheets of one commit: above this the gain is gone (measured: 3,000 to 20,000 rows/s)."""


class Book(Protocol):
    """What the clerk needs of a ledger."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all or none; on disk when it returns."""


class Committed(Protocol):
    """Who is told what has come to stand on disk."""

    def __call__(self, entries: Sequence[Entry], jobs: Sequence[Job]) -> None:
        """Take the entries of one commit and the sheets among them, in order."""


class Clerk:
    """Keeps what is finished but not yet on disk; nobody is told of it before it is."""

    def __init__(
        self, book: Book, desk: Desk, committed: Committed, now_text: Callable[[], str]
    ) -> None:
        """Begin with nothing to write."""
        self.desk = desk
        self._book, self._committed, self._now_text = book, committed, now_text
        self._entries: list[Entry] = []
        self._jobs: list[Job] = []
        self._asked: list[tuple[Asked, Answer]] = []
        self._first: float | None = None

    def finish(self, job: Job, now: float) -> None:
        """Take a sheet whose result stands."""
        if job.result is None:
            raise ValueError(f"{job.key.text()}: a sheet without a result cannot be recorded")
        record = SheetRecord(job.received_at, job.result.examination)
        self._write((record, *self.desk.handle(record)), now)
        self._jobs.append(job)

    def take_notice(self, notice: BatchNotice, now: float) -> None:
        """Take what a feeder tells of a box; new, as the desk knows."""
        event = BatchEvent(self._now_text(), notice)
        self._write((event, *self.desk.take_notice(notice)), now)

    def take_act(self, asked: Asked, now: float) -> None:
        """Take an act of people, or refuse it at once; they are told when it is on disk."""
        record = ActRecord(self._now_text(), asked.by, self.desk.complete(asked.act))
        refusal = self.desk.refuses(record)
        if refusal is not None:
            asked.answer(Answer(refusal))
            return
        effects = self.desk.take_act(record)
        self._write((record, *effects), now)
        self._asked.append((asked, Answer(effects=effects)))

    def again(self, key: SheetKey, digest: str, now: float) -> None:
        """Take note of a sheet on record that came again, with the same content or another."""
        effects: tuple[Effect, ...] = self.desk.again(key, digest)
        if effects:
            self._write(effects, now)

    def note(self, kind: str, message: str, now: float) -> None:
        """Write down an event of the service itself."""
        self._write((Note(self._now_text(), kind, message),), now)

    def closing(self, now: float) -> None:
        """Write what ends a run: effects of what still waited, and the desk's digest."""
        self._write(closing_entries(self.desk, self._now_text()), now)

    def wait(self, now: float) -> float | None:
        """Give the seconds until the next commit; None where there is nothing to write."""
        if self._first is None:
            return None
        if len(self._jobs) >= GROUP_SHEETS or self._asked:
            return 0.0
        return max(0.0, self._first + GROUP_SECONDS - now)

    def commit(self) -> None:
        """Put on disk what waits, then tell. Raises QcError of the ledger; then nobody is told."""
        if not self._entries:
            return
        entries, jobs, asked = tuple(self._entries), tuple(self._jobs), tuple(self._asked)
        self._book.append(entries)
        self._entries.clear()
        self._jobs.clear()
        self._asked.clear()
        self._first = None
        self._committed(entries, jobs)
        for each, answer in asked:
            each.answer(answer)

    def _write(self, entries: Sequence[Entry], now: float) -> None:
        if self._first is None:
            self._first = now
        self._entries.extend(entries)
