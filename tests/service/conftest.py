"""No test of the service may leave a descriptor, a thread or a process behind."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

SETTLE_SECONDS = 5.0
"""ZeroMQ's own threads and the kernel's bookkeeping end a moment after the last close."""


def _held() -> tuple[set[str], set[str], set[str]]:
    descriptors = {
        os.readlink(f"/proc/self/fd/{each}")  # noqa: PTH115 - as below
        for each in os.listdir("/proc/self/fd")  # noqa: PTH208 - a Path would open one more
        if os.path.lexists(f"/proc/self/fd/{each}")
    }
    threads = {each.name for each in threading.enumerate()}
    with open(f"/proc/self/task/{os.getpid()}/children") as children:  # noqa: PTH123 - as above
        return descriptors, threads, set(children.read().split())


@pytest.fixture(autouse=True)
def leak_check() -> Iterator[None]:
    """Compare before and after, and name what is left over."""
    before = _held()
    yield
    until = time.monotonic() + SETTLE_SECONDS
    while True:
        left = [after - known for after, known in zip(_held(), before, strict=True)]
        left[0] = {each for each in left[0] if not each.startswith("/")}
        if not any(left) or time.monotonic() > until:
            break
        time.sleep(0.05)
    assert left == [set(), set(), set()]


@pytest.fixture
def unused_port() -> int:
    """Give a port that nothing listens at, for a service that must come back at the same place."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
