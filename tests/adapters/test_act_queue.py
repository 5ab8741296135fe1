"""Acts from any thread reach the one that writes, and each is answered once."""

import select
import threading
from collections.abc import Iterator

import pytest

from qc_service.adapters import act_queue
from qc_service.adapters.act_queue import ActQueue, Answer
from qc_service.model.acts import AlarmSeen, Refusal
from qc_service.model.people import Person, Role

ANN = Person("AB", Role.OFFICER)


@pytest.fixture
def acts() -> Iterator[ActQueue]:
    queue = ActQueue()
    yield queue
    queue.close()


def test_an_act_wakes_the_writer_and_its_answer_comes_back(acts: ActQueue) -> None:
    got: list[Answer] = []
    asking = threading.Thread(target=lambda: got.append(acts.ask([ANN], AlarmSeen(3))))
    asking.start()
    assert select.select([acts.descriptor], [], [], 10)[0]
    (asked,) = acts.taken()
    assert (asked.by, asked.act) == ((ANN,), AlarmSeen(3))
    no = Answer(Refusal("acts.role", "no"))
    asked.answer(no)
    asked.answer(Answer())
    asking.join(10)
    assert got == [no]
    assert not select.select([acts.descriptor], [], [], 0)[0]


def test_a_writer_that_does_not_answer_in_time_is_told_of(acts: ActQueue) -> None:
    refusal = acts.ask([ANN], AlarmSeen(1), seconds=0.01).refusal
    assert refusal is not None
    assert refusal.code == "acts.busy"


def test_more_than_people_can_ask_is_refused(
    acts: ActQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_queue, "ANSWER_SECONDS", 0)
    for _ in range(act_queue.WAITING_MOST):
        acts.ask([ANN], AlarmSeen(1), seconds=0)
    refusal = acts.ask([ANN], AlarmSeen(1), seconds=0).refusal
    assert refusal is not None
    assert "wait already" in refusal.message


def test_what_waits_and_what_comes_after_the_end_is_refused() -> None:
    queue = ActQueue()
    got: list[Answer] = []
    asking = threading.Thread(target=lambda: got.append(queue.ask([ANN], AlarmSeen(1))))
    asking.start()
    assert select.select([queue.descriptor], [], [], 10)[0]
    queue.close()
    asking.join(10)
    assert got == [Answer(act_queue.STOPPING)]
    assert queue.ask([ANN], AlarmSeen(1)) == Answer(act_queue.STOPPING)
