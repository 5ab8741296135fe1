import json
from pathlib import Path

import pytest
import typer

from bundles import DOCUMENT, OTHER, OURS, TAMPERINGS, bundle_of, public_of
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import make_key
from qc_service.cli import verify
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis
from qc_service.recording.checkpoints import fingerprint
from qc_service.service.notary import Notary

FINGERPRINT = fingerprint(public_of(OURS))


def qc(*arguments: object) -> int:
    app = typer.Typer()
    verify.register(app)
    code = app([str(each) for each in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "log.pdf").write_bytes(DOCUMENT)
    return folder


def test_a_whole_bundle_is_told_step_by_step(
    tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b").write_bytes(bundle_of())
    asked = (tmp_path / "b", "--key", FINGERPRINT, "--documents", documents)
    assert qc(*asked) == ExitCode.OK
    text = capsys.readouterr().out
    assert "BROKEN" not in text
    assert FINGERPRINT in text
    assert "all of it holds" in text
    assert qc(*asked, "--json") == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert (said["whole"], said["broken_check"], len(said["steps"])) == (True, None, 14)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_bundle_is_a_finding_that_names_the_check(
    tmp_path: Path, documents: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check, make = TAMPERINGS[name]
    (tmp_path / "b").write_bytes(make())
    asked = (tmp_path / "b", "--key", FINGERPRINT, "--documents", documents)
    assert qc(*asked, "--json") == ExitCode.FINDING
    said = json.loads(capsys.readouterr().out)
    assert (said["whole"], said["broken_check"]) == (False, check)
    assert qc(*asked) == ExitCode.FINDING
    assert f"BROKEN at {check}" in capsys.readouterr().out


def test_an_unsigned_bundle_holds_and_says_that_it_is_unsigned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tale = [Genesis("t", "1", ()), None]
    (tmp_path / "b").write_bytes(bundle_of([*tale], key=None, shown=(), found={}))
    assert qc(tmp_path / "b") == ExitCode.OK
    assert "unsigned: there was no key" in capsys.readouterr().out
    assert qc(tmp_path / "b", "--key", FINGERPRINT) == ExitCode.FINDING


def test_a_folder_of_documents_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(bundle_of())
    with pytest.raises(QcError) as refused:
        qc(tmp_path / "b", "--documents", tmp_path / "none")
    assert refused.value.exit_code is ExitCode.USAGE


def test_a_ledger_s_key_is_held_against_the_one_on_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = make_key(tmp_path / "k.pem")
    with Ledger.create(tmp_path / "l", Genesis("t", "1", (), {}, key.public)) as ledger:
        assert qc(tmp_path / "l") == ExitCode.OK
        assert "no checkpoint" in capsys.readouterr().out
        ledger.append([Notary(ledger, tmp_path / "l", key).checkpoint("t")])
    own = fingerprint(key.public)
    assert qc(tmp_path / "l", "--key", own.upper()) == ExitCode.OK
    assert f"1 rows signed by the key {own}" in capsys.readouterr().out
    other = fingerprint(public_of(OTHER))
    assert qc(tmp_path / "l", "--key", other) == ExitCode.FINDING
    assert "not the one asked for" in capsys.readouterr().out
    assert qc(tmp_path / "l", "--key", other, "--json") == ExitCode.FINDING
    assert json.loads(capsys.readouterr().out)["whole"] is False


def test_an_unsigned_ledger_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.create(tmp_path / "l", Genesis("t", "1", ())) as ledger:
        ledger.append([Notary(ledger, tmp_path / "l", None).checkpoint("t")])
    assert qc(tmp_path / "l") == ExitCode.OK
    assert "UNSIGNED" in capsys.readouterr().out
