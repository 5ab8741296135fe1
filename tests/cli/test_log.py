"""`qc log export`: from a ledger on disk to files in a folder."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import typer

from qc_calibration.evening.making import boxes, make_evening
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import make_key
from qc_service.cli import log
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis
from qc_service.recording.checkpoints import fingerprint

NOTHING = Genesis("2025-09-08T16:00:00Z", "0.1.0", ())


def qc(*arguments: str) -> int:
    app = typer.Typer()
    log.register(app)
    code = app(["log", "export", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evening") / "night.sqlite"
    first, *rest = make_evening(boxes(40))
    assert isinstance(first, Genesis)
    with Ledger.create(path, first) as ledger:
        ledger.append(rest)
    return path


def export(evening: Path, out: Path, *more: str) -> int:
    return qc("--ledger", str(evening), "--out", str(out), *more)


NAMES = ("log", "table", "summary", "deviations", "plan", "picklist", "night")


@pytest.mark.parametrize(
    ("form", "suffix"), [("pdf", "pdf"), ("html", "html"), ("json", "json"), ("table", "txt")]
)
def test_every_document_becomes_a_file(
    evening: Path, tmp_path: Path, form: str, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(evening, tmp_path, "--format", form, "--lang", "nn") == ExitCode.OK
    expected = {f"{name}-nn.{suffix}" for name in NAMES}
    assert {path.name for path in tmp_path.iterdir()} == expected
    told = {Path(line).name for line in capsys.readouterr().out.splitlines()}
    assert told == expected


def test_csv_is_a_file_for_each_table(evening: Path, tmp_path: Path) -> None:
    assert export(evening, tmp_path, "--format", "csv", "--bom", "--document", "summary") == 0
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found.keys() == {"summary-nb.csv", "summary-strata-nb.csv"}
    assert all(content.startswith(b"\xef\xbb\xbf") for content in found.values())


def test_only_what_is_asked_for_and_internal_copies_say_so(evening: Path, tmp_path: Path) -> None:
    only = ("--document", "log", "--document", "plan", "--format", "json")
    assert export(evening, tmp_path, *only, "--internal") == ExitCode.OK
    assert {path.name for path in tmp_path.iterdir()} == {
        "log-nb-internal.json",
        "plan-nb-internal.json",
    }
    told = json.loads((tmp_path / "log-nb-internal.json").read_text(encoding="utf-8"))
    assert told["copy"] == "internal"
    assert "looks" in told["tables"]


def test_the_proof_is_that_of_the_ledger_and_its_key(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key.pem")
    path = tmp_path / "signed.sqlite"
    with Ledger.create(path, Genesis("2025-09-08T16:00:00Z", "0.1.0", (), key=key.public)):
        pass
    with Ledger.read(path) as ledger:
        report = ledger.verify()
    out = tmp_path / "out"
    out.mkdir()
    assert export(path, out, "--format", "json", "--document", "night") == ExitCode.OK
    proof = " ".join(json.loads((out / "night-nb.json").read_text(encoding="utf-8"))["proof"])
    assert report.head in proof
    assert report.root in proof
    assert fingerprint(key.public) in proof


def test_a_ledger_with_nothing_but_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    Ledger.create(path, NOTHING).close()
    assert export(path, tmp_path, "--lang", "en") == ExitCode.OK
    assert export(path, tmp_path, "--lang", "en", "--format", "table") == ExitCode.OK
    said = (tmp_path / "log-en.txt").read_text(encoding="utf-8")
    assert "No sample check of paper was made." in said


def refused(*arguments: str) -> QcError:
    with pytest.raises(QcError) as caught:
        qc(*arguments)
    return caught.value


def test_a_folder_that_is_not_there_is_made(evening: Path, tmp_path: Path) -> None:
    out = tmp_path / "for" / "the board"
    assert export(evening, out, "--format", "table") == ExitCode.OK
    assert "log-nb.txt" in [path.name for path in out.iterdir()]


def test_a_folder_that_cannot_be_made_is_told_before_the_work(
    evening: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_bytes(b"")
    error = refused("--ledger", str(evening), "--out", str(tmp_path / "taken" / "out"))
    assert (error.code, error.exit_code) == ("out.unwritable", ExitCode.USAGE)
    assert "taken" in error.message


def test_a_ledger_that_is_not_there_or_was_tampered_with(tmp_path: Path) -> None:
    error = refused("--ledger", str(tmp_path / "none"), "--out", str(tmp_path))
    assert error.exit_code == ExitCode.LEDGER
    path = tmp_path / "night.sqlite"
    Ledger.create(path, NOTHING).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET hash = zeroblob(32)")
    connection.close()
    error = refused("--ledger", str(path), "--out", str(tmp_path))
    assert (error.code, error.exit_code) == ("ledger.chain-broken", ExitCode.LEDGER)
    assert "row 1" in error.message


def config(folder: Path, text: str) -> str:
    path = folder / "qc.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_before_the_hour_only_copies_without_lists_leave(evening: Path, tmp_path: Path) -> None:
    named = config(tmp_path, '[page]\nembargo = "2999-09-13T21:00:00+02:00"\n')
    error = refused("--ledger", str(evening), "--out", str(tmp_path), "--config", named)
    assert (error.code, error.exit_code) == ("log.embargo", ExitCode.USAGE)
    assert "2999-09-13T21:00:00+02:00" in error.message
    assert list(tmp_path.glob("*.pdf")) == []
    more = ("--config", named, "--before", "--format", "table")
    assert export(evening, tmp_path, *more) == ExitCode.OK
    said = (tmp_path / "night-nb.txt").read_text(encoding="utf-8")
    assert "sperrefristen" in said
    assert "KRF" not in said


def test_after_the_hour_all_may_leave(evening: Path, tmp_path: Path) -> None:
    named = config(tmp_path, '[page]\nembargo = "2025-09-08T21:00:00+02:00"\n')
    more = ("--config", named, "--document", "table")
    assert export(evening, tmp_path, *more) == ExitCode.OK


def test_the_head_says_what_the_configuration_says(evening: Path, tmp_path: Path) -> None:
    named = config(
        tmp_path,
        '[documents]\nevent = "Stortingsvalget 2025"\nmunicipality = "Kárášjohka"\n'
        'number = "5610"\nbody = "valgstyret"\nzone = "UTC"\n',
    )
    more = ("--config", named, "--format", "json", "--document", "table")
    assert export(evening, tmp_path, *more) == ExitCode.OK
    told = json.loads((tmp_path / "table-nb.json").read_text(encoding="utf-8"))
    assert told["subtitle"] == "Stortingsvalget 2025 · 5610 Kárášjohka · valgstyret"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Europe"])
def test_a_zone_that_is_none(evening: Path, tmp_path: Path, zone: str) -> None:
    named = config(tmp_path, f'[documents]\nzone = "{zone}"\n')
    error = refused("--ledger", str(evening), "--out", str(tmp_path), "--config", named)
    assert (error.code, error.exit_code) == ("config.bad-value", ExitCode.CONFIG)
    assert zone in error.message


def test_the_same_again_writes_over_what_was_there(evening: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert export(evening, tmp_path, "--document", "table") == ExitCode.OK
    assert [path.name for path in tmp_path.iterdir()] == ["table-nb.pdf"]


SEATS = "[seats]\nnumber = 5\n"


def summary(evening: Path, folder: Path, *more: str) -> dict[str, Any]:
    """Export the summary with seats to share out; give it as programs read it."""
    config = folder / "qc.toml"
    config.write_text(SEATS, encoding="utf-8")
    asked = ("--document", "summary", "--format", "json", "--lang", "en", "--config", str(config))
    assert export(evening, folder / "out", *asked, *more) == ExitCode.OK
    (path,) = (folder / "out").iterdir()
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_summary_says_what_it_takes_to_move_a_seat(evening: Path, tmp_path: Path) -> None:
    found = summary(evening, tmp_path)
    (row,) = found["tables"]["seats"]["rows"]
    assert (row["counted"], row["fewest"] > 0) == ("reread", True)
    text = " ".join(found["text"])
    assert f"Fewest misread ballots that could move a seat: {row['fewest']}." in text
    assert f"Upper bound on misread ballots: {row['upper']}." in text
    assert "moved" not in text.replace("can have moved", "")


def test_with_official_totals_the_summary_concludes(evening: Path, tmp_path: Path) -> None:
    totals = tmp_path / "totals.csv"
    totals.write_text("box,list,ballots\nK1,A,60000\nK1,B,35000\nK1,BLANK,5000\n", "utf-8")
    found = summary(evening, tmp_path, "--totals", str(totals))
    (row,) = found["tables"]["seats"]["rows"]
    (bound,) = [each for each in found["tables"]["strata"]["rows"] if each["stratum"] == "all"]
    assert (row["counted"], row["ballots"]) == ("totals", 100_000)
    assert row["beside"] == 100_000 - bound["ballots"]
    assert row["upper"] == bound["upper"] + row["beside"]
    assert "does not rule out that a seat has moved" in " ".join(found["text"])


def test_list_votes_by_hand_are_taken_as_they_are(evening: Path, tmp_path: Path) -> None:
    found = summary(evening, tmp_path, "--votes", "A=60000000", "--votes", "B=35000000")
    (row,) = found["tables"]["seats"]["rows"]
    assert row["counted"] == "votes"
    assert "have moved no seat" in " ".join(found["text"])


def test_an_official_count_without_seats_to_share_out_is_refused(
    evening: Path, tmp_path: Path
) -> None:
    with pytest.raises(QcError) as told:
        export(evening, tmp_path, "--votes", "A=1")
    assert (told.value.code, told.value.exit_code) == ("log.seats", ExitCode.USAGE)
