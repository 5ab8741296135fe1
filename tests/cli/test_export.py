"""`qc export check`: a scanner's export on disk, whole and changed."""

import hashlib
import json
from pathlib import Path

import pytest
import typer

from qc_service.cli import export
from qc_service.model.errors import ExitCode, QcError
from qc_service.recording.export_hash import record_hash, root_hash


def qc(*arguments: str) -> int:
    app = typer.Typer()
    export.register(app)
    code = app(["export", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = {}
    for record in ("a1b2", "a1c3", "ff00"):
        (tmp_path / record).mkdir()
        files = {f"{record}-front.jpg": b"picture", "cast-vote-record-report.json": b"{}"}
        for name, content in files.items():
            (tmp_path / record / name).write_bytes(content)
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        records[record] = record_hash(record, digests)
    metadata = {"castVoteRecordRootHash": root_hash(records, 4, 2), "arePollsClosed": True}
    (tmp_path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return tmp_path


def test_an_export_as_it_was_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("check", str(folder)) == ExitCode.OK
    assert capsys.readouterr().out.startswith("3 records, as the scanner wrote them (root ")


def test_an_export_that_was_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a1c3" / "a1c3-front.jpg").write_bytes(b"another")
    assert qc("check", str(folder)) == ExitCode.FINDING
    assert "NOT as the scanner wrote them" in capsys.readouterr().out


@pytest.mark.parametrize("metadata", [None, "{}", "no json"])
def test_an_export_without_a_root_is_refused(tmp_path: Path, metadata: str | None) -> None:
    if metadata is not None:
        (tmp_path / "metadata.json").write_text(metadata, encoding="utf-8")
    with pytest.raises(QcError) as told:
        qc("check", str(tmp_path))
    assert (told.value.code, told.value.exit_code) == ("export.metadata", ExitCode.USAGE)


def test_a_record_that_cannot_be_read_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", broken)
    with pytest.raises(QcError) as told:
        qc("check", str(folder))
    assert told.value.code == "export.unreadable"
