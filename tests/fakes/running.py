"""A service in a process, and a feeder driven by hand, for tests that need real sockets."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import zmq

from qc_service.adapters.config import Config, LimitsSection, ServiceSection
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.sockets import Dealer
from qc_service.model.events import Entry, SheetRecord
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.wire.messages import Credit, Hello, Message, Refusal, pack, unpack

PATIENCE_SECONDS = 30
"""Longest a test waits for anything: far above what a busy machine takes, below pytest's limit."""

LIMITS = LimitsSection(heartbeat_seconds=0.2, silence_seconds=3.0, examine_seconds=5.0)

Wanted = TypeVar("Wanted")


@dataclass
class Running:
    """A started service."""

    process: subprocess.Popen[bytes]
    address: str
    workers: list[int]
    web: str = ""

    def kill(self, number: int = signal.SIGKILL) -> int:
        """Send a signal, wait for the end, give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def configured(
    folder: Path, *, limits: LimitsSection = LIMITS, bind: str = "tcp://127.0.0.1:*"
) -> Config:
    """Give a configuration for two workers, all its files in `folder`."""
    service = ServiceSection(bind=bind, ledger=str(folder / "ledger.sqlite"), web="", workers=2)
    return Config(service=service, limits=limits)


def environment() -> dict[str, str]:
    """Give the environment in which a child finds the product and these fakes."""
    tests = Path(__file__).resolve().parent.parent
    roots = [str(tests), str(tests.parent), *sys.path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}


def start(
    config: Config, *, factory: str = "fakes.examiner:make", file_bytes: int = 0
) -> subprocess.Popen[bytes]:
    """Start a service; its first line on stdout says where it listens."""
    said = msgspec.json.encode(config).decode()
    folder = Path(config.service.ledger).parent
    with (folder / "stderr.txt").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "fakes.service_process", said, factory, str(file_bytes)],
            stdout=subprocess.PIPE,
            stderr=errors,
            # A killed service cannot remove its socket: it goes with the test's folder.
            env={**environment(), "TMPDIR": str(folder)},
        )


@contextmanager
def running(config: Config, factory: str = "fakes.examiner:make") -> Iterator[Running]:
    """Have a service for the length of the block; it is killed if it still runs at the end."""
    with start(config, factory=factory) as process:
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            yield Running(process, said["feeders"], said["workers"], said["web"])
        finally:
            process.kill()


@contextmanager
def watching(address: str, number: int) -> Iterator[None]:
    """Have so many viewers of the page for the length of the block, in a process of their own."""
    with subprocess.Popen(
        [sys.executable, "-m", "fakes.viewers", address, str(number)],
        stdout=subprocess.PIPE,
        env=environment(),
    ) as viewers:
        try:
            assert viewers.stdout is not None
            assert viewers.stdout.readline() == b"watching\n"
            yield
        finally:
            viewers.kill()


class HandFeeder:
    """A feeder that does what the test says, right or wrong."""

    def __init__(self, dealer: Dealer) -> None:
        """Take over a connected socket."""
        self.dealer = dealer

    def say(self, message: Message | Sequence[bytes]) -> None:
        """Send a message, or frames that need not be one."""
        frames = list(message) if isinstance(message, Sequence) else pack(message)
        assert self.dealer.socket.poll(1000 * PATIENCE_SECONDS, zmq.POLLOUT)
        assert self.dealer.send(frames)

    def hear(self, kind: type[Wanted]) -> Wanted:
        """Give the next message of a kind; others are passed over."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self.dealer.socket.poll(100):
                frames = self.dealer.receive()
                assert frames is not None
                message = unpack(frames)
                assert not isinstance(message, Refusal), message
                if isinstance(message, kind):
                    return message
        raise TimeoutError(f"no {kind.__name__} came")

    def hear_either(self, one: type[Message], other: type[Message]) -> Message:
        """Give the next message of either kind."""
        kinds: type[Message] = one | other  # type: ignore[assignment]
        return self.hear(kinds)

    def greet(self, scanner: str = "S01", session: str = "night") -> Credit:
        """Say hello and give the answer."""
        self.say(Hello(scanner, session))
        return self.hear(Credit)


@contextmanager
def hand_feeder(address: str) -> Iterator[HandFeeder]:
    """Connect a feeder."""
    with zmq.Context() as context, Dealer(context, address) as dealer:
        try:
            yield HandFeeder(dealer)
        finally:
            dealer.close(0)


def sheet(sequence: int, word: str = "plain", scanner: str = "S01") -> Submission:
    """Make a submission of one image that holds a word for the fake examiner and the number."""
    image = f"{word} {sequence}".encode()
    head = ImageHead(f"{sequence}.png", hashlib.sha256(image).hexdigest(), len(image))
    return Submission(SheetKey(scanner, "night", "", sequence), (head,), (image,))


def entries(config: Config) -> list[Entry]:
    """Read the whole ledger."""
    with Ledger.read(Path(config.service.ledger)) as ledger:
        return list(ledger.entries())


def records(config: Config) -> list[SheetRecord]:
    """Read the records of sheets."""
    return [entry for entry in entries(config) if isinstance(entry, SheetRecord)]


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something outside this process has come about."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)
