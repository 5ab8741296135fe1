"""Runs one function over many jobs in worker processes that may be killed without loss.

The standard pools hang or break when a worker dies; here every worker has a pipe of its own, and
a job whose worker died is done once more by another before it is given up.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.faults import Fault, FaultCode

Job = TypeVar("Job")
Result = TypeVar("Result")

TRIES = 2
"""How often a job is given to a worker before a dying worker is blamed on the job."""

LOOK_AHEAD = 4
"""Jobs taken from the input beyond those given back, for each worker: bounds what is held."""

FAILED_STARTS = 3
"""Workers in a row that may die before they are ready: more is no accident."""

START_SECONDS = 120.0
"""How long a worker may take to load its plugins on a machine with cold disks."""


@dataclass(frozen=True)
class PoolOptions:
    """How many worker processes, how long one job may take, and whether results keep the order."""

    workers: int = 0
    seconds: float = 30.0
    ordered: bool = True

    def count(self) -> int:
        """Give the number of workers; 0 means one for each core this process may use."""
        return self.workers or len(os.sched_getaffinity(0))


@dataclass
class _Task(Generic[Job]):
    number: int
    job: Job
    tries: int = 0


class _Source(Generic[Job]):
    """The jobs still to be taken; looks one ahead, so that it knows its end."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = iter(jobs)
        self.taken = 0
        self.empty = False
        self._ahead: list[Job] = []
        self._look()

    def take(self) -> _Task[Job]:
        task = _Task(self.taken, self._ahead.pop())
        self.taken += 1
        self._look()
        return task

    def _look(self) -> None:
        for job in self._jobs:
            self._ahead.append(job)
            return
        self.empty = True


@dataclass
class _Worker(Generic[Job]):
    """One process with our end of its pipe, what it is doing and until when it may."""

    process: SpawnProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    task: _Task[Job] | None = None


@dataclass
class _Pool(Generic[Job, Result]):
    prepare: Callable[[], Callable[[Job], Result]]
    lost: Callable[[Job, Fault], Result]
    options: PoolOptions
    workers: list[_Worker[Job]] = field(default_factory=list)
    again: deque[_Task[Job]] = field(default_factory=deque)
    failed_starts: int = 0

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.prepare), daemon=True)
        process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours, time.monotonic() + START_SECONDS))

    def stop(self, worker: _Worker[Job]) -> None:
        """End one worker at once, also one that hangs in native code."""
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()

    def give(self, worker: _Worker[Job], task: _Task[Job]) -> None:
        worker.task = task
        worker.deadline = time.monotonic() + self.options.seconds
        task.tries += 1
        try:
            worker.pipe.send(task.job)
        except OSError:
            # It died between two jobs: its pipe now ends, and `step` takes care of the task.
            return

    def fill(self, source: "_Source[Job]", room: int) -> None:
        """Give idle workers something to do: at most `room` jobs that are new."""
        if self.again or not source.empty:
            while len(self.workers) < self.options.count():
                self.start()
        for worker in self.workers:
            if not worker.ready or worker.task is not None:
                continue
            if self.again:
                self.give(worker, self.again.popleft())
            elif room > 0 and not source.empty:
                room -= 1
                self.give(worker, source.take())

    def busy(self) -> bool:
        return bool(self.again) or any(each.task is not None for each in self.workers)

    def step(self) -> Iterator[tuple[_Task[Job], Result]]:
        """Wait until something happens and give the results that came of it."""
        first = min(each.deadline for each in self.workers if not each.ready or each.task)
        ready = wait([each.pipe for each in self.workers], max(0.0, first - time.monotonic()))
        for worker in [each for each in self.workers if each.pipe in ready]:
            yield from self._hear(worker)
        now = time.monotonic()
        for worker in list(self.workers):
            waiting = worker.task is not None or not worker.ready
            # A result may have come while the caller was busy with the one before it.
            if waiting and worker.deadline <= now and not worker.pipe.poll():
                yield from self._late(worker)

    def _hear(self, worker: _Worker[Job]) -> Iterator[tuple[_Task[Job], Result]]:
        try:
            word, what = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._dead(worker)
            return
        if word == "refused":
            code, text, hint, status = what
            raise QcError(code, text, hint, ExitCode(status))
        if word == "ready":
            worker.ready, self.failed_starts = True, 0
            return
        task, worker.task = worker.task, None
        if task is not None:
            yield task, what

    def _dead(self, worker: _Worker[Job]) -> Iterator[tuple[_Task[Job], Result]]:
        task, ready = worker.task, worker.ready
        worker.process.join()
        status = worker.process.exitcode
        self.stop(worker)
        if not ready:
            self._count_failed_start(f"ended with status {status}")
        if task is None:
            return
        if task.tries < TRIES:
            self.again.append(task)
            return
        message = f"two workers died at this sheet, the last with status {status}"
        fault = Fault(FaultCode.WORKER_DIED, message, {"status": float(status or 0)})
        yield task, self.lost(task.job, fault)

    def _late(self, worker: _Worker[Job]) -> Iterator[tuple[_Task[Job], Result]]:
        task = worker.task
        self.stop(worker)
        if task is None:
            self._count_failed_start(f"was not ready after {START_SECONDS:.0f} s")
            return
        seconds = self.options.seconds
        message = f"the sheet was not done after {seconds:g} s, and its worker was stopped"
        yield task, self.lost(task.job, Fault(FaultCode.TIMEOUT, message, {"seconds": seconds}))

    def _count_failed_start(self, how: str) -> None:
        self.failed_starts += 1
        if self.failed_starts >= FAILED_STARTS:
            raise QcError(
                "worker.no-start",
                f"{self.failed_starts} worker processes in a row did not start; the last {how}",
                "See the lines above; `qc plugins` loads the same plugins in this process.",
                ExitCode.OURS,
            )


def run_jobs(
    jobs: Iterable[Job],
    prepare: Callable[[], Callable[[Job], Result]],
    lost: Callable[[Job, Fault], Result],
    options: PoolOptions,
) -> Generator[tuple[Job, Result], None, None]:
    """Give (job, result) for every job, exactly once, in the jobs' order unless told otherwise.

    `prepare` is called once in each worker and gives the function that does one job; it must be
    picklable, as must jobs and results. A job whose workers died twice, or that took longer than
    `options.seconds`, gives what `lost` makes of it and the fault. Jobs are taken as they are
    needed: at most `LOOK_AHEAD` for each worker are held. Closing the iterator ends the workers.

    Raises:
        QcError: what `prepare` raised in a worker, or `worker.no-start`.
    """
    pool = _Pool(prepare, lost, options)
    try:
        yield from _run(pool, _Source(jobs))
    finally:
        for worker in list(pool.workers):
            pool.stop(worker)


def _run(pool: _Pool[Job, Result], source: _Source[Job]) -> Iterator[tuple[Job, Result]]:
    held: dict[int, tuple[Job, Result]] = {}
    most = LOOK_AHEAD * pool.options.count()
    given = 0
    while not source.empty or pool.busy():
        pool.fill(source, most - (source.taken - given))
        for task, result in pool.step():
            # Unordered, each result is the next one to give.
            held[task.number if pool.options.ordered else given] = (task.job, result)
            while given in held:
                given += 1
                yield held.pop(given - 1)


def _work(pipe: Connection, prepare: Callable[[], Callable[[Any], Any]]) -> None:
    """Do jobs until the pipe ends: the whole life of a worker process."""
    import cv2  # noqa: PLC0415 - only workers need it

    # Ctrl-C reaches the whole group; the parent decides what becomes of the jobs under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A plugin that prints must not write into the parent's result.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    cv2.setNumThreads(1)
    try:
        do = prepare()
    except QcError as error:
        pipe.send(("refused", (error.code, error.message, error.hint, int(error.exit_code))))
        return
    pipe.send(("ready", None))
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        pipe.send(("done", do(job)))
