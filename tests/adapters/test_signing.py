import os
import sqlite3
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import is_signed, load_key, make_key
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis, Note
from qc_service.model.evidence import Checkpoint
from qc_service.service.notary import Notary, configured_key

RFC_8032 = (
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    b"",
    bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ).hex(),
)
"""Test 1 of RFC 8032, 7.1."""


def refusal(path: Path) -> QcError:
    with pytest.raises(QcError) as refused:
        load_key(path)
    assert refused.value.exit_code is ExitCode.CONFIG
    return refused.value


def test_the_standard_s_own_signature_is_known() -> None:
    public, message, signature = RFC_8032
    assert is_signed(public, message, signature)
    assert not is_signed(public, b"x", signature)
    assert not is_signed(public, message, signature[:-2] + "00")
    assert not is_signed("00" + public[2:], message, signature)
    assert not is_signed("no key", message, signature)
    assert not is_signed(public, message, "short")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_a_key_is_its_owner_s_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = make_key(tmp_path / "k.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "k.pem").stat().st_mode) == 0o600
    again = load_key(tmp_path / "k.pem")
    assert again.public == made.public
    assert again.sign(b"m") == made.sign(b"m")
    assert is_signed(made.public, b"m", again.sign(b"m"))


def test_no_key_is_written_over_and_no_link_followed(tmp_path: Path) -> None:
    make_key(tmp_path / "k.pem")
    before = (tmp_path / "k.pem").read_bytes()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for path in (tmp_path / "k.pem", tmp_path / "link"):
        with pytest.raises(QcError) as refused:
            make_key(path)
        assert refused.value.code == "key.exists"
    assert (tmp_path / "k.pem").read_bytes() == before
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_made_and_a_file_in_its_place_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "new" / "k.pem").code == "key.missing"
    made = make_key(tmp_path / "new" / "k.pem")
    assert load_key(tmp_path / "new" / "k.pem").public == made.public
    with pytest.raises(QcError) as refused:
        make_key(tmp_path / "new" / "k.pem" / "k.pem")
    assert refused.value.code == "out.unwritable"
    with pytest.raises(QcError) as refused:
        make_key(tmp_path / ("k" * 300))
    assert refused.value.code == "key.unwritable"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    make_key(tmp_path / "k.pem")
    (tmp_path / "k.pem").chmod(mode)
    assert refusal(tmp_path / "k.pem").code == "key.open"


def test_another_kind_of_key_or_none_is_refused(tmp_path: Path) -> None:
    other = Ed448PrivateKey.generate()
    texts = (
        b"no key",
        other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    for text in texts:
        (tmp_path / "k.pem").write_bytes(text)
        (tmp_path / "k.pem").chmod(0o600)
        assert refusal(tmp_path / "k.pem").code == "key.kind"


def night(path: Path, *, signed: bool = True) -> Path:
    """Make a ledger of three notes with a checkpoint after each."""
    key = make_key(path.with_suffix(".pem")) if signed else None
    with Ledger.create(path, Genesis("t", "1", (), {}, key.public if key else "")) as ledger:
        notary = Notary(ledger, path, key)
        for word in ("one", "two", "three"):
            ledger.append([Note("t", "k", word)])
            ledger.append([notary.checkpoint("2027-09-13T21:00:00Z")])
        ledger.append([Note("t", "k", "after")])
    return path


def test_a_ledger_with_signed_checkpoints_is_whole_and_says_who_signed(tmp_path: Path) -> None:
    path = night(tmp_path / "l")
    with Ledger.read(path) as ledger:
        report = ledger.verify()
        summit = ledger.summit()
    assert (report.broken, report.complaint) == (0, "")
    assert (report.rows, report.covered) == (8, 6)
    assert report.key == load_key(path.with_suffix(".pem")).public
    assert (summit.rows, summit.root, summit.head) == (8, report.root, report.head)


def test_an_unsigned_ledger_is_whole_and_says_that_nobody_signed(tmp_path: Path) -> None:
    with Ledger.read(night(tmp_path / "l", signed=False)) as ledger:
        report = ledger.verify()
    assert (report.broken, report.key, report.covered) == (0, "", 6)


def test_a_checkpoint_goes_on_where_the_ledger_was_opened_anew(tmp_path: Path) -> None:
    path = night(tmp_path / "l")
    with Ledger.open(path) as ledger:
        notary = Notary(ledger, path, configured_key(str(path.with_suffix(".pem"))))
        ledger.append([Note("t", "k", "later")])
        ledger.append([notary.checkpoint("t")])
        report = ledger.verify()
    assert (report.broken, report.covered) == (0, 9)
    assert configured_key("") is None


def test_a_ledger_that_names_another_key_is_broken_at_the_checkpoint(tmp_path: Path) -> None:
    key = make_key(tmp_path / "k.pem")
    with Ledger.create(tmp_path / "l", Genesis("t", "1", (), {}, "ab" * 32)) as ledger:
        at = ledger.summit()
        signature = key.sign(at.signed())
        ledger.append([Checkpoint("t", at.rows, at.root, at.head, key.public, signature)])
        report = ledger.verify()
    assert (report.broken, "key" in report.complaint) == (2, True)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [("root", "00" * 32, "root"), ("rows", 2, "rows"), ("signature", "00" * 64, "signature")],
)
def test_a_false_checkpoint_is_found_although_the_chain_is_right(
    tmp_path: Path, field: str, value: object, word: str
) -> None:
    key = make_key(tmp_path / "k.pem")
    with Ledger.create(tmp_path / "l", Genesis("t", "1", (), {}, key.public)) as ledger:
        true = Notary(ledger, tmp_path / "l", key).checkpoint("t")
        parts = {name: getattr(true, name) for name in true.__struct_fields__} | {field: value}
        ledger.append([Checkpoint(**parts)])
        report = ledger.verify()
    assert (report.broken, word in report.complaint) == (2, True)


def test_no_checkpoint_is_made_of_a_damaged_ledger(tmp_path: Path) -> None:
    path = night(tmp_path / "l")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE entries SET salt = zeroblob(16) WHERE seq = 4")
    connection.commit()
    connection.close()
    with Ledger.read(path) as ledger, pytest.raises(QcError) as refused:
        Notary(ledger, path, load_key(path.with_suffix(".pem")))
    assert refused.value.code == "ledger.damaged"
    assert "row 4" in refused.value.message
