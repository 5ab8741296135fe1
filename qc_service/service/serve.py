"""`qc serve`: sets the house up, turns the loop until told to stop, takes the house down again."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import zmq

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.config import Config, LimitsSection
from qc_service.adapters.sockets import Router
from qc_service.flow.desk import Desk
from qc_service.flow.examine import submission_digest
from qc_service.model.batch import BatchEvent
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry
from qc_service.service.bootstrap import (
    Crew,
    Wake,
    load_crew,
    now_text,
    open_ledger,
    signals,
    worker_count,
)
from qc_service.service.clerk import Clerk
from qc_service.service.crops import CropThread
from qc_service.service.intake import Intake
from qc_service.service.job import Job
from qc_service.service.loop import Loop, Parts
from qc_service.service.show import FaceFactory, Show
from qc_service.service.sinks import Sinks
from qc_service.service.workers import Workers
from qc_service.wire.messages import Bye, Message, pack

FRAME_SLACK = 2
"""A frame up to this many times the limit is refused with a code; above, the line is cut."""

FRAMES_BESIDE = 3
"""Opening, header and reported frame; one more and a message has too many."""

QUEUE_BESIDE = 8
"""Messages of a feeder that may wait in its queue beside its credit: hello, heartbeats, bye."""

BACK_QUEUE = 1000
"""Messages to or from one worker; there are never more than a few."""


@dataclass(frozen=True)
class Endpoints:
    """Where the started service is to be found, and how another thread ends it."""

    feeders: str
    web: str
    workers: Callable[[], tuple[int, ...]]
    stop: Callable[[], None]


def serve(
    config: Config,
    *,
    ready: Callable[[Endpoints], None] | None = None,
    face: FaceFactory | None = None,
    crew: Crew | None = None,
) -> int:
    """Run the service until SIGTERM, SIGINT or `Endpoints.stop`; then drain and give the exit code.

    `ready` is called once all listens. `face` makes the web page, where the configuration names an
    address for it. `crew` stands in for what the configuration enables.

    Raises:
        QcError: where something cannot be bound, loaded, opened, or the ledger fails on the way.
    """
    with ExitStack() as stack:
        wake = Wake()
        stack.callback(wake.close)
        stack.enter_context(signals(wake.stop))
        house = _House(config, crew or load_crew(config), wake, face, stack)
        if ready is not None:
            ready(house.endpoints)
        house.run()
    return ExitCode.OK


def _front(context: "zmq.Context[zmq.Socket[bytes]]", config: Config) -> Router:
    """Open the socket that feeders connect to, with the limits of the configuration."""
    limits = config.limits
    return Router(
        context,
        config.service.bind,
        queue=limits.credit + QUEUE_BESIDE,
        most_bytes=FRAME_SLACK * max(limits.image_bytes, limits.reported_bytes),
        frames_most=limits.images_per_sheet + FRAMES_BESIDE + 1,
    )


class _House:
    """All parts of a running service; what was begun is ended by `stack`, in reverse."""

    def __init__(
        self,
        config: Config,
        crew: Crew,
        wake: Wake,
        face: FaceFactory | None,
        stack: ExitStack,
    ) -> None:
        limits = config.limits
        context = stack.enter_context(zmq.Context())
        self._front = stack.enter_context(_front(context, config))
        # A folder only its owner may enter: no other account can pose as a worker.
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="qc-"))
        back = stack.enter_context(Router(context, f"ipc://{folder}/workers", queue=BACK_QUEUE))
        opened = open_ledger(config, crew.components)
        stack.callback(opened.ledger.close)
        self._show = Show(opened.desk, config, crew, now_text)
        self._rows = opened.rows
        self._sinks = Sinks(crew.sinks, self._show)
        stack.callback(self._sinks.close)
        self._crops = CropThread(config.evidence.folder, self._show.sink_failed)
        stack.callback(self._crops.close)
        self._clerk = Clerk(
            opened.ledger, opened.desk, self._committed, now_text, opened.notary.checkpoint
        )
        self._sinks.standing(self._show.standing)
        for kind, message in opened.notes:
            self._clerk.note(kind, message, time.monotonic())
        self._clerk.commit(time.monotonic())
        self._intake = self._open_intake(opened.desk, limits)
        acts = ActQueue()
        stack.callback(acts.close)
        poller = zmq.Poller()
        self._workers = Workers(back, config, crew.examiner, poller, worker_count(config))
        stack.callback(self._workers.close)
        self._loop = Loop(
            Parts(
                limits=limits,
                profile=config.reading.profile,
                front=self._front,
                back=back,
                poller=poller,
                workers=self._workers,
                intake=self._intake,
                clerk=self._clerk,
                acts=acts,
                wake=wake.descriptor,
                tick=self._tick,
                lost=self._show.worker_lost,
                status=self._show.status,
            )
        )
        web = self._show.open_face(face, acts, stack, crew)
        self._workers.start(time.monotonic())
        self.endpoints = Endpoints(self._front.address, web, self._workers.processes, wake.stop)
        self._show.running(self._front.address, web)

    def _open_intake(self, desk: Desk, limits: LimitsSection) -> Intake:
        """Make what takes sheets in, joined to the clerk and the desk."""
        return Intake(
            limits,
            send=self._send,
            digest=submission_digest,
            known=desk.known,
            again=lambda key, digest: self._clerk.again(key, digest, time.monotonic()),
            told=desk.boxes.known,
            take_notice=lambda notice: self._clerk.take_notice(notice, time.monotonic()),
            refused=self._show.refused,
            now_text=now_text,
        )

    def run(self) -> None:
        """Turn the loop; whatever ends it, the feeders are told that the service leaves."""
        reason = "the service has stopped"
        try:
            drained = self._loop.run()
            left = "" if drained else f"; {len(self._intake.jobs)} sheets in hand are not recorded"
            self._clerk.note("stopped", f"told to stop{left}", time.monotonic())
            self._clerk.closing(time.monotonic())
            self._show.status("stopped")
        except QcError as error:
            reason = f"the service had to stop: {error.code}"
            raise
        finally:
            self._intake.tell_all(Bye(reason))

    def _send(self, peer: bytes, message: Message) -> bool:
        return self._front.send(peer, pack(message))

    def _committed(self, entries: Sequence[Entry], jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._intake.recorded(job)
        for entry in entries:
            if isinstance(entry, BatchEvent):
                self._intake.noted(entry.notice.key())
        self._rows += len(entries)
        self._show.committed(entries, jobs, self._rows, time.monotonic())
        self._sinks.deliver(entries)
        self._crops.keep(jobs)

    def _tick(self, now: float) -> None:
        self._show.tick(
            now,
            queued=len(self._intake.queue),
            in_hand=len(self._intake.jobs),
            workers=self._workers.ready(),
            peers=self._intake.peers.all(),
        )
        self._sinks.standing(self._show.standing)
        self._show.sinks(self._sinks.waiting())
