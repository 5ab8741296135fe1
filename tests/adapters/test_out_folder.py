"""Files come into a folder whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from qc_service.adapters.out_folder import make_folder, write_file, write_files
from qc_service.model.errors import ExitCode, QcError


def test_files_are_written_and_written_over(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        assert write_files(tmp_path, [("a.txt", content)]) == [tmp_path / "a.txt"]
        assert (tmp_path / "a.txt").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    make_folder(tmp_path)


def test_a_folder_is_made_and_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("file", "file/below"):
        with pytest.raises(QcError) as caught:
            make_folder(tmp_path / place)
        assert (caught.value.code, caught.value.exit_code) == ("out.unwritable", ExitCode.USAGE)
    make_folder(tmp_path / "new" / "below")
    assert (tmp_path / "new" / "below").is_dir()


def test_a_folder_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere: what the system would say to others is said for it.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(QcError) as caught:
        make_folder(tmp_path)
    assert caught.value.code == "out.unwritable"


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(QcError) as caught:
        write_files(tmp_path, [("a.txt", b"one")])
    assert caught.value.code == "out.unwritable"
    assert "a.txt" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_one_file_comes_with_its_folder_and_for_its_owner_alone_where_wanted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "below" / "a.html"
    for content in (b"one", b"two"):
        write_file(path, content, private=True)
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_file(path, b"three")
    assert stat.S_IMODE(path.stat().st_mode) & 0o040
    assert [each.name for each in path.parent.iterdir()] == ["a.html"]
