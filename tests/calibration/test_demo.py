"""What must hold of the demo: it finds what it planted, says so, leaves it, and always ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from qc_calibration.demo import __main__ as command
from qc_calibration.demo.guard import MARKER
from qc_calibration.demo.plan import (
    ALPHA,
    BASELINE_SCANNER,
    HARD_STOP,
    SECONDS_MOST,
    SLIP,
    Wanted,
    config_text,
)
from qc_calibration.demo.pool import PooledSheet, draw_pool
from qc_calibration.demo.scanner import Scanner
from qc_calibration.demo.summary import is_planted
from qc_calibration.demo.watching import ask_state
from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth import Passage, SideTruth, draw_sheet
from qc_calibration.synth.voting import Habits
from qc_format_nist_cvr import NistCvrFormat, ReportKind
from qc_service.adapters.config import load_config
from qc_service.adapters.ledger import Ledger
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord, Cell, SheetRecord
from qc_service.model.reported import Reported
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from shared import REPO

LETTER = next(layout for layout in shipped_layouts() if layout.id == "demo-letter")
WRITER = NistCvrFormat("nist-cvr-device", ReportKind.ORIGINATING_DEVICE)
SECONDS, SHEETS = 40.0, 60
"""A night that a loaded machine has time for."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> tuple[PooledSheet, ...]:
    """Give faint and usual sheets with the truth of a real drawing and images of no content."""
    folder = tmp_path_factory.mktemp("pool")
    return tuple(
        PooledSheet(tuple(_touch(folder, side) for side in sides), sides)
        for sides in (
            tuple(drawn.truth for drawn in draw_sheet(LETTER, Passage(f"p{i}", i), habits=habits))
            for i, habits in enumerate([Habits(faint=1.0), Habits(faint=0.0)] * 2)
        )
    )


def _touch(folder: Path, side: SideTruth) -> Path:
    path = folder / side.image
    path.write_bytes(b"image")
    return path


def reports(folder: Path) -> list[Reported]:
    """Read back what a scanner wrote, by the plugin that the service uses."""
    files = [WRITER.read(path.read_bytes(), path.name) for path in sorted(folder.glob("*.json"))]
    assert all(file.leniencies == () for file in files)
    return [reported for file in files for reported in file.reported]


def indicated(reported: Reported) -> dict[tuple[str, str], bool | None]:
    return {(c.contest, m.option): m.indicated for c in reported.contests for m in c.marks}


def test_a_scanner_writes_whole_sheets_that_say_what_is_on_them(
    tmp_path: Path, pool: Sequence[PooledSheet]
) -> None:
    scanner = Scanner("A", tmp_path / "A", LETTER, WRITER, seed=1)
    for _ in range(4):
        scanner.scan(pool)
    found = reports(scanner.folder)
    assert [each.sequence for each in found] == [1, 2, 3, 4]
    for each in found:
        assert all((scanner.folder / name).read_bytes() == b"image" for name in each.images)
        assert {c.contest for c in each.contests} == {c.id for c in LETTER.contests}
        assert all(c.complete for c in each.contests)
    # All of the pool came once: the marks said are those of the truth, sheet for sheet.
    truths = sorted(
        sorted(
            (t.contest, t.option) for side in sheet.sides for t in side.expected if t.cover > 0.1
        )
        for sheet in pool
    )
    said = sorted(sorted(place for place, yes in indicated(each).items() if yes) for each in found)
    assert said == truths
    assert not list(scanner.folder.glob(".*"))


def test_votes_follow_from_marks(tmp_path: Path, pool: Sequence[PooledSheet]) -> None:
    scanner = Scanner("A", tmp_path / "A", LETTER, WRITER, seed=2)
    for _ in range(8):
        scanner.scan(pool)
    allowed = {contest.id: contest.votes_allowed for contest in LETTER.contests}
    for contest in (c for each in reports(scanner.folder) for c in each.contests):
        marked = {mark.option for mark in contest.marks if mark.indicated}
        over = len(marked) > allowed[contest.contest]
        assert set(contest.votes) == (set() if over else marked)
        assert (contest.overvotes > 0) == over
        assert over or len(marked) + contest.undervotes == allowed[contest.contest]


def test_the_fault_takes_faint_marks_only_and_only_from_its_onset(
    tmp_path: Path, pool: Sequence[PooledSheet]
) -> None:
    scanner = Scanner("B", tmp_path / "B", LETTER, WRITER, seed=3)
    scanner.onset = 9
    for _ in range(24):
        scanner.scan(pool)
    faint = {
        (t.contest, t.option)
        for sheet in pool
        for side in sheet.sides
        for t in side.expected
        if t.hand == "faint"
    }
    assert not any(each.lost for each in scanner.planted[:8])
    assert sum(len(each.lost) for each in scanner.planted[8:]) > 20
    for planted, reported in zip(scanner.planted, reports(scanner.folder), strict=True):
        assert set(planted.lost) <= faint
        said = indicated(reported)
        assert not any(said[place] for place in set(planted.lost) - set(planted.slips))


def test_the_plan_of_the_demo_is_honest(tmp_path: Path) -> None:
    path = tmp_path / "qc.toml"
    path.write_text(config_text(Wanted(tmp_path, sheets=900)))
    plan = load_config(path).plan
    assert plan.alpha == ALPHA
    assert plan.scanners == 2
    assert plan.ballots_per_scanner >= 900
    assert plan.options >= sum(len(side.targets) for side in LETTER.sides)
    # What a scanner does wrong by itself is within what is no alarm.
    assert SLIP <= BASELINE_SCANNER


def test_no_demo_takes_longer_than_two_minutes() -> None:
    assert SECONDS_MOST + HARD_STOP < 120


@pytest.mark.parametrize(
    ("scanner", "kind", "at", "planted"),
    [
        ("B", DifferenceKind.MISS, 9, True),
        ("B", DifferenceKind.MISS, 8, False),
        ("B", DifferenceKind.FALSE, 9, False),
        ("A", DifferenceKind.MISS, 9, False),
    ],
)
def test_only_an_alarm_about_the_fault_itself_counts_as_found(
    tmp_path: Path, scanner: str, kind: DifferenceKind, at: int, *, planted: bool
) -> None:
    drifting = Scanner("B", tmp_path / "B", LETTER, WRITER, seed=1)
    drifting.onset = 9
    key = SheetKey(scanner, "s", "b", at)
    alarm = AlarmRecord(Cell(kind, scanner), at, 1, 3, 9, 13.0, 12.0, key)
    assert is_planted(alarm, drifting) is planted


def test_the_pool_is_drawn_anew_and_alike_by_seed(tmp_path: Path) -> None:
    told: list[int] = []
    first = draw_pool(LETTER, 3, tmp_path / "a", 0.0, told.append, 2)
    again = draw_pool(LETTER, 3, tmp_path / "b", np.inf, told.append, 2)
    assert told == [1, 2, 1, 2]
    for one, other in zip(first, again, strict=True):
        assert [p.read_bytes() for p in one.images] == [p.read_bytes() for p in other.images]


def test_a_folder_of_others_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(QcError, match="no demo has left there"):
        command.prepare(Wanted(tmp_path))
    assert (tmp_path / "mine").exists()


def test_a_folder_of_an_earlier_demo_is_cleared(tmp_path: Path) -> None:
    out = tmp_path / "qc-demo"
    command.prepare(Wanted(out))
    (out / "ledger.sqlite").touch()
    command.prepare(Wanted(out))
    assert sorted(path.name for path in out.iterdir()) == [MARKER, "qc.toml"]


@pytest.mark.parametrize(
    "asked",
    [
        ["--seconds", "5"],
        ["--seconds", "106"],
        ["--seconds", "long"],
        ["--sheets", "-1"],
        ["--seed", "x"],
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command.main(asked)
    assert f"{asked[1]}: wanted" in capsys.readouterr().err


def test_no_answer_is_no_state() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert ask_state(f"http://127.0.0.1:{port}/") is None


@contextmanager
def demo(out: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qc_calibration.demo", "--headless", "--out", str(out), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield process
    finally:
        process.kill()


def left_over(out: Path) -> list[str]:
    """Give the processes whose command names a folder, until none does or a while has passed."""
    until = time.monotonic() + 10
    while (found := _naming(out)) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def _naming(out: Path) -> list[str]:
    commands = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().decode(errors="replace")
        except OSError:
            continue  # it ended between the two looks
        if str(out) in words and each.parent.name != str(os.getpid()):
            commands.append(words)
    return commands


@pytest.mark.timeout(150)
def test_the_demo_finds_what_it_planted_and_leaves_its_outputs(tmp_path: Path) -> None:
    out = tmp_path / "qc-demo"
    with demo(out, "--seconds", str(SECONDS), "--sheets", str(SHEETS)) as process:
        said, complained = process.communicate(timeout=SECONDS + HARD_STOP + 20)
    assert process.returncode == 0, said + complained
    assert "the page, live: http://127.0.0.1:" in said
    assert "FOUND: scanner-B drifted" in said
    assert "ALARM Scanner scanner-B: " in said
    assert "Alarms about anything else: none." in said
    summary = json.loads((out / "summary.json").read_text())
    assert summary["found"] is True
    assert summary["well"] is True
    assert summary["false_alarms"] == 0
    assert (summary["verify_code"], summary["replay_code"]) == (0, 0)
    assert (out / "summary.txt").read_text().strip() in said
    with Ledger.read(out / "ledger.sqlite") as ledger:
        records = [e.examination for e in ledger.entries() if isinstance(e, SheetRecord)]
    assert len(records) == sum(each["scanned"] for each in summary["scanners"])
    differing = {page.image for record in records if record.differences for page in record.pages}
    assert {path.name for path in (out / "disagreeing").rglob("*.jpg")} == differing
    assert not (out / "pool").exists()
    assert left_over(out) == []


def test_ctrl_c_ends_the_demo_and_all_it_started(tmp_path: Path) -> None:
    out = tmp_path / "qc-demo"
    with demo(out, "--seconds", "40", "--sheets", "200") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("the page"):
                break
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=30)
    assert process.returncode == 130, complained
    assert "interrupted" in complained
    assert left_over(out) == []


def test_a_port_that_is_taken_is_told_at_once(tmp_path: Path) -> None:
    out = tmp_path / "qc-demo"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with demo(out, "--web", f"127.0.0.1:{port}") as process:
            _, complained = process.communicate(timeout=60)
    assert process.returncode == 7
    assert "web.bind" in complained
    assert f"127.0.0.1:{port}" in complained
    assert left_over(out) == []


def test_every_option_is_described() -> None:
    text = (REPO / "docs" / "demo.md").read_text(encoding="utf-8")
    options = {o for a in command.parser()._actions for o in a.option_strings if o.startswith("--")}
    assert [option for option in sorted(options - {"--help"}) if f"`{option}" not in text] == []
