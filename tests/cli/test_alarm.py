"""`qc alarm`: what a ledger's alarms say, in words, as JSON, and as lists for a recount."""

import csv
import io
import json
import stat
from pathlib import Path

import msgspec
import pytest
import typer

from alarm_nights import ACTS, ballot, ledger
from qc_service.adapters import plugin_loading
from qc_service.adapters.ledger import Ledger
from qc_service.cli import alarm
from qc_service.flow.replaying import STATE
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Note
from qc_service.model.layout import (
    Box,
    Layout,
    NoCode,
    Point,
    Side,
    Size,
    Target,
    TimingMarks,
)

LAYOUT = Layout(
    1,
    "l",
    "",
    Size(200, 300),
    TimingMarks(3, 3, Point(0, 0), Point(1, 1), Size(1, 1)),
    (),
    (Side("front", NoCode(), (Target("mayor", "bo", Box(110, 40, 4, 3)),)),),
    style="A",
)


class _Lineup:
    layouts = (LAYOUT,)


@pytest.fixture(autouse=True)
def _layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    def lineup(_: object) -> _Lineup:
        return _Lineup()

    monkeypatch.setattr(plugin_loading, "load_lineup", lineup)


def qc(*arguments: str) -> int:
    app = typer.Typer()
    alarm.register(app)
    code = app(["alarm", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_open_alarms_are_listed_and_are_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path)
    assert qc("list", "--ledger", str(path), "--lang", "en") == ExitCode.FINDING
    assert capsys.readouterr().out == (
        "Alarm 1 [raised] Scanner S3: marks on the paper are not recorded, field bo in mayor\n"
    )


def test_closed_alarms_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path, ACTS)
    assert qc("list", "--ledger", str(path), "--json") == ExitCode.OK
    (case,) = json.loads(capsys.readouterr().out)
    assert (case["state"], case["meaning"], case["cause"]) == ("closed", "repaired", "glass")


def test_a_night_without_alarms_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path, sheets=200)
    assert qc("list", "--ledger", str(path)) == ExitCode.OK
    assert capsys.readouterr().out == "Ingen alarmer\n"


def test_one_alarm_is_said_in_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path, ACTS)
    assert qc("show", "1", "--ledger", str(path), "--lang", "en") == ExitCode.OK
    said = capsys.readouterr().out
    assert "Clean the glass and the rollers 112 mm from the left edge of the sheet." in said
    assert "Fewest misread ballots that could change the outcome of mayor: 93." in said
    assert "  field bo in mayor: +" in said
    assert "acknowledged, AB (officer), CD (controller): repaired; the glass was cleaned" in said


def test_with_seats_an_alarm_says_how_many_ballots_could_move_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path)
    other = ballot(3).examination
    config = tmp_path / "qc.toml"
    config.write_text("[seats]\nnumber = 5\n", encoding="utf-8")
    assert other.style == "A"
    with Ledger.open(path) as opened:
        key = msgspec.structs.replace(other.key, batch="99")
        sheet = msgspec.structs.replace(other, key=key, style="B", digest="b")
        opened.append([msgspec.structs.replace(ballot(3), examination=sheet)])
    arguments = ("show", "1", "--ledger", str(path), "--config", str(config))
    assert qc(*arguments, "--lang", "en") == ExitCode.OK
    assert "Fewest misread ballots that could move a seat: " in capsys.readouterr().out
    assert qc(*arguments, "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["advice"]["cause"] == "glass"
    assert [stake["contest"] for stake in said["stakes"]] == [""]


def test_ballots_to_count_again_are_listed_by_box(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path)
    assert qc("recount", "1", "--ledger", str(path), "--format", "csv") == ExitCode.OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["box"] for row in rows} == {"32", "33", "34"}
    assert {row["field"] for row in rows} == {"mayor/bo"}
    assert sum(row["look"] == "x" for row in rows) == 20
    assert qc("recount", "1", "--ledger", str(path), "--format", "json") == ExitCode.OK
    assert len(json.loads(capsys.readouterr().out)) == len(rows)
    assert qc("recount", "1", "--ledger", str(path)) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == list(rows[0])
    assert len(lines) == len(rows) + 1


def test_a_page_with_plot_and_crops_is_written_for_its_owner_only(tmp_path: Path) -> None:
    crops = tmp_path / "crops"
    path = ledger(tmp_path, crops=crops)
    page = tmp_path / "alarm.html"
    arguments = ("show", "1", "--ledger", str(path), "--html", str(page))
    assert qc(*arguments, "--crops", str(crops)) == ExitCode.OK
    assert page.read_text(encoding="utf-8").count("data:image/png") > 20
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert qc(*arguments) == ExitCode.OK
    assert "Ingen utsnitt" in page.read_text(encoding="utf-8")
    config = tmp_path / "qc.toml"
    config.write_text('[evidence]\nfolder = "crops"\n', encoding="utf-8")
    assert qc(*arguments, "--config", str(config)) == ExitCode.OK
    assert page.read_text(encoding="utf-8").count("data:image/png") > 20


def test_a_page_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    path = ledger(tmp_path, sheets=1200)
    with pytest.raises(QcError) as caught:
        qc("show", "1", "--ledger", str(path), "--html", str(path / "a.html"))
    assert caught.value.code == "out.unwritable"
    made = tmp_path / "new" / "a.html"
    assert qc("show", "1", "--ledger", str(path), "--html", str(made)) == ExitCode.OK
    assert made.is_file()


@pytest.mark.parametrize("command", ["show", "recount"])
def test_an_unknown_alarm_is_refused(tmp_path: Path, command: str) -> None:
    path = ledger(tmp_path, sheets=50)
    with pytest.raises(QcError) as caught:
        qc(command, "7", "--ledger", str(path))
    assert (caught.value.code, caught.value.exit_code) == ("alarm.unknown", ExitCode.USAGE)


def test_a_ledger_that_differs_is_told_beside_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path, sheets=50)
    with Ledger.open(path) as opened:
        opened.append([Note("t", STATE, "another")])
    assert qc("list", "--ledger", str(path)) == ExitCode.OK
    assert "the state's digest is" in capsys.readouterr().err
