"""Figures of single scanners as they stand: who is here, how the images look, how near an alarm."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Gauge

from qc_service.flow.figures import Figures
from qc_service.model.sheet import Examination

PAGES = 64
"""Pages over which an image measure is smoothed: steady within a box, and a change shows soon."""

MEASURES_MOST = 32
"""Measures with series of their own: twice what the shipped inspectors give; others have none."""

RAISED = "raised"
"""The one state that an alarm has by now: it stands."""


class ScannerMetrics:
    """Gauges by scanner; `label` bounds how many scanners have one of their own."""

    def __init__(self, registry: CollectorRegistry, label: Callable[[str], str]) -> None:
        """Begin with no scanner."""
        self._label = label
        self._measures: dict[str, None] = {}
        self._smoothed: dict[tuple[str, str], float] = {}
        self._here: set[str] = set()
        self._alarmed = {""}
        scanner = ("scanner",)
        self._connected = Gauge(
            "qc_scanner_connected", "1 while a feeder is connected.", scanner, registry=registry
        )
        self._last = Gauge(
            "qc_last_sheet_timestamp_seconds",
            "When a scanner's last sheet was recorded.",
            scanner,
            registry=registry,
        )
        self._image = Gauge(
            "qc_image_measure",
            "Measures of a scanner's images, smoothed.",
            ("scanner", "measure"),
            registry=registry,
        )
        self._open = Gauge(
            "qc_open_alarms", "Alarms by state.", ("scanner", "state"), registry=registry
        )
        self._level = Gauge(
            "qc_evidence_level_ratio",
            "Log-evidence over its threshold, the highest at a scanner's last deviating sheet.",
            scanner,
            registry=registry,
        )
        self._budget = Gauge(
            "qc_budget_spent_ratio",
            "Bound on false alarms so far, as a share of the plan's alpha.",
            registry=registry,
        )
        self._open.labels("", RAISED).set(0)

    def sheet(self, examination: Examination, at: float) -> None:
        """Take a sheet recorded `at`, in seconds since 1970."""
        scanner = self._label(examination.key.scanner)
        self._last.labels(scanner).set(at)
        for page in examination.pages:
            for measure, value in page.quality.items():
                self._measure(scanner, measure, value)

    def connected(self, scanners: Iterable[str]) -> None:
        """Take which scanners are connected now; one that left stays, with 0."""
        here = {self._label(name) for name in scanners}
        for label in self._here | here:
            self._connected.labels(label).set(int(label in here))
        self._here |= here

    def figures(self, figures: Figures, alpha: float) -> None:
        """Take the desk's figures, alarms and evidence among them; images' are shown with them."""
        self._budget.set(figures.spent / alpha)
        # Here, now and then: set with every page, they would cost as much as all other figures.
        for key, value in self._smoothed.items():
            self._image.labels(*key).set(value)
        # Those that had one begin at 0 again: an alarm told anew may name another scanner.
        alarms = dict.fromkeys(self._alarmed, 0)
        levels: dict[str, float] = {}
        for each in figures.scanners:
            alarms.setdefault(self._label(each.scanner), 0)
            levels.setdefault(self._label(each.scanner), 0.0)
            for alarm in each.alarms:
                # Where the cell is of no one scanner, the label says so by being empty.
                label = self._label(alarm.cell.scanner) if alarm.cell.scanner else ""
                alarms[label] = alarms.get(label, 0) + 1
        for scanner, level in figures.levels.items():
            label = self._label(scanner)
            levels[label] = max(level, levels.get(label, 0.0))
        _set_all(self._level, levels)
        self._alarmed |= alarms.keys()
        for label, count in alarms.items():
            self._open.labels(label, RAISED).set(count)

    def _measure(self, scanner: str, measure: str, value: float) -> None:
        if measure not in self._measures and len(self._measures) >= MEASURES_MOST:
            return
        self._measures[measure] = None
        before = self._smoothed.get((scanner, measure), value)
        self._smoothed[scanner, measure] = before + (value - before) / PAGES


def _set_all(gauge: Gauge, values: Mapping[str, float]) -> None:
    for label, value in values.items():
        gauge.labels(label).set(value)
