"""Jobs over worker processes: every job gives one result, whatever becomes of the workers."""

import functools
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest

from qc_service.adapters.executors import LOOK_AHEAD, PoolOptions, run_jobs
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.faults import Fault, FaultCode

Job = tuple[str, str]
"""What to do, and a word or path for it."""


def prepare() -> Callable[[Job], str]:
    return do


def do(job: Job) -> str:
    what, word = job
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "die once" and not Path(word).exists():
        Path(word).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "raise":
        raise RuntimeError(word)
    if what == "hang":
        time.sleep(60)
    if what == "slow":
        time.sleep(0.3)
    if what == "print":
        sys.stdout.write(word)
        sys.stdout.flush()
    if what == "threads":
        return str(cv2.getNumThreads())
    return f"{what} {word}"


def refuse() -> Callable[[Job], str]:
    raise QcError("plugins.unknown", "no such plugin", "check the name", ExitCode.PLUGINS)


def die_at_start() -> Callable[[Job], str]:
    os.kill(os.getpid(), signal.SIGKILL)
    return do


def lost(job: Job, fault: Fault) -> str:
    return f"{job[1]}: {fault.code}"


def run(
    jobs: list[Job], workers: int = 2, seconds: float = 30.0, *, ordered: bool = True
) -> list[tuple[Job, str]]:
    options = PoolOptions(workers, seconds, ordered)
    return list(run_jobs(jobs, prepare, lost, options))


def test_results_come_in_the_order_of_the_jobs(capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [("slow", "0"), *(("do", str(n)) for n in range(1, 20)), ("print", "polluted")]
    jobs.append(("threads", ""))
    results = run(jobs)
    assert [job for job, _ in results] == jobs
    assert [result for _, result in results] == [*(f"{a} {b}" for a, b in jobs[:-1]), "1"]
    # What a plugin prints must not stand in the middle of our JSON.
    assert capfd.readouterr().out == ""


def test_unordered_results_do_not_wait_for_a_slow_one() -> None:
    jobs = [("slow", "first"), *(("do", str(n)) for n in range(8))]
    results = run(jobs, ordered=False)
    assert sorted(results) == sorted((job, f"{job[0]} {job[1]}") for job in jobs)
    assert results[0][0] != jobs[0]


def test_a_dead_worker_loses_no_sheet(tmp_path: Path) -> None:
    once = str(tmp_path / "died")
    jobs = [("do", "a"), ("die once", once), ("die", "b"), ("do", "c"), ("do", "d")]
    assert [result for _, result in run(jobs)] == [
        "do a",
        f"die once {once}",
        f"b: {FaultCode.WORKER_DIED}",
        "do c",
        "do d",
    ]


def test_a_worker_killed_from_outside_loses_no_sheet() -> None:
    jobs = [("do", str(n)) for n in range(40)]
    killed = False
    results = []
    for job, result in run_jobs(jobs, _prepare_pid, lost, PoolOptions(workers=2)):
        results.append(job)
        if not killed:
            killed = True
            os.kill(int(result), signal.SIGKILL)
    assert results == jobs


def _prepare_pid() -> Callable[[Job], str]:
    return _pid_of


def test_a_hanging_worker_is_stopped(capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [("do", "a"), ("hang", "b"), ("raise", "wrong"), ("do", "c")]
    results = [result for _, result in run(jobs, seconds=1.0)]
    assert results == ["do a", "b: timeout", "wrong: worker-died", "do c"]
    assert "RuntimeError: wrong" in capfd.readouterr().err


def test_jobs_are_taken_as_they_are_needed() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield ("do", str(n))

    running = run_jobs(jobs(), prepare, lost, PoolOptions(workers=1))
    for given, _ in enumerate(running, start=1):
        # One is looked at beyond those held, to know whether the input ends.
        assert taken <= given + LOOK_AHEAD + 1
        if given == 5:
            break
    running.close()


def test_nothing_to_do_starts_no_worker() -> None:
    assert list(run_jobs([], functools.partial(sys.exit, 1), lost, PoolOptions(1))) == []


def test_trouble_of_an_operator_comes_through() -> None:
    with pytest.raises(QcError, match="no such plugin") as caught:
        list(run_jobs([("do", "a")], refuse, lost, PoolOptions(1)))
    assert (caught.value.code, caught.value.hint) == ("plugins.unknown", "check the name")
    assert caught.value.exit_code == ExitCode.PLUGINS


def test_workers_that_never_start_end_the_run() -> None:
    with pytest.raises(QcError) as caught:
        list(run_jobs([("do", "a")], die_at_start, lost, PoolOptions(1)))
    assert (caught.value.code, caught.value.exit_code) == ("worker.no-start", ExitCode.OURS)


def test_a_worker_for_each_core_by_default() -> None:
    assert PoolOptions().count() == len(os.sched_getaffinity(0))
    assert PoolOptions(workers=3).count() == 3


def _pid_of(job: Job) -> str:
    del job
    return str(os.getpid())
