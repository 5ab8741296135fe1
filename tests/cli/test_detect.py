"""`qc detect` and `qc simulate night`: from a made-up night to its alarm, and clear refusals."""

import io
import json
import sys
from pathlib import Path

import pytest
import typer

from qc_service.cli import detect, simulate
from qc_service.model.errors import ExitCode, QcError

SMALL = ("--scanners", "3", "--ballots", "3000", "--positions", "10")


def qc(*arguments: str) -> int:
    app = typer.Typer()
    detect.register(app)
    simulate.register(app)
    code = app(list(arguments), standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.jsonl"
    fault = ("--fault", "dust:scanner=S03,position=p07,rate=0.4,start=3001", "--seed", "2")
    assert qc("simulate", "night", "--out", str(path), *fault, *SMALL) == ExitCode.OK
    return path


def test_a_planted_fault_is_found_and_told_as_json(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert qc("detect", str(night), "--json") == ExitCode.FINDING
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    truth = json.loads(night.with_suffix(".truth.json").read_text())
    assert truth["faults"][0]["start"] == 3001
    first, last = told[0], told[-1]
    assert "refines" not in first
    assert last["refines"] == first["alarm"] == 1
    assert last["cell"] == {"kind": "miss", "scanner": "S03", "position": "p07"}
    assert last["explanation"][0] == last["cell"]
    assert last["start_set"][0] <= 3001 <= last["start_set"][1]
    wrong = [at for at in truth["faults"][0]["wrong"] if at <= last["ballot"]]
    assert abs(last["affected"] - len(wrong)) <= 1
    assert 3001 < first["ballot"] <= wrong[8]


def test_a_planted_fault_is_told_in_words(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert qc("detect", str(night)) == ExitCode.FINDING
    said = capsys.readouterr().out
    assert said.startswith("ALARM 1 at ballot ")
    assert "kind miss, scanner S03, position p07" in said
    assert said.endswith("9000 ballots, 1 alarm\n")


def test_a_clean_night_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "clean.jsonl"
    qc("simulate", "night", "--out", str(path), "--seed", "4", *SMALL)
    capsys.readouterr()
    assert qc("detect", str(path)) == ExitCode.OK
    assert capsys.readouterr().out == "9000 ballots, no alarm\n"


def test_a_plan_is_read(night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("positions = 10\n[weights]\n" + "".join(f"{n} = 0\n" for n in LEVELS))
    capsys.readouterr()
    assert qc("detect", str(night), "--plan", str(plan), "--json") == ExitCode.FINDING
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    # Only whole kinds are watched: it takes longer, and is explained all the same.
    assert first["cell"] == {"kind": "miss", "scanner": "S03", "position": "p07"}


LEVELS = (
    *("scanner", "style", "district", "batch", "scanner-style"),
    *("position", "scanner-position", "style-position", "district-position"),
)


def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = b'{"scanner":"S1"}\n\n{"scanner":"S1","disagree":[{"kind":"miss"}],"more":1}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert qc("detect", "-") == ExitCode.OK
    assert capsys.readouterr().out == "2 ballots, no alarm\n"


def test_several_causes_and_rivals_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "night.jsonl"
    line = '{"scanner":"S1","batch":"B","disagree":[{"kind":"%s","position":"p1"}]}\n'
    quiet = '{"scanner":"S2","disagree":[]}\n' * 50
    both = line % "miss" + line % "false" + '{"scanner":"S1","batch":"B"}\n' * 3
    path.write_text(quiet + both * 12 + quiet * 20)
    assert qc("detect", str(path)) == ExitCode.FINDING
    said = capsys.readouterr().out
    assert "  or, not to be told apart yet: kind " in said
    assert "alarms" in said or "  and kind" in said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"scanner":"S1"}\n{"scanner"', ":2:"),
        ('{"batch":"B1"}\n', ":1:"),
        ('{"scanner":""}\n', "scanner is empty"),
        ('{"scanner":"S1","disagree":[{"kind":"missed"}]}\n', ":1:"),
        ("\x00", ":1:"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text)
    with pytest.raises(QcError, match=where) as caught:
        qc("detect", str(path))
    assert (caught.value.code, caught.value.exit_code) == ("night.line", ExitCode.USAGE)
    assert str(path) in str(caught.value)


def test_files_that_are_not_there_are_named(tmp_path: Path, night: Path) -> None:
    with pytest.raises(QcError, match=r"nothing\.jsonl") as caught:
        qc("detect", str(tmp_path / "nothing.jsonl"))
    assert caught.value.code == "night.cannot-read"
    with pytest.raises(QcError, match=str(tmp_path)) as caught:
        qc("detect", str(tmp_path))
    assert caught.value.code == "night.cannot-read"
    with pytest.raises(QcError, match=r"nothing\.toml") as caught:
        qc("detect", str(night), "--plan", str(tmp_path / "nothing.toml"))
    assert (caught.value.code, caught.value.exit_code) == ("plan.cannot-read", ExitCode.CONFIG)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("alpha = ", "plan.not-toml"),
        ("alfa = 1", "plan.unknown-key"),
        ("alpha = 2", "plan.out-of-range"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_named(
    tmp_path: Path, night: Path, text: str, code: str
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(text)
    with pytest.raises(QcError, match=r"plan\.toml") as caught:
        qc("detect", str(night), "--plan", str(plan))
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.CONFIG)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("dusty:scanner=S1", "did you mean dust"),
        ("meteor", "lost-list"),
        ("dust:scanner=S1", "needs scanner, position|needs position"),
        ("dust:scanner", "NAME=VALUE"),
        ("dust:scanner=S1,position=p1,rate=x", "no number"),
        ("dust:scanner=S1,position=p1,rate=2", "must be 0 to 1"),
        ("dust:scanner=S1,position=p1,start=0", "must be 1"),
        ("dust:scanner=S1,position=p1,kind=odd", "kind is one of"),
        ("dust:scanner=S1,position=p1,color=red", "color is not known"),
        ("hall:shape=2", "shape is not known"),
    ],
)
def test_a_fault_that_cannot_be_meant_is_refused(tmp_path: Path, fault: str, said: str) -> None:
    with pytest.raises(QcError, match=said) as caught:
        qc("simulate", "night", "--out", str(tmp_path / "n.jsonl"), "--fault", fault)
    assert (caught.value.code, caught.value.exit_code) == ("simulate.fault", ExitCode.USAGE)


def test_a_night_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(QcError, match="file") as caught:
        qc("simulate", "night", "--out", str(tmp_path / "file" / "n.jsonl"), *SMALL)
    assert caught.value.code == "simulate.cannot-write"


def test_the_folder_of_a_night_is_made(tmp_path: Path) -> None:
    made = tmp_path / "new" / "n.jsonl"
    assert qc("simulate", "night", "--out", str(made), *SMALL) == ExitCode.OK
    assert made.is_file()


def test_without_the_calibration_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(simulate, "entry_points", lambda **_: ())
    with pytest.raises(QcError) as caught:
        qc("simulate", "night", "--out", str(tmp_path / "n.jsonl"))
    assert caught.value.exit_code == ExitCode.PLUGINS
