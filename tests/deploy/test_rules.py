"""The rules, and the examples of configurations, by the programs they are for."""

import re
from pathlib import Path

import pytest

from fakes.programs import run
from qc_service.adapters.metrics import Metrics
from shared import REPO

PROMETHEUS = REPO / "deploy" / "prometheus"
ALERTS = (PROMETHEUS / "qc-alerts.rules.yml").read_text(encoding="utf-8")
RECORDED = (PROMETHEUS / "qc-recording.rules.yml").read_text(encoding="utf-8")
TESTS = (PROMETHEUS / "qc-rules.test.yml").read_text(encoding="utf-8")


def test_prometheus_takes_its_configuration_and_the_rules() -> None:
    said = run("promtool", "check", "config", "prometheus.yml", cwd=PROMETHEUS)
    assert "16 rules found" in said
    run("promtool", "check", "rules", *sorted(PROMETHEUS.glob("*.rules.yml")))


def test_the_rules_do_what_their_tests_say() -> None:
    run("promtool", "test", "rules", "qc-rules.test.yml", cwd=PROMETHEUS)


def test_every_alert_is_tested_where_it_fires_and_where_it_does_not() -> None:
    names = re.findall(r"- alert: (\w+)", ALERTS)
    assert len(names) == len(set(names)) == 16
    fires = set(re.findall(r"alertname: (\w+)\n +eval_time: \S+\n +exp_alerts:", TESTS))
    quiet = set(re.findall(r"- \{alertname: (\w+), eval_time: \S+\}", TESTS))
    assert set(names) == fires == quiet


def test_every_recorded_figure_is_tested() -> None:
    for name in re.findall(r"- record: (\S+)", RECORDED):
        assert f"- expr: {name}\n" in TESTS, name


def test_every_metric_of_the_rules_is_on_the_page_of_figures() -> None:
    families = {
        family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
        for family in Metrics().registry.collect()
    }
    recorded = set(re.findall(r"- record: (\S+)", RECORDED))
    for text in (ALERTS, RECORDED, TESTS):
        used = set(re.findall(r"(?<![\w:])(qc_\w+)(?![\w:]|-)", text))
        used = {re.sub(r"_bucket$", "", name) for name in used}
        assert used - families - recorded == set()


def test_every_alert_says_what_and_what_to_do() -> None:
    for body in ALERTS.split("- alert: ")[1:]:
        assert re.search(r"severity: (critical|warning|info)\n", body)
        assert re.search(r'summary: "[A-Zq{].{8,}"\n', body)
        assert re.search(r'description: "[A-Z].{20,}\."\n', body)


def test_every_alert_is_described_with_its_severity() -> None:
    page = (REPO / "docs" / "watching.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(Qc\w+)` \| (\w+) \|", page, re.MULTILINE))
    own = re.findall(r"- alert: (\w+)\n.*?severity: (\w+)\n", ALERTS, re.DOTALL)
    assert told == dict(own)


def test_alertmanager_takes_its_example() -> None:
    said = run("amtool", "check-config", REPO / "deploy" / "alertmanager" / "alertmanager.yml")
    assert "2 receivers" in said


@pytest.mark.parametrize(
    ("alert", "receiver"), [("QcAlarm", "election-officers"), ("QcServiceGone", "operations")]
)
def test_the_example_sends_alarms_and_trouble_to_different_people(
    alert: str, receiver: str
) -> None:
    file = REPO / "deploy" / "alertmanager" / "alertmanager.yml"
    said = run("amtool", "config", "routes", "test", f"--config.file={file}", f"alertname={alert}")
    assert said.split()[-1] == receiver


def test_the_example_of_alertmanager_knows_the_alerts() -> None:
    text = Path(REPO / "deploy" / "alertmanager" / "alertmanager.yml").read_text(encoding="utf-8")
    known = {*re.findall(r"- alert: (\w+)", ALERTS), "QcAlarm"}
    assert set(re.findall(r"Qc\w+", text)) <= known
