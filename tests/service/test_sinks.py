"""Sinks: each on its own; one that raises, hangs or asks for another try holds nobody."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from fakes.running import wait_for
from qc_service.api import TryAgainError
from qc_service.api.protocols import Sink
from qc_service.model.events import AlarmRecord, Cell, Entry, Note
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_service.service import sinks
from qc_service.service.sinks import Sinks

ENTRY = Note("2026-11-03T20:00:00.000+00:00", "started", "")
KEY = SheetKey("hall-2", "s1", "b1", 7)
ALARM = AlarmRecord(Cell(DifferenceKind.MISS, "hall-2"), 5, 1, 2, 4, 9.0, 8.0, KEY, number=1)
AGAIN = replace(ALARM, at=505, number=1, refines=1)
OTHER = replace(ALARM, number=2)


@dataclass
class Watch:
    """Keeps what sinks tell."""

    failed: list[tuple[str, str]] = field(default_factory=list)
    again: list[tuple[str, str]] = field(default_factory=list)

    def sink_failed(self, name: str, reason: str) -> None:
        self.failed.append((name, reason))

    def sink_again(self, name: str, reason: str) -> None:
        self.again.append((name, reason))


@contextmanager
def lanes(watch: Watch, *given: Sink) -> Iterator[Sinks]:
    made = Sinks(given, watch)
    try:
        yield made
    finally:
        made.close()


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


class Leaves:
    name = "leaves"

    def deliver(self, entry: Entry) -> None:
        raise SystemExit(str(entry)[:4])


class Stuck:
    name = "stuck"

    def __init__(self) -> None:
        self.go = threading.Event()

    def deliver(self, entry: Entry) -> None:
        self.go.wait()


class Later(Good):
    """Takes an entry only at a further try."""

    name = "later"

    def __init__(self, tries: int) -> None:
        super().__init__()
        self.tries = tries

    def deliver(self, entry: Entry) -> None:
        if self.tries:
            self.tries -= 1
            raise TryAgainError("nobody there")
        super().deliver(entry)


class Forgetful(Good):
    """Wants to be told again and again."""

    name = "forgetful"
    every_seconds = 0.02

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[AlarmRecord, ...]] = []

    def repeat(self, standing: Sequence[AlarmRecord]) -> None:
        self.heard.append(tuple(standing))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "WAITS_SECONDS", (0.001, 0.001))


def test_a_raising_sink_is_told_and_the_next_gets_every_entry() -> None:
    watch, good = Watch(), Good()
    with lanes(watch, Bad(), good, Leaves()) as made:
        made.deliver([ENTRY, ENTRY])
    assert good.taken == [ENTRY, ENTRY]
    assert sorted(watch.failed) == [
        *[("bad", "RuntimeError: Note")] * 2,
        *[("leaves", "SystemExit: Note")] * 2,
    ]


def test_a_stuck_sink_keeps_no_other_waiting() -> None:
    watch, stuck, good = Watch(), Stuck(), Good()
    with lanes(watch, stuck, good) as made:
        made.deliver([ENTRY] * 3)
        wait_for(lambda: len(good.taken) == 3)
        stuck.go.set()
    assert watch.failed == []


def test_a_stuck_sink_costs_its_own_entries_and_they_are_told() -> None:
    watch, stuck = Watch(), Stuck()
    with lanes(watch, stuck) as made:
        made.deliver([ENTRY] * (sinks.WAITING_MOST + 3))
        assert set(watch.failed) == {("stuck", "its queue is full")}
        assert len(watch.failed) in {2, 3}
        stuck.go.set()


def test_what_is_left_at_the_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "STOP_SECONDS", 0.1)
    watch, stuck = Watch(), Stuck()
    made = Sinks([stuck], watch)
    made.deliver([ENTRY] * 4)
    began = time.monotonic()
    made.close()
    assert time.monotonic() - began < 5
    assert watch.failed == [("stuck", "4 entries are left at the end")]
    stuck.go.set()


def test_with_a_full_queue_the_thread_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(sinks, "WAITING_MOST", 1)
    watch, stuck = Watch(), Stuck()
    made = Sinks([stuck], watch)
    made.deliver([ENTRY])
    wait_for(lambda: made._lanes[0]._busy)
    made.deliver([ENTRY] * 2)
    made.close()
    assert watch.failed == [
        ("stuck", "its queue is full"),
        ("stuck", "2 entries are left at the end"),
    ]
    stuck.go.set()


def test_a_sink_that_asks_for_it_gets_another_try() -> None:
    watch, later = Watch(), Later(tries=2)
    with lanes(watch, later) as made:
        made.deliver([ENTRY, ALARM])
        wait_for(lambda: len(later.taken) == 2)
    assert later.taken == [ENTRY, ALARM]
    assert watch.again == [("later", "nobody there")] * 2
    assert watch.failed == []


def test_tries_have_an_end_and_the_next_entry_its_own() -> None:
    watch, later = Watch(), Later(tries=3)
    with lanes(watch, later) as made:
        made.deliver([ENTRY, ALARM])
        wait_for(lambda: bool(later.taken))
    assert later.taken == [ALARM]
    assert watch.failed == [("later", "nobody there")]


def test_stopping_waits_for_no_further_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "WAITS_SECONDS", (60.0,))
    watch, later = Watch(), Later(tries=9)
    made = Sinks([later], watch)
    made.deliver([ENTRY])
    wait_for(lambda: bool(watch.again))
    began = time.monotonic()
    made.close()
    assert time.monotonic() - began < 5
    assert watch.failed == [("later", "nobody there")]


def test_what_stands_is_repeated_as_it_was_told_last() -> None:
    watch, forgetful, good = Watch(), Forgetful(), Good()
    with lanes(watch, forgetful, good) as made:
        made.standing((ALARM,))
        wait_for(lambda: (ALARM,) in forgetful.heard)
        made.deliver([OTHER, AGAIN])
        wait_for(lambda: (AGAIN, OTHER) in forgetful.heard)
        assert forgetful.taken == [OTHER, AGAIN]
        made.standing((AGAIN, OTHER))
        made.standing((OTHER,))
        wait_for(lambda: forgetful.heard[-1] == (OTHER,))
    assert forgetful.heard[0] == ()
    assert good.taken == [OTHER, AGAIN]
    assert watch.failed == []


def test_an_alarm_never_drops_out_while_it_stands() -> None:
    """What stands comes after what was delivered: no sink may take a new alarm for over."""
    watch, forgetful = Watch(), Forgetful()
    with lanes(watch, forgetful) as made:
        for number in range(1, 200):
            made.deliver([replace(ALARM, number=number)])
            if number % 10 == 0:
                made.standing(tuple(replace(ALARM, number=n) for n in range(1, number + 1)))
        wait_for(lambda: len(forgetful.heard[-1]) == 199)
    counts = [len(heard) for heard in forgetful.heard]
    assert counts == sorted(counts)


def test_a_repeat_that_fails_is_told_once_for_each_time() -> None:
    class Deaf(Forgetful):
        def repeat(self, standing: Sequence[AlarmRecord]) -> None:
            super().repeat(standing)
            raise TryAgainError("nobody there")

    watch, deaf = Watch(), Deaf()
    with lanes(watch, deaf):
        wait_for(lambda: len(deaf.heard) > 2)
    assert watch.again == []
    assert len(watch.failed) == len(deaf.heard)


def test_without_sinks_there_is_no_thread() -> None:
    before = threading.active_count()
    with lanes(Watch()) as made:
        made.deliver([ENTRY])
        made.standing((ALARM,))
        assert threading.active_count() == before
