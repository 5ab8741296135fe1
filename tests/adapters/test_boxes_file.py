"""The plan of boxes and the box files: what a person types, and what is said where it is wrong."""

from pathlib import Path

import pytest

from qc_service.adapters.box_file import read_box_file
from qc_service.adapters.boxes_file import read_boxes
from qc_service.model.batch import Batch
from qc_service.model.errors import ExitCode, QcError


def written(folder: Path, text: str, name: str = "boxes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_column_is_read_and_two_counts_are_two_boxes(tmp_path: Path) -> None:
    text = (
        "id,election,category,locale,locale_name,box,boxes,scanner,count,expected\n"
        "K07,kst-9901-2027,day-locale,0101,Nes skole,1,2,S01,1,250\n"
        "K07,kst-9901-2027,day-locale,0101,Nes skole,1,2,S02,2,\n"
    )
    box = Batch("K07", "kst-9901-2027", "day-locale", "0101", "Nes skole", 1, 2, "S01", 1, 250)
    second = Batch("K07", "kst-9901-2027", "day-locale", "0101", "Nes skole", 1, 2, "S02", 2)
    assert read_boxes(written(tmp_path, text)) == (box, second)


def test_norwegian_words_and_semicolons_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    text = (
        "\ufeffKasse;Kategori;Krets;Kretsnavn;Antall sedler\n"
        "K1;Valgtingsstemmer – fra valglokalene;0101;Ås;70\n\n"
        ";;;;\n"
        "K2;forhåndsstemmer - øvrige;;;\n"
    )
    first, second = read_boxes(written(tmp_path, text))
    assert first == Batch("K1", "", "day-locale", "0101", "Ås", expected=70)
    assert (second.category, second.expected, second.count) == ("advance-other", None, 1)


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("", "no-header", ":1:", ""),
        ("id\n", "empty", "", ""),
        ("category\nday-other\n", "missing-column", "column id", ""),
        ("id,catgory\nK1,day-other\n", "unknown-column", ":1: column 2", "'category'"),
        ("id,kasse\nK1,K1\n", "doubled-column", ":1: column 2", ""),
        ("id,category\nK1,day-lokale\n", "unknown-category", ":2: column category", "'day-locale'"),
        ("id,expected\nK1,5\nK2,-1\n", "bad-number", ":3: column expected", ""),
        ("id,expected\nK1,1_0\n", "bad-number", ":2: column expected", ""),
        ("id,expected\nK1,٣\n", "bad-number", ":2: column expected", ""),
        ("id,expected\nK1,9999999999\n", "bad-number", ":2: column expected", ""),
        ("id,box,boxes\nK1,3,2\n", "bad-value", ":2: column box", ""),
        ("id,count\nK1,0\n", "bad-value", ":2: column count", ""),
        ("id,locale\n,0101\n", "bad-value", ":2: column id", ""),
        ("id,locale\nK1\n", "bad-line", ":2:", ""),
        ('id,locale\nK1,"a"b\n', "bad-line", ":2:", ""),
        ("id,locale\nK1,a\nK2,b\nK1,a\n", "doubled", ":4: column id", ""),
    ],
)
def test_what_cannot_be_meant_is_named_by_line_and_column(
    tmp_path: Path, text: str, code: str, place: str, hint: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(QcError) as caught:
        read_boxes(path)
    error = caught.value
    assert (error.code, error.exit_code) == (f"boxes.{code}", ExitCode.CONFIG)
    assert error.message.startswith(str(path))
    assert place in error.message
    assert hint in error.hint


def test_a_plan_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes("id,locale_name\nK1,Ås\n".encode("latin-1"))
    for path in (tmp_path / "absent.csv", latin, tmp_path):
        with pytest.raises(QcError, match=path.name) as caught:
            read_boxes(path)
        assert caught.value.code == "boxes.unreadable"


def test_a_box_file_takes_the_official_name_of_a_category(tmp_path: Path) -> None:
    text = 'id = "K1"\ncategory = "Valgtingsstemmer – øvrige"\nexpected = 0\nclosed = true\n'
    file = read_box_file(written(tmp_path, text, "box.toml"))
    assert file.closed
    assert file.batch("S01") == Batch("K1", category="day-other", scanner="S01", expected=0)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "", "id"),
        ('id = "K1"\nexpekted = 4\n', "", "expekted"),
        ('id = "K1"\nexpected = "4"\n', "", ":2"),
        ('id = "K1"\n\ncategory = "late"\n', "category", ":3"),
        ('id = "K1"\nbox = 3\nboxes = 2\n', "value", ":2"),
        ('id = "K1"\nsheets = -1\n', "value", ":2"),
        ('id = ""\n', "value", ":1"),
        ('id = "K1', "", "box.toml"),
        ("#" * 70_000, "too-large", "box.toml"),
    ],
)
def test_a_box_file_that_is_wrong_is_named_by_line_and_key(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    path = written(tmp_path, text, "box.toml")
    with pytest.raises(QcError) as caught:
        read_box_file(path)
    assert caught.value.code.startswith(f"box-file.{code}")
    assert place in caught.value.message
