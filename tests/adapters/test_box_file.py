"""`box.toml`: strict, small, and every complaint names the file, the line and the key."""

import re
from pathlib import Path

import pytest

from qc_service.adapters.box_file import MOST_BYTES, BoxFile, read_box_file
from qc_service.model.batch import Batch
from qc_service.model.errors import ExitCode, QcError
from shared import REPO


def written(folder: Path, text: str) -> Path:
    path = folder / "box.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_the_id_is_needed(tmp_path: Path) -> None:
    file = read_box_file(written(tmp_path, 'id = "K07"\n'))
    assert file == BoxFile("K07")
    assert file.batch("S01") == Batch("K07", scanner="S01")


def test_the_example_of_the_documents_is_read(tmp_path: Path) -> None:
    page = (REPO / "docs" / "feed.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    file = read_box_file(written(tmp_path, example))
    assert file.batch("S01") == Batch(
        "K07", "kst-9901-2027", "day-locale", "0101", "Nes skole", 1, 2, "S01", 1, 512
    )
    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(BoxFile.__struct_fields__)


def test_an_official_name_stands_for_its_category(tmp_path: Path) -> None:
    name = "Valgtingsstemmer – øvrige"
    file = read_box_file(written(tmp_path, f'id = "K"\ncategory = "{name}"\n'))
    assert file.batch("S01").category == "day-other"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("id = ", "box-file.syntax", ":1"),
        ("election = 'x'\n", "box-file.missing-key", "id"),
        ("id = 'K'\nexpcted = 3\n", "box-file.unknown-key", ":2: expcted"),
        ("id = 'K'\nexpected = 'many'\n", "box-file.wrong-type", ":2: expected"),
        ("id = 'K'\n\nexpected = -1\n", "box-file.value", ":3: expected"),
        ("id = ''\n", "box-file.value", ":1: id"),
        ("id = 'K'\nbox = 3\nboxes = 2\n", "box-file.value", ":2: box"),
        ("id = 'K'\ncategory = 'XX'\n", "box-file.category", ":2: category"),
        ("id = 'K'\nsheets = -4\n", "box-file.value", ":2: sheets"),
        ("#" * (MOST_BYTES + 1), "box-file.too-large", "box.toml"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    with pytest.raises(QcError) as error:
        read_box_file(written(tmp_path, text))
    assert (error.value.code, error.value.exit_code) == (code, ExitCode.USAGE)
    assert "box.toml" in error.value.message
    assert place in error.value.message
