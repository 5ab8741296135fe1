"""`qc checks`: a whole ceremony at the command line, and what it refuses."""

import getpass
import io
import json
from pathlib import Path

import pytest
import typer

from check_nights import GENESIS, SEED, Evening
from fakes.running import entries
from qc_service.adapters.config import Config, ServiceSection
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.people_file import enrol, save_people
from qc_service.cli import checks
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord
from qc_service.model.checks import Draw
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry
from qc_service.model.people import Role

BY = ("--by", "AB:officer", "--by", "CD:controller")


def qc(*arguments: str) -> int:
    app = typer.Typer()
    checks.register(app)
    code = app(["checks", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def refused(*arguments: str) -> str:
    with pytest.raises(QcError) as error:
        qc(*arguments)
    assert error.value.exit_code == ExitCode.USAGE
    return error.value.code


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "night.sqlite"
    with Ledger.create(path, GENESIS) as made:
        made.append(Evening().entries[1:])
    return path


def kept(ledger: Path) -> list[Entry]:
    return entries(Config(service=ServiceSection(ledger=str(ledger))))


def acts(ledger: Path) -> list[str]:
    records = [entry for entry in kept(ledger) if isinstance(entry, ActRecord)]
    return [str(record.act.__struct_config__.tag) for record in records]


def test_a_ceremony_from_plan_to_pick_list(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "qc.toml"
    config.write_text("[checks]\nballots_least = 3\nrisk_most = 1\n", encoding="utf-8")
    at = ("--ledger", str(ledger))
    assert qc("plan", *at, *BY, "--config", str(config)) == ExitCode.OK
    assert qc("commit", *at, *BY, "--box", "K01", "--box", "K03") == ExitCode.OK
    said = capsys.readouterr().out
    assert "K01 count 1: 8 sheets, " in said
    root = said.splitlines()[-1].removeprefix("round 1 bound: ")
    assert len(root) == 64
    assert qc("list", *at) == ExitCode.OK
    assert "seed not entered" in capsys.readouterr().out
    assert qc("seed", SEED, *at, *BY) == ExitCode.OK
    assert "samples; qc checks list" in capsys.readouterr().out
    assert qc("list", *at) == ExitCode.OK
    listed = capsys.readouterr().out
    assert f"root {root}" in listed
    assert "R1-001  the whole box  open" in listed
    assert "box K01: 0 of" in listed
    assert "unsure" not in listed
    assert qc("list", *at, "--json") == ExitCode.OK
    (draw,) = [each for each in kept(ledger) if isinstance(each, Draw)]
    assert json.loads(capsys.readouterr().out)["seed"] == draw.seed
    config.write_text("[checks]\nthreshold = 0.9\n", encoding="utf-8")
    assert qc("plan", *at, *BY, "--config", str(config)) == ExitCode.OK
    assert "more samples" in capsys.readouterr().out
    assert replay(kept(ledger)).difference == ""


def test_what_the_desk_refuses_is_told_and_not_written(ledger: Path) -> None:
    at = ("--ledger", str(ledger))
    assert refused("seed", SEED, *at, *BY) == "checks.not-bound"
    assert refused("seed", SEED, "--round", "7", *at, *BY) == "checks.not-bound"
    assert refused("commit", *at, *BY, "--box", "K99") == "checks.box-open"
    assert refused("commit", *at, "--by", "AB:officer") == "acts.people"
    assert refused("commit", *at, "--by", "AB:captain") == "people.by"
    assert acts(ledger) == []
    qc("commit", *at, *BY)
    assert refused("seed", "123", *at, *BY) == "checks.seed-digits"
    assert acts(ledger) == ["boxes-committed"]


@pytest.fixture
def enrolled(tmp_path: Path) -> Path:
    """Give a configuration with people who are known by PIN."""
    people = [enrol("AB", Role.OFFICER, "111111"), enrol("C D", Role.CONTROLLER, "222222")]
    save_people(tmp_path / "people.toml", people)
    config = tmp_path / "qc.toml"
    config.write_text('[people]\nfile = "people.toml"\n', encoding="utf-8")
    return config


def pins(folder: Path, text: str) -> Path:
    path = folder / "pins.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


RIGHT = 'AB = "111111"\n"C D" = "222222"\n'


def test_people_without_a_file_of_them_are_taken_as_named_and_the_ledger_says_so(
    ledger: Path,
) -> None:
    qc("commit", "--ledger", str(ledger), *BY)
    (record,) = [entry for entry in kept(ledger) if isinstance(entry, ActRecord)]
    assert record.unverified


def test_enrolled_people_give_their_pins_and_confirm_once_a_day(
    ledger: Path, tmp_path: Path, enrolled: Path
) -> None:
    at = ("--ledger", str(ledger), "--config", str(enrolled))
    by = ("--by", "AB", "--by", "C D:controller", "--pins", str(pins(tmp_path, RIGHT)))
    assert refused("commit", *at, *by) == "people.candidate"
    assert acts(ledger) == []
    assert refused("commit", *at, *by, "--no-candidate", "--box", "K99") == "checks.box-open"
    assert acts(ledger) == []
    assert qc("commit", *at, *by, "--no-candidate") == ExitCode.OK
    assert qc("seed", SEED, *at, *by) == ExitCode.OK
    assert acts(ledger) == ["no-candidate", "no-candidate", "boxes-committed", "seed-entered"]
    records = [entry for entry in kept(ledger) if isinstance(entry, ActRecord)]
    assert [each.unverified for each in records] == [False] * 4
    assert [each.by[0].name for each in records[:2]] == ["AB", "C D"]
    assert replay(kept(ledger)).difference == ""


@pytest.mark.parametrize(
    ("by", "text", "code"),
    [
        (("--by", "AB", "--by", "C D"), 'AB = "111111"\n', "people.wrong"),
        (("--by", "AB", "--by", "C D"), 'AB = "222222"\n"C D" = "222222"\n', "people.wrong"),
        (("--by", "AB", "--by", "EF:controller"), RIGHT + 'EF = "333333"', "people.wrong"),
        (("--by", "AB", "--by", "C D:officer"), RIGHT, "people.by"),
        (("--by", "AB", "--by", "EF"), RIGHT, "people.by"),
    ],
)
def test_nobody_acts_as_somebody_else(
    ledger: Path, tmp_path: Path, enrolled: Path, by: tuple[str, ...], text: str, code: str
) -> None:
    at = ("--ledger", str(ledger), "--config", str(enrolled), "--no-candidate")
    assert refused("commit", *at, *by, "--pins", str(pins(tmp_path, text))) == code
    assert acts(ledger) == []


def test_pins_without_people_to_hold_them_against_are_refused(ledger: Path, tmp_path: Path) -> None:
    at = ("--ledger", str(ledger), *BY, "--pins", str(pins(tmp_path, RIGHT)))
    assert refused("commit", *at) == "people.by"


@pytest.mark.parametrize("text", ["AB = 1", "AB ="])
def test_a_file_of_pins_must_be_its_owners_and_readable(
    ledger: Path, tmp_path: Path, enrolled: Path, text: str
) -> None:
    path = pins(tmp_path, text)
    at = ("commit", "--ledger", str(ledger), "--config", str(enrolled), "--by", "AB")
    with pytest.raises(QcError) as error:
        qc(*at, "--pins", str(path))
    assert error.value.code == "people.unreadable"
    path.chmod(0o644)
    with pytest.raises(QcError) as error:
        qc(*at, "--pins", str(path))
    assert error.value.code == "people.open-file"


def test_at_a_terminal_pin_and_confirmation_are_asked_for(
    ledger: Path, enrolled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return {"PIN of AB: ": "111111", "PIN of C D: ": "222222"}[prompt]

    def agreed(question: str) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr("getpass.getpass", typed)
    monkeypatch.setattr("typer.confirm", agreed)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    at = ("commit", "--ledger", str(ledger), "--config", str(enrolled), "--by", "AB", "--by", "C D")
    assert refused(*at) == "people.candidate"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert qc(*at) == ExitCode.OK
    assert [each[:11] for each in asked[2:]] == [
        "PIN of AB: ",
        "PIN of C D:",
        "AB: I stand",
        "C D: I stan",
    ]


@pytest.mark.parametrize("trouble", [getpass.GetPassWarning("echoed"), EOFError()])
def test_without_a_terminal_no_pin_is_asked_for_in_the_open(
    ledger: Path, enrolled: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def echoed(_prompt: str) -> str:
        raise trouble

    monkeypatch.setattr("getpass.getpass", echoed)
    at = ("commit", "--ledger", str(ledger), "--config", str(enrolled), *BY)
    assert refused(*at) == "people.no-terminal"
