"""What a test may not leave behind: descriptors, threads, child processes."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import resource_tracker
from pathlib import Path

import zmq

SETTLE_SECONDS = 5.0
"""ZeroMQ's own threads and the kernel's bookkeeping end a moment after the last close."""


@contextmanager
def nothing_left_behind(folder: Path) -> Iterator[None]:
    """Compare before and after the block, and name what is left over.

    Of open files only those in `folder` count: what pytest or an imported library keeps open
    elsewhere is not the test's.
    """
    begin_what_stays()
    before = held(folder)
    yield
    until = time.monotonic() + SETTLE_SECONDS
    while (left := held(folder) - before) and time.monotonic() < until:
        time.sleep(0.02)
    assert not left, f"left behind: {sorted(left)}"


@cache
def begin_what_stays() -> None:
    """Start what libraries keep for the life of the process, so that no test is blamed for it.

    multiprocessing has a process that tracks shared memory; pyzmq a thread with sockets that frees
    frames sent without copying.
    """
    resource_tracker.ensure_running()
    with zmq.Context() as context, context.socket(zmq.PAIR) as one, context.socket(zmq.PAIR) as two:
        one.bind("inproc://warm-up")
        two.connect("inproc://warm-up")
        one.send(bytes(zmq.COPY_THRESHOLD), copy=False)
        two.recv()


def held(folder: Path) -> set[str]:
    """Give everything this process holds at this moment."""
    return descriptors(folder) | threads() | children()


def descriptors(folder: Path) -> set[str]:
    """Give the open sockets and pipes, and the open files below a folder."""
    found = set()
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - a Path would not say more
        try:
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115 - as above
        except FileNotFoundError:
            continue  # the descriptor of the listing itself
        if not target.startswith("/") or Path(target).is_relative_to(folder):
            found.add(f"descriptor {number} {target}")
    return found


def threads() -> set[str]:
    """Give the threads of Python that run."""
    return {f"thread {each.ident} {each.name}" for each in threading.enumerate()}


def children() -> set[str]:
    """Give the processes started by any thread of this one, and not yet waited for."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {f"process {number}" for task in tasks for number in task.read_text().split()}
