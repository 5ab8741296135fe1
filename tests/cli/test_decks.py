"""`qc decks`: from a folder of ledgers to a list and to lines of a plan that can be used."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
import typer

from decks import deck_sheet, deck_sheets, write_deck, write_decks
from qc_service.adapters.config import load_config
from qc_service.cli import decks
from qc_service.model.errors import ExitCode, QcError


def qc(*arguments: str) -> int:
    app = typer.Typer()
    decks.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def configured(tmp_path: Path, plan: str = "") -> str:
    (tmp_path / "decks").mkdir(exist_ok=True)
    text = f'[decks]\nfolder = "decks"\n[service]\nledger = "decks/night.sqlite"\n{plan}'
    (tmp_path / "qc.toml").write_text(text, "utf-8")
    return str(tmp_path / "qc.toml")


def test_decks_are_listed_by_scanner_and_a_broken_ledger_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qc(str(write_decks(tmp_path / "decks"))) == ExitCode.LEDGER
    said = capsys.readouterr()
    rows = [line.split()[0] for line in said.out.split("\n\n")[0].splitlines()]
    assert rows == ["scanner", "S01", "S02", "S03", "S03"]
    assert "S03-cleaned.sqlite: all agreed" in said.out
    assert "before.sqlite: not everything agreed" in said.out
    assert "S04.sqlite: file is not a database" in said.err
    assert "qc verify" in said.err


def test_each_scanner_s_last_deck_counts_unless_all_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_decks(tmp_path / "decks")
    (folder / "S04.sqlite").unlink()
    assert qc(str(folder), "--json") == ExitCode.OK
    last = json.loads(capsys.readouterr().out)
    assert last["plan"] == {"deck_ballots": 600, "deck_wrong": 0, "deck_option": 0}
    assert (last["kind"], last["option"]) == (None, None)
    assert len(last["decks"]) == 4
    assert qc(str(folder), "--json", "--all") == ExitCode.OK
    every = json.loads(capsys.readouterr().out)
    assert every["plan"] == {"deck_ballots": 800, "deck_wrong": 4, "deck_option": 4}
    assert every["option"] == ["miss", "personstemmer", "k1"]
    assert every["decks"] == last["decks"]


def test_what_is_printed_can_stand_in_a_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path)
    ballots = (
        sheet
        for scanner, wrong in (("S01", 2), ("S02", 1))
        for sheet in deck_sheets(1500, scanner=scanner, wrong=wrong)
    )
    write_deck(tmp_path / "decks" / "a.sqlite", *ballots)
    write_deck(tmp_path / "decks" / "night.sqlite", deck_sheet(1, wrong=("k1",)))
    assert qc("--config", config) == ExitCode.FINDING
    plan = capsys.readouterr().out.partition("[plan]")
    lines = plan[1] + plan[2]
    assert tomllib.loads(lines)["plan"] == {
        "deck_ballots": 3000,
        "deck_wrong": 3,
        "deck_option": 3,
    }
    assert "deck_option = 3  # miss at personstemmer / k1" in lines
    assert "without these lines 0.2 % and 0.002 %" in lines
    assert load_config(Path(configured(tmp_path, lines))).plan.deck_option == 3


def test_numbers_that_a_plan_would_refuse_are_printed_as_a_remark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path)
    write_deck(tmp_path / "decks" / "a.sqlite", *deck_sheets(300))
    assert qc("--config", config) == ExitCode.OK
    text = capsys.readouterr().out
    assert tomllib.loads("[plan]" + text.partition("[plan]")[2]) == {"plan": {}}
    assert "Too few: a plan takes them from 873 test ballots on" in text
    worse = configured(tmp_path, "[plan]\nbaseline_option = 0.1\n")
    assert qc("--config", worse, "--json") == ExitCode.OK
    assert "baseline_option" in json.loads(capsys.readouterr().out)["refused"]
    assert qc("--config", worse) == ExitCode.OK
    assert "# statistical plan: baseline_option" in capsys.readouterr().out


def test_a_name_with_a_break_cannot_end_the_remark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "k1\n[plan]\nalpha = 0.9"
    sheets = [deck_sheet(n, wrong=(evil,) if n == 1 else ()) for n in range(1, 4)]
    write_deck(tmp_path / "a.sqlite", *sheets)
    assert qc(str(tmp_path)) == ExitCode.FINDING
    assert tomllib.loads("[plan]" + capsys.readouterr().out.partition("[plan]")[2])["plan"] == {}


def test_a_copy_is_told_and_counted_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(write_deck(tmp_path / "a.sqlite", *deck_sheets(3)), tmp_path / "b.sqlite")
    assert qc(str(tmp_path), "--json") == ExitCode.OK
    said = capsys.readouterr()
    assert json.loads(said.out)["plan"]["deck_ballots"] == 3
    assert json.loads(said.out)["copies"] == [{"file": "b.sqlite", "of": "a.sqlite"}]
    assert "decks.copy: b.sqlite" in said.err


def test_without_any_deck_the_plan_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qc("--config", configured(tmp_path)) == ExitCode.OK
    text = capsys.readouterr().out
    assert tomllib.loads(text)["plan"] == {"deck_ballots": 0, "deck_wrong": 0, "deck_option": 0}


def test_no_folder_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(QcError) as told:
        qc()
    assert (told.value.code, told.value.exit_code) == ("decks.no-folder", ExitCode.USAGE)
    with pytest.raises(QcError) as told:
        qc(str(tmp_path / "none"))
    assert (told.value.code, told.value.exit_code) == ("decks.folder", ExitCode.CONFIG)
