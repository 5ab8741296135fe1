"""The night again from its ledger: a fresh desk must say what the first one said, word for word."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from qc_service.flow.desk import CONFLICT, DOUBLE, Desk
from qc_service.model.acts import ActRecord
from qc_service.model.batch import BatchEvent, BatchPlan
from qc_service.model.checks import Draw
from qc_service.model.events import (
    AlarmRecord,
    Effect,
    Entry,
    Finding,
    Genesis,
    Note,
    SheetRecord,
)
from qc_service.recording.canonical import kind_of

FINISHED = "finished"
"""The note that a run ended and the desk took what still waited; the effects of that follow it."""

STATE = "state"
"""The note whose message is the digest of the desk's state at that place in the ledger."""


@dataclass(frozen=True)
class Replayed:
    """What came of a replay: the desk as it stands now, and the first difference if there is one.

    `row` counts entries from 1, as the ledger does; `difference` is empty where all agree.
    `counts` are entries by kind.
    """

    desk: Desk
    counts: dict[str, int]
    row: int = 0
    difference: str = ""


def closing_entries(desk: Desk, made_at: str) -> tuple[Entry, ...]:
    """Finish the desk and give the entries that close a run: note, effects, the state's digest."""
    effects = desk.finish()
    return (
        Note(made_at, FINISHED, "the run ended; sheets that waited for missing numbers were taken"),
        *effects,
        Note(made_at, STATE, desk.digest()),
    )


def follow(desk: Desk, entry: Entry) -> tuple[Effect, ...]:
    """Let a desk take an entry as it did when it was written; what is no event has no effects.

    An act that it refuses is not taken.
    """
    if isinstance(entry, SheetRecord):
        return desk.handle(entry)
    if isinstance(entry, BatchEvent):
        return desk.take_notice(entry.notice)
    if isinstance(entry, BatchPlan):
        desk.take_plan(entry)
    elif isinstance(entry, ActRecord) and desk.refuses(entry) is None:
        return desk.take_act(entry)
    elif isinstance(entry, Note) and entry.kind == FINISHED:
        return desk.finish()
    return ()


def replay(entries: Iterable[Entry]) -> Replayed:
    """Take all entries of a ledger through a fresh desk; compare each effect with the recorded.

    Stops comparing at the first difference, and goes on to the end, so that the desk is whole.

    Raises:
        QcError: `plan.*` where the ledger's plan cannot be meant.
    """
    run = _Run()
    for row, entry in enumerate(entries, start=1):
        run.take(row, entry)
    run.end()
    return Replayed(run.desk, dict(sorted(run.counts.items())), run.row, run.difference)


class _Run:
    """One replay under way: the desk, and the effects it gave that the ledger has yet to show."""

    def __init__(self) -> None:
        self.desk = Desk({})
        self.counts: Counter[str] = Counter()
        self.row = 0
        self.difference = ""
        self._due: deque[Effect] = deque()
        self._now = 0

    def take(self, row: int, entry: Entry) -> None:
        self._now = row
        self.counts[kind_of(entry)] += 1
        if isinstance(entry, AlarmRecord | Finding | Draw):
            self._effect(entry)
            return
        self._nothing_due()
        if isinstance(entry, Genesis):
            self.desk = Desk(entry.plan)
        elif isinstance(entry, ActRecord) and (refusal := self.desk.refuses(entry)):
            self._differ(f"an act that the desk refuses: {refusal.message}")
        elif isinstance(entry, Note) and entry.kind == STATE:
            if entry.message != (digest := self.desk.digest()):
                self._differ(f"the state's digest is {digest}, recorded is {entry.message}")
        else:
            self._due.extend(follow(self.desk, entry))

    def end(self) -> None:
        """Say so where the ledger ends before all effects were recorded."""
        self._now += 1
        self._nothing_due()

    def _effect(self, entry: Effect) -> None:
        if not self._due and isinstance(entry, Finding) and entry.kind in {DOUBLE, CONFLICT}:
            # Not the effect of a recorded sheet: the sheet came again and has no row of its own.
            self._due.extend(self.desk.again(entry.key, entry.digest))
        if not self._due:
            self._differ(f"recorded is {_words(entry)}; the replay has nothing here")
            return
        expected = self._due.popleft()
        if expected != entry and not _same_untold(expected, entry):
            self._differ(f"recorded is {_words(entry)}; the replay has {_words(expected)}")

    def _nothing_due(self) -> None:
        if self._due:
            self._differ(f"the replay has {_words(self._due[0])}; the ledger does not")
            self._due.clear()

    def _differ(self, what: str) -> None:
        if not self.difference:
            self.row, self.difference = self._now, what


def _same_untold(expected: Effect, recorded: Effect) -> bool:
    """Say whether a finding is one that an earlier version, with no facts, told in its own words.

    What was found, where and when is held against it all the same; the chain keeps its words.
    """
    if not (isinstance(expected, Finding) and isinstance(recorded, Finding)) or recorded.said:
        return False
    bare = msgspec.structs.replace(expected, message=recorded.message, said="", facts={})
    return bare == recorded


def _words(effect: Effect) -> str:
    if isinstance(effect, Draw):
        return f"a draw of round {effect.round}: {effect}"
    if isinstance(effect, AlarmRecord):
        return f"an alarm, {effect.cell.text()}, at {effect.sheet.text()}: {effect}"
    return f"a finding, {effect.kind}, of {effect.key.text()}: {effect.message}"
