"""What the service says of itself: one line of JSON a sheet, figures for `/metrics`, the page."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.board import Board
from qc_service.adapters.config import Config
from qc_service.adapters.ledger_file import disk_bytes
from qc_service.adapters.logs import make_log
from qc_service.adapters.metrics import Metrics
from qc_service.api.alarm_words import alarm_number
from qc_service.flow.desk import Desk
from qc_service.model.acts import ActRecord
from qc_service.model.batch import BatchEvent, BatchNotice
from qc_service.model.events import AlarmRecord, Component, Entry, Finding, Note
from qc_service.model.layout import Layout
from qc_service.model.verdict import MarkState
from qc_service.service.bootstrap import Crew
from qc_service.service.job import Job
from qc_service.service.peers import Peer
from qc_service.service.severities import Severities
from qc_service.service.sinks import Standing

BOARD_SECONDS = 0.5
"""How often the page's figures are taken anew: quicker than a person reads them."""


@dataclass(frozen=True, eq=False)
class Stage:
    """What a page is made of: what it shows, where acts go, tonight's ballots and parts."""

    board: Board
    registry: CollectorRegistry
    acts: ActQueue
    layouts: tuple[Layout, ...] = ()
    components: tuple[Component, ...] = ()


class Face(Protocol):
    """A web page that was made but does not listen yet."""

    @property
    def address(self) -> str:
        """Where it listens, once started."""

    def start(self) -> None:
        """Listen, in a thread of its own. Raises QcError where it cannot."""

    def stop(self) -> None:
        """Stop listening."""


FaceFactory = Callable[[Stage], Face]
"""Makes the page from what it shows and where acts go; the command line gives it, since rooms do
not know each other."""


class Show:
    """Tells the log, the metrics and the board; nothing it does can hold the ledger.

    `standing` are the alarms that stand, by number, as of the figures taken last.
    """

    def __init__(self, desk: Desk, config: Config, crew: Crew, now_text: Callable[[], str]) -> None:
        """Begin with what the desk knows from the ledger, and with who works."""
        self._desk, self._config = desk, config
        self._log = make_log()
        self._metrics = Metrics()
        self._metrics.components(crew.components)
        self._metrics.started(time.time(), [sink.name for sink in crew.sinks])
        self._board = Board(time.monotonic, now_text)
        self.standing: Standing = ()
        self._severities = Severities(desk)
        self._figures()
        self._next_board = 0.0
        self._changed = False

    def open_face(
        self,
        face: FaceFactory | None,
        acts: ActQueue,
        stack: ExitStack,
        crew: Crew,
    ) -> str:
        """Start the web page if one is wanted; give its address."""
        if face is None or not self._config.service.web:
            return ""
        shown = crew.layouts, crew.components
        page = face(Stage(self._board, self._metrics.registry, acts, *shown))
        page.start()
        stack.callback(page.stop)
        return page.address

    def sinks(self, waiting: Mapping[str, int]) -> None:
        """Take how many entries wait for each sink."""
        self._metrics.sinks_waiting(waiting)

    def running(self, feeders: str, web: str) -> None:
        """Tell that all listens."""
        self._board.place(ledger=self._config.service.ledger, feeders=feeders)
        self._board.status("running")
        self._log.info("running", feeders=feeders, web=web, ledger=self._config.service.ledger)

    def status(self, status: str) -> None:
        """Tell what the service does now."""
        self._board.status(status)
        self._log.info(status)

    def committed(
        self, entries: Sequence[Entry], jobs: Sequence[Job], rows: int, now: float
    ) -> None:
        """Tell of the entries of one commit."""
        for job in jobs:
            self._sheet(job, now)
        for entry in entries:
            if isinstance(entry, Note):
                self._log.info("note", kind=entry.kind, message=entry.message)
            elif isinstance(entry, BatchEvent):
                self._log.info("box", **_box_line(entry.notice))
            elif isinstance(entry, AlarmRecord | Finding):
                # Their lines in the log are written by a sink, where an operator wants them.
                self._metrics.effect(entry)
                self._board.effect(entry)
            elif isinstance(entry, ActRecord):
                self._log.info("act", act=entry.act.__struct_config__.tag, people=len(entry.by))
        lag_s = max((now - job.arrived for job in jobs), default=0.0)
        self._metrics.ledger(rows=rows, lag_s=lag_s, at=time.time())
        self._board.ledger(rows=rows)
        self._changed = True
        if any(isinstance(entry, ActRecord) for entry in entries):
            # Whoever acted looks at once for what became of it.
            self._figures()

    def refused(self, code: str) -> None:
        """Count a refusal; not a line each, or a flood of them would fill the log."""
        self._metrics.refused(code)

    def worker_lost(self, cause: str) -> None:
        """Count a worker's end; its note in the ledger makes the line in the log."""
        self._metrics.worker_lost(cause)

    def sink_failed(self, name: str, reason: str) -> None:
        """Tell of a sink that did not take an entry; called from the sink's thread."""
        self._metrics.sink_failed(name)
        self._log.error("sink", name=name, reason=reason)

    def sink_again(self, name: str, reason: str) -> None:
        """Tell of a sink that takes an entry only at a further try; called from its thread."""
        self._metrics.sink_again(name)
        self._log.warning("sink-again", name=name, reason=reason)

    def tick(
        self, now: float, *, queued: int, in_hand: int, workers: int, peers: Sequence[Peer]
    ) -> None:
        """Take the figures that change with time, and now and then the desk's."""
        self._metrics.queue(queued=queued, in_hand=in_hand, workers=workers)
        self._board.queue(queued=queued, in_hand=in_hand, workers=workers)
        most = self._config.limits.credit
        left = {peer.scanner: most - len(peer.unacknowledged) for peer in peers}
        self._metrics.credit(left)
        self._board.credit(left)
        if self._changed and now >= self._next_board:
            self._next_board = now + BOARD_SECONDS
            self._changed = False
            self._figures()

    def _figures(self) -> None:
        figures = self._desk.figures()
        alarms = [alarm for scanner in figures.scanners for alarm in scanner.alarms]
        self.standing = tuple(sorted(alarms, key=alarm_number))
        self._board.figures(figures)
        self._board.checks(self._desk.checks.work())
        self._board.confirmed(self._desk.confirmed.all())
        self._board.alarms(self._severities.of(figures.alarms, time.monotonic()))
        self._metrics.boxes(figures.boxes)
        self._metrics.scanners.figures(figures, self._config.plan.alpha)
        self._metrics.ledger_bytes(disk_bytes(Path(self._config.service.ledger)))

    def _sheet(self, job: Job, now: float) -> None:
        if job.result is None:
            return
        self._metrics.sheet(job.result.examination, job.result.elapsed_ms, time.time())
        self._board.sheet(job.key.scanner)
        self._log.info("sheet", **_line(job, now))


def _box_line(notice: BatchNotice) -> dict[str, object]:
    """Give the fields of the line that says what was told of a box."""
    return {
        "batch": notice.batch.id,
        "kind": notice.kind.value,
        "scanner": notice.batch.scanner,
        "session": notice.session,
        "count": notice.batch.count,
        "category": notice.batch.category,
        "expected": notice.batch.expected,
        "sheets": notice.sheets,
    }


def _line(job: Job, now: float) -> dict[str, object]:
    """Give the fields of the one line that says all of a sheet's passage."""
    if job.result is None:
        return {"key": job.key.text()}
    examination = job.result.examination
    pages = examination.pages
    states = [mark.state for page in pages for mark in page.marks]
    faults = [*examination.faults, *(page.fault for page in pages if page.fault is not None)]
    return {
        "scanner": job.key.scanner,
        "session": job.key.session,
        "batch": job.key.batch,
        "sequence": job.key.sequence,
        "digest": job.digest,
        "layouts": sorted({page.layout for page in pages if page.layout}),
        "pages": len(pages),
        "faults": [fault.code.value for fault in faults],
        "compared": examination.compared,
        "differences": len(examination.differences),
        "marked": states.count(MarkState.MARKED),
        "unsure": states.count(MarkState.UNSURE),
        "attempts": job.attempts + 1,
        "examine_ms": round(sum(sum(stages.values()) for stages in job.result.elapsed_ms), 2),
        "in_house_ms": round((now - job.arrived) * 1000, 2),
    }
