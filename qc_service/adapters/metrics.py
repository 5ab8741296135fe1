"""The figures at `/metrics`, for Prometheus; `docs/metrics.md` says what each means.

Names and units by the Prometheus conventions: prefix `qc_`, base units, `_total` on counters.
No label ever holds a sheet, and each label's values are bounded, whatever a sender writes.
"""

import platform
from collections import Counter as Counted
from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

from qc_service import __version__
from qc_service.adapters.metrics_scanners import ScannerMetrics
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.model.events import AlarmRecord, Component, Effect, Finding
from qc_service.model.faults import FaultCode
from qc_service.model.sheet import Examination
from qc_service.model.verdict import DifferenceKind

SCANNERS_MOST = 64
"""Scanners with a label of their own: as many as may feed at one time; the rest are `other`."""

WORDS_MOST = 32
"""Values of any other label: several times what the house itself uses; the rest are `other`."""

OTHER = "other"

EXEMPLAR_MOST = 120
"""Characters of a sheet's key: OpenMetrics allows 128 for an exemplar, with its label's name."""

SLOW_SECONDS = 0.128
"""A stage above this is slow for any page, and its exemplar names the sheet."""

STAGE_BUCKETS = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.5, 2.0, 30.0)
"""Seconds. Judging takes under 1 ms, decoding a letter page 4 to 25 ms: doubling steps tell a
stage from one that takes twice as long. 30 s is the default limit for a whole sheet."""


class _Words:
    """The values one label may take: the first so many that come, then `other`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def __call__(self, word: str) -> str:
        if word in self._known:
            return word
        if len(self._known) >= self._most:
            return OTHER
        self._known.add(word)
        return word


class Metrics:
    """All figures of one service, in a registry of their own.

    The methods are for the service's one writing thread; a page reads `registry` meanwhile.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        """Begin at nothing, in the given registry or a new one."""
        self.registry = registry or CollectorRegistry()
        self._scanner = _Words(SCANNERS_MOST)
        self._words = {
            name: _Words(WORDS_MOST)
            for name in ("code", "kind", "stage", "sink", "refusal", "cause", "category", "reason")
        }
        self._connected: set[str] = set()
        self._begun: set[str] = set()
        self._make_counters()
        self._make_gauges()
        self.scanners = ScannerMetrics(self.registry, self._scanner)

    def _make_counters(self) -> None:
        registry = self.registry
        scanner = ("scanner",)
        self._sheets = Counter("qc_sheets", "Sheets recorded.", scanner, registry=registry)
        self._compared = Counter(
            "qc_sheets_compared", "Sheets compared with a report.", scanner, registry=registry
        )
        self._faults = Counter(
            "qc_faults", "Faults of sheets and pages.", ("scanner", "code"), registry=registry
        )
        self._differences = Counter(
            "qc_differences",
            "Options on which reported and reread disagree.",
            ("scanner", "kind"),
            registry=registry,
        )
        self._marks = Counter("qc_marks", "Targets judged.", ("state",), registry=registry)
        self._unsure = Counter(
            "qc_unsure_marks", "Targets that a person must look at.", scanner, registry=registry
        )
        self._alarms = Counter(
            "qc_alarms", "Alarms raised.", ("scanner", "kind"), registry=registry
        )
        self._findings = Counter(
            "qc_findings",
            "Gaps, doubles, conflicts, restarts, papers and boxes that are not right.",
            ("scanner", "kind"),
            registry=registry,
        )
        self._candidates = Counter(
            "qc_check_candidates", "Reasons to check a sheet.", ("reason",), registry=registry
        )
        self._refusals = Counter("qc_refusals", "Messages refused.", ("code",), registry=registry)
        self._lost = Counter(
            "qc_workers_lost", "Workers that died or hung.", ("cause",), registry=registry
        )
        self._sinks = Counter(
            "qc_sink_failures", "Entries a sink did not take.", ("sink",), registry=registry
        )
        self._sink_tries = Counter(
            "qc_sink_retries", "Further tries to deliver.", ("sink",), registry=registry
        )
        for cause in (FaultCode.WORKER_DIED, FaultCode.TIMEOUT):
            self._lost.labels(self._word("cause", cause.value))
        for kind in DifferenceKind:
            self._alarms.labels("", kind.value)
        self._stages = Histogram(
            "qc_stage_seconds",
            "Time one page spent in one stage.",
            ("stage",),
            buckets=STAGE_BUCKETS,
            registry=registry,
        )

    def _make_gauges(self) -> None:
        registry = self.registry
        self._queue = Gauge(
            "qc_queue_sheets", "Accepted sheets that wait for a worker.", registry=registry
        )
        self._in_hand = Gauge(
            "qc_in_hand_sheets", "Accepted sheets without a record yet.", registry=registry
        )
        self._credit = Gauge(
            "qc_credit_sheets",
            "Sheets a scanner may still send before an acknowledgement.",
            ("scanner",),
            registry=registry,
        )
        self._workers = Gauge("qc_workers", "Workers that can work.", registry=registry)
        self._ledger_lag = Gauge(
            "qc_ledger_lag_seconds",
            "Arrival to record on disk, the slowest sheet of the last commit.",
            registry=registry,
        )
        self._ledger_rows = Gauge("qc_ledger_rows", "Rows in the ledger.", registry=registry)
        self._ledger_bytes = Gauge(
            "qc_ledger_bytes", "What the ledger takes up on disk.", registry=registry
        )
        self._ledger_at = Gauge(
            "qc_ledger_last_commit_timestamp_seconds",
            "When entries were last put on disk.",
            registry=registry,
        )
        self._sink_waiting = Gauge(
            "qc_sink_waiting_entries", "Entries that wait for a sink.", ("sink",), registry=registry
        )
        self._started = Gauge(
            "qc_start_timestamp_seconds", "When the service started.", registry=registry
        )
        self._boxes = Gauge("qc_boxes", "Boxes by state.", ("state",), registry=registry)
        self._box_sheets = Gauge(
            "qc_box_sheets", "Sheets recorded of boxes.", ("category",), registry=registry
        )
        self._box_expected = Gauge(
            "qc_box_expected_sheets",
            "Sheets that boxes should hold.",
            ("category",),
            registry=registry,
        )
        self._build = Info("qc_build", "What runs.", registry=registry)
        self.build({})

    def build(self, parts: Mapping[str, str]) -> None:
        """Say what runs; the service's and Python's versions are there without being named."""
        self._build.info(
            {"version": __version__, "python": platform.python_version(), **dict(parts)}
        )

    def components(self, components: Sequence[Component]) -> None:
        """Say what runs, from the bill of materials: versions of libraries, id of the profile."""
        parts = {each.name: each.version for each in components if each.kind == "library"}
        profile = next((each.name for each in components if each.kind == "profile"), "")
        self.build({**parts, "profile": profile})

    def started(self, at: float, sinks: Sequence[str]) -> None:
        """Say when the service started (seconds since 1970), and which sinks it has."""
        self._started.set(at)
        for sink in sinks:
            # From 0 on: what appears with its first failure has not risen, for Prometheus.
            self._sinks.labels(self._word("sink", sink))
            self._sink_tries.labels(self._word("sink", sink))

    def sheet(
        self,
        examination: Examination,
        elapsed_ms: Sequence[Mapping[str, float]] = (),
        at: float = 0.0,
    ) -> None:
        """Count one sheet recorded `at` (seconds since 1970); `elapsed_ms` by stage, by image."""
        scanner = self._begin(examination.key.scanner)
        self.scanners.sheet(examination, at)
        exemplar = {"sheet": examination.key.text()[:EXEMPLAR_MOST]}
        self._sheets.labels(scanner).inc()
        self._compared.labels(scanner).inc(int(examination.compared))
        faults = [*examination.faults, *(page.fault for page in examination.pages if page.fault)]
        for fault in faults:
            self._faults.labels(scanner, FaultCode(fault.code).value).inc()
        for what in examination.differences:
            self._differences.labels(scanner, what.kind.value).inc(exemplar=exemplar)
        for candidate in examination.candidates:
            self._candidates.labels(self._word("reason", candidate.reason)).inc()
        states = Counted(mark.state.value for page in examination.pages for mark in page.marks)
        for state, count in states.items():
            self._marks.labels(state).inc(count)
        self._unsure.labels(scanner).inc(states["unsure"])
        for stages in elapsed_ms:
            for stage, milliseconds in stages.items():
                seconds = milliseconds / 1000
                # Only of what is slow: one asks which sheet it was, and each costs microseconds.
                slow = exemplar if seconds > SLOW_SECONDS else None
                self._stages.labels(self._word("stage", stage)).observe(seconds, slow)

    def _begin(self, name: str) -> str:
        """Give a scanner's label; with its first sheet, what may be counted of it begins at 0.

        What appears with 1 has not risen, for Prometheus: the first alarm would raise no alert.
        """
        scanner = self._scanner(name)
        if scanner not in self._begun:
            self._begun.add(scanner)
            for kind in DifferenceKind:
                self._differences.labels(scanner, kind.value)
                self._alarms.labels(scanner, kind.value)
            for word in ("gap", "double", "conflict", "restart"):
                self._findings.labels(scanner, self._word("kind", word))
        return scanner

    def effect(self, effect: Effect) -> None:
        """Count an alarm, when it is told first, or a finding."""
        if isinstance(effect, Finding):
            kind = self._word("kind", effect.kind)
            self._findings.labels(self._scanner(effect.key.scanner), kind).inc()
        elif isinstance(effect, AlarmRecord) and not effect.refines:
            # Where the cell is of no one scanner, the label says so by being empty.
            scanner = self._scanner(effect.cell.scanner) if effect.cell.scanner else ""
            self._alarms.labels(scanner, effect.cell.kind.value).inc()

    def refused(self, code: str) -> None:
        """Count a message that was refused."""
        self._refusals.labels(self._word("refusal", code)).inc()

    def worker_lost(self, cause: str) -> None:
        """Count a worker that died or was killed because it hung."""
        self._lost.labels(self._word("cause", cause)).inc()

    def sink_failed(self, sink: str) -> None:
        """Count an entry that a sink did not take."""
        self._sinks.labels(self._word("sink", sink)).inc()

    def sink_again(self, sink: str) -> None:
        """Count a further try that a sink asked for."""
        self._sink_tries.labels(self._word("sink", sink)).inc()

    def queue(self, *, queued: int, in_hand: int, workers: int) -> None:
        """Set how many sheets wait, how many have no record yet, and how many workers work."""
        self._queue.set(queued)
        self._in_hand.set(in_hand)
        self._workers.set(workers)

    def credit(self, left: Mapping[str, int]) -> None:
        """Set what each connected scanner may still send; a scanner that has left disappears."""
        by_label: dict[str, int] = {}
        for scanner, sheets in left.items():
            label = self._scanner(scanner)
            # Several beyond the bound share one label: the tightest of them is what matters.
            by_label[label] = min(sheets, by_label.get(label, sheets))
        for label in self._connected - by_label.keys():
            self._credit.remove(label)
        for label, sheets in by_label.items():
            self._credit.labels(label).set(sheets)
        self._connected = set(by_label)
        self.scanners.connected(left)

    def ledger(self, *, rows: int, lag_s: float, at: float) -> None:
        """Set rows, how long a commit's slowest sheet waited, and when it was (since 1970)."""
        self._ledger_rows.set(rows)
        self._ledger_lag.set(lag_s)
        self._ledger_at.set(at)

    def ledger_bytes(self, size: int) -> None:
        """Set what the ledger takes up on disk."""
        self._ledger_bytes.set(size)

    def sinks_waiting(self, waiting: Mapping[str, int]) -> None:
        """Set how many entries wait for each sink."""
        for sink, entries in waiting.items():
            self._sink_waiting.labels(self._word("sink", sink)).set(entries)

    def boxes(self, boxes: Sequence[BoxFigures]) -> None:
        """Set how many boxes stand in which state, and the sheets recorded and expected."""
        if not boxes:
            return
        states = Counted(box.state for box in boxes)
        for state in BoxState:
            self._boxes.labels(state.value).set(states[state])
        recorded: Counted[str] = Counted()
        expected: Counted[str] = Counted()
        for box in boxes:
            category = self._word("category", box.batch.category)
            recorded[category] += box.sheets
            expected[category] += box.expected or 0
        for category in recorded:
            self._box_sheets.labels(category).set(recorded[category])
            self._box_expected.labels(category).set(expected[category])

    def _word(self, label: str, word: str) -> str:
        return self._words[label](word)
