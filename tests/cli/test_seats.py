"""`qc seats`: files of totals or votes by hand, the sentences, and the exit codes."""

import json
from pathlib import Path

import pytest
import typer

from qc_format_totals_csv import TotalsCsvFormat
from qc_service.adapters import plugin_loading
from qc_service.adapters.config import Config
from qc_service.api import Format
from qc_service.cli import seats
from qc_service.model.errors import ExitCode, QcError

TABLE = "kasse;valg;liste;sedler\nK1;KST;A;60\nK1;KST;B;35\nK1;KST;BLANK;5\nK2;FT;A;9\n"


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    def formats(_: Config) -> tuple[Format, ...]:
        return (TotalsCsvFormat(),)

    monkeypatch.setattr(plugin_loading, "load_formats", formats)


def qc(*arguments: str) -> int:
    app = typer.Typer()
    seats.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_a_file_of_totals_is_shared_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "totals.csv"
    path.write_text(TABLE, encoding="utf-8")
    asked = ("--seats", "5", "--totals", str(path), "--election", "KST", "--json")
    assert qc(*asked) == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert (said["votes"], said["seats"]) == ({"A": 60, "B": 35}, {"A": 3, "B": 2})
    assert said["pairs"][0] == {"holder": "B", "rival": "A", "misread": said["fewest"]}
    assert said["text"][0].endswith(f": {said['fewest']}.")


def test_a_ballot_of_a_file_gives_its_list_all_its_votes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "totals.csv"
    path.write_text(TABLE, encoding="utf-8")
    asked = ("--seats", "5", "--totals", str(path), "--election", "KST", "--json")
    assert qc(*asked) == ExitCode.OK
    single = json.loads(capsys.readouterr().out)
    assert qc(*asked, "--weight", "5") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["votes"] == {"A": 300, "B": 175}
    assert (said["seats"], said["fewest"]) == (single["seats"], single["fewest"])


def test_the_bound_decides_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--seats", "5", "--votes", "A=60", "--votes", "B=35", "--lang", "en")
    assert qc(*asked, "--upper", "0") == ExitCode.OK
    assert "have moved no seat" in capsys.readouterr().out
    assert qc(*asked, "--upper", "60") == ExitCode.FINDING
    assert "does not rule out" in capsys.readouterr().out


def test_a_tie_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--seats", "1", "--votes", "A=6", "--votes", "B=6", "--method", "dhondt")
    assert qc(*asked) == ExitCode.OK
    assert "loddtrekning" in capsys.readouterr().out


def test_leniencies_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "totals.csv"
    path.write_text("box,list,ballots,colour\nK1,A,5,red\n", encoding="utf-8")
    assert qc("--seats", "1", "--totals", str(path)) == ExitCode.OK
    assert "unknown-column" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "seats.no-votes"),
        (("--votes", "A"), "seats.votes"),
        (("--votes", "A=1", "--votes", "A=2"), "seats.votes"),
        (("--votes", "A=1", "--method", "hare"), "seats.method"),
        (("--votes", "A=0"), "seats.numbers"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(QcError) as told:
        qc("--seats", "3", *arguments)
    assert (told.value.code, told.value.exit_code) == (code, ExitCode.USAGE)


def test_several_elections_must_be_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "totals.csv"
    path.write_text(TABLE, encoding="utf-8")
    with pytest.raises(QcError, match="FT, KST"):
        qc("--seats", "3", "--totals", str(path))
