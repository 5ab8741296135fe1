import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from nights import GENESIS, sheet
from qc_service.adapters.ledger import TAIL, Ledger
from qc_service.adapters.ledger_file import APPLICATION, SCHEMA, disk_bytes
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Finding, Genesis, Note
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry
from qc_service.recording.chain import GENESIS_PREVIOUS, leaf, link, seal
from qc_service.recording.public import public_part
from shared import REPO

GAP = Finding("gap", SheetKey("s1", "1", "1", 2), "number 2 did not come")


def made(path: Path, sheets: int = 3) -> Path:
    """Make a closed ledger of a first row, a note and some sheets."""
    with Ledger.create(path / "ledger.sqlite", GENESIS) as ledger:
        ledger.append([Note("t", "started", "")])
        ledger.append([sheet(number) for number in range(1, sheets + 1)])
    return path / "ledger.sqlite"


def tamper(path: Path, statement: str, values: Sequence[object] = ()) -> None:
    """Change rows behind the ledger's back."""
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def refusal(path: Path) -> QcError:
    with pytest.raises(QcError) as refused:
        Ledger.open(path)
    return refused.value


def test_what_was_appended_comes_back_in_order(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "l", GENESIS) as ledger:
        ledger.append([])
        ledger.append([sheet(1), GAP])
        ledger.append([sheet(2)])
        assert list(ledger.entries()) == [GENESIS, sheet(1), GAP, sheet(2)]
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.append([sheet(3)])
        assert list(ledger.entries()) == [GENESIS, sheet(1), GAP, sheet(2), sheet(3)]
        report = ledger.verify()
    assert (report.rows, report.broken, report.complaint) == (5, 0, "")
    assert report.kinds == {"finding": 1, "genesis": 1, "sheet": 3}


def test_every_row_is_the_canonical_body_and_its_link(tmp_path: Path) -> None:
    path = made(tmp_path)
    connection = sqlite3.connect(path)
    statement = "SELECT salt, body, public, hash FROM entries ORDER BY seq"
    rows = connection.execute(statement).fetchall()
    connection.close()
    previous = GENESIS_PREVIOUS
    for salt, body, public, own in rows:
        sealed = hashlib.sha256(salt + body).digest()
        own_leaf = hashlib.sha256(b"\0" + sealed + public).digest()
        assert own == hashlib.sha256(previous + own_leaf).digest()
        previous = own
    assert rows[2][1] == encode_entry(sheet(1))
    assert rows[0][2] == public_part(decode_entry(encode_entry(GENESIS)))
    assert rows[2][2] == b""
    assert len({row[0] for row in rows}) == len(rows)
    with Ledger.read(path) as ledger:
        assert ledger.verify().head == previous.hex()


def test_what_it_takes_up_on_disk_has_the_log_in_it(tmp_path: Path) -> None:
    assert disk_bytes(tmp_path / "none.sqlite") == 0
    path = made(tmp_path)
    at_rest = disk_bytes(path)
    assert at_rest == path.stat().st_size > 0
    with Ledger.open(path) as ledger:
        ledger.append([Note("now", "started", "")])
        log = path.with_name(path.name + "-wal")
        assert disk_bytes(path) == path.stat().st_size + log.stat().st_size > at_rest


def test_a_sheet_on_record_is_found_by_its_key(tmp_path: Path) -> None:
    with Ledger.open(made(tmp_path)) as ledger:
        assert ledger.has(SheetKey("s1", "1", "1", 2)) == "digest-2"
        assert ledger.has(SheetKey("s1", "1", "1", 9)) is None


def test_keys_that_would_read_the_same_with_slashes_are_not_mixed_up(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "l", GENESIS) as ledger:
        ledger.append([sheet(1, scanner="a/b", session="c")])
        assert ledger.has(SheetKey("a", "b/c", "1", 1)) is None
        ledger.append([sheet(1, scanner="a", session="b/c", digest="other")])
        assert ledger.has(SheetKey("a/b", "c", "1", 1)) == "digest-1"


def test_a_second_record_of_a_sheet_is_refused_with_all_its_company(tmp_path: Path) -> None:
    with Ledger.open(made(tmp_path)) as ledger:
        with pytest.raises(QcError) as refused:
            ledger.append([sheet(8), sheet(2)])
        assert refused.value.code == "ledger.double"
        assert ledger.has(SheetKey("s1", "1", "1", 8)) is None
        ledger.append([sheet(9)])
        assert (ledger.verify().rows, ledger.verify().broken) == (6, 0)


def test_an_entry_that_cannot_be_written_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    with Ledger.open(made(tmp_path)) as ledger:
        with pytest.raises(QcError):
            ledger.append([sheet(8), Note("t", "k", "\ud800")])
        assert ledger.has(SheetKey("s1", "1", "1", 8)) is None
        assert ledger.verify().rows == 5


def test_a_commit_is_synced_to_the_disk(tmp_path: Path) -> None:
    with Ledger.open(made(tmp_path)) as ledger:
        assert ledger._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ledger._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_there_is_one_writer_and_any_number_of_readers(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Ledger.open(path) as writer:
        error = refusal(path)
        assert (error.code, error.exit_code) == ("ledger.in-use", ExitCode.UNREACHABLE)
        writer.append([sheet(8)])
        with Ledger.read(path) as reader:
            assert reader.has(SheetKey("s1", "1", "1", 8)) == "digest-8"
            writer.append([sheet(9)])
            assert reader.verify().rows == 7
    Ledger.open(path).close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with Ledger.read(made(tmp_path)) as ledger, pytest.raises(QcError) as refused:
        ledger.append([sheet(8)])
    assert refused.value.code == "ledger.failed"


def test_reading_a_ledger_at_rest_leaves_no_trace(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with Ledger.read(path) as ledger:
        assert ledger.verify().broken == 0
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_break_seen_while_a_writer_began_is_not_told_as_one(tmp_path: Path) -> None:
    path = made(tmp_path)
    tamper(path, "DELETE FROM entries WHERE seq = 3")
    with Ledger.read(path) as ledger:
        path.with_name(path.name + "-wal").touch()
        with pytest.raises(QcError) as refused:
            ledger.verify()
    assert (refused.value.code, refused.value.exit_code) == (
        "ledger.in-use",
        ExitCode.UNREACHABLE,
    )


def test_a_ledger_is_not_made_over_another_file(tmp_path: Path) -> None:
    path = made(tmp_path)
    with pytest.raises(QcError) as refused:
        Ledger.create(path, GENESIS)
    assert refused.value.code == "ledger.exists"
    Ledger.open(path).close()


def test_a_ledger_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(QcError) as refused:
        Ledger.create(tmp_path / "none" / "l", GENESIS)
    assert refused.value.code == "ledger.no-folder"


def test_what_was_left_of_a_making_that_crashed_does_not_hinder(tmp_path: Path) -> None:
    (tmp_path / "l.new").write_bytes(b"half")
    Ledger.create(tmp_path / "l", GENESIS).close()
    assert not (tmp_path / "l.new").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "l.new").mkdir()
    with pytest.raises(QcError) as refused:
        Ledger.create(tmp_path / "l", GENESIS)
    assert refused.value.code == "ledger.failed"
    assert str(tmp_path / "l") in refused.value.message


def test_a_missing_ledger_is_said_to_be_missing_and_nothing_is_made(tmp_path: Path) -> None:
    error = refusal(tmp_path / "l")
    assert (error.code, error.exit_code) == ("ledger.missing", ExitCode.LEDGER)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a ledger at all, but long enough" * 40])
def test_another_file_is_no_ledger(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "l").write_bytes(content)
    error = refusal(tmp_path / "l")
    assert (error.code, error.exit_code) == ("ledger.damaged", ExitCode.LEDGER)
    with pytest.raises(QcError):
        Ledger.read(tmp_path / "l")


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path)
    tamper(path, f"PRAGMA user_version = {SCHEMA + 1}")
    assert refusal(path).code == "ledger.version"


def test_a_ledger_without_tables_is_damaged(tmp_path: Path) -> None:
    tamper(tmp_path / "l", f"PRAGMA application_id = {APPLICATION}")
    tamper(tmp_path / "l", f"PRAGMA user_version = {SCHEMA}")
    assert refusal(tmp_path / "l").exit_code is ExitCode.LEDGER
    with Ledger.read(tmp_path / "l") as ledger:
        with pytest.raises(QcError):
            ledger.verify()
        with pytest.raises(QcError):
            ledger.has(SheetKey("s1", "1", "1", 1))


BREAKS = [
    (
        "UPDATE entries SET body = CAST(replace(body, '0.9', '0.8') AS BLOB) WHERE seq = 4",
        4,
        "hash",
    ),
    ("UPDATE entries SET hash = zeroblob(32) WHERE seq = 3", 3, "hash"),
    ("UPDATE entries SET salt = zeroblob(16) WHERE seq = 3", 3, "hash"),
    ("UPDATE entries SET public = 'shown' WHERE seq = 4", 4, "hash"),
    ("UPDATE entries SET body = 'text' WHERE seq = 3", 3, "hash"),
    ("DELETE FROM entries WHERE seq = 3", 3, "row 3 is missing"),
    ("UPDATE entries SET digest = 'x' WHERE seq = 5", 5, "digest"),
    ("UPDATE entries SET key = 'x' WHERE seq = 5", 5, "key"),
    ("UPDATE entries SET kind = 'note' WHERE seq = 5", 5, "kind"),
    ("UPDATE entries SET kind = 'note' WHERE seq = 1", 1, "kind"),
    ("DELETE FROM entries WHERE seq = 1", 1, "row 1"),
    ("DELETE FROM entries", 1, "no first row"),
    ("UPDATE entries SET seq = 0 WHERE seq = 1", 1, "its number is 0"),
]


@pytest.mark.parametrize(("statement", "row", "word"), BREAKS)
def test_a_broken_row_is_named_and_stops_the_writer(
    tmp_path: Path, statement: str, row: int, word: str
) -> None:
    path = made(tmp_path)
    tamper(path, statement)
    with Ledger.read(path) as ledger:
        report = ledger.verify()
    assert report.broken == row
    assert word in report.complaint
    assert report.rows == row - 1
    error = refusal(path)
    assert (error.code, error.exit_code) == ("ledger.damaged", ExitCode.LEDGER)
    assert "row" in error.message


def rehashed(path: Path, bodies: Sequence[bytes]) -> None:
    """Write a chain whose links are right over bodies that are not."""
    tamper(path, "DELETE FROM entries")
    head = GENESIS_PREVIOUS
    for seq, body in enumerate(bodies, start=1):
        head = link(head, leaf(seal(b"", body), b""))
        tamper(
            path,
            "INSERT INTO entries VALUES (?, 'note', NULL, NULL, X'', ?, X'', ?)",
            (seq, body, head),
        )


@pytest.mark.parametrize(
    ("bodies", "row", "word"),
    [
        ([encode_entry(Note("t", "k", ""))], 1, "genesis"),
        ([encode_entry(GENESIS), encode_entry(GENESIS)], 1, "kind"),
        ([b"{}"], 1, "not a ledger entry"),
    ],
)
def test_a_right_chain_over_wrong_bodies_is_broken_too(
    tmp_path: Path, bodies: Sequence[bytes], row: int, word: str
) -> None:
    path = made(tmp_path)
    rehashed(path, bodies)
    with Ledger.read(path) as ledger:
        report = ledger.verify()
    assert (report.broken, word in report.complaint) == (row, True)


def test_an_entry_that_cannot_be_read_is_named_with_file_and_row(tmp_path: Path) -> None:
    path = made(tmp_path)
    tamper(path, "UPDATE entries SET body = X'7B7D' WHERE seq = 3")
    with Ledger.read(path) as ledger, pytest.raises(QcError) as refused:
        list(ledger.entries())
    assert f"{path}: row 3" in refused.value.message


def test_opening_looks_at_the_last_rows_only_and_verifying_at_all(tmp_path: Path) -> None:
    path = made(tmp_path, sheets=TAIL + 10)
    tamper(path, "UPDATE entries SET hash = zeroblob(32) WHERE seq = 4")
    with Ledger.open(path) as ledger:
        assert ledger.verify().broken == 4


def test_one_flipped_byte_anywhere_in_a_row_is_found(tmp_path: Path) -> None:
    path = made(tmp_path)
    body = encode_entry(sheet(2))
    data = path.read_bytes()
    place = data.index(body)
    for offset in (0, 1, len(body) // 2, len(body) - 1, len(body), len(body) + 31):
        changed = bytearray(data)
        changed[place + offset] ^= 0x04
        (tmp_path / "copy").write_bytes(changed)
        with Ledger.read(tmp_path / "copy") as ledger:
            assert ledger.verify().broken == 4


def test_damaged_pages_are_told_with_the_last_row_that_could_be_read(tmp_path: Path) -> None:
    path = made(tmp_path, sheets=200)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = bytes(8192)
    path.write_bytes(data)
    with Ledger.read(path) as ledger, pytest.raises(QcError) as refused:
        ledger.verify()
    assert refused.value.code == "ledger.damaged"
    assert "after row" in refused.value.message


def found_wrong(path: Path) -> bool:
    """Say whether verifying finds a broken row or damaged pages."""
    with Ledger.read(path) as ledger:
        try:
            return ledger.verify().broken > 0
        except QcError as error:
            return error.code == "ledger.damaged"


def test_an_index_that_lies_is_found(tmp_path: Path) -> None:
    path = made(tmp_path)
    data = path.read_bytes()
    # The index of keys holds each key once more, behind the row it belongs to.
    key = b'["s1","1","1",2]'
    places = [n for n in range(len(data)) if data.startswith(key, n)]
    assert len(places) == 2
    assert not found_wrong(path)
    for place in places:
        changed = bytearray(data)
        changed[place + len(key) - 2] = ord("7")
        (tmp_path / "copy").write_bytes(changed)
        assert found_wrong(tmp_path / "copy")


def test_a_full_disk_writes_nothing_and_says_so(tmp_path: Path) -> None:
    with Ledger.open(made(tmp_path)) as ledger:
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(QcError) as refused:
            ledger.append([sheet(number) for number in range(10, 200)])
        assert (refused.value.code, refused.value.exit_code) == ("ledger.full", ExitCode.LEDGER)
        assert "row 6" in refused.value.message
        assert "disk" in refused.value.hint
        assert ledger.verify().rows == 5
        ledger._connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
        ledger.append([sheet(number) for number in range(10, 200)])
        report = ledger.verify()
        assert (report.rows, report.broken) == (195, 0)


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1] + "/tests")
from nights import GENESIS, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.model.errors import QcError
path, limit = Path(sys.argv[2]), int(sys.argv[3])
if limit:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
ledger = Ledger.open(path) if path.exists() else Ledger.create(path, GENESIS)
number = sum(1 for _ in ledger.entries())
while True:
    group = [sheet(number + n) for n in range(7)]
    try:
        ledger.append(group)
    except QcError as error:
        print(error.code, flush=True)
        sys.exit(error.exit_code)
    number += len(group)
    print(number - 1, flush=True)
"""


def writer(path: Path, limit: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(REPO), str(path), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPO,
    )


def test_killed_while_it_writes_no_acknowledged_row_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "l"
    for life in range(1, 4):
        with writer(path) as process:
            assert process.stdout is not None
            acknowledged = [process.stdout.readline() for _ in range(5 * life)]
            process.send_signal(signal.SIGKILL)
            acknowledged += process.stdout.readlines()
        last = int([line for line in acknowledged if line.endswith("\n")][-1])
        with Ledger.read(path) as ledger:
            assert ledger.verify().broken == 0
            assert ledger.has(SheetKey("s1", "1", "1", last)) == f"digest-{last}"
            rows = ledger.verify().rows
        # Whole groups only: nothing half-written.
        assert (rows - 1) % 7 == 0
        assert rows - 1 >= last


def test_a_disk_that_takes_no_more_stops_the_writer_and_keeps_what_it_took(
    tmp_path: Path,
) -> None:
    path = tmp_path / "l"
    with writer(path, limit=200_000) as process:
        assert process.stdout is not None
        lines = process.stdout.read().split()
    assert lines[-1] in {"ledger.full", "ledger.failed"}
    assert process.returncode == ExitCode.LEDGER
    with Ledger.open(path) as ledger:
        report = ledger.verify()
        assert (report.broken, report.rows) == (0, int(lines[-2]) + 1)
        ledger.append([sheet(10**6)])


def test_a_public_part_that_is_not_of_its_body_is_found(tmp_path: Path) -> None:
    path = made(tmp_path)
    tamper(path, "DELETE FROM entries WHERE seq > 2")
    connection = sqlite3.connect(path)
    (previous,) = connection.execute("SELECT hash FROM entries WHERE seq = 1").fetchone()
    body = encode_entry(Note("t", "started", ""))
    own = link(previous, leaf(seal(b"salt", body), b"{}"))
    values = ("note", b"salt", body, b"{}", own)
    connection.execute(
        "UPDATE entries SET kind = ?, salt = ?, body = ?, public = ?, hash = ? WHERE seq = 2",
        values,
    )
    connection.commit()
    connection.close()
    with Ledger.read(path) as ledger:
        report = ledger.verify()
    assert (report.broken, "public" in report.complaint) == (2, True)


def test_the_chain_can_be_checked_by_hand_as_the_document_says(tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None or shutil.which("openssl") is None:
        pytest.skip("needs the commands sqlite3 and openssl")
    made(tmp_path)
    text = (REPO / "docs" / "ledger.md").read_text()
    script = text.split("```sh\n# check one row by hand\n")[1].split("```")[0]
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    by_hand, stored = done.stdout.split()[0], done.stdout.split()[-1]
    assert by_hand == stored.lower()
    assert len(stored) == 64


def test_a_first_row_may_hold_any_bill_of_materials(tmp_path: Path) -> None:
    genesis = Genesis("t", "1", (), {})
    with Ledger.create(tmp_path / "l", genesis) as ledger:
        assert list(ledger.entries()) == [genesis]
