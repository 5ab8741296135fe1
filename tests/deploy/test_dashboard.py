"""Grafana's dashboard: made from its description, whole, and of figures that exist."""

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.dashboard import DASHBOARD, FILE, PANELS, expressions, filled
from fakes.programs import run
from qc_service.adapters.metrics import Metrics
from shared import REPO

TEXT = FILE.read_text(encoding="utf-8")
UNITS = {"short", "s", "bytes", "percentunit", "none"}


def test_the_file_is_what_the_description_makes() -> None:
    script = REPO / "scripts" / "grafana_dashboard.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout == TEXT, "run: make dashboard"


def test_promtool_understands_every_expression(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(expressions())
    ]
    # JSON is YAML.
    file = tmp_path / "panels.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")
    assert f"{len(rules)} rules found" in run("promtool", "check", "rules", file)
    assert "$" not in "".join(expressions())


def test_every_figure_exists_and_every_figure_for_people_is_shown() -> None:
    kinds = {"counter": "_total", "info": "_info"}
    families = {f.name + kinds.get(f.type, "") for f in Metrics().registry.collect()}
    rules = (REPO / "deploy" / "prometheus" / "qc-recording.rules.yml").read_text(encoding="utf-8")
    recorded = set(re.findall(r"- record: (\S+)", rules))
    used = set(re.findall(r"[\w:]*qc_[\w:]+", TEXT))
    used = {re.sub(r"_bucket$", "", name) for name in used}
    assert used <= families | recorded
    behind = {"qc_findings_total", "qc_marks_total", "qc_start_timestamp_seconds"}
    assert families - used == behind | {"qc_ledger_rows"}


def test_every_panel_says_what_it_is() -> None:
    assert len(PANELS) > 20
    for panel in PANELS:
        assert panel["title"]
        assert re.fullmatch(r"[A-Z].*\.", panel["description"]), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
        assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"][0].get("value") is None
        assert panel["targets"]
        for target in panel["targets"]:
            assert target["legendFormat"]
            shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            kept = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", target["expr"]))))
            assert shown <= kept or "by (" not in target["expr"], panel["title"]
    titles = [panel["title"] for panel in PANELS]
    assert len(titles) == len(set(titles))


def test_no_panel_lies_on_another_and_none_over_the_edge() -> None:
    cells: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        mine = set(
            itertools.product(
                range(place["x"], place["x"] + place["w"]),
                range(place["y"], place["y"] + place["h"]),
            )
        )
        assert not mine & cells, panel["title"]
        cells |= mine
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_comes_from_elsewhere() -> None:
    assert "http" not in TEXT
    assert "<script" not in TEXT
    sources = re.findall(r'"datasource": \{\s*"type": "(\w+)",\s*"uid": "([^"]*)"', TEXT)
    assert set(sources) == {("prometheus", "${datasource}")}
    assert {panel["type"] for panel in PANELS} == {"stat", "bargauge", "timeseries"}


def test_every_variable_is_defined_and_used() -> None:
    defined = {each["name"] for each in DASHBOARD["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]\w+)\}?", TEXT))
    assert used == defined


@pytest.mark.parametrize("variable", ["$instance", "$scanner", "$measure", "$__rate_interval"])
def test_the_filling_in_knows_every_variable(variable: str) -> None:
    assert "$" not in filled(f'x{{y="{variable}"}}' if "rate" not in variable else variable)
