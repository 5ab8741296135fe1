"""`qc whatif`: a ledger under another plan."""

import json
from pathlib import Path

import pytest
import typer

from alarm_nights import ACTS, ledger
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.plan_file import read_plan_values
from qc_service.cli import whatif
from qc_service.flow.replaying import STATE
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Note


def qc(*arguments: str) -> int:
    app = typer.Typer()
    whatif.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def plan(folder: Path, text: str) -> Path:
    path = folder / "other.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_both_nights_are_printed_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path, ACTS, 1100)
    other = plan(tmp_path, "[plan]\nalpha = 0.001\n")
    assert qc(str(path), "--plan", str(other)) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "changed: alpha 0.05 -> 0.001"
    assert lines[1] == "4 acts on alarms are left out under the other plan"
    assert lines[3].startswith("raised:  alarm 1 at sheet ")
    assert lines[4].startswith("what if: alarm 1 at sheet ")
    assert lines[-1].startswith("budget spent: 0.000611, what if 1.22e-05")


def test_what_is_not_raised_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path, sheets=1100)
    other = plan(tmp_path, "baseline_option = 0.25\nbaseline_scanner = 0.25\noptions = 1\n")
    assert qc(str(path), "--plan", str(other)) == ExitCode.OK
    said = capsys.readouterr().out
    assert "what if: no alarm" in said
    assert "baseline_option default -> 0.25" in said


def test_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path, sheets=1100)
    assert qc(str(path), "--plan", str(plan(tmp_path, "")), "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["plan"] == said["other_plan"]
    assert said["alarms"][0]["recorded"] == said["alarms"][0]["other"]


def test_a_ledger_that_differs_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path, sheets=50)
    with Ledger.open(path) as opened:
        opened.append([Note("t", STATE, "another")])
    assert qc(str(path), "--plan", str(plan(tmp_path, ""))) == ExitCode.FINDING
    said = capsys.readouterr().out
    assert "changed: nothing" in said
    assert "the ledger does not replay" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("alpha =", "plan.not-toml"),
        ("plan = 3", "plan.not-a-number"),
        ("alpha = true", "plan.not-a-number"),
        ('alpha = "0.1"', "plan.not-a-number"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(QcError) as caught:
        read_plan_values(plan(tmp_path, text))
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.CONFIG)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QcError, match=r"none\.toml"):
        read_plan_values(tmp_path / "none.toml")
