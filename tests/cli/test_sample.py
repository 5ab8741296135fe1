import json

import pytest
import typer

from qc_service.cli import sample
from qc_service.model.errors import ExitCode, QcError

KNOWN = "0.56529732754368690944200029451279880324404922722093065745781146330965474817577"


def qc(*arguments: str) -> int:
    app = typer.Typer()
    sample.register(app)
    code = app(list(arguments), standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_tickets_by_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        qc("sample", "ticket", "--seed", "93686630803205229070", "K1-B003-0042", "x") == ExitCode.OK
    )
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"K1-B003-0042 {KNOWN}"
    assert second.startswith("x 0.")


def test_numbers_by_place_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    seed = ("--seed", "12345678901234567890", "--rule", "shangrla")
    assert qc("sample", "ticket", *seed, "1-1-1", "1-1-2") == ExitCode.OK
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1-1-1 107373025055971426206438240162655579")
    assert second.startswith("1-1-2 22187331182636096824950341820271")


def test_boxes_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    seed = "3546311556112163624615351222"
    assert qc("sample", "boxes", "--seed", seed, "--n", "4", "--of", "876") == ExitCode.OK
    assert capsys.readouterr().out.split() == ["740", "180", "264", "789"]


def test_a_bound_as_number_and_share(capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("sample", "bound", "--N", "39880", "--n", "600", "--k", "0") == ExitCode.OK
    assert capsys.readouterr().out == "242 0.006068\n"
    qc("sample", "bound", "--N", "39880", "--n", "600", "--k", "0", "--alpha", "0.05", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["upper"], said["one_look"]) == (242, 197)
    assert said["share"] == pytest.approx(242 / 39880)


def test_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("plan", "--N", "20000", "--claim", "0.005", "--risk", "0.05")
    assert qc(*arguments, "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["needed"] == {"0": 730, "1": 1298, "2": 1728}
    assert qc(*arguments) == ExitCode.OK
    assert "with 0 errors found: 730 papers" in capsys.readouterr().out
    assert qc("plan", "--N", "10", "--claim", "0.1") == ExitCode.OK
    assert "with 2 errors found: not possible" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("sample", "boxes", "--seed", "1", "--n", "5", "--of", "4"), "sample.boxes"),
        (("sample", "bound", "--N", "5", "--n", "6", "--k", "0"), "sample.numbers"),
        (("sample", "bound", "--N", "5", "--n", "4", "--k", "0", "--prior", "1"), "sample.prior"),
        (("sample", "bound", "--N", "5", "--n", "4", "--k", "0", "--prior", "0,1"), "sample.prior"),
        (("sample", "bound", "--N", "5", "--n", "4", "--k", "0", "--risk", "0"), "sample.risk"),
        (("plan", "--N", "0", "--claim", "0.1"), "plan.numbers"),
        (("plan", "--N", "10", "--claim", "1.1"), "plan.numbers"),
    ],
)
def test_numbers_that_cannot_be_are_told(arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(QcError) as told:
        qc(*arguments)
    assert told.value.code == code
    assert told.value.exit_code == ExitCode.USAGE
