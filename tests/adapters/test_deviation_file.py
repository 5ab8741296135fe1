"""The file of an explanation: strict, and every complaint names the file, the line and the key."""

import re
from pathlib import Path

import pytest

from qc_service.adapters.deviation_file import read_deviation
from qc_service.comparing.deviation import Deviation, DeviationKind, Numbers, Recount
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.totals import CountKind
from shared import REPO

LEAST = 'id = "A-1"\nkind = "first-second"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "deviation.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_number_and_kind_are_all_that_is_needed(tmp_path: Path) -> None:
    assert read_deviation(written(tmp_path, LEAST)) == Deviation("A-1", DeviationKind.COUNTS)


def test_an_official_name_stands_for_its_category_and_tables_are_read(tmp_path: Path) -> None:
    text = LEAST + 'category = "Valgtingsstemmer – øvrige"\n[numbers]\nsecond = [5, 6]\n'
    text += '[answers]\nballots = 1\nwhere = "K1"\n[[recounts]]\nhow = "manual"\n'
    read = read_deviation(written(tmp_path, text))
    assert read.category == "day-other"
    assert read.numbers == Numbers(second=(5, 6))
    assert read.answers == {"ballots": 1, "where": "K1"}
    assert read.recounts == (Recount(CountKind.MANUAL),)


def test_every_key_stands_in_the_document() -> None:
    page = (REPO / "docs" / "deviation.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    for record in (Deviation, Numbers, Recount):
        assert set(record.__struct_fields__) <= named


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("id = ", "deviation.syntax", ":1"),
        ('id = "A-1"\n', "deviation.missing-key", "kind"),
        (LEAST + "caus = 3\n", "deviation.unknown-key", ":3: caus"),
        (LEAST + 'cause = "bunke_glmt"\n', "deviation.cause", ":3: cause"),
        (LEAST + 'cause = "xyz"\n', "deviation.cause", "xyz"),
        (LEAST + 'category = "XX"\n', "deviation.category", ":3: category"),
        ('id = "A-1"\nkind = "third"\n', "deviation.out-of-range", ":2: kind"),
        (LEAST + "[numbers]\nfirst = 'x'\n", "deviation.wrong-type", ":4: numbers.first"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    with pytest.raises(QcError) as told:
        read_deviation(written(tmp_path, text))
    assert (told.value.code, told.value.exit_code) == (code, ExitCode.USAGE)
    assert place in told.value.message


def test_the_nearest_cause_is_named(tmp_path: Path) -> None:
    with pytest.raises(QcError, match="bunke_glemt"):
        read_deviation(written(tmp_path, LEAST + 'cause = "bunke_glmt"\n'))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(QcError) as told:
        read_deviation(tmp_path / "none.toml")
    assert told.value.code == "deviation.unreadable"
