"""An audit: every sheet of an archive through the same examination, desk and ledger."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from qc_service.adapters.config import Config
from qc_service.adapters.executors import PoolOptions, run_jobs
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.scan_folder import BoxFolder, SheetFiles, walk_sheets
from qc_service.api.protocols import Format
from qc_service.flow.desk import Desk
from qc_service.flow.examine import examine, unexamined
from qc_service.flow.lineup import Lineup
from qc_service.flow.replaying import STATE, closing_entries
from qc_service.model.batch import BatchEvent, BatchNotice
from qc_service.model.events import Component, Effect, Entry, Note, SheetRecord
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.service.audit_boxes import AuditBoxes
from qc_service.service.audit_keys import AuditKeys
from qc_service.service.audit_summary import AuditReport, AuditSummary
from qc_service.service.bootstrap import now_text, open_ledger, planned_boxes
from qc_service.service.notary import Notary

GROUP = 64
"""Sheets of one commit: nobody waits for an audit's acknowledgement, but little is done twice."""

GROUP_SECONDS = 2.0
"""The longest that finished sheets wait for their commit."""

SECRET_BYTES = 32
"""As long as the digest that it keys (RFC 2104, 3)."""

_CANONICAL = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class AuditJob:
    """One sheet for a worker: files, not bytes; the worker reads them."""

    key: SheetKey
    images: tuple[Path, ...]
    reported: bytes | None


Examiner = Callable[[AuditJob], Examination]
"""What examines one sheet, in a worker."""


@dataclass(frozen=True)
class Archive:
    """What is audited: a folder of images, and its records: apart, among the images, or none."""

    images: Path
    records: Path | None = None
    formats: tuple[Format, ...] = ()


def audit(
    config: Config,
    archive: Archive,
    components: tuple[Component, ...],
    ledger: Path | None,
    done: Callable[[int], None],
    examiner: Callable[[Config, bytes], Examiner] | None = None,
) -> AuditReport:
    """Examine every sheet that the ledger does not hold yet; report over all that it holds then.

    Without a ledger everything stays in memory. `done` hears the number of images of each sheet.
    `examiner` is called once in each worker, and gives the function that examines one sheet.

    Raises:
        QcError: folder, records, plugins, layouts or ledger are not as they must be.
    """
    with ExitStack() as stack:
        book = _Book(config, components, ledger, stack)

        def jobs() -> Iterator[AuditJob]:
            for found in walk_sheets(archive.images, archive.formats, archive.records):
                if isinstance(found, BoxFolder):
                    book.boxes.folder(found)
                elif isinstance(found, SheetFiles):
                    book.boxes.sheet(found)
                    key = book.keys.key_for(found)
                    if key is None:
                        done(len(found.images))
                    else:
                        yield _job(key, found)
                else:
                    book.summary.tell(found)

        options = PoolOptions(config.service.workers, config.limits.examine_seconds)
        results = run_jobs(
            jobs(),
            partial(examiner or make_examiner, config, secrets.token_bytes(SECRET_BYTES)),
            partial(_lost, config),
            options,
        )
        stack.callback(results.close)
        for job, examination in results:
            book.add(examination)
            done(len(job.images))
        return book.close()


def _job(key: SheetKey, sheet: SheetFiles) -> AuditJob:
    reported = None if sheet.reported is None else _CANONICAL.encode(sheet.reported)
    return AuditJob(key, sheet.images, reported)


class _Book:
    """The desk, the summary and, if there is one, the ledger: kept in step."""

    def __init__(
        self,
        config: Config,
        components: tuple[Component, ...],
        path: Path | None,
        stack: ExitStack,
    ) -> None:
        self.keys = AuditKeys()
        self.summary = AuditSummary()
        self._path = path
        self._ledger: Ledger | None = None
        self._notary: Notary | None = None
        self._notes: tuple[tuple[str, str], ...] = ()
        self._closed = True
        self._new = 0
        self._waiting: list[Entry] = []
        self._since = time.monotonic()
        if path is None:
            self._desk = Desk(msgspec.to_builtins(config.plan))
            plan = planned_boxes(config)
            if plan is not None:
                self._desk.take_plan(plan)
            self.boxes = AuditBoxes(self._desk.boxes, self._tell)
            return
        service = msgspec.structs.replace(config.service, ledger=str(path))
        opened = open_ledger(msgspec.structs.replace(config, service=service), components)
        stack.callback(opened.ledger.close)
        # Before the ledger is closed, also when a person interrupts: what is done is done.
        stack.callback(self._write)
        self._ledger, self._desk, self._notes = opened.ledger, opened.desk, opened.notes
        self._notary = opened.notary
        self.boxes = AuditBoxes(self._desk.boxes, self._tell)
        for entry in opened.ledger.entries():
            self.summary.take(entry)
            if isinstance(entry, SheetRecord):
                self.keys.recorded(entry.examination)
            if isinstance(entry, SheetRecord | BatchEvent):
                self._closed = False
            elif isinstance(entry, Note) and entry.kind == STATE:
                self._closed = True

    def add(self, examination: Examination) -> None:
        """Take one new sheet to the desk, and it and what the desk says into the ledger."""
        record = SheetRecord(now_text(), examination)
        self._add(record, self._desk.handle(record))
        self._new += 1

    def close(self) -> AuditReport:
        """End the run: what still waited for missing numbers is taken, the state is noted."""
        self.boxes.close()
        new = not self._closed
        if new:
            for entry in closing_entries(self._desk, now_text()):
                self.summary.take(entry)
                self._waiting.append(entry)
            self._closed = True
        self._write()
        if new and self._notary is not None:
            self._waiting.append(self._notary.checkpoint(now_text()))
            self._write()
        return self.summary.report(
            new_sheets=self._new,
            ledger="" if self._path is None else str(self._path),
            state=self._desk.digest(),
        )

    def _tell(self, notice: BatchNotice) -> None:
        """Take what is told of a box."""
        self._add(BatchEvent(now_text(), notice), self._desk.take_notice(notice))

    def _add(self, entry: Entry, effects: Sequence[Effect]) -> None:
        self._waiting += [Note(now_text(), kind, message) for kind, message in self._notes]
        self._notes = ()
        self._closed = False
        for each in (entry, *effects):
            self.summary.take(each)
            self._waiting.append(each)
        if len(self._waiting) >= GROUP or time.monotonic() - self._since > GROUP_SECONDS:
            self._write()

    def _write(self) -> None:
        entries, self._waiting = self._waiting, []
        self._since = time.monotonic()
        if self._ledger is not None:
            self._ledger.append(entries)


def make_examiner(config: Config, secret: bytes) -> Examiner:
    """Load the lineup as configured and give the examination of one sheet: runs in a worker."""
    # Here, not above: the plugins are the workers' business.
    from qc_service.adapters.plugin_loading import load_lineup  # noqa: PLC0415 - as said

    return partial(_examine, load_lineup(config, secret), config.limits.image_bytes)


def _examine(lineup: Lineup, most_bytes: int, job: AuditJob) -> Examination:
    submission, unread = _read(job, most_bytes)
    examination = examine(lineup, submission, time.perf_counter).examination
    if not unread:
        return examination
    pages = tuple(
        msgspec.structs.replace(page, fault=unread.get(number, page.fault))
        for number, page in enumerate(examination.pages)
    )
    return msgspec.structs.replace(examination, pages=pages)


def _read(job: AuditJob, most_bytes: int) -> tuple[Submission, dict[int, Fault]]:
    """Read a sheet's images; one that cannot be read is empty, with the fault that says why."""
    images: list[bytes] = []
    unread: dict[int, Fault] = {}
    for number, path in enumerate(job.images):
        data, why = _bytes_of(path, most_bytes)
        images.append(data)
        if why:
            unread[number] = Fault(FaultCode.UNDECODABLE, f"{path.name}: {why}")
    heads = tuple(
        ImageHead(path.name, hashlib.sha256(data).hexdigest(), len(data))
        for path, data in zip(job.images, images, strict=True)
    )
    return Submission(job.key, heads, tuple(images), job.reported), unread


def _bytes_of(path: Path, most: int) -> tuple[bytes, str]:
    try:
        size = path.stat().st_size
        if size > most:
            return b"", f"the file has {size} bytes, allowed are {most}"
        return path.read_bytes(), ""
    except OSError as error:
        return b"", f"the file cannot be read: {error.strerror}"


def _lost(config: Config, job: AuditJob, fault: Fault) -> Examination:
    """Make the record of a sheet that no worker could finish."""
    submission, _ = _read(job, config.limits.image_bytes)
    return unexamined(submission, fault, config.reading.profile)
