"""Sinks: one that raises is told and harms no other, one that hangs holds nobody."""

import threading

from qc_service.model.events import Entry, Note
from qc_service.service import sinks
from qc_service.service.sinks import SinkThread

ENTRY = Note("2026-11-03T20:00:00.000+00:00", "started", "")


class Good:
    name = "good"

    def __init__(self) -> None:
        self.taken: list[Entry] = []

    def deliver(self, entry: Entry) -> None:
        self.taken.append(entry)


class Bad:
    name = "bad"

    def deliver(self, entry: Entry) -> None:
        raise RuntimeError(type(entry).__name__)


class Stuck:
    name = "stuck"

    def __init__(self) -> None:
        self.go = threading.Event()

    def deliver(self, entry: Entry) -> None:
        assert entry == ENTRY
        self.go.wait()


def test_a_raising_sink_is_told_and_the_next_gets_every_entry() -> None:
    told: list[tuple[str, str]] = []
    good = Good()
    thread = SinkThread([Bad(), good], lambda name, why: told.append((name, why)))
    thread.deliver([ENTRY, ENTRY])
    thread.close()
    assert good.taken == [ENTRY, ENTRY]
    assert told == [("bad", "RuntimeError: Note")] * 2


def test_a_stuck_sink_costs_its_entries_and_nothing_else() -> None:
    told: list[str] = []
    stuck = Stuck()
    thread = SinkThread([stuck], lambda name, _why: told.append(name))
    thread.deliver([ENTRY] * (sinks.WAITING_MOST + 2))
    assert told
    stuck.go.set()
    thread.close()


def test_without_sinks_there_is_no_thread() -> None:
    before = threading.active_count()
    thread = SinkThread([], lambda _name, _why: None)
    thread.deliver([ENTRY])
    assert threading.active_count() == before
    thread.close()
