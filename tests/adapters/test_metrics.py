"""The metrics: what is counted, under which names, and how many series there can ever be."""

import re
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import choose_encoder

from fakes.programs import run
from qc_service import __version__
from qc_service.adapters.metrics import OTHER, SCANNERS_MOST, WORDS_MOST, Metrics
from qc_service.adapters.metrics_scanners import MEASURES_MOST, PAGES
from qc_service.flow.figures import BoxFigures, BoxState, Figures
from qc_service.flow.tally import Tally
from qc_service.model.batch import Batch
from qc_service.model.events import AlarmRecord, Cell, Component, Finding
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Candidate, Difference, DifferenceKind, Mark, MarkState
from shared import REPO
from strategies import examinations

BOXES = (
    BoxFigures(Batch("K1", category="day-locale"), BoxState.OPEN, 510, 512),
    BoxFigures(Batch("K2", category="day-locale"), BoxState.PLANNED, 0, 500),
    BoxFigures(Batch("K3", category="advance-late"), BoxState.OPEN, 3, None),
)
KEY = SheetKey("hall-2", "s1", "b1", 7)
BOX = (0, 0, 1, 1)


def value(metrics: Metrics, name: str, labels: Mapping[str, str] | None = None) -> float | None:
    return metrics.registry.get_sample_value(name, dict(labels or {}))


def examined() -> Examination:
    marks = tuple(Mark("c", str(n), 0.5, state, BOX) for n, state in enumerate(MarkState))
    pages = (
        PageReread("a.jpg", "0" * 64, marks=(*marks, marks[2])),
        PageReread("b.jpg", "0" * 64, fault=Fault(FaultCode.NOT_LOCATED, "")),
    )
    return Examination(
        KEY,
        pages,
        differences=(Difference(DifferenceKind.MISS, "c", "0", "empty", "marked", 0.5),) * 2,
        faults=(Fault(FaultCode.REPORTED_UNREADABLE, ""),),
        compared=True,
    )


def test_a_sheet_is_counted_once_in_each_figure() -> None:
    metrics = Metrics()
    metrics.sheet(examined(), ({"decode": 10.0, "read": 2.0}, {"decode": 20.0}))
    scanner = {"scanner": "hall-2"}
    assert value(metrics, "qc_sheets_total", scanner) == 1
    assert value(metrics, "qc_sheets_compared_total", scanner) == 1
    assert value(metrics, "qc_differences_total", {**scanner, "kind": "miss"}) == 2
    assert value(metrics, "qc_faults_total", {**scanner, "code": "not-located"}) == 1
    assert value(metrics, "qc_faults_total", {**scanner, "code": "reported-unreadable"}) == 1
    assert value(metrics, "qc_marks_total", {"state": "marked"}) == 1
    assert value(metrics, "qc_marks_total", {"state": "unsure"}) == 2
    assert value(metrics, "qc_unsure_marks_total", scanner) == 2
    decode = {"stage": "decode"}
    assert value(metrics, "qc_stage_seconds_count", decode) == 2
    assert value(metrics, "qc_stage_seconds_sum", decode) == pytest.approx(0.030)
    assert value(metrics, "qc_stage_seconds_bucket", {**decode, "le": "0.016"}) == 1


def test_effects_refusals_losses_and_sinks_are_counted() -> None:
    metrics = Metrics()
    metrics.effect(AlarmRecord(Cell(DifferenceKind.FALSE, "hall-2"), 5, 1, 2, 4, 9.0, 8.0, KEY))
    metrics.effect(Finding("double", KEY, ""))
    metrics.refused("credit")
    metrics.worker_lost("timeout")
    metrics.sink_failed("log")
    metrics.sink_again("webhook")
    scanner = {"scanner": "hall-2"}
    assert value(metrics, "qc_alarms_total", {**scanner, "kind": "false"}) == 1
    assert value(metrics, "qc_findings_total", {**scanner, "kind": "double"}) == 1
    assert value(metrics, "qc_refusals_total", {"code": "credit"}) == 1
    assert value(metrics, "qc_workers_lost_total", {"cause": "timeout"}) == 1
    assert value(metrics, "qc_sink_failures_total", {"sink": "log"}) == 1
    assert value(metrics, "qc_sink_retries_total", {"sink": "webhook"}) == 1


def test_gauges_say_how_it_is_now() -> None:
    metrics = Metrics()
    metrics.queue(queued=3, in_hand=5, workers=2)
    metrics.ledger(rows=17, lag_s=0.25, at=1_800_000_000.5)
    metrics.ledger_bytes(4096)
    metrics.sinks_waiting({"webhook": 2})
    metrics.started(1_800_000_000.0, ["webhook"])
    assert value(metrics, "qc_queue_sheets") == 3
    assert value(metrics, "qc_in_hand_sheets") == 5
    assert value(metrics, "qc_workers") == 2
    assert value(metrics, "qc_ledger_rows") == 17
    assert value(metrics, "qc_ledger_lag_seconds") == 0.25
    assert value(metrics, "qc_ledger_last_commit_timestamp_seconds") == 1_800_000_000.5
    assert value(metrics, "qc_ledger_bytes") == 4096
    assert value(metrics, "qc_start_timestamp_seconds") == 1_800_000_000.0
    assert value(metrics, "qc_sink_waiting_entries", {"sink": "webhook"}) == 2
    assert value(metrics, "qc_sink_failures_total", {"sink": "webhook"}) == 0
    assert value(metrics, "qc_sink_retries_total", {"sink": "webhook"}) == 0


def figures(*alarms: AlarmRecord, levels: dict[str, float] | None = None) -> Figures:
    tally = Tally("hall-2")
    tally.take(examined())
    for alarm in alarms:
        tally.alarm(alarm)
    return Figures((tally.figures(missing=0, held=0),), (), 0.01, levels=levels or {})


def test_alarms_that_stand_are_counted_and_those_that_are_over_no_more() -> None:
    metrics = Metrics()
    raised = {"scanner": "hall-2", "state": "raised"}
    hall = {"scanner": "", "state": "raised"}
    metrics.scanners.figures(figures(), 0.05)
    assert value(metrics, "qc_open_alarms", raised) == 0
    assert value(metrics, "qc_open_alarms", hall) == 0
    one = AlarmRecord(Cell(DifferenceKind.FALSE, "hall-2"), 5, 1, 2, 4, 9.0, 8.0, KEY, number=1)
    all_of_them = msgspec.structs.replace(one, cell=Cell(DifferenceKind.FALSE), number=2)
    elsewhere = msgspec.structs.replace(one, cell=Cell(DifferenceKind.FALSE, "hall-9"), number=3)
    metrics.scanners.figures(figures(one, all_of_them, elsewhere), 0.05)
    assert value(metrics, "qc_open_alarms", raised) == 1
    assert value(metrics, "qc_open_alarms", hall) == 1
    assert value(metrics, "qc_open_alarms", {**raised, "scanner": "hall-9"}) == 1
    metrics.scanners.figures(figures(), 0.05)
    assert value(metrics, "qc_open_alarms", raised) == 0
    assert value(metrics, "qc_open_alarms", hall) == 0
    assert value(metrics, "qc_open_alarms", {**raised, "scanner": "hall-9"}) == 0


def test_evidence_is_told_by_scanner_and_the_budget_as_a_share() -> None:
    metrics = Metrics()
    metrics.scanners.figures(figures(levels={"hall-3": 0.4}), 0.05)
    assert value(metrics, "qc_evidence_level_ratio", {"scanner": "hall-2"}) == 0
    assert value(metrics, "qc_evidence_level_ratio", {"scanner": "hall-3"}) == 0.4
    assert value(metrics, "qc_budget_spent_ratio") == pytest.approx(0.2)


def test_a_scanner_that_left_is_there_with_0() -> None:
    metrics = Metrics()
    metrics.credit({"hall-1": 16, "hall-2": 4})
    metrics.credit({"hall-2": 0})
    assert value(metrics, "qc_scanner_connected", {"scanner": "hall-1"}) == 0
    assert value(metrics, "qc_scanner_connected", {"scanner": "hall-2"}) == 1


def test_image_measures_are_smoothed() -> None:
    metrics = Metrics()
    focus = {"scanner": "hall-2", "measure": "focus"}
    for seen in (0.8, 0.8, 0.16):
        metrics.sheet(with_quality({"focus": seen}))
    metrics.scanners.figures(figures(), 0.05)
    assert value(metrics, "qc_image_measure", focus) == pytest.approx(0.8 - 0.64 / PAGES)
    for number in range(MEASURES_MOST + 5):
        metrics.sheet(with_quality({f"measure-{number}": 1.0}))
    metrics.scanners.figures(figures(), 0.05)
    family = next(f for f in metrics.registry.collect() if f.name == "qc_image_measure")
    assert len(family.samples) == MEASURES_MOST


def with_quality(quality: dict[str, float]) -> Examination:
    return Examination(KEY, (PageReread("a.jpg", "0" * 64, quality=quality),))


def test_what_is_counted_of_a_scanner_begins_at_0() -> None:
    metrics = Metrics()
    metrics.sheet(Examination(KEY, ()), at=1_800_000_000.0)
    for kind in DifferenceKind:
        labels = {"scanner": "hall-2", "kind": kind.value}
        assert value(metrics, "qc_alarms_total", labels) == 0
        assert value(metrics, "qc_differences_total", labels) == 0
    assert value(metrics, "qc_findings_total", {"scanner": "hall-2", "kind": "gap"}) == 0
    assert value(metrics, "qc_workers_lost_total", {"cause": "timeout"}) == 0
    last = value(metrics, "qc_last_sheet_timestamp_seconds", {"scanner": "hall-2"})
    assert last == 1_800_000_000.0


def test_exemplars_name_the_sheet_that_differed_and_the_one_that_was_slow() -> None:
    metrics = Metrics()
    long = msgspec.structs.replace(examined(), key=SheetKey("hall-2", "s" * 300, "b", 7))
    metrics.sheet(long, ({"decode": 3000.0, "read": 2.0},))
    encode, _ = choose_encoder("application/openmetrics-text")
    said = encode(metrics.registry).decode()
    differing = re.search(r'qc_differences_total{kind="miss",scanner="hall-2"} 2.0 # {(.*)}', said)
    assert differing
    assert differing[1].startswith('sheet="hall-2/sss')
    slow = re.findall(r'qc_stage_seconds_bucket{le="30.0",stage="decode"} 1.0 # {sheet="', said)
    assert len(slow) == 1
    assert not re.search(r'stage="read"} .* # ', said)
    assert "# {" not in generate_latest(metrics.registry).decode()


def test_promtool_has_no_complaint() -> None:
    said = generate_latest(full().registry).decode()
    assert run("promtool", "check", "metrics", said=said) == ""


def test_the_credit_of_a_scanner_that_left_disappears() -> None:
    metrics = Metrics()
    metrics.credit({"hall-1": 16, "hall-2": 4})
    metrics.credit({"hall-2": 0})
    assert value(metrics, "qc_credit_sheets", {"scanner": "hall-1"}) is None
    assert value(metrics, "qc_credit_sheets", {"scanner": "hall-2"}) == 0


def test_scanners_beyond_the_bound_share_one_label() -> None:
    metrics = Metrics()
    names = [f"hall-{number}" for number in range(SCANNERS_MOST + 3)]
    for name in names:
        metrics.sheet(Examination(SheetKey(name, "s", "b", 1), ()))
    metrics.credit({name: 16 - number % 16 for number, name in enumerate(names)})
    assert value(metrics, "qc_sheets_total", {"scanner": OTHER}) == 3
    assert value(metrics, "qc_credit_sheets", {"scanner": OTHER}) == 14
    assert value(metrics, "qc_sheets_total", {"scanner": "hall-0"}) == 1


def test_the_build_names_versions() -> None:
    metrics = Metrics()
    assert f'version="{__version__}"' in generate_latest(metrics.registry).decode()
    metrics.components(
        (
            Component("library", "cv2", "5.0.0", "imported", ""),
            Component("profile", "default", "5.0", "plugin", "0"),
        )
    )
    (line,) = [
        line
        for line in generate_latest(metrics.registry).decode().splitlines()
        if line.startswith("qc_build_info{")
    ]
    assert 'cv2="5.0.0"' in line
    assert 'profile="default"' in line
    assert line.endswith(" 1.0")


def test_two_services_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics(CollectorRegistry())
    first.refused("credit")
    assert value(second, "qc_refusals_total", {"code": "credit"}) is None


@settings(max_examples=20)
@given(st.lists(examinations, min_size=1, max_size=5))
def test_no_sheet_batch_or_session_is_ever_a_label(sheets: list[Examination]) -> None:
    metrics = Metrics()
    for sheet in sheets:
        metrics.sheet(sheet, ({"decode": 1.0},))
    allowed = {"scanner", "code", "kind", "state", "stage", "le"}
    allowed |= {"version", "python", "cause", "sink", "measure", "reason"}
    for family in metrics.registry.collect():
        for sample in family.samples:
            assert set(sample.labels) <= allowed


@given(st.lists(st.text(max_size=8), max_size=3 * WORDS_MOST))
def test_whatever_comes_the_series_are_bounded(words: list[str]) -> None:
    metrics = Metrics()
    for word in words:
        metrics.refused(word)
        metrics.sink_failed(word)
        metrics.worker_lost(word)
    for family in metrics.registry.collect():
        totals = [each for each in family.samples if each.name.endswith("_total")]
        assert len(totals) <= WORDS_MOST + 1


def test_boxes_are_counted_by_state_and_their_sheets_by_category() -> None:
    metrics = Metrics()
    metrics.boxes(())
    assert value(metrics, "qc_boxes", {"state": "open"}) is None
    metrics.boxes(BOXES)
    states = {state.value: value(metrics, "qc_boxes", {"state": state.value}) for state in BoxState}
    assert states == {"planned": 1, "open": 2, "closed": 0}
    day, late = {"category": "day-locale"}, {"category": "advance-late"}
    assert value(metrics, "qc_box_sheets", day) == 510
    assert value(metrics, "qc_box_expected_sheets", day) == 1012
    assert value(metrics, "qc_box_expected_sheets", late) == 0


def families() -> dict[str, str]:
    """Give every metric as Prometheus shows it, with its type."""
    return {
        family.name + ("_total" if family.type == "counter" else "")
        + ("_info" if family.type == "info" else ""): family.type
        for family in Metrics().registry.collect()
    }  # fmt: skip


def test_names_keep_the_conventions() -> None:
    for name, kind in families().items():
        assert re.fullmatch(r"qc_[a-z_]+", name)
        assert name.endswith("_total") == (kind == "counter")
        assert not re.search(r"_(ms|milliseconds|minutes|bytes_total|kb)\b", name)


def test_every_metric_is_documented_and_nothing_else() -> None:
    page = (REPO / "docs" / "metrics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(qc_[a-z_]+)` \| (\w+) \|", page, re.MULTILINE)
    assert dict(rows) == families()
    assert len(rows) == len(dict(rows))


def full() -> Metrics:
    """Give metrics in which every series that can be is there."""
    metrics = Metrics()
    metrics.sheet(examined(), ({"decode": 1.0},))
    metrics.effect(AlarmRecord(Cell(DifferenceKind.FALSE, "hall-2"), 5, 1, 2, 4, 9.0, 8.0, KEY))
    metrics.effect(Finding("double", KEY, ""))
    metrics.refused("x")
    metrics.worker_lost("x")
    metrics.sink_failed("x")
    metrics.sink_again("x")
    metrics.credit({"hall-2": 1})
    metrics.boxes(BOXES)
    metrics.components(
        [Component("library", name, "1", "", "") for name in ("python", "numpy", "cv2")]
    )
    metrics.sheet(
        msgspec.structs.replace(with_quality({"focus": 0.8}), candidates=(Candidate("unsure"),))
    )
    metrics.sinks_waiting({"x": 0})
    metrics.scanners.figures(figures(), 0.05)
    return metrics


def test_every_label_is_documented() -> None:
    page = (REPO / "docs" / "metrics.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(qc_[a-z_]+)` \| \w+ \| ([^|]*) \|", page, re.MULTILINE))
    metrics = full()
    labels: dict[str, set[str]] = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            name = re.sub(r"_(bucket|sum|count)$", "", sample.name)
            labels.setdefault(name, set()).update(set(sample.labels) - {"le"})
    labels = {name: each for name, each in labels.items() if not name.endswith("_created")}
    said = {name: set(re.findall(r"`([a-z0-9]+)`", text)) for name, text in documented.items()}
    assert labels == said
