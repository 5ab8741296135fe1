"""The service as a process, with real sockets, workers and ledger; only the examiner is a fake."""

import json
import os
import signal
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.running import (
    LIMITS,
    PATIENCE_SECONDS,
    configured,
    entries,
    hand_feeder,
    records,
    running,
    sheet,
    start,
    wait_for,
)
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.flow.replaying import replay
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice
from qc_service.model.events import Finding, Note
from qc_service.model.faults import FaultCode
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.wire.messages import (
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Message,
    Noted,
    RefusalMessage,
    pack,
)


def whole(config: Config) -> None:
    with Ledger.read(Path(config.service.ledger)) as ledger:
        assert ledger.verify().complaint == ""
        assert replay(ledger.entries()).difference == ""


def test_a_sheet_is_acknowledged_after_its_record_is_on_disk(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with running(config) as service, hand_feeder(service.address) as feeder:
        assert feeder.greet().credit == LIMITS.credit
        feeder.say(sheet(1))
        ack = feeder.hear(Ack)
        service.kill()
    assert ack.key == sheet(1).key
    assert [record.examination.key for record in records(config)] == [ack.key]
    assert records(config)[0].examination.digest == ack.digest
    whole(config)


def test_sigterm_drains_says_goodbye_and_exits_with_0(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        for number in range(1, 7):
            feeder.say(sheet(number, "slow"))
        feeder.say(Heartbeat())
        feeder.hear(Ack)
        service.process.send_signal(signal.SIGTERM)
        assert feeder.hear(Credit).credit == 0
        feeder.say(sheet(7))
        assert feeder.hear(RefusalMessage).code == "draining"
        feeder.hear(Bye)
        assert service.process.wait(PATIENCE_SECONDS) == 0
    assert len(records(config)) == 6
    notes = [entry.kind for entry in entries(config) if isinstance(entry, Note)]
    assert notes == ["started", "stopped", "finished", "state"]
    whole(config)


def test_what_is_not_finished_in_time_is_not_recorded_and_the_service_ends_well(
    tmp_path: Path,
) -> None:
    config = configured(tmp_path, limits=replace(LIMITS, examine_seconds=60.0, drain_seconds=0.3))
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1, "hang"))
        feeder.say(sheet(2))
        assert feeder.hear(Ack).key == sheet(2).key
        assert service.kill(signal.SIGTERM) == 0
    assert [record.examination.key.sequence for record in records(config)] == [2]
    notes = [entry.message for entry in entries(config) if isinstance(entry, Note)]
    assert "told to stop; 1 sheets in hand are not recorded" in notes
    whole(config)


def test_the_same_submission_twice_is_one_record_and_two_acks(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1))
        first = feeder.hear(Ack)
        feeder.say(sheet(1))
        second = feeder.hear(Ack)
        feeder.say(sheet(2, "slow"))
        feeder.say(sheet(2, "slow"))
        feeder.hear(Ack)
        assert service.kill(signal.SIGTERM) == 0
    assert (first.known, second.known) == (False, True)
    assert first.digest == second.digest
    assert [record.examination.key.sequence for record in records(config)] == [1, 2]
    whole(config)


def test_other_content_under_a_known_number_is_a_finding_and_a_refusal(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1))
        feeder.hear(Ack)
        feeder.say(sheet(1, "other"))
        refusal = feeder.hear(RefusalMessage)
        assert service.kill(signal.SIGTERM) == 0
    assert (refusal.code, refusal.retry, refusal.key) == ("conflict", False, sheet(1).key)
    findings = [entry for entry in entries(config) if isinstance(entry, Finding)]
    assert [(finding.kind, finding.key) for finding in findings] == [("conflict", sheet(1).key)]
    whole(config)


def test_what_was_recorded_is_known_after_a_restart(tmp_path: Path) -> None:
    config = configured(tmp_path)
    for known in (False, True):
        with running(config) as service, hand_feeder(service.address) as feeder:
            feeder.greet()
            feeder.say(sheet(1))
            assert feeder.hear(Ack).known is known
            assert service.kill(signal.SIGTERM) == 0
    assert len(records(config)) == 1
    whole(config)


def test_a_notice_of_a_box_is_known_after_a_restart(tmp_path: Path) -> None:
    config = configured(tmp_path)
    notice = BatchNotice(BatchKind.OPENED, Batch("K07", scanner="S01"), "night", 1)
    for known in (False, True):
        with running(config) as service, hand_feeder(service.address) as feeder:
            feeder.greet()
            feeder.say(notice)
            assert feeder.hear(Noted) == Noted(notice.key(), known)
            assert service.kill(signal.SIGTERM) == 0
    events = [entry for entry in entries(config) if isinstance(entry, BatchEvent)]
    assert [event.notice for event in events] == [notice]
    whole(config)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("crash", FaultCode.WORKER_DIED),
        ("raise", FaultCode.WORKER_DIED),
        ("hang", FaultCode.TIMEOUT),
        ("nan", FaultCode.READER_FAILED),
    ],
)
def test_a_sheet_that_ends_its_workers_gets_one_record_and_harms_no_other(
    tmp_path: Path, word: str, code: FaultCode
) -> None:
    limits = configured(tmp_path).limits
    config = configured(tmp_path, limits=replace(limits, examine_seconds=0.5))
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1, word))
        for number in range(2, 8):
            feeder.say(sheet(number))
        acks = {ack.key.sequence: ack for ack in (feeder.hear(Ack) for _ in range(7))}
        assert service.kill(signal.SIGTERM) == 0
    assert acks[1].faults == (code.value,)
    assert all(not acks[number].faults for number in range(2, 8))
    pages = {each.examination.key.sequence: each.examination.pages for each in records(config)}
    assert sorted(pages) == list(range(1, 8))
    assert {page.fault.code for page in pages[1] if page.fault} == {code}
    assert not any(page.fault for number in range(2, 8) for page in pages[number])
    whole(config)


def test_killed_workers_are_replaced_and_lose_nothing(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        for number in range(1, 9):
            feeder.say(sheet(number, "slow"))
        feeder.hear(Ack)
        for worker in service.workers:
            os.kill(worker, signal.SIGKILL)
        acks = [feeder.hear(Ack) for _ in range(7)]
        assert service.kill(signal.SIGTERM) == 0
    assert not any(ack.faults for ack in acks)
    assert sorted(each.examination.key.sequence for each in records(config)) == list(range(1, 9))
    notes = [entry.kind for entry in entries(config) if isinstance(entry, Note)]
    assert notes.count("worker-died") == 2


def test_workers_die_with_a_killed_service(tmp_path: Path) -> None:
    config = configured(tmp_path, limits=replace(LIMITS, examine_seconds=60.0))
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1, "hang"))
        feeder.hear(Heartbeat)
        workers = service.workers
        service.kill()
    wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_workers_that_cannot_start_end_the_service(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with start(config, factory="fakes.examiner:refuse") as process:
        assert process.wait(PATIENCE_SECONDS) == 70
    assert "service.worker-start" in (tmp_path / "stderr.txt").read_text()


def test_an_address_in_use_is_exit_code_7(tmp_path: Path) -> None:
    with running(configured(tmp_path)) as service:
        with start(configured(tmp_path, bind=service.address)) as second:
            assert second.wait(PATIENCE_SECONDS) == 7
        assert service.kill(signal.SIGINT) == 0
    assert "service.bind" in (tmp_path / "stderr.txt").read_text()


def test_a_full_disk_stops_the_service_with_5_and_acknowledges_nothing_unwritten(
    tmp_path: Path,
) -> None:
    config = configured(tmp_path)
    with start(config, file_bytes=400_000) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["feeders"]
        with hand_feeder(address) as feeder:
            feeder.greet()
            acknowledged = 0
            answer: Message = Bye()
            for number in range(1, 1000):
                feeder.say(sheet(number))
                answer = feeder.hear_either(Ack, Bye)
                if isinstance(answer, Bye):
                    break
                acknowledged = number
        assert process.wait(PATIENCE_SECONDS) == 5
    assert isinstance(answer, Bye)
    assert "ledger." in answer.reason
    assert len(records(config)) == acknowledged > 0
    whole(config)


def test_a_feeder_that_ignores_its_credit_is_refused_and_loses_nothing(tmp_path: Path) -> None:
    config = configured(tmp_path, limits=replace(LIMITS, credit=4))
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        late: list[Submission] = []
        waiting = {number: sheet(number, "slow") for number in range(1, 13)}
        for each in waiting.values():
            feeder.say(each)
        refused = 0
        while waiting:
            answer = feeder.hear_either(Ack, RefusalMessage)
            if isinstance(answer, RefusalMessage):
                assert (answer.code, answer.retry) == ("credit", True)
                refused += 1
                assert answer.key is not None
                late.append(waiting[answer.key.sequence])
            elif isinstance(answer, Ack):
                del waiting[answer.key.sequence]
                if late:
                    feeder.say(late.pop())
        assert service.kill(signal.SIGTERM) == 0
    assert refused >= 12 - 4 - 2
    assert sorted(each.examination.key.sequence for each in records(config)) == list(range(1, 13))
    whole(config)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([b""], "malformed"),
        ([b"\x00" * 9] * 40, "malformed"),
        ([b"QC\x02H", b"{}"], "version"),
        ([b"QC\x01H", b"{"], "header"),
        (pack(sheet(1)), "no-hello"),
        (pack(Heartbeat()), "no-hello"),
    ],
)
def test_a_stranger_is_told_why_and_the_service_goes_on(
    tmp_path: Path, frames: list[bytes], code: str
) -> None:
    with (
        running(configured(tmp_path)) as service,
        hand_feeder(service.address) as stranger,
        hand_feeder(service.address) as feeder,
    ):
        stranger.say(frames)
        assert stranger.hear(RefusalMessage).code == code
        feeder.greet()
        feeder.say(sheet(1))
        feeder.hear(Ack)


def test_what_breaks_a_limit_is_refused_and_told_for_which_sheet(tmp_path: Path) -> None:
    config = configured(tmp_path, limits=replace(LIMITS, image_bytes=100, reported_bytes=100))
    image = b"x" * 101
    head = ImageHead("big.png", "0" * 64, len(image))
    key = SheetKey("S01", "night", "", 1)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(Submission(key, (head,), (image,)))
        refusal = feeder.hear(RefusalMessage)
        assert (refusal.code, refusal.key, refusal.retry) == ("image-size", key, False)
        feeder.say(Submission(SheetKey("S02", "night", "", 1), *_images(sheet(1))))
        assert feeder.hear(RefusalMessage).code == "scanner"
        feeder.say(Credit(1))
        assert feeder.hear(RefusalMessage).code == "direction"


def test_a_silent_feeder_is_forgotten_and_welcome_again(tmp_path: Path) -> None:
    config = configured(tmp_path, limits=replace(LIMITS, silence_seconds=0.3))
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        # Beats come until the silence allowed is over; then the service has let us go.
        while feeder.dealer.socket.poll(1000):
            feeder.hear(Heartbeat)
        feeder.say(sheet(1))
        assert feeder.hear(RefusalMessage).code == "no-hello"
        feeder.say(Hello("S01", "night"))
        feeder.say(sheet(1))
        feeder.hear(Ack)


def _images(submission: Submission) -> tuple[tuple[ImageHead, ...], tuple[bytes, ...]]:
    return submission.heads, submission.images
