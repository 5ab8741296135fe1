"""The whole line over loopback against the same processes calling `examine` alone."""

import hashlib
import importlib
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import zmq

from fakes.running import Running, hand_feeder
from qc_service.adapters.config import Config
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.service.job import Examiner
from qc_service.service.sender import Outgoing, Sender
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import Ack, Hello, Message, Refusal, pack, unpack

_examiner: Examiner | None = None
_sheets: tuple[Submission, ...] = ()


def submission(sequence: int, paths: Sequence[Path]) -> Submission:
    """Make a sheet of images on disk."""
    images = tuple(path.read_bytes() for path in paths)
    heads = tuple(
        ImageHead(path.name, hashlib.sha256(image).hexdigest(), len(image))
        for path, image in zip(paths, images, strict=True)
    )
    return Submission(SheetKey("S01", "bench", "", sequence), heads, images)


def _prepare(factory: str, config: Config, sheets: tuple[Submission, ...]) -> None:
    global _examiner, _sheets
    cv2.setNumThreads(1)
    module, _, name = factory.partition(":")
    _examiner, _sheets = getattr(importlib.import_module(module), name)(config, bytes(32)), sheets
    _call(2)


def _call(count: int) -> None:
    assert _examiner is not None
    for number in range(count):
        _examiner(_sheets[number % len(_sheets)])


class Alone:
    """As many processes as the service has workers, each calling `examine` in a loop."""

    def __init__(
        self, factory: str, config: Config, sheets: tuple[Submission, ...], workers: int
    ) -> None:
        """Start and warm the processes."""
        # One pool each: a shared one could give two shares to one process.
        self._pools = [
            ProcessPoolExecutor(1, get_context("spawn"), _prepare, (factory, config, sheets))
            for _ in range(workers)
        ]
        self.seconds(2 * workers)

    def seconds(self, count: int) -> float:
        """Time `count` sheets, shared evenly."""
        began = time.perf_counter()
        shares = [pool.submit(_call, count // len(self._pools)) for pool in self._pools]
        for share in shares:
            share.result()
        return time.perf_counter() - began

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools:
            pool.shutdown()


class Line:
    """A feeder in this process that keeps its credit full from memory."""

    def __init__(self, service: Running, sheets: tuple[Submission, ...]) -> None:
        """Take a running service."""
        self._service, self._sheets, self._next = service, sheets, 1

    def seconds(self, count: int) -> float:
        """Time `count` sheets from the first frame sent to the last acknowledgement."""
        with hand_feeder(self._service.address) as feeder:

            def send(message: Message) -> bool:
                return feeder.dealer.send(pack(message))

            def load(outgoing: Outgoing, limits: WireLimits) -> Submission:
                assert limits.image_bytes
                sheet = self._sheets[outgoing.order % len(self._sheets)]
                return Submission(outgoing.key, sheet.heads, sheet.images, sheet.reported)

            sender = Sender(Hello("S01", "bench"), send, load, time.monotonic())
            assert feeder.dealer.socket.poll(10_000, zmq.POLLOUT)
            began = time.perf_counter()
            for number in range(self._next, self._next + count):
                sender.put(Outgoing(number, SheetKey("S01", "bench", "", number), str(number)))
            self._next += count
            done = 0
            while done < count:
                assert sender.tick(time.monotonic())
                feeder.dealer.socket.poll(100)
                while (frames := feeder.dealer.receive()) is not None:
                    message = unpack(frames)
                    assert not isinstance(message, Refusal)
                    answer = sender.hear(message, time.monotonic())
                    done += answer is not None and isinstance(answer[1], Ack)
            return time.perf_counter() - began
