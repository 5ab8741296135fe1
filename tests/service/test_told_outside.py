"""The running service tells the outside: what is raised, and after a restart what stands."""

import json
import signal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from fakes.running import PATIENCE_SECONDS, configured, hand_feeder, running, sheet, wait_for
from fakes.web_server import HANG, Receiver, receiver
from qc_service.adapters.config import Config
from qc_service.model.sheet import Submission
from qc_service.wire.messages import Ack


def told_to(config: Config, **urls: str) -> Config:
    return replace(config, sinks={name: {"url": url} for name, url in urls.items()})


def bodies(web: Receiver) -> list[Any]:
    return [json.loads(body) for _, _, body in web.taken]


def feed(address: str, first: int, last: int) -> None:
    """Send sheets that differ, which raise an alarm soon."""
    with hand_feeder(address) as feeder:
        feeder.greet()
        for number in range(first, last + 1):
            one = sheet(number, "differ")
            feeder.say(Submission(one.key, one.heads, one.images, b"{}"))
            feeder.hear(Ack)


def test_an_alarm_is_told_and_told_again_by_the_service_that_comes_after(tmp_path: Path) -> None:
    with receiver() as hook, receiver() as manager:
        config = told_to(configured(tmp_path), webhook=hook.url, alertmanager=manager.url)
        with running(config) as service:
            feed(service.address, 1, 20)
            wait_for(lambda: bool(hook.taken) and bool(manager.taken))
            assert service.kill(signal.SIGTERM) == 0
        (raised,) = bodies(hook)
        assert (raised["alarm"], raised["updated"], raised["cell"]["kind"]) == (1, False, "miss")
        told = len(manager.taken)
        with running(config) as service:
            wait_for(lambda: len(manager.taken) > told)
            service.kill(signal.SIGTERM)
        assert len(hook.taken) == 1
        (before,), (after,) = bodies(manager)[0], bodies(manager)[told]
        assert after["labels"] == before["labels"]


def test_one_that_hangs_keeps_neither_the_ledger_nor_the_other_waiting(tmp_path: Path) -> None:
    with receiver(HANG) as manager, receiver() as hook:
        config = told_to(configured(tmp_path), alertmanager=manager.url, webhook=hook.url)
        with running(config) as service:
            feed(service.address, 1, 20)
            wait_for(lambda: bool(hook.taken))
            wait_for(lambda: bool(manager.taken))
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(PATIENCE_SECONDS) == 0
        said = (tmp_path / "stderr.txt").read_text(encoding="utf-8")
    assert "left at the end" in said or "timed out" in said
