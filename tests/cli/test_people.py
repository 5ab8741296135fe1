"""`qc people`: added, listed, changed, removed."""

from pathlib import Path

import pytest
import typer

from qc_service.adapters.people_file import knows, load_people
from qc_service.cli import people
from qc_service.model.errors import ExitCode, QcError


def qc(*arguments: str) -> int:
    app = typer.Typer()
    people.register(app)
    code = app(["people", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_people_come_change_and_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.toml"
    at = ("--file", str(path))
    assert qc("add", "AB", "--role", "officer", "--pin", "123456", *at) == ExitCode.OK
    assert qc("add", "CD", "--role", "observer", "--pin", "123456", *at) == ExitCode.OK
    assert qc("add", "CD", "--role", "controller", "--pin", "abcdef", *at) == ExitCode.OK
    capsys.readouterr()
    assert qc("list", *at) == ExitCode.OK
    assert capsys.readouterr().out == "AB\tofficer\nCD\tcontroller\n"
    assert knows(load_people(path)[1], "abcdef")
    assert qc("remove", "AB", *at) == ExitCode.OK
    assert [each.name for each in load_people(path)] == ["CD"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "AB", "--role", "king", "--pin", "123456"), "people.role"),
        (("add", "AB", "--role", "officer", "--pin", "1"), "people.pin"),
        (("remove", "AB"), "people.missing-file"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(QcError) as refused:
        qc(*arguments, "--file", str(tmp_path / "people.toml"))
    assert refused.value.code == code


def test_who_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    qc("add", "AB", "--role", "officer", "--pin", "123456", "--file", str(path))
    with pytest.raises(QcError) as refused:
        qc("remove", "XY", "--file", str(path))
    assert refused.value.code == "people.unknown"
