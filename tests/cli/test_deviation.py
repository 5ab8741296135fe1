"""`qc deviation`: what does not agree in a ledger and counts, causes, and explanations in words."""

import json
from pathlib import Path

import pytest
import typer

from qc_format_totals_csv import TotalsCsvFormat
from qc_service.adapters import plugin_loading
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.api import Format
from qc_service.cli import deviation
from qc_service.model.acts import ActRecord, BoxTaken
from qc_service.model.errors import ExitCode
from qc_service.model.events import Genesis, SheetRecord
from qc_service.model.people import Person, Role
from qc_service.model.sheet import Examination, PageReread, SheetKey

NOW = "2027-09-13T21:00:00Z"
PAIR = (Person("AB", Role.CONTROLLER), Person("CD", Role.OFFICER))


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    def formats(_: Config) -> tuple[Format, ...]:
        return (TotalsCsvFormat(),)

    monkeypatch.setattr(plugin_loading, "load_formats", formats)


def qc(*arguments: str) -> int:
    app = typer.Typer()
    deviation.register(app)
    code = app(["deviation", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def counts(folder: Path, second: int = 562) -> str:
    path = folder / "counts.csv"
    text = f"box;count;list;ballots;colour\nK1;1;A;512;\nK1;2;A;{second};\n"
    path.write_text(text, encoding="utf-8")
    return str(path)


def night(folder: Path) -> str:
    path = folder / "night.sqlite"
    with Ledger.create(path, Genesis(NOW, "1", ())) as opened:
        for number in range(1, 4):
            key = SheetKey("S1", "1", "K1", number)
            page = PageReread("front.png", "")
            sheet = Examination(key, (page,), style="A", digest=f"d{number}")
            opened.append([SheetRecord(NOW, sheet)])
        opened.append([ActRecord(NOW, PAIR, BoxTaken("K1", 1, "s1"))])
    return str(path)


def explained(folder: Path, text: str) -> str:
    path = folder / "A-1.toml"
    path.write_text(f'id = "A-1"\nkind = "first-second"\nbox = "K1"\n{text}', encoding="utf-8")
    return str(path)


COMPLETE = """
cause = "bunke_glemt"
tolerance_permille = 1
tolerance_by = "valgstyret"
happened = "En bunke lå igjen."
why = "Kassen ble lukket for tidlig."
found = "Ved andre telling."
used = "second"
seats = "none"
measures = "Bunkene telles av to."
letter = false
signed = ["leder AB", "nestleder CD"]
date = "14.9.2027"
[answers]
ballots = 50
where = "i kassen"
[[recounts]]
how = "manual"
other_people = true
"""


def test_counts_and_boxes_that_do_not_agree_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--ledger", night(tmp_path), "--totals", counts(tmp_path), "--tolerance-by", "styret")
    assert qc("find", *asked, "--json") == ExitCode.FINDING
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [each["issue"] for each in found] == ["counts", "counts", "box-out"]
    assert (found[1]["first"], found[1]["second"], found[1]["difference"]) == (512, 562, 50)
    assert found[1]["permille"] == pytest.approx(88.968)
    assert (found[1]["tolerance_by"], found[1]["beyond"]) == ("styret", True)
    assert "unknown-column" in err


def test_what_is_tolerated_is_told_and_no_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = ("--tolerance-ballots", "3", "--lang", "nn")
    assert qc("find", "--totals", counts(tmp_path, 513), *accepted) == ExitCode.OK
    assert "  K1, teljing 1/2: 512 mot 513 (+1)." in capsys.readouterr().out
    assert qc("find") == ExitCode.OK


def test_the_causes_and_their_questions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("causes", "--lang", "nn") == ExitCode.OK
    text = capsys.readouterr().out
    assert "bunke_glemt: ein gløymd bunke\n    ballots: Kor mange setlar" in text
    assert qc("causes", "--json") == ExitCode.OK
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(listed) == 21
    assert listed[-1]["code"] == "ukjent"


def test_a_complete_explanation_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (explained(tmp_path, COMPLETE), "--totals", counts(tmp_path))
    assert qc("explain", *asked) == ExitCode.OK
    text = capsys.readouterr().out
    assert "Kort tekst til EVA (95 av 150 tegn):" in text
    assert "Første telling 512, andre 562 (+50). Årsak: en glemt bunke." in text
    assert qc("explain", *asked, "--ledger", night(tmp_path), "--json", "--lang", "en") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["deviation"]["numbers"]["reread"] == 3
    assert (said["difference"], said["missing"], said["reminders"]) == (50, {}, {})
    assert said["hints"][0]["cause"] == "bunke_glemt"
    assert said["short"].startswith("First count 512, second 562 (+50).")
    assert said["long"].startswith("## Deviation A-1: box K1")


def test_what_is_open_contradicts_or_is_too_long_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f'cause = "ukjent"\nshort = "{"x" * 151}"\n[numbers]\nfirst = 500\n'
    asked = (explained(tmp_path, text), "--totals", counts(tmp_path))
    assert qc("explain", *asked) == ExitCode.FINDING
    told = capsys.readouterr().out
    assert "Den korte teksten er for lang: 151 tegn, EVA tar 150." in told
    assert "! Tallet «first» i filen er et annet enn i tellingene." in told
    assert "! Årsaken er ukjent. Tell på nytt" in told
    assert "? recounts: Hvilken ny telling er gjort" in told
    assert "~ bunke_glemt: Forskjellen på 50 sedler er hele bunker: 1 × 50." in told


def test_a_text_that_does_not_fit_is_a_finding_of_its_own(tmp_path: Path) -> None:
    text = f'short = "{"x" * 151}"{COMPLETE}'
    asked = (explained(tmp_path, text), "--totals", counts(tmp_path))
    assert qc("explain", *asked) == ExitCode.FINDING
