"""What must stand before the first sheet: the crew, the ledger and the desk at its end."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from qc_service import __version__
from qc_service.adapters.boxes_file import read_boxes
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import SigningKey
from qc_service.api.protocols import Sink
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import replay
from qc_service.model.batch import BatchPlan
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Component, Entry, Genesis, Note
from qc_service.model.layout import Layout
from qc_service.service.notary import Notary, configured_key

EXAMINER = "qc_service.service.worker:make_examiner"
"""The factory every worker calls, in words, because it runs in another process."""


@dataclass(frozen=True)
class Crew:
    """Who works tonight: what the workers run, what is told of it, and who hears of the records.

    `layouts` are the ballots of tonight, for the pages that draw them.
    """

    examiner: str
    components: tuple[Component, ...] = ()
    sinks: tuple[Sink, ...] = ()
    layouts: tuple[Layout, ...] = ()


def load_crew(config: Config) -> Crew:
    """Load what the configuration enables, once here to know it; each worker loads it again."""
    # Here, not above: a service with another crew needs neither OpenCV nor the plugins.
    from qc_service.adapters.plugin_loading import (  # noqa: PLC0415 - as said
        bill_of_materials,
        load_lineup,
    )
    from qc_service.adapters.sink_settings import make_sinks  # noqa: PLC0415 - as said

    lineup = load_lineup(config)
    components = tuple(bill_of_materials(lineup))
    # Here only: no worker needs the secrets that are read for them.
    sinks = (*lineup.sinks, *make_sinks(lineup.makers, config))
    return Crew(EXAMINER, components, sinks, tuple(lineup.layouts))


def now_text() -> str:
    """Give the time of day in UTC, as it is written into records."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def today_text() -> str:
    """Give the day where the service runs, `2027-09-13`: for it people confirm (§ 10-6)."""
    return datetime.now(UTC).astimezone().date().isoformat()


def worker_count(config: Config) -> int:
    """Give how many workers to start: as configured, or one for each core this process may use."""
    return config.service.workers or len(os.sched_getaffinity(0))


@dataclass(frozen=True, eq=False)
class Opened:
    """A ledger ready to be written, the desk as it stands after its records, and what to note."""

    ledger: Ledger
    notary: Notary
    desk: Desk
    rows: int
    notes: tuple[tuple[str, str], ...]


class _Beginning(NamedTuple):
    """What the configuration wants of a ledger's first row, and of the boxes to come."""

    components: tuple[Component, ...]
    plan: dict[str, float]
    key: SigningKey | None
    boxes: BatchPlan | None

    @property
    def public(self) -> str:
        return self.key.public if self.key else ""


def open_ledger(config: Config, components: tuple[Component, ...]) -> Opened:
    """Open the ledger and bring a fresh desk to where it ends; or begin both."""
    path = Path(config.service.ledger)
    plan = {name: float(value) for name, value in msgspec.to_builtins(config.plan).items()}
    key = configured_key(config.service.key)
    wanted = _Beginning(components, plan, key, planned_boxes(config))
    if path.exists():
        ledger = Ledger.open(path)
    else:
        Desk(plan)  # a plan that cannot be meant must not become the first record
        ledger = Ledger.create(path, _first_entry(wanted))
    try:
        return _caught_up(ledger, path, wanted)
    except QcError:
        ledger.close()
        raise


def reopen_ledger(config: Config) -> Opened:
    """Open a ledger for what people do after the scanning; its plan and parts stay as recorded.

    Raises:
        QcError: `ledger.*`, `key.*`; a ledger that is missing is not begun.
    """
    path, key = Path(config.service.ledger), configured_key(config.service.key)
    ledger = Ledger.open(path)
    try:
        replayed, notary = replay(ledger.entries()), Notary(ledger, path, key)
    except QcError:
        ledger.close()
        raise
    notes = [("desk-opened", f"qc-service {__version__}")]
    if replayed.difference:
        notes += [("replay-differs", f"row {replayed.row}: {replayed.difference}")]
    return Opened(ledger, notary, replayed.desk, sum(replayed.counts.values()), tuple(notes))


def planned_boxes(config: Config) -> BatchPlan | None:
    """Read the plan of boxes that the configuration names, if it names one."""
    path = config.boxes.plan
    return BatchPlan(now_text(), read_boxes(Path(path))) if path else None


def _first_entry(wanted: _Beginning) -> Genesis:
    return Genesis(now_text(), __version__, wanted.components, wanted.plan, wanted.public)


def _caught_up(ledger: Ledger, path: Path, wanted: _Beginning) -> Opened:
    genesis: list[Genesis] = []
    latest: dict[str, str] = {}
    plans: list[BatchPlan] = []

    def watched() -> Iterator[Entry]:
        for entry in ledger.entries():
            if isinstance(entry, Genesis):
                genesis.append(entry)
            elif isinstance(entry, Note):
                latest[entry.kind] = entry.message
            elif isinstance(entry, BatchPlan):
                plans[:] = [entry]
            yield entry

    replayed = replay(watched())
    _require_same_plan(path, genesis[0], wanted)
    notes = [("started", f"qc-service {__version__}")]
    if replayed.difference:
        notes += [("replay-differs", f"row {replayed.row}: {replayed.difference}")]
    told = latest.get("components", _told(genesis[0].components))
    if told != _told(wanted.components):
        notes.append(("components", _told(wanted.components)))
    rows, boxes = sum(replayed.counts.values()), wanted.boxes
    if boxes is not None and [boxes.boxes] != [each.boxes for each in plans]:
        # At once, before any sheet: the desk must meet plan and sheets in the ledger's order.
        ledger.append([boxes])
        replayed.desk.take_plan(boxes)
        rows += 1
    return Opened(ledger, Notary(ledger, path, wanted.key), replayed.desk, rows, tuple(notes))


def _require_same_plan(path: Path, genesis: Genesis, wanted: _Beginning) -> None:
    """Refuse to go on with a ledger that was begun under another plan."""
    if genesis.plan != wanted.plan:
        raise QcError(
            "ledger.plan",
            f"{path}: its plan is {genesis.plan}, the configuration's is {wanted.plan}",
            "The plan is fixed before the night: mend [plan], or name a new ledger in [service].",
            ExitCode.CONFIG,
        )


def _told(components: tuple[Component, ...]) -> str:
    """Write a bill of materials as one line, to be compared and to be read by people."""
    return msgspec.json.encode(sorted(components, key=lambda each: (each.kind, each.name))).decode()


class Wake:
    """Tells the loop to stop, from a signal or from another thread, by a byte in a pipe."""

    def __init__(self) -> None:
        """Open the pipe."""
        self.descriptor, self._writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def stop(self) -> None:
        """Ask for the end; asking twice, or after it, is asking once."""
        if self._writing >= 0:
            os.write(self._writing, b".")

    def close(self) -> None:
        """Close the pipe."""
        os.close(self.descriptor)
        writing, self._writing = self._writing, -1
        os.close(writing)


@contextmanager
def signals(stop: Callable[[], None]) -> Iterator[None]:
    """Have SIGTERM and SIGINT call `stop`; outside the main thread Python allows no handlers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(kind, lambda _number, _frame: stop()) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
