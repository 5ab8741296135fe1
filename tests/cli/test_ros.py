"""`qc ros`: from a configuration, a plan of boxes and a test deck's ledger to a document."""

from pathlib import Path

import pytest
import typer

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


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    made = tmp_path / "new" / "ros.md"
    assert qc("--out", str(made)) == ExitCode.OK
    with pytest.raises(QcError) as told:
        qc("--out", str(made / "ros.md"))
    assert (told.value.code, told.value.exit_code) == ("out.unwritable", ExitCode.USAGE)
