"""A running service watched by a real Prometheus and Alertmanager, with the files we ship."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fakes.dashboard import expressions
from fakes.programs import free_port, run, server
from fakes.running import LIMITS, Running, configured, hand_feeder, running, sheet, wait_for
from qc_service.model.sheet import Submission
from qc_service.wire.messages import Ack
from shared import REPO

DEPLOY = REPO / "deploy"


@dataclass
class Watched:
    """The three of them, and where they are."""

    service: Running
    prometheus: str
    alertmanager: str

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Ask Prometheus."""
        asked = urllib.parse.urlencode({"query": expression})
        found: list[dict[str, Any]] = fetched(f"{self.prometheus}/api/v1/query?{asked}")["data"][
            "result"
        ]
        return found

    def value(self, expression: str) -> float | None:
        """Give the one value of an expression, None where it has none."""
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else None


def fetched(url: str) -> Any:  # noqa: ANN401 - whatever JSON it is
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - ours, on loopback
        return json.load(answer)


def shipped(folder: Path, web: str, alertmanager: int) -> Path:
    """Copy Prometheus' files as we ship them, with this test's ports and a quicker pace."""
    for path in (DEPLOY / "prometheus").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("127.0.0.1:8080", web).replace(":9093", f":{alertmanager}")
        text = text.replace("interval: 5s", "interval: 1s")
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder / "prometheus.yml"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Start all three."""
    manager, port = free_port(), free_port()
    alertmanager, prometheus = f"http://127.0.0.1:{manager}", f"http://127.0.0.1:{port}"
    limits = msgspec.structs.replace(LIMITS, silence_seconds=60.0)
    config = configured(tmp_path, limits=limits)
    config = msgspec.structs.replace(
        config,
        service=msgspec.structs.replace(config.service, web="127.0.0.1:0"),
        sinks={"alertmanager": {"url": alertmanager, "language": "en", "source": "Voss"}},
    )
    with (
        server(
            "prometheus-alertmanager",
            tmp_path,
            f"{alertmanager}/-/ready",
            f"--config.file={DEPLOY / 'alertmanager' / 'alertmanager.yml'}",
            f"--storage.path={tmp_path / 'alerts'}",
            f"--web.listen-address=127.0.0.1:{manager}",
            "--cluster.listen-address=",
        ),
        running(config) as service,
    ):
        web = urllib.parse.urlsplit(service.web).netloc
        with server(
            "prometheus",
            tmp_path,
            f"{prometheus}/-/ready",
            f"--config.file={shipped(tmp_path, web, manager)}",
            f"--storage.tsdb.path={tmp_path / 'figures'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--enable-feature=exemplar-storage",
        ):
            yield Watched(service, prometheus, alertmanager)


def test_what_happens_in_the_service_is_seen_outside(watched: Watched) -> None:
    with hand_feeder(watched.service.address) as feeder:
        feeder.greet()
        for number in range(1, 21):
            one = sheet(number, "differ")
            feeder.say(Submission(one.key, one.heads, one.images, b"{}"))
            feeder.hear(Ack)
            if number == 1:
                # Rates need a figure from before the others came.
                wait_for(lambda: watched.value("qc_sheets_total") == 1)
        wait_for(lambda: watched.value('qc_sheets_total{scanner="S01"}') == 20)
        wait_for(lambda: watched.value("qc_open_alarms > 0") == 1)
        assert watched.value("qc_scanner_connected") == 1
        assert watched.value('up{job="qc-service"}') == 1
        assert watched.value("time() - qc_last_sheet_timestamp_seconds < 60") is not None
        assert watched.value("qc_evidence_level_ratio >= 1") is not None
        assert watched.value("qc_ledger_bytes > 4096") is not None
        wait_for(lambda: watched.value("scanner:qc_sheets:rate1m") is not None)
        asked = urllib.parse.urlencode(
            {"query": "qc_differences_total", "start": 0, "end": 4_000_000_000}
        )
        exemplars = fetched(f"{watched.prometheus}/api/v1/query_exemplars?{asked}")["data"]
        assert exemplars[0]["exemplars"][0]["labels"]["sheet"].startswith("S01/night/")
        wait_for(lambda: firing(watched) >= {"QcAlarm", "QcAlarmStands"})
        (own,) = [each for each in alerts(watched) if each["labels"]["alertname"] == "QcAlarm"]
        assert own["labels"]["instance"] == "Voss"
        assert "marks on the paper are not recorded" in own["annotations"]["summary"]
    seen_on_the_dashboard(watched)
    groups = fetched(f"{watched.prometheus}/api/v1/rules")["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert [rule["name"] for rule in rules if rule["health"] == "err"] == []
    said = urllib.request.urlopen(f"{watched.service.web}metrics", timeout=10).read()  # noqa: S310
    assert run("promtool", "check", "metrics", said=said.decode()) == ""


def seen_on_the_dashboard(watched: Watched) -> None:
    """Ask Prometheus for every panel; only what did not happen may be empty."""
    wait_for(lambda: bool(watched.query("kind:qc_findings:delta15m")))
    empty = {expression for expression in expressions() if not watched.query(expression)}
    missing = {name for each in empty for name in re.findall(r"[\w:]*qc_[\w:]+", each)}
    assert missing <= {
        "qc_boxes", "qc_box_sheets", "qc_box_expected_sheets", "qc_image_measure",
        "qc_faults_total", "qc_refusals_total", "qc_check_candidates_total",
        "kind:qc_findings:delta15m",
    }  # fmt: skip


def alerts(watched: Watched) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fetched(f"{watched.alertmanager}/api/v2/alerts")
    return found


def firing(watched: Watched) -> set[str]:
    return {each["labels"]["alertname"] for each in alerts(watched)}
