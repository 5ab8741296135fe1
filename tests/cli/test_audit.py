"""`qc audit`: an archive in, one report out, by the contract; again on the same ledger."""

import json
from pathlib import Path

import cv2
import msgspec
import pytest
import typer

from drawing import draw
from fakes.crew import make_crew
from qc_format_nist_cvr import NistCvrFormat
from qc_layout_vxsuite import qc_layout_importers
from qc_service.adapters.layout_files import write_layout
from qc_service.adapters.ledger import Ledger
from qc_service.cli import audit
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from shared import real_data


def qc(*arguments: object) -> int:
    app = typer.Typer()
    audit.register(app)
    code = app([str(each) for each in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def record(name: str, ballot: Layout, *marked: str) -> Reported:
    """Give what an honest scanner says of a front on which these options of c0 are marked."""
    contests = []
    for contest in ballot.contests:
        chosen = marked if contest.id == "c0" else ()
        contests.append(
            ReportedContest(
                contest=contest.id,
                marks=tuple(ReportedMark(o.id, o.id in chosen) for o in contest.options),
                votes=chosen,
                undervotes=1 - len(chosen),
                complete=True,
            )
        )
    return Reported(
        record=name,
        style=ballot.style,
        contests=tuple(contests),
        scanner="S1",
        images=(f"{name}-front.png",),
    )


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Draw three sheets with the same mark; the scanner missed it on `b` and returned `c`."""
    made, ballot = make_crew(tmp_path, monkeypatch)
    images = tmp_path / "images"
    images.mkdir()
    sheet = draw(ballot)
    sheet.fill(ballot.sides[0].targets[0])
    for name in "abc":
        cv2.imwrite(str(images / f"{name}-front.png"), sheet.pixels)
    records = (record("a", ballot, "o0"), record("b", ballot))
    (tmp_path / "cvr.json").write_bytes(NistCvrFormat().write(records, (ballot,)))
    return made


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    (line,) = capsys.readouterr().out.splitlines()
    value = json.loads(line)
    assert isinstance(value, dict)
    return value


def test_what_the_scanner_missed_is_found(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = config.parent
    ledger = folder / "ledger.sqlite"
    arguments = (
        folder / "images", folder / "cvr.json", "--layouts", folder / "layouts",
        "--config", config, "--workers", 1, "--ledger", ledger,
    )  # fmt: skip
    assert qc(*arguments, "--json") == ExitCode.FINDING
    report = printed(capsys)
    counts = {name: report[name] for name in ("sheets", "faults", "compared", "unsure")}
    assert counts == {"sheets": 3, "faults": 0, "compared": 2, "unsure": 0}
    (found,) = msgspec.convert(report["differences"], list[dict[str, object]])
    assert found["sheet"] == "b"
    assert (found["contest"], found["option"]) == ("c0", "o0")
    assert (found["reported"], found["reread"]) == ("empty", "marked")
    assert isinstance(found["score"], float)
    with Ledger.read(ledger) as opened:
        rows = opened.verify().rows
    # For people, and again: nothing is done twice.
    assert qc(*arguments) == ExitCode.FINDING
    text = capsys.readouterr().out
    assert "b: c0/o0: reported empty, reread marked" in text
    assert "3 sheets (0 new), 2 compared, 1 differences" in text
    with Ledger.read(ledger) as opened:
        assert opened.verify().rows == rows


def test_without_records_nothing_is_compared(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.parent / "images" / "cvr.json").write_bytes(b'{"CVRSnapshot"')
    images = config.parent / "images"
    assert qc(images, "--config", config, "--no-records", "--json") == ExitCode.OK
    report = printed(capsys)
    assert (report["sheets"], report["compared"], report["unreported"]) == (3, 0, 3)
    # The same with the half-written record in sight is not well.
    assert qc(images, "--config", config) == ExitCode.FINDING
    assert "record-unreadable" in capsys.readouterr().out


def test_records_and_no_records_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QcError) as caught:
        qc(tmp_path, tmp_path / "cvr.json", "--no-records")
    assert (caught.value.code, caught.value.exit_code) == (
        "audit.records-and-none",
        ExitCode.USAGE,
    )


@pytest.mark.real
def test_the_real_archive_against_the_real_scanners_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config, _ = make_crew(tmp_path, monkeypatch)
    scans = real_data() / "m17"
    layouts = tmp_path / "real"
    layouts.mkdir()
    election = scans / "election.json"
    for importer in qc_layout_importers():
        for made in importer.convert(election.read_bytes(), election.name):
            write_layout(made, layouts)
    code = qc(
        scans, scans / "cast-vote-record-report.json", "--layouts", layouts, "--config", config,
        "--ledger", tmp_path / "ledger.sqlite", "--json",
    )  # fmt: skip
    report = printed(capsys)
    counts = {name: report[name] for name in ("sheets", "faults", "compared", "unreported")}
    assert counts == {"sheets": 14, "faults": 0, "compared": 10, "unreported": 4}
    assert report["record_troubles"] == []
    differences = msgspec.convert(report["differences"], list[dict[str, object]])
    # The scanner counts handwriting in a write-in line as a vote, also where the oval is empty.
    assert [d for d in differences if d["option"] != "write-in-0"] == []
    assert code == (ExitCode.FINDING if differences else ExitCode.OK)
