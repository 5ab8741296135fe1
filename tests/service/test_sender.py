"""The feeder's state machine: nothing is forgotten, whatever the service says or does not say."""

import hypothesis
import pytest
from hypothesis import strategies as st

from fakes.running import sheet
from qc_service.model.batch import Batch, BatchKind, BatchNotice
from qc_service.model.errors import QcError
from qc_service.model.sheet import Submission
from qc_service.service.sender import (
    BUSY_SECONDS,
    FIRST_SILENCE_SECONDS,
    Outgoing,
    Sender,
    outgoing_notice,
)
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import (
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Message,
    Noted,
    RefusalMessage,
)


class Line:
    """A sender with a connection that is a list."""

    def __init__(self, sheets: int = 0) -> None:
        self.up = True
        self.said: list[Message] = []
        self.sender = Sender(Hello("S01", "night"), self.send, self.load, 0.0)
        for number in range(1, sheets + 1):
            self.sender.put(Outgoing(number, sheet(number).key, str(number)))

    def send(self, message: Message) -> bool:
        if self.up:
            self.said.append(message)
        return self.up

    def load(self, outgoing: Outgoing, limits: WireLimits) -> Submission | None:
        assert limits.images_per_sheet
        return sheet(outgoing.key.sequence)

    def tick(self, now: float) -> list[Message]:
        self.said.clear()
        assert self.sender.tick(now)
        return list(self.said)

    def sent(self, now: float) -> list[int]:
        return [said.key.sequence for said in self.tick(now) if isinstance(said, Submission)]


def greeted(sheets: int, credit: int = 2) -> Line:
    line = Line(sheets)
    assert line.tick(0.0) == [Hello("S01", "night")]
    line.sender.hear(Credit(credit), 0.0)
    return line


def test_no_more_is_sent_than_the_credit_allows_and_in_order() -> None:
    line = greeted(5)
    assert line.sent(0.0) == [1, 2]
    assert line.sent(0.1) == []
    answer = line.sender.hear(Ack(sheet(2).key, "d"), 0.1)
    assert answer is not None
    assert answer[0].name == "2"
    assert line.sent(0.2) == [3]


def test_credit_of_0_stops_the_sending() -> None:
    line = greeted(5)
    line.sender.hear(Credit(0), 0.0)
    assert line.sent(0.0) == []
    assert line.sender.left == 5


def test_after_no_hello_everything_unacknowledged_goes_again_once() -> None:
    line = greeted(3)
    assert line.sent(0.0) == [1, 2]
    for number in (1, 2):
        line.sender.hear(RefusalMessage("no-hello", "", retry=True, key=sheet(number).key), 0.1)
    assert line.tick(0.1) == [Hello("S01", "night")]
    assert line.tick(0.2) == []
    line.sender.hear(Credit(9), 0.3)
    assert line.sent(0.3) == [1, 2, 3]
    assert line.sender.resent == 2


def test_silence_means_a_new_connection() -> None:
    line = greeted(3)
    line.sender.hear(Credit(2, silence_seconds=4.0), 0.0)
    assert line.sent(0.0) == [1, 2]
    assert line.sender.tick(3.9)
    assert not line.sender.tick(4.1)
    assert line.tick(4.1) == [Hello("S01", "night")]
    assert line.sender.left == 3


def test_a_service_never_heard_is_given_up_for_silent_too() -> None:
    line = Line(1)
    assert line.sender.tick(FIRST_SILENCE_SECONDS)
    assert not line.sender.tick(FIRST_SILENCE_SECONDS + 0.1)


def test_a_passing_refusal_pauses_and_repeats_and_a_lasting_one_is_told() -> None:
    line = greeted(2)
    assert line.sent(0.0) == [1, 2]
    line.sender.hear(RefusalMessage("busy", "", retry=True, key=sheet(1).key), 0.0)
    assert line.sent(BUSY_SECONDS / 2) == []
    assert line.sent(BUSY_SECONDS) == [1]
    refusal = RefusalMessage("conflict", "", key=sheet(2).key)
    answer = line.sender.hear(refusal, 1.0)
    assert answer is not None
    assert (answer[0].name, answer[1]) == ("2", refusal)
    assert line.sender.left == 1


def test_a_bye_makes_it_wait_and_greet_anew() -> None:
    line = greeted(1)
    line.sent(0.0)
    line.sender.hear(Bye(), 1.0)
    assert line.tick(1.5) == []
    assert line.tick(2.0) == [Hello("S01", "night")]
    assert line.sender.left == 1


def test_heartbeats_go_out_at_the_service_s_pace() -> None:
    line = greeted(0)
    line.sender.hear(Credit(1, heartbeat_seconds=2.0), 0.0)
    assert line.tick(0.0) == [Heartbeat()]
    assert line.tick(1.9) == []
    assert line.tick(2.0) == [Heartbeat()]


def test_without_a_connection_nothing_is_lost() -> None:
    line = greeted(2)
    line.up = False
    assert line.sent(0.0) == []
    line.up = True
    assert line.sent(0.1) == [1, 2]


def test_being_refused_as_such_is_an_error() -> None:
    line = greeted(0)
    with pytest.raises(QcError) as error:
        line.sender.hear(RefusalMessage("version", "2 is spoken here"), 0.0)
    assert (error.value.code, error.value.exit_code) == ("feed.refused", 7)


class Story(Line):
    """A service that answers as a story says, and remembers which sheets it settled."""

    def __init__(self) -> None:
        super().__init__(4)
        self.now = 0.0
        self.settled: list[int] = []

    def hear(self, message: Message) -> None:
        answer = self.sender.hear(message, self.now)
        if answer is not None:
            self.settled.append(answer[0].key.sequence)

    def step(self, word: str) -> None:
        """Answer what was said last with a word, then let the sender speak again."""
        self.now += 20.0 if word == "silence" else 0.3
        self.up = {"down": False, "up": True}.get(word, self.up)
        if word == "bye":
            self.hear(Bye())
        if word == "credit" or (word == "well" and Hello("S01", "night") in self.said):
            self.hear(Credit(2))
        for key in [said.key for said in self.said if isinstance(said, Submission)]:
            if word in {"ack", "well"}:
                self.hear(Ack(key, "d"))
            elif word in {"busy", "no-hello"}:
                self.hear(RefusalMessage(word, "", retry=True, key=key))
        self.said.clear()
        self.sender.tick(self.now)


words = st.sampled_from(["credit", "ack", "busy", "no-hello", "bye", "down", "up", "silence"])


@hypothesis.given(st.lists(words, max_size=30))
def test_every_sheet_is_settled_once_the_service_behaves(story: list[str]) -> None:
    line = Story()
    for word in [*story, "up", "silence", *["well"] * 20]:
        line.step(word)
    assert line.sender.left == 0
    assert sorted(line.settled) == [1, 2, 3, 4]


NOTICE = BatchNotice(BatchKind.OPENED, Batch("K07", scanner="S01"), "night", 1)


def test_a_notice_takes_its_turn_and_its_credit_and_is_sent_until_noted() -> None:
    line = greeted(0, credit=1)
    line.sender.put(outgoing_notice(1, NOTICE))
    line.sender.put(Outgoing(2, sheet(1).key, "1"))
    assert [said for said in line.tick(0.0) if isinstance(said, BatchNotice)] == [NOTICE]
    assert line.sent(0.1) == []
    assert line.sender.hear(Ack(sheet(1).key, "d"), 0.1) is None
    line.sender.hear(RefusalMessage("draining", "", retry=True, notice=NOTICE.key()), 0.2)
    assert line.sent(0.2) == []
    assert NOTICE in line.tick(0.2 + BUSY_SECONDS)
    answer = line.sender.hear(Noted(NOTICE.key()), 0.5)
    assert answer is not None
    assert answer[0].notice == NOTICE
    assert line.sent(0.6) == [1]


def test_a_notice_refused_for_good_is_given_back() -> None:
    line = greeted(0)
    line.sender.put(outgoing_notice(1, NOTICE))
    line.tick(0.0)
    refusal = RefusalMessage("conflict", "", retry=False, notice=NOTICE.key())
    answer = line.sender.hear(refusal, 0.1)
    assert answer is not None
    assert (answer[0].name, answer[1]) == ("box K07 opened", refusal)
    assert line.sender.left == 0
