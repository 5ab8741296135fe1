"""The door and the clerk, without sockets: one accepted submission, one record, one ack."""

from collections.abc import Sequence

import hypothesis
import pytest
import zmq
from hypothesis import strategies as st

from fakes import examiner
from fakes.running import sheet
from qc_service.adapters.act_queue import Asked
from qc_service.adapters.config import LimitsSection
from qc_service.adapters.sockets import Arrived
from qc_service.flow.desk import Desk
from qc_service.flow.examine import submission_digest
from qc_service.flow.replaying import replay
from qc_service.model.acts import Act, ActRecord, BoxesCommitted, RoundSigned, SeedEntered
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, NoticeKey
from qc_service.model.events import Entry, Finding, Genesis, SheetRecord
from qc_service.model.evidence import Checkpoint
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey, Submission
from qc_service.service.clerk import CHECKPOINT_ROWS, CHECKPOINT_SECONDS, GROUP_SECONDS, Clerk
from qc_service.service.intake import Intake
from qc_service.service.job import Job
from qc_service.service.peers import PEERS_MOST
from qc_service.wire.messages import Ack, Bye, Credit, Hello, Message, Noted, RefusalMessage, pack

NOW_TEXT = "2026-11-03T20:00:00.000+00:00"
PLAN = {
    "alpha": 0.05,
    "scanners": 12.0,
    "ballots_per_scanner": 30_000.0,
    "options": 100.0,
    "baseline_option": 2e-4,
    "baseline_scanner": 2e-3,
}


class House:
    """Intake, clerk and desk around a ledger that is a list."""

    def __init__(self, limits: LimitsSection) -> None:
        self.written: list[Entry] = [Genesis(NOW_TEXT, "1", (), PLAN)]
        self.said: list[tuple[bytes, Message]] = []
        self.gone: set[bytes] = set()
        self.refusals: list[str] = []
        self.clerk = Clerk(self, Desk(PLAN), self.committed, lambda: NOW_TEXT, self.checkpoint)
        self.intake = Intake(
            limits,
            send=self.send,
            digest=submission_digest,
            known=self.clerk.desk.known,
            again=lambda key, digest: self.clerk.again(key, digest, 0.0),
            told=self.clerk.desk.boxes.known,
            take_notice=lambda notice: self.clerk.take_notice(notice, 0.0),
            refused=self.refusals.append,
            now_text=lambda: NOW_TEXT,
        )

    def append(self, entries: Sequence[Entry]) -> None:
        self.written += entries

    def checkpoint(self, at: str) -> Checkpoint:
        return Checkpoint(at, len(self.written), "root", "head")

    def committed(self, entries: Sequence[Entry], jobs: Sequence[Job]) -> None:
        assert all(entry in self.written for entry in entries)
        for job in jobs:
            self.intake.recorded(job)
        for entry in entries:
            if isinstance(entry, BatchEvent):
                self.intake.noted(entry.notice.key())

    def send(self, peer: bytes, message: Message) -> bool:
        self.said.append((peer, message))
        return peer not in self.gone

    def hear(self, peer: bytes, message: Message, now: float = 0.0) -> list[Message]:
        self.said.clear()
        frames = pack(message)
        arrived = Arrived(
            peer, tuple(zmq.Frame(frame) for frame in frames), tuple(len(each) for each in frames)
        )
        self.intake.arrive(arrived, now)
        return [said for _, said in self.said]

    def work(self, which: int = 0) -> None:
        """Finish one of the sheets that wait."""
        job = self.intake.queue[which % len(self.intake.queue)]
        self.intake.queue.remove(job)
        images = tuple(frame.bytes for frame in job.frames[2:-1])
        job.result = examiner.examine(Submission(job.key, job.heads, images))
        self.intake.examined(job)
        self.clerk.finish(job, 0.0)

    def records(self) -> list[SheetKey]:
        return [entry.examination.key for entry in self.written if isinstance(entry, SheetRecord)]

    def told(self) -> list[NoticeKey]:
        return [entry.notice.key() for entry in self.written if isinstance(entry, BatchEvent)]


def notice(number: int, word: str = "", scanner: str = "S01") -> BatchNotice:
    kind = BatchKind.CLOSED if number % 2 == 0 else BatchKind.OPENED
    return BatchNotice(kind, Batch("K07", locale_name=word, scanner=scanner), "night", number)


def code(said: list[Message]) -> str:
    (refusal,) = said
    assert isinstance(refusal, RefusalMessage)
    return refusal.code


events = st.lists(
    st.one_of(
        st.tuples(
            st.just("send"), st.integers(1, 6), st.sampled_from(["plain", "differ", "fault"])
        ),
        st.tuples(st.just("work"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("tell"), st.integers(1, 3), st.sampled_from(["", "else"])),
        st.tuples(st.just("commit"), st.just(0), st.just("")),
        st.tuples(st.just("come"), st.integers(0, 1), st.just("")),
        st.tuples(st.just("leave"), st.integers(0, 1), st.just("")),
    ),
    max_size=40,
)


@hypothesis.given(events, st.integers(1, 3))
def test_every_accepted_sheet_has_one_record_and_every_ack_has_its_record(
    story: list[tuple[str, int, str]], credit: int
) -> None:
    house = House(LimitsSection(credit=credit))
    route = b"0"
    house.hear(route, Hello("S01", "night"))
    accepted: set[SheetKey] = set()
    notices: set[NoticeKey] = set()
    for what, number, word in story:
        if what == "send":
            house.hear(route, sheet(number, word))
            accepted |= house.intake.jobs.keys()
        elif what == "tell":
            house.hear(route, notice(number, word))
            notices |= house.intake.notices.keys()
        elif what == "work" and house.intake.queue:
            house.work(number)
        elif what == "commit":
            house.said.clear()
            house.clerk.commit(0.0)
        elif what == "come":
            route = str(number).encode()
            house.hear(route, Hello("S01", "night"))
        elif what == "leave":
            house.hear(route, Bye())
        records = house.records()
        acks = [said.key for _, said in house.said if isinstance(said, Ack)]
        assert set(acks) <= set(records)
        noted = [said.key for _, said in house.said if isinstance(said, Noted)]
        assert set(noted) <= set(house.told())
    while house.intake.queue:
        house.work()
    house.clerk.commit(0.0)
    assert sorted(house.records()) == sorted(accepted)
    assert sorted(house.told()) == sorted(notices)
    assert not house.intake.jobs
    assert not house.intake.notices
    assert replay(house.written).difference == ""


def test_nobody_is_told_before_the_commit() -> None:
    house = House(LimitsSection())
    house.hear(b"a", Hello("S01", "night"))
    assert house.hear(b"a", sheet(1)) == []
    house.work()
    assert house.said == []
    assert house.records() == []
    house.clerk.commit(0.0)
    assert [type(said) for _, said in house.said] == [Ack]


def test_a_group_waits_no_longer_than_it_may() -> None:
    house = House(LimitsSection())
    assert house.clerk.wait(0.0) is None
    house.clerk.note("started", "", 5.0)
    assert house.clerk.wait(5.0) == pytest.approx(GROUP_SECONDS)
    assert house.clerk.wait(5.1) == 0.0
    house.clerk.commit(0.0)
    assert house.clerk.wait(5.1) is None


def checkpoints(house: House) -> list[int]:
    return [each.rows for each in house.written if isinstance(each, Checkpoint)]


def test_a_checkpoint_follows_so_many_rows_and_so_much_time() -> None:
    house = House(LimitsSection())
    for number in range(CHECKPOINT_ROWS):
        house.clerk.note("noted", str(number), 0.0)
        if number % 100 == 50:
            house.clerk.commit(0.0)
    assert checkpoints(house) == []
    house.clerk.commit(0.0)
    assert checkpoints(house) == [CHECKPOINT_ROWS + 1]
    house.clerk.note("noted", "", 0.0)
    house.clerk.commit(10_000.0)
    house.clerk.note("noted", "", 0.0)
    house.clerk.commit(10_000.0 + CHECKPOINT_SECONDS - 1)
    assert len(checkpoints(house)) == 1
    house.clerk.note("noted", "", 0.0)
    house.clerk.commit(10_000.0 + CHECKPOINT_SECONDS)
    assert checkpoints(house) == [CHECKPOINT_ROWS + 1, CHECKPOINT_ROWS + 5]


def test_a_run_ends_with_a_checkpoint_of_all_its_rows() -> None:
    house = House(LimitsSection())
    house.clerk.closing(0.0)
    assert isinstance(house.written[-1], Checkpoint)
    assert checkpoints(house) == [len(house.written) - 1]
    assert replay(house.written).difference == ""


def willing(monkeypatch: pytest.MonkeyPatch) -> House:
    """Give a house whose desk takes every act as it comes."""
    house = House(LimitsSection())
    monkeypatch.setattr(house.clerk.desk, "refuses", lambda _record: None)
    monkeypatch.setattr(house.clerk.desk, "take_act", lambda _record: ())
    return house


def asked(act: Act) -> Asked:
    return Asked((Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER)), act)


def test_boxes_are_bound_by_a_checkpoint_before_the_seed_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = willing(monkeypatch)
    committed, seed = BoxesCommitted(1, (), "ab"), SeedEntered(1, "123")
    house.clerk.take_act(asked(committed), 0.0)
    house.clerk.take_act(asked(seed), 0.0)
    house.clerk.commit(0.0)
    house.clerk.take_act(asked(RoundSigned(1)), 0.0)
    house.clerk.commit(0.0)
    kinds = [
        type(entry.act) if isinstance(entry, ActRecord) else type(entry) for entry in house.written
    ]
    assert kinds == [Genesis, BoxesCommitted, Checkpoint, SeedEntered, RoundSigned, Checkpoint]


def test_a_seed_after_a_checkpoint_needs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    house = willing(monkeypatch)
    house.clerk.take_act(asked(BoxesCommitted(1, (), "ab")), 0.0)
    house.clerk.commit(0.0)
    house.clerk.take_act(asked(SeedEntered(1, "123")), 0.0)
    house.clerk.commit(0.0)
    assert checkpoints(house) == [2]


def test_a_second_hello_gives_no_second_credit() -> None:
    house = House(LimitsSection(credit=1))
    house.hear(b"a", Hello("S01", "night"))
    house.hear(b"a", sheet(1))
    house.hear(b"a", Hello("S01", "night"))
    assert code(house.hear(b"a", sheet(2))) == "credit"


def test_other_content_for_a_sheet_in_hand_must_come_again_and_is_a_conflict_then() -> None:
    house = House(LimitsSection())
    house.hear(b"a", Hello("S01", "night"))
    house.hear(b"a", sheet(1))
    assert code(house.hear(b"a", sheet(1, "differ"))) == "busy"
    house.work()
    house.clerk.commit(0.0)
    assert code(house.hear(b"a", sheet(1, "differ"))) == "conflict"
    house.clerk.commit(0.0)
    assert [entry.kind for entry in house.written if isinstance(entry, Finding)] == ["conflict"]


def test_the_memory_for_images_is_bounded_and_given_back() -> None:
    house = House(LimitsSection(image_bytes=1 << 31, images_per_sheet=1, reported_bytes=0))
    house.hear(b"a", Hello("S01", "night"))
    house.intake.peers.hold(1 << 31)
    assert code(house.hear(b"a", sheet(1))) == "busy"
    house.intake.peers.hold(-(1 << 31))
    assert house.hear(b"a", sheet(1)) == []
    house.work()
    assert house.intake.peers.has_room(1 << 31, 0)


def test_the_house_takes_a_bounded_number_of_feeders() -> None:
    house = House(LimitsSection())
    for number in range(PEERS_MOST):
        assert isinstance(house.hear(b"%d" % number, Hello("S", "n"))[0], Credit)
    assert code(house.hear(b"more", Hello("S", "n"))) == "busy"
    house.hear(b"0", Bye())
    assert isinstance(house.hear(b"more", Hello("S", "n"))[0], Credit)


def test_silence_and_deafness_end_an_acquaintance() -> None:
    house = House(LimitsSection(silence_seconds=10.0))
    house.hear(b"a", Hello("S01", "night"), 0.0)
    house.intake.forget_silent(9.0)
    assert len(house.intake.peers) == 1
    house.intake.forget_silent(10.5)
    assert len(house.intake.peers) == 0
    house.gone.add(b"b")
    house.hear(b"b", Hello("S01", "night"), 0.0)
    assert len(house.intake.peers) == 0


def test_a_notice_is_acknowledged_after_its_commit_and_again_whenever_it_comes() -> None:
    house = House(LimitsSection(credit=1))
    house.hear(b"a", Hello("S01", "night"))
    assert house.hear(b"a", notice(1)) == []
    assert house.hear(b"a", notice(1)) == []
    assert house.told() == []
    assert code(house.hear(b"a", notice(2))) == "credit"
    house.said.clear()
    house.clerk.commit(0.0)
    assert [said for _, said in house.said] == [Noted(notice(1).key())]
    assert house.hear(b"a", notice(1)) == [Noted(notice(1).key(), known=True)]
    assert house.hear(b"a", notice(2)) == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [(notice(1, "else"), "conflict"), (notice(2, scanner="S02"), "scanner")],
)
def test_a_notice_that_cannot_be_taken_names_itself(wrong: BatchNotice, expected: str) -> None:
    house = House(LimitsSection())
    (refusal,) = house.hear(b"a", wrong)
    assert isinstance(refusal, RefusalMessage)
    assert (refusal.code, refusal.retry, refusal.notice) == ("no-hello", True, wrong.key())
    house.hear(b"a", Hello("S01", "night"))
    house.hear(b"a", notice(1))
    house.clerk.commit(0.0)
    (refusal,) = house.hear(b"a", wrong)
    assert isinstance(refusal, RefusalMessage)
    assert (refusal.code, refusal.retry, refusal.notice) == (expected, False, wrong.key())
    house.intake.drain()
    assert code(house.hear(b"a", notice(3))) == "draining"
    assert house.told() == [notice(1).key()]


def test_a_notice_stands_in_the_ledger_before_the_sheets_that_came_after_it() -> None:
    house = House(LimitsSection())
    house.hear(b"a", Hello("S01", "night"))
    house.hear(b"a", notice(1))
    house.hear(b"a", sheet(1))
    house.work()
    house.clerk.commit(0.0)
    kinds = [type(entry) for entry in house.written]
    assert kinds.index(BatchEvent) < kinds.index(SheetRecord)
