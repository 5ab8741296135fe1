"""`qc reconcile`: a ledger against files of totals, line by line and in words."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer

from qc_format_eml import EmlFormat
from qc_format_totals_csv import TotalsCsvFormat
from qc_service.adapters import plugin_loading
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.api import Format
from qc_service.cli import reconcile
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.totals import ListCount, Totals

NOW = "2027-09-13T21:00:00Z"
LISTS = ["A"] * 30 + ["H"] * 20 + ["SV"] * 10


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    def formats(_: Config) -> tuple[Format, ...]:
        return EmlFormat(), TotalsCsvFormat()

    monkeypatch.setattr(plugin_loading, "load_formats", formats)


def qc(*arguments: str) -> int:
    app = typer.Typer()
    reconcile.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def ledger(folder: Path, boxes: dict[str, Sequence[str]]) -> Path:
    path = folder / "night.sqlite"
    with Ledger.create(path, Genesis(NOW, "1", ())) as opened:
        for box, styles in boxes.items():
            for number, style in enumerate(styles, start=1):
                key = SheetKey("S1", "1", box, number)
                pages = (PageReread("front.png", ""),)
                sheet = Examination(key, pages, style=style, digest=f"{box}-{number}")
                opened.append([SheetRecord(NOW, sheet)])
    return path


def table(folder: Path, text: str) -> Path:
    path = folder / "totals.csv"
    path.write_text(text, encoding="utf-8")
    return path


AGREE = "kasse;liste;sedler\nK1;A;30\nK1;H;20\nK1;SV;10\n"
SWAPPED = "kasse;liste;sedler\nK1;A;20\nK1;H;30\nK1;SV;10\n"


def test_one_object_a_line_for_each_box_and_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = ledger(tmp_path, {"K1": [*LISTS, ""]})
    code = qc("--ledger", str(night), "--totals", str(table(tmp_path, SWAPPED)), "--json")
    assert code == ExitCode.FINDING
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {
        (line["box"], line["list"]): (line["reported"], line["reread"], line["difference"])
        for line in lines
        if line["list"]
    }
    assert found == {
        ("K1", "A"): (20, 30, 10),
        ("K1", "H"): (30, 20, -10),
        ("K1", "SV"): (10, 10, 0),
    }
    (first, *_) = lines
    assert (first["undecided"], first["beyond"], first["permille"]) == (1, True, 163.934)
    assert first["explanations"][0] == {
        "code": "lists-swapped",
        "values": {"ballots": 10, "list": "A", "other": "H"},
        "text": "Tallene for A og H er byttet om: 10 sedler.",
    }


def test_agreement_is_zero_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    night, file = ledger(tmp_path, {"K1": LISTS}), table(tmp_path, AGREE)
    assert qc("--ledger", str(night), "--totals", str(file)) == ExitCode.OK
    assert capsys.readouterr().out == "Samsvar, ingen avvik over grensen. Kasser: 1, sedler: 60.\n"


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "byttet om"), ("nn", "bytte om"), ("en", "are swapped")],
)
def test_the_table_tells_causes_in_each_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    night, file = ledger(tmp_path, {"K1": LISTS}), table(tmp_path, SWAPPED)
    code = qc("--ledger", str(night), "--totals", str(file), "--lang", language)
    assert code == ExitCode.FINDING
    text = capsys.readouterr().out
    assert words in text
    assert "+10" in text


def test_the_tolerance_can_be_widened(tmp_path: Path) -> None:
    night, file = ledger(tmp_path, {"K1": LISTS}), table(tmp_path, SWAPPED)
    both = ("--ledger", str(night), "--totals", str(file))
    assert qc(*both, "--tolerance-ballots", "9") == ExitCode.FINDING
    assert qc(*both, "--tolerance-ballots", "10") == ExitCode.OK
    assert qc(*both, "--tolerance-permille", "160") == ExitCode.FINDING
    assert qc(*both, "--tolerance-permille", "170") == ExitCode.OK


def test_several_files_a_forgotten_box_and_leniencies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night, file = ledger(tmp_path, {"K1": LISTS}), table(tmp_path, f"{AGREE}K1;SUM;61\n")
    eml = tmp_path / "Count-0001.xml"
    eml.write_bytes(EmlFormat().write_totals([Totals("", (ListCount("A", 77),), batch="K2")]))
    code = qc("--ledger", str(night), "--totals", str(file), str(eml), "--expected", "K3", "--json")
    assert code == ExitCode.FINDING
    captured = capsys.readouterr()
    told = {
        each["code"]
        for line in map(json.loads, captured.out.splitlines())
        for each in line["explanations"]
    }
    assert {"box-not-scanned", "box-not-counted"} <= told
    assert "sum-differs: K1: 61, its lines give 60" in captured.err


def test_totals_of_a_locale_alone_are_compared_with_all_that_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = ledger(tmp_path, {"K1": LISTS, "K2": ["A"] * 5})
    file = table(tmp_path, "krets;liste;sedler\n0304;A;35\n0304;H;20\n0304;SV;10\n")
    assert qc("--ledger", str(night), "--totals", str(file), "--json") == ExitCode.OK
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["box"], line["list"], line["reread"]) for line in lines] == [
        ("", "A", 35),
        ("", "H", 20),
        ("", "SV", 10),
        ("", "", 65),
    ]


def test_files_that_are_not_there_or_hold_no_totals_are_named(tmp_path: Path) -> None:
    night = ledger(tmp_path, {"K1": LISTS})
    (tmp_path / "b.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("box,list,ballots\n", encoding="utf-8")
    for name, code in (
        ("a.csv", "totals.unreadable"),
        ("b.csv", "totals.unknown-format"),
        ("c.csv", "totals.none"),
    ):
        with pytest.raises(QcError) as refused:
            qc("--ledger", str(night), "--totals", str(tmp_path / name))
        assert (refused.value.code, refused.value.exit_code) == (code, ExitCode.USAGE)
        assert name in refused.value.message
