"""Programs of the outside world, as Prometheus: a test that needs one is skipped without it."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE_SECONDS = 30
"""Longest a test waits for a program to be ready."""


def program(name: str) -> str:
    """Give a program's path. Without it the test is skipped; where all must be there, it fails."""
    found = shutil.which(name)
    if found is None and "CI" in os.environ:
        pytest.fail(f"{name} is not installed, and CI is set")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    """Give a port of loopback that nothing listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def run(name: str, *arguments: str | Path, cwd: Path | None = None, said: str = "") -> str:
    """Run a program to its end; give all it said. Fails the test where the program does."""
    command = [program(name), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=cwd,
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=2 * PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@contextmanager
def server(name: str, folder: Path, ready: str, *arguments: str) -> Iterator[None]:
    """Have a server for the length of the block; it is there when `ready` (an address) answers."""
    command = [program(name), *arguments]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        wait_for_answer(process, folder / f"{name}.log", ready)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def wait_for_answer(process: "subprocess.Popen[bytes]", log: Path, address: str) -> None:
    """Wait until an address answers 200; fail with the program's log where it ends instead."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own, on loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"{address} does not answer: {log.read_text('utf-8', 'replace')}")
