"""Files come into a folder whole or not at all."""

import os
from pathlib import Path

import pytest

from qc_service.adapters.out_folder import require_folder, write_files
from qc_service.model.errors import ExitCode, QcError


def test_files_are_written_and_written_over(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        assert write_files(tmp_path, [("a.txt", content)]) == [tmp_path / "a.txt"]
        assert (tmp_path / "a.txt").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    require_folder(tmp_path)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("file", "none"):
        with pytest.raises(QcError) as caught:
            require_folder(tmp_path / name)
        assert (caught.value.code, caught.value.exit_code) == ("out.missing", ExitCode.USAGE)


def test_a_folder_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere: what the system would say to others is said for it.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(QcError) as caught:
        require_folder(tmp_path)
    assert caught.value.code == "out.unwritable"


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(QcError) as caught:
        write_files(tmp_path, [("a.txt", b"one")])
    assert caught.value.code == "out.unwritable"
    assert "a.txt" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
