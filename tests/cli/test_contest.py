"""`qc sample contest`: a table of checked ballots against a contest or a seat."""

import json
from pathlib import Path

import pytest
import typer

from qc_service.cli import sample
from qc_service.model.errors import ExitCode, QcError


def qc(*arguments: str) -> int:
    app = typer.Typer()
    sample.register(app)
    code = app(["sample", "contest", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def checks(folder: Path, lines: list[str]) -> str:
    path = folder / "checks.csv"
    path.write_text("\n".join(["reported,paper", *lines]) + "\n", encoding="utf-8")
    return str(path)


TWO = ("--N", "10000", "--winner", "A", "--loser", "B")


def test_a_clean_sample_confirms_and_gives_the_risk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = checks(tmp_path, ["A,A"] * 200)
    assert qc(file, *TWO, "--votes", "5250,4750", "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["risk"] == pytest.approx(0.006016404321332975)
    assert (said["margin"], said["confirmed"], said["papers_expected"]) == (0.05, True, 136)
    assert said["kaplan_markov"] == pytest.approx((1 - 0.05 / 2.0781) ** 200)


def test_discrepancies_are_told_by_class_and_call_for_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["A,B", "A,-", "A,", "B,A", ",A", "C,D", "C,C"]
    assert qc(checks(tmp_path, lines), *TWO, "--votes", "5250,4750") == ExitCode.FINDING
    text = capsys.readouterr().out
    assert "o1 1, o2 2, u1 1, u2 1, no_effect 1" in text
    assert "(Kaplan-Markov)" in text
    assert "Not confirmed" in text


def test_a_seat_is_confirmed_by_some_2800_clean_papers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """41 seats, 45,300 ballots: the last seat of SV, 4,827 votes, over the next of FrP, 6,852."""
    pair = ("--winner", "SV", "--loser", "FrP", "--votes", "4827,6852")
    seat = ("--N", "45300", *pair, "--divisors", "9,13")
    assert qc(checks(tmp_path, ["Ap,Ap"] * 2800), *seat, "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert 0.04 < said["risk"] < 0.05
    assert "kaplan_markov" not in said
    assert qc(checks(tmp_path, ["Ap,Ap"] * 2000), *seat) == ExitCode.FINDING
    assert "Kaplan" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--votes", "4750,5250"), "contest.votes"),
        (("--votes", "20000,1"), "contest.votes"),
        (("--votes", "many"), "contest.numbers"),
        (("--votes", "2,1", "--divisors", "9,0"), "contest.numbers"),
        (("--votes", "2,1", "--bet", "all"), "contest.bet"),
        (("--votes", "2,1", "--N", "2"), "contest.checks"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, more: tuple[str, ...], code: str) -> None:
    with pytest.raises(QcError) as told:
        qc(checks(tmp_path, ["A,A"] * 3), *TWO, *more)
    assert (told.value.code, told.value.exit_code) == (code, ExitCode.USAGE)
