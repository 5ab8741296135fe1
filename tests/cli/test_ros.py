"""`qc ros`: from a configuration, a plan of boxes and a test deck's ledger to a document."""

from pathlib import Path

import pytest
import typer

from decks import write_deck, write_decks
from qc_service.adapters.ledger import Ledger
from qc_service.cli import ros
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey

NOW = "2027-09-10T12:00:00Z"


def qc(*arguments: str) -> int:
    app = typer.Typer()
    ros.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_without_anything_it_tells_what_is_not_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("--place", "Nes") == ExitCode.OK
    text = capsys.readouterr().out
    assert text.startswith("# ROS-analyse: skanning av stemmesedler – Nes\n")
    assert "## Ikke satt opp ennå" in text


def test_a_page_is_written_from_plan_and_deck(tmp_path: Path) -> None:
    (tmp_path / "boxes.csv").write_text("id,category,expected\nK1,day-other,512\n", "utf-8")
    (tmp_path / "qc.toml").write_text('[boxes]\nplan = "boxes.csv"\n', "utf-8")
    with Ledger.create(tmp_path / "deck.sqlite", Genesis(NOW, "0.1.0", ())) as opened:
        page = PageReread("front.png", "")
        sheet = Examination(SheetKey("S1", "1", "K1", 1), (page,), compared=True)
        opened.append([SheetRecord(NOW, sheet)])
    out = tmp_path / "ros.html"
    files = ("--config", str(tmp_path / "qc.toml"), "--deck", str(tmp_path / "deck.sqlite"))
    assert qc(*files, "--lang", "nn", "--format", "html", "--out", str(out)) == ExitCode.OK
    text = out.read_text("utf-8")
    assert "<html lang=nn>" in text
    assert "Valtingsstemmer – øvrige: 1" in text
    assert "1 setlar, 1 samanlikna" in text
    assert "Ikkje sett opp" not in text


def test_without_a_ledger_each_scanner_s_last_deck_of_the_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_decks(tmp_path / "decks")
    config = tmp_path / "qc.toml"
    config.write_text('[decks]\nfolder = "decks"\n', "utf-8")
    assert qc("--config", str(config), "--lang", "en") == ExitCode.OK
    said = capsys.readouterr()
    assert "2027-09-13, version 0.1.0: 600 ballots, 600 compared, 0 differences" in said.out
    assert "All agreed." in said.out
    assert "S04.sqlite" in said.err


def test_a_folder_that_is_not_made_yet_is_told_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "qc.toml"
    config.write_text('[decks]\nfolder = "decks"\n', "utf-8")
    assert qc("--config", str(config), "--lang", "en") == ExitCode.OK
    said = capsys.readouterr()
    assert "**Last test deck:** not given" in said.out
    assert "decks.folder" in said.err


def test_a_ledger_without_ballots_is_no_deck(tmp_path: Path) -> None:
    empty = write_deck(tmp_path / "empty.sqlite")
    with pytest.raises(QcError) as told:
        qc("--deck", str(empty))
    assert (told.value.code, told.value.exit_code) == ("ros.empty-deck", ExitCode.USAGE)
    (tmp_path / "broken.sqlite").write_bytes(b"none")
    with pytest.raises(QcError) as told:
        qc("--deck", str(tmp_path / "broken.sqlite"))
    assert told.value.exit_code == ExitCode.LEDGER


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    made = tmp_path / "new" / "ros.md"
    assert qc("--out", str(made)) == ExitCode.OK
    with pytest.raises(QcError) as told:
        qc("--out", str(made / "ros.md"))
    assert (told.value.code, told.value.exit_code) == ("out.unwritable", ExitCode.USAGE)
