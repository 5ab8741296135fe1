"""The product's own commands as processes of the demo: started, listened to, and always ended."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError

QC = (sys.executable, "-c", "from qc_service.cli.main import run; run()")
"""The `qc` command with this very interpreter, whether or not its script is on the path."""

START_SECONDS = 30.0
"""Longest the service may take to listen; it takes about two."""

STOP_SECONDS = 6.0
"""Longest a process may take to end after SIGTERM before it is killed with all it started."""

LOG_LINES = 5
"""Lines of a log that are shown where a process ended before its time."""

FEEDERS, PAGE = "feeders connect to ", "the page is at "
"""How `qc serve` begins the lines that say where it listens."""


@dataclass(frozen=True)
class Listening:
    """Where the service listens."""

    feeders: str
    page: str


class Child:
    """One process in a session of its own, so that Ctrl-C reaches the demo alone."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path) -> None:
        """Start `qc ARGUMENTS`; what it says on standard error goes to `log`."""
        self.name, self.log = name, log
        with log.open("ab") as said:
            self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [*QC, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,
            )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"demo-{name}", daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        """Say whether it still runs."""
        return self._process.poll() is None

    def line(self, seconds: float) -> str | None:
        """Give the next line of its standard output, None at its end or after that time."""
        try:
            return self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None

    def stop(self) -> int:
        """End it with SIGTERM, or by force with all that it started; give its exit code."""
        if self.running:
            self._signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._close()
        return self._process.returncode

    def kill(self) -> None:
        """End it at once, with all that it started."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def wait(self, seconds: float) -> int | None:
        """Wait for its own end; None where it does not come in that time."""
        try:
            code = self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return None
        self._close()
        return code

    def trouble(self) -> QcError:
        """Make the error of a process that ended before its time, with the end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join(lines[-LOG_LINES:]) or "it said nothing"
        return QcError(
            "demo.ended",
            f"{self.name} ended before its time:\n{tail}",
            f"All it said is in {self.log}.",
            ExitCode.UNREACHABLE,
        )

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return  # it ended by itself just now, which is what was wanted

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._lines.put(line.decode(errors="replace").rstrip("\n"))
        self._lines.put(None)

    def _close(self) -> None:
        self._reader.join(STOP_SECONDS)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()


def hear_listening(service: Child) -> Listening:
    """Wait until the service says where it listens.

    Raises:
        QcError: it ended instead (a port that is taken, say), or said nothing.
    """
    found = _hear(service, (FEEDERS, PAGE))
    return Listening(found[FEEDERS], found[PAGE])


def hear_page(desk: Child) -> str:
    """Wait until `qc desk` says where its pages are; raises like `hear_listening`."""
    return _hear(desk, (PAGE,))[PAGE]


def _hear(child: Child, starts: Sequence[str]) -> dict[str, str]:
    until = time.monotonic() + START_SECONDS
    found: dict[str, str] = {}
    while len(found) < len(starts):
        line = child.line(until - time.monotonic())
        if line is None:
            child.wait(0.5)
            raise child.trouble()
        for start in starts:
            if line.startswith(start):
                found[start] = line.removeprefix(start).strip()
    return found
