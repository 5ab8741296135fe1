"""The file of people: its owner's alone, PINs hashed, refused where it cannot be trusted."""

from pathlib import Path

import pytest

from qc_service.adapters.people_file import enrol, find, knows, load_people, save_people
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.people import Person, Role

ANN = enrol("AB", Role.OFFICER, "123456")


def code(path: Path) -> str:
    with pytest.raises(QcError) as refused:
        load_people(path)
    assert refused.value.exit_code == ExitCode.CONFIG
    return refused.value.code


def test_people_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    bo = enrol("Bø", Role.CONTROLLER, "passord")
    save_people(path, [bo, ANN])
    assert load_people(path) == (ANN, bo)
    assert path.stat().st_mode & 0o777 == 0o600
    save_people(path, [ANN])
    assert load_people(path) == (ANN,)
    assert find(load_people(path), "Bø") is None
    assert ANN.person() == Person("AB", Role.OFFICER)
    assert [each.name for each in tmp_path.iterdir()] == ["people.toml"]


def test_the_file_holds_no_pin(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    save_people(path, [ANN])
    assert "123456" not in path.read_text("utf-8")
    assert enrol("AB", Role.OFFICER, "123456").pin != ANN.pin


def test_only_the_right_pin_is_known() -> None:
    assert knows(ANN, "123456")
    assert not knows(ANN, "123457")
    assert not knows(None, "123456")


@pytest.mark.parametrize(
    ("name", "pin", "expected"),
    [
        ("", "123456", "people.name"),
        (" AB", "123456", "people.name"),
        ('A"B', "123456", "people.name"),
        ("A\\B", "123456", "people.name"),
        ("A\nB", "123456", "people.name"),
        ("AB", "12345", "people.pin"),
    ],
)
def test_names_and_pins_that_cannot_be_are_refused(name: str, pin: str, expected: str) -> None:
    with pytest.raises(QcError) as refused:
        enrol(name, Role.OFFICER, pin)
    assert refused.value.code == expected


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    save_people(path, [ANN])
    path.chmod(0o640)
    assert code(path) == "people.open-file"


@pytest.mark.parametrize(
    "text",
    [
        "[[person]",
        "x = 1",
        '[[person]]\nname = "A"\nrole = "king"\nsalt = ""\npin = ""',
        '[[person]]\nname = "A"\nrole = "officer"\nsalt = "xx"\npin = ""',
        2 * '[[person]]\nname = "A"\nrole = "officer"\nsalt = ""\npin = ""\n',
    ],
)
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.toml"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    assert code(path) == "people.unreadable"


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert code(tmp_path / "people.toml") == "people.missing-file"
    assert code(tmp_path) == "people.unreadable"
    with pytest.raises(QcError) as refused:
        save_people(tmp_path / "nowhere" / "people.toml", [])
    assert refused.value.code == "people.unreadable"
