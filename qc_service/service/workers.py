"""The worker processes: started, given sheets, killed when they hang, replaced when dead."""

import os
import secrets
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import IO

import msgspec
import zmq

from qc_service.adapters.config import Config
from qc_service.adapters.sockets import Arrived, Router
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.faults import FaultCode
from qc_service.service.job import Job
from qc_service.service.worker import DONE, READY, WorkerStart

IN_HAND = 2
"""One sheet that is reread and one that waits beside it: a worker never idles for a message."""

PASS_ON_SECONDS = 0.5
"""How long a sheet waits beside one that takes long before a worker with nothing to do gets it."""

START_SECONDS = 60.0
"""Longest a worker may take to load its plugins: a cold disk takes 10, a hung plugin for ever."""

FAILED_STARTS_MOST = 5
"""Workers in a row that end before they are ready: then it is the installation, not a sheet."""

BACKOFF_SECONDS = 0.1
BACKOFF_MOST_SECONDS = 5.0
"""Wait before the second replacement in a row without a finished sheet; doubled each time."""

KEPT_HEAP = {"MALLOC_MMAP_THRESHOLD_": "67108864", "MALLOC_TRIM_THRESHOLD_": "268435456"}
"""Settings of glibc (mallopt(3)): a worker keeps the memory of a page for the next one. Given back
and taken anew, its page faults are a fifth of the time that a page takes."""

SECRET_BYTES = 32
"""As long as the digest that it keys (RFC 2104, 3)."""

STOP_SECONDS = 2.0
"""How long a worker may take to notice that its input ended, before it is killed."""


@dataclass(frozen=True, eq=False)
class Lost:
    """A worker's end: why, the sheet it had in work, if any, and those that waited beside it."""

    cause: FaultCode
    message: str
    job: Job | None
    behind: tuple[Job, ...]


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pidfd: int
    started: float
    ready: bool = False
    jobs: deque[Job] = field(default_factory=deque)
    passed_on: set[int] = field(default_factory=set)  # of `jobs`: another worker has it now
    since: float = 0.0  # when the first of `jobs` began


class Workers:
    """All worker processes and the socket they speak through."""

    def __init__(
        self, router: Router, config: Config, factory: str, poller: zmq.Poller, count: int
    ) -> None:
        """Keep what is needed to start workers; `start` starts them."""
        self._router, self._config, self._factory, self._poller = router, config, factory, poller
        self._count = count
        self._secret = secrets.token_bytes(SECRET_BYTES)
        self._workers: dict[bytes, _Worker] = {}
        self._by_pidfd: dict[int, bytes] = {}
        self._failed_starts = 0
        self._ends_in_a_row = 0
        self._not_before = 0.0

    def processes(self) -> tuple[int, ...]:
        """Give the process ids."""
        return tuple(worker.process.pid for worker in self._workers.values())

    def start(self, now: float) -> None:
        """Start as many as are missing, unless it is too early after one that ended."""
        while len(self._workers) < self._count and now >= self._not_before:
            name = os.urandom(4).hex()
            process = subprocess.Popen(
                [sys.executable, "-m", "qc_service.service.worker"],
                env=os.environ | KEPT_HEAP,
                stdin=subprocess.PIPE,
                stdout=sys.stderr.fileno(),  # a plugin that prints must not reach our output
                process_group=0,  # Ctrl-C in a terminal is for the service, which then drains
            )
            pidfd = os.pidfd_open(process.pid)
            worker = _Worker(process, pidfd, now)
            self._workers[name.encode()] = worker
            self._by_pidfd[pidfd] = name.encode()
            self._poller.register(pidfd, zmq.POLLIN)
            said = WorkerStart(
                self._router.address, name, self._factory, self._config, os.getpid(), self._secret
            )
            _say(process.stdin, msgspec.json.encode(said) + b"\n")

    def free(self) -> bool:
        """Say whether any worker can take a sheet."""
        return any(_room(worker) for worker in self._workers.values())

    def ready(self) -> int:
        """Count the workers that can work."""
        return sum(worker.ready for worker in self._workers.values())

    def hand(self, job: Job, now: float) -> bool:
        """Give a sheet to the worker with the least in hand; false where none takes it."""
        able = [name for name, worker in self._workers.items() if _room(worker)]
        if not able:
            return False
        return self._give(min(able, key=lambda each: len(self._workers[each].jobs)), job, now)

    def pass_on(self, now: float) -> None:
        """Give sheets that wait beside one that takes long to workers that have nothing to do."""
        idle = [name for name, each in self._workers.items() if each.ready and not each.jobs]
        for worker in self._workers.values():
            behind = [each for each in list(worker.jobs)[1:] if each.number not in worker.passed_on]
            late = bool(behind) and now - worker.since > PASS_ON_SECONDS
            if idle and late and self._give(idle.pop(), behind[0], now):
                # It lies in the first worker's socket as well; what that makes of it is let go.
                worker.passed_on.add(behind[0].number)

    def _give(self, name: bytes, job: Job, now: float) -> bool:
        worker = self._workers[name]
        if not self._router.send(name, [str(job.number).encode(), *job.frames]):
            return False
        if not worker.jobs:
            worker.since = now
        worker.jobs.append(job)
        return True

    def hear(self, arrived: Arrived, now: float) -> tuple[Job, bytes] | None:
        """Take one message of a worker: a finished sheet's result, or that it is ready."""
        frames = [frame.bytes for frame in arrived.frames]
        worker = self._workers.get(arrived.peer)
        if frames == [READY]:
            if worker is not None:
                worker.ready = True
                self._failed_starts = 0
            return None
        if worker is None or len(frames) != len((DONE, "number", "result")):
            # A worker that was given up for dead: its sheet is with another by now.
            return None
        number = int(frames[1])
        job = next((job for job in worker.jobs if job.number == number), None)
        if job is None:
            return None
        worker.jobs.remove(job)
        worker.since = now
        self._ends_in_a_row = 0
        if number in worker.passed_on:
            worker.passed_on.discard(number)
            return None
        return job, frames[2]

    def ended(self, pidfd: int, now: float) -> Lost | None:
        """Take note that a process ended; None where the descriptor is none of ours."""
        if pidfd not in self._by_pidfd:
            return None
        name = self._by_pidfd[pidfd]
        code = self._workers[name].process.wait()
        text = f"the worker ended with code {code}" if code >= 0 else f"signal {-code} ended it"
        return self._bury(name, FaultCode.WORKER_DIED, text, now)

    def overdue(self, now: float) -> tuple[Lost, ...]:
        """Kill the workers that are at one sheet, or at starting, for too long."""
        lost: list[Lost] = []
        limit = self._config.limits.examine_seconds
        for name, worker in list(self._workers.items()):
            if worker.jobs and now - worker.since > limit:
                cause, text = FaultCode.TIMEOUT, f"not reread within {limit:g} s"
            elif not worker.ready and now - worker.started > START_SECONDS:
                cause, text = FaultCode.WORKER_DIED, f"not ready within {START_SECONDS:g} s"
            else:
                continue
            worker.process.kill()
            worker.process.wait()
            lost.append(self._bury(name, cause, text, now))
        return tuple(lost)

    def close(self) -> None:
        """End all: by the end of their input, and those that do not notice by force."""
        for worker in self._workers.values():
            if worker.jobs or not worker.ready:
                worker.process.kill()  # nobody wants its result, and it may hang
            if worker.process.stdin is not None:
                worker.process.stdin.close()
        for worker in self._workers.values():
            try:
                worker.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            self._poller.unregister(worker.pidfd)
            os.close(worker.pidfd)
        self._workers.clear()
        self._by_pidfd.clear()

    def _bury(self, name: bytes, cause: FaultCode, message: str, now: float) -> Lost:
        """Forget a worker that has ended, and set the time before which none replaces it."""
        worker = self._workers.pop(name)
        del self._by_pidfd[worker.pidfd]
        self._poller.unregister(worker.pidfd)
        os.close(worker.pidfd)
        if worker.process.stdin is not None:
            worker.process.stdin.close()
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS_MOST:
                raise QcError(
                    "service.worker-start",
                    f"{self._failed_starts} workers ended before they were ready: {message}",
                    "The lines above say why; `qc plugins` loads the same parts in this process.",
                    ExitCode.OURS,
                )
        if self._ends_in_a_row:
            wait = BACKOFF_SECONDS * 2.0 ** (self._ends_in_a_row - 1)
            self._not_before = now + min(wait, BACKOFF_MOST_SECONDS)
        self._ends_in_a_row += 1
        own = [job for job in worker.jobs if job.number not in worker.passed_on]
        in_work = bool(own) and own[0] is worker.jobs[0]
        return Lost(cause, message, own[0] if in_work else None, tuple(own[in_work:]))


def _room(worker: _Worker) -> bool:
    return worker.ready and len(worker.jobs) < IN_HAND


def _say(stdin: IO[bytes] | None, line: bytes) -> None:
    """Write the first line to a worker; one that has ended already is noticed by its descriptor."""
    if stdin is None:
        return
    try:
        stdin.write(line)
        stdin.flush()
    except BrokenPipeError:
        return
