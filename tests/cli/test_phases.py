"""`qc sample phases`: the four quantities on plain numbers."""

import json

import pytest
import typer

from qc_service.cli import sample
from qc_service.model.errors import ExitCode, QcError

KNOWN = {"--N": 40_000, "--differing": 120, "--looked-at": 120, "--wrong": 14, "--n": 600, "--k": 0}


def qc(numbers: dict[str, int], *more: str) -> int:
    app = typer.Typer()
    sample.register(app)
    asked = [str(each) for pair in numbers.items() for each in pair]
    code = app(["sample", "phases", *asked, *more], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_the_known_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert qc(KNOWN, "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert (said["agreeing"], said["agreeing_upper"]) == (39_880, 242)
    assert (said["scanner_upper"], said["left_upper"]) == (256, 242)
    assert qc(KNOWN | {"--looked-at": 100}) == ExitCode.OK
    text = capsys.readouterr().out
    assert "the scanner wrong in all, at most: 276\n" in text
    assert "left once those seen are corrected, at most: 262\n" in text


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"--wrong": 121}, ()),
        ({"--looked-at": 121}, ()),
        ({"--n": 39_881}, ()),
        ({}, ("--risk", "1")),
    ],
)
def test_numbers_that_cannot_be_are_refused(change: dict[str, int], more: tuple[str, ...]) -> None:
    with pytest.raises(QcError) as told:
        qc(KNOWN | change, *more)
    assert (told.value.code, told.value.exit_code) == ("phases.numbers", ExitCode.USAGE)
