"""The one writer: finished sheets to the desk, with its effects to the ledger, then the ack.

Several sheets share one commit, so that a disk that takes 5 ms to be sure does not set the pace.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from qc_service.adapters.act_queue import Answer, Asked
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries
from qc_service.model.acts import ActRecord, BoxesCommitted, RoundSigned, SeedEntered
from qc_service.model.batch import BatchEvent, BatchNotice
from qc_service.model.events import Effect, Entry, Note, SheetRecord
from qc_service.model.evidence import Checkpoint
from qc_service.model.sheet import SheetKey
from qc_service.service.job import Job

GROUP_SECONDS = 0.010
"""Longest a finished sheet waits for others to share its commit; a feeder's credit hides it."""

GROUP_SHEETS = 64
"""Most sheets of one commit: above this the gain is gone (measured: 3,000 to 20,000 rows/s)."""


CHECKPOINT_ROWS = 1000
"""Rows after which a checkpoint is due: so many at most can be exchanged by whoever has no key."""

CHECKPOINT_SECONDS = 900.0
"""A quarter of an hour: the same for a slow night."""


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
        self,
        book: Book,
        desk: Desk,
        committed: Committed,
        now_text: Callable[[], str],
        checkpoint: Callable[[str], Checkpoint],
    ) -> None:
        """Begin with nothing to write; `checkpoint` makes one of all that is on disk."""
        self.desk = desk
        self._book, self._committed, self._now_text = book, committed, now_text
        self._make_checkpoint = checkpoint
        self._bare, self._bare_since = 0, 0.0
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
        act = self.desk.complete(asked.act)
        record = ActRecord(self._now_text(), asked.by, act, asked.unverified)
        refusal = self.desk.refuses(record)
        if refusal is not None:
            asked.answer(Answer(refusal))
            return
        if isinstance(asked.act, SeedEntered):
            # Whoever knows the seed must find every row before it bound already.
            self.checkpoint(now)
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
        """Write what ends a run: effects of what waited, the desk's digest, and a checkpoint."""
        self._write(closing_entries(self.desk, self._now_text()), now)
        self.checkpoint(now)

    def wait(self, now: float) -> float | None:
        """Give the seconds until the next commit; None where there is nothing to write."""
        if self._first is None:
            return None
        if len(self._jobs) >= GROUP_SHEETS or self._asked:
            return 0.0
        return max(0.0, self._first + GROUP_SECONDS - now)

    def checkpoint(self, now: float) -> None:
        """Put on disk what waits and bind all rows; at a run's end, and before anything is drawn.

        Nothing is written where all rows are bound already. Raises QcError of the ledger.
        """
        self.commit(now)
        if not self._bare:
            return
        # A commit of its own: the checkpoint covers what is on disk, and nothing else.
        made = (self._make_checkpoint(self._now_text()),)
        self._book.append(made)
        self._bare = 0
        self._committed(made, ())

    def commit(self, now: float) -> None:
        """Put on disk what waits, then tell. Raises QcError of the ledger; then nobody is told.

        A checkpoint follows where one is due.
        """
        if not self._entries:
            return
        if not self._bare:
            self._bare_since = now
        self._bare += len(self._entries)
        entries, jobs, asked = tuple(self._entries), tuple(self._jobs), tuple(self._asked)
        self._book.append(entries)
        self._entries.clear()
        self._jobs.clear()
        self._asked.clear()
        self._first = None
        self._committed(entries, jobs)
        for each, answer in asked:
            each.answer(answer)
        if self._is_due(entries, now):
            self.checkpoint(now)

    def _is_due(self, entries: Sequence[Entry], now: float) -> bool:
        """Say whether a checkpoint is due: after rows, after time, before a seed is entered."""
        acts = (entry.act for entry in entries if isinstance(entry, ActRecord))
        return (
            self._bare >= CHECKPOINT_ROWS
            or now - self._bare_since >= CHECKPOINT_SECONDS
            or any(isinstance(act, BoxesCommitted | RoundSigned) for act in acts)
        )

    def _write(self, entries: Sequence[Entry], now: float) -> None:
        if self._first is None:
            self._first = now
        self._entries.extend(entries)
