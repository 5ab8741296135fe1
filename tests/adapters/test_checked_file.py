"""The table of checked ballots: options parted by +, and complaints that name file and line."""

from pathlib import Path

import pytest

from qc_service.adapters.checked_file import read_checked
from qc_service.model.errors import ExitCode, QcError


def written(folder: Path, text: str) -> Path:
    path = folder / "checks.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_ballots_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "ticket;paper;reported\n0.1;A + B;A\n0.2;-;B\n\n0.3;;\n"
    assert read_checked(written(tmp_path, text)) == (
        (("A",), ("A", "B")),
        (("B",), None),
        ((), ()),
    )


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "checked.columns", ":1"),
        ("reported,seen\nA,A\n", "checked.columns", ":1"),
        ("reported,paper\nA,A\nA\n", "checked.line", ":3"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    with pytest.raises(QcError) as told:
        read_checked(written(tmp_path, text))
    assert (told.value.code, told.value.exit_code) == (code, ExitCode.USAGE)
    assert place in told.value.message


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(QcError) as told:
        read_checked(tmp_path / "none.csv")
    assert told.value.code == "checked.unreadable"
