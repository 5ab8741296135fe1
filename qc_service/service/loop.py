"""The service's one loop: sockets, workers, clerk and clock, each asked in turn."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import zmq

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.config import LimitsSection
from qc_service.adapters.sockets import Router
from qc_service.flow.examine import Examined, unexamined
from qc_service.model.faults import Fault, FaultCode
from qc_service.service.clerk import Clerk
from qc_service.service.intake import Intake
from qc_service.service.job import Job
from qc_service.service.workers import Lost, Workers
from qc_service.wire.messages import Heartbeat

FRONT_AT_ONCE = 32
"""Messages taken from feeders before workers are looked after: a flood starves no worker."""

ATTEMPTS_MOST = 2
"""A sheet goes to another worker once: the second worker lost on it says it was the sheet."""

TICK_SECONDS = 0.1
"""Longest the loop sleeps: how late a timeout, a replacement or a heartbeat can be."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What the loop turns around; `wake` becomes readable when the service is to stop."""

    limits: LimitsSection
    profile: str
    front: Router
    back: Router
    poller: zmq.Poller
    workers: Workers
    intake: Intake
    clerk: Clerk
    acts: ActQueue
    wake: int
    tick: Callable[[float], None]
    lost: Callable[[str], None]
    status: Callable[[str], None]


class Loop:
    """Takes sheets in, has them reread, has them written down, and answers; until told to stop."""

    def __init__(self, parts: Parts) -> None:
        """Keep the parts, and listen to all that can wake us."""
        self._limits, self._front, self._back = parts.limits, parts.front, parts.back
        self._poller, self._workers, self._intake = parts.poller, parts.workers, parts.intake
        self._clerk, self._wake, self._tick = parts.clerk, parts.wake, parts.tick
        self._acts = parts.acts
        self._profile, self._lost, self._status = parts.profile, parts.lost, parts.status
        for socket in (self._front.socket, self._back.socket, self._wake, self._acts.descriptor):
            self._poller.register(socket, zmq.POLLIN)
        self._next_tick = self._next_beat = 0.0
        self._drain_until: float | None = None

    def run(self) -> bool:
        """Work until told to stop and drained; false where time ran out with sheets in hand.

        Raises QcError where the ledger can no longer be written or no worker can be started.
        """
        while True:
            ready = dict(self._poller.poll(self._sleep_ms()))
            now = time.monotonic()
            if self._wake in ready:
                self._begin_drain(now)
            self._hear_workers(now)
            self._mourn([each for each in ready if isinstance(each, int)], now)
            if self._acts.descriptor in ready:
                for asked in self._acts.taken():
                    self._clerk.take_act(asked, now)
            if self._front.socket in ready:
                self._hear_feeders(now)
            self._look_after(now)
            self._hand_out(now)
            if self._clerk.wait(now) == 0.0:
                self._clerk.commit(now)
            if self._drain_until is not None and self._drained(now):
                return not self._intake.jobs

    def _sleep_ms(self) -> int:
        wait = self._clerk.wait(time.monotonic())
        return round(1000 * (TICK_SECONDS if wait is None else min(wait, TICK_SECONDS)))

    def _begin_drain(self, now: float) -> None:
        os.read(self._wake, 4096)
        if self._drain_until is None:
            self._drain_until = now + self._limits.drain_seconds
            self._intake.drain()
            self._status("draining")

    def _drained(self, now: float) -> bool:
        if self._intake.jobs and self._drain_until is not None and now < self._drain_until:
            return False
        self._clerk.commit(now)
        return True

    def _hear_feeders(self, now: float) -> None:
        for _ in range(FRONT_AT_ONCE):
            arrived = self._front.receive()
            if arrived is None:
                return
            self._intake.arrive(arrived, now)

    def _hear_workers(self, now: float) -> None:
        while (arrived := self._back.receive()) is not None:
            heard = self._workers.hear(arrived, now)
            if heard is None:
                continue
            job, body = heard
            try:
                result = msgspec.json.decode(body, type=Examined)
            except msgspec.MsgspecError as error:
                # A plugin's measure that is no number: the record could not be read back later.
                result = self._unread(job, FaultCode.READER_FAILED, f"no valid result: {error}")
            self._finish(job, result, now)

    def _finish(self, job: Job, result: Examined, now: float) -> None:
        job.result = result
        self._intake.examined(job)
        self._clerk.finish(job, now)

    def _unread(self, job: Job, code: FaultCode, message: str) -> Examined:
        fault = Fault(code, message, {"attempts": float(max(job.attempts, 1))})
        return Examined(unexamined(job.closed(), fault, self._profile), ())

    def _mourn(self, descriptors: list[int], now: float) -> None:
        for descriptor in descriptors:
            lost = self._workers.ended(descriptor, now)
            if lost is not None:
                # What it finished before it ended may have come in meanwhile, and stands.
                self._take_back(lost, now)
        for lost in self._workers.overdue(now):
            self._take_back(lost, now)

    def _take_back(self, lost: Lost, now: float) -> None:
        self._intake.queue.extendleft(reversed(lost.behind))
        job, text = lost.job, lost.message
        sheet = f" at {job.key.text()}" if job is not None else ""
        self._lost(lost.cause.value)
        self._clerk.note(lost.cause.value, f"{text}{sheet}", now)
        if job is None:
            return
        job.attempts += 1
        if job.attempts < ATTEMPTS_MOST:
            self._intake.queue.appendleft(job)
        else:
            self._finish(job, self._unread(job, lost.cause, text), now)

    def _look_after(self, now: float) -> None:
        self._workers.start(now)
        if now < self._next_tick:
            return
        self._next_tick = now + TICK_SECONDS
        self._tick(now)
        self._intake.forget_silent(now)
        if now >= self._next_beat:
            self._next_beat = now + self._limits.heartbeat_seconds
            self._intake.tell_all(Heartbeat())

    def _hand_out(self, now: float) -> None:
        queue = self._intake.queue
        while queue and self._workers.hand(queue[0], now):
            queue.popleft()
        if not queue:
            self._workers.pass_on(now)
