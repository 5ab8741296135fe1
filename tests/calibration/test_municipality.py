"""What must hold of the Norwegian demo: it finds what it planted, in three languages, and ends."""

import string
import time
import tomllib
from collections import Counter
from pathlib import Path
from threading import Event

import msgspec
import pytest

from qc_calibration.demo.processes import Listening
from qc_calibration.municipality import __main__ as command
from qc_calibration.municipality.crew import NAMES, PEOPLE, enrol_all, introduce, new_pin
from qc_calibration.municipality.drawing import (
    SETTINGS,
    images,
    laid_in_again,
    record,
    sheet_name,
    tasks,
)
from qc_calibration.municipality.hall import HallScanner
from qc_calibration.municipality.night import _scan_all, _Watch
from qc_calibration.municipality.plan import (
    BUNDLE,
    BUNDLED,
    EVERY,
    GAINS,
    LOSES,
    MISREADING,
    SCANNERS,
    SESSION,
    STOP_AFTER,
    STOPPED,
    Box,
    Night,
    boxes,
    config_text,
    label_toml,
    plan_csv,
    taken_for,
)
from qc_calibration.municipality.reporting import DEVICE, record_json, report
from qc_calibration.municipality.screen import HallScreen
from qc_calibration.municipality.staying import stay
from qc_calibration.municipality.summary import is_planted
from qc_calibration.municipality.totals import reported_lists
from qc_calibration.municipality.words import TEXTS, say
from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_calibration.synth.truth import TrueRow
from qc_service.adapters.config import load_config
from qc_service.adapters.people_file import knows, load_people
from qc_service.flow.desk import Desk
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord, Cell, SheetRecord
from qc_service.model.people import Role
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState
from qc_service.model.words import LANGUAGES
from shared import REPO


@pytest.mark.parametrize("seed", range(5))
def test_the_plan_has_four_scanners_twelve_boxes_three_categories(seed: int) -> None:
    planned = boxes(seed)
    assert len({box.id for box in planned}) == 12
    assert Counter(box.batch.scanner for box in planned) == dict.fromkeys(SCANNERS, 3)
    assert len({box.batch.category for box in planned}) == 3
    assert all(box.batch.expected == len(box.lists) for box in planned)
    assert len(plan_csv(planned).splitlines()) == 13


@pytest.mark.parametrize("seed", range(5))
def test_totals_differ_from_the_boxes_only_where_it_was_planted(seed: int) -> None:
    for box in boxes(seed):
        true, told = Counter(box.lists), reported_lists(box)
        if box.batch.scanner == MISREADING:
            # More than `qc reconcile` accepts as it is: 3 ballots.
            assert true[LOSES] - told[LOSES] > 3
            assert true.total() == told.total()
        elif box.id == BUNDLED:
            assert (true - told).total() == BUNDLE
        elif box.id == STOPPED:
            assert told - true == Counter([box.lists[STOP_AFTER - 1]])
        else:
            assert true == told


def test_every_ballot_has_a_number_of_its_own() -> None:
    seeds = [task.seed for seed in (1, 2) for task in tasks(boxes(seed), seed)]
    assert len(set(seeds)) == len(seeds)


def test_a_label_is_what_a_feeder_reads() -> None:
    box = boxes(1)[0]
    assert tomllib.loads(label_toml(box))["closed"] is False
    closed = tomllib.loads(label_toml(box, 25))
    assert (closed["closed"], closed["sheets"], closed["id"]) == (True, 25, "K01")


def test_a_scanner_passes_the_stopped_sheet_twice(tmp_path: Path) -> None:
    planned = [box for box in boxes(1) if box.id == STOPPED]
    names = [sheet_name(STOPPED, n) for n in range(1, len(planned[0].lists) + 1)]
    again = laid_in_again(sheet_name(STOPPED, STOP_AFTER))
    pool = tmp_path / "pool"
    (pool / STOPPED).mkdir(parents=True)
    for file in (one for name in (*names, again) for one in (*images(name), record(name))):
        (pool / STOPPED / file).touch()
    scanner = HallScanner("S04", tuple(planned), pool, tmp_path / "S04")
    scanner.work(0.01, Event(), lambda: False)
    assert scanner.scanned == scanner.wanted == len(names) + 1
    assert scanner.closed == {STOPPED: len(names) + 1}
    found = {path.name for path in (tmp_path / "S04" / STOPPED).glob("*.jpg")}
    assert found == {one for name in (*names, again) for one in images(name)}
    records = {path.name for path in (tmp_path / "S04" / STOPPED).glob("*.json")}
    assert records == {record(name) for name in (*names, again)}


def test_a_scanner_stops_when_it_is_told(tmp_path: Path) -> None:
    scanner = HallScanner("S01", boxes(1)[:1], tmp_path, tmp_path / "S01")
    stop = Event()
    stop.set()
    scanner.work(60.0, stop, lambda: False)
    assert scanner.scanned == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_scanner_names_another_list_only_where_it_was_planted(seed: int) -> None:
    for box in boxes(seed):
        wrong = [
            (true, said)
            for true, said in zip(box.lists, taken_for(box), strict=True)
            if true != said
        ]
        hurt = box.batch.scanner == MISREADING
        assert wrong == [(LOSES, GAINS)] * (box.lists.count(LOSES) // EVERY if hurt else 0)


def test_a_record_says_what_is_on_the_ballot_and_keeps_its_marks_under_another_list() -> None:
    layout = next(one for one in shipped_layouts() if one.id == "kst-01-A")
    settings = {**SETTINGS, "marks": 0.3, "writeins": 2}
    for seed in range(3):
        sides = draw_sheet(layout, Passage("K07-0002", seed), settings=settings)
        truths = [side.truth for side in sides]
        said = report("K07-0002", GAINS, MISREADING, layout, truths)
        (read,) = DEVICE.read(record_json(said, layout), "K07-0002.json").reported
        assert (read.record, read.style, read.scanner) == ("K07-0002", GAINS, MISREADING)
        assert read.images == images("K07-0002")
        marks = {(c.contest, m.option): m.indicated for c in read.contests for m in c.marks}
        drawn = [mark for truth in truths for mark in truth.expected]
        assert drawn
        for mark in drawn:
            sure = None if mark.doubtful else mark.marked
            assert marks[mark.contest, mark.option] is sure
        assert sum(marks["slengere", f"s{row:02}"] is True for row in range(1, 11)) == 2


def test_an_overvote_gives_no_votes() -> None:
    layout = next(one for one in shipped_layouts() if one.id == "kst-01-A")
    rows = tuple(TrueRow(row, "written") for row in range(1, 11))
    (drawn,) = [
        side.truth
        for side in draw_sheet(layout, Passage("x", 1), settings={**SETTINGS, "writeins": 2})
        if side.truth.side == "front"
    ]
    said = report("x", "A", "S01", layout, [msgspec.structs.replace(drawn, writeins=rows)])
    (contest,) = [each for each in said.contests if each.contest == "slengere"]
    assert (contest.votes, contest.undervotes) == ((), 0)
    assert contest.overvotes > 0


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_alarm_comes_within_any_night(seed: int, tmp_path: Path) -> None:
    desk, raised = Desk(plan_of(night_of(tmp_path, seed))), []
    hall = passages(seed)
    for at in range(max(map(len, hall))):
        for sheet in (sheets[at] for sheets in hall if at < len(sheets)):
            effects = desk.handle(sheet)
            raised += [each for each in effects if isinstance(each, AlarmRecord)]
    assert [is_planted(alarm) for alarm in raised] == [True]
    # Early enough for people to see it while the other boxes are scanned.
    assert raised[0].at < len(hall[SCANNERS.index(MISREADING)]) * 2 / 3


def night_of(out: Path, seed: int = 1) -> Night:
    return Night(
        out, 1.0, seed, headless=True, web="127.0.0.1:0", language="nb", pin="", boxes=boxes(seed)
    )


def plan_of(night: Night) -> dict[str, float]:
    """Give the statistical plan that the demo's service runs with."""
    enrol_all(night.out, "123456")
    (night.out / "boxes.csv").write_text(plan_csv(night.boxes), encoding="utf-8")
    (night.out / "qc.toml").write_text(config_text(night), encoding="utf-8")
    found: dict[str, float] = msgspec.to_builtins(load_config(night.out / "qc.toml").plan)
    return found


def passages(seed: int) -> list[list[SheetRecord]]:
    """Give what each scanner's ballots would be on record as, if all were read as they are."""
    return [
        [
            sheet_record(box, number, true, said)
            for box in night_of(Path(), seed).of(scanner)
            for number, (true, said) in enumerate(
                zip(box.lists, taken_for(box), strict=True), start=1
            )
        ]
        for scanner in SCANNERS
    ]


def sheet_record(box: Box, number: int, true: str, said: str) -> SheetRecord:
    differs = (Difference(DifferenceKind.STYLE, "", "", said, true, 0.0),) if said != true else ()
    mark = Mark("personstemmer", "k01", 0.0, MarkState.EMPTY, (0, 0, 1, 1))
    examination = Examination(
        key=SheetKey(box.batch.scanner, SESSION, box.id, number),
        pages=(PageReread("front.jpg", "", marks=(mark,)),),
        contests=(),
        differences=differs,
        compared=True,
        style=true,
        profile="default",
        digest=f"{box.id}-{number}",
        reported=(),
    )
    return SheetRecord("2027-09-13T19:00:00Z", examination)


@pytest.mark.parametrize(
    ("cell", "planted"),
    [
        (Cell(DifferenceKind.STYLE, MISREADING), True),
        (Cell(DifferenceKind.STYLE, MISREADING, style=LOSES), True),
        (Cell(DifferenceKind.STYLE, "S01"), False),
        (Cell(DifferenceKind.MISS, MISREADING), False),
    ],
)
def test_only_an_alarm_about_the_planted_fault_counts(cell: Cell, *, planted: bool) -> None:
    alarm = AlarmRecord(cell, 9, 1, 3, 9, 13.0, 12.0, SheetKey("S03", "s", "b", 9))
    assert is_planted(alarm) is planted


def watch_of(closed: int = 0) -> _Watch:
    screen = HallScreen("en", (), live=False)
    # Nobody listens there: the service does not answer.
    return _Watch(Listening("", "http://127.0.0.1:9/"), screen, (), "en", closed=closed)


def test_a_night_whose_time_is_up_says_so_and_what_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = boxes(1)
    first = planned[0]
    (tmp_path / first.id).mkdir()
    for name in (sheet_name(first.id, n) for n in range(1, len(first.lists) + 1)):
        for file in (*images(name), record(name)):
            (tmp_path / first.id / file).touch()
    scanner = HallScanner("S01", (first,), tmp_path, tmp_path / "S01")
    watch, began = watch_of(), time.monotonic()
    _scan_all([scanner], watch, 10_000.0, began - 1)
    watch.over(len(planned))
    assert time.monotonic() - began < 30
    assert scanner.closed == {}
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "--seconds" in line]
    assert "0 of 12" in line


def test_a_night_that_came_through_speaks_of_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    watch_of(closed=12).over(12)
    said = capsys.readouterr().out
    assert "--seconds" not in said
    assert "EML 510" in said


def test_everybody_gets_in_with_the_demo_s_pin_and_no_two_demos_share_one(tmp_path: Path) -> None:
    enrol_all(tmp_path, "271828")
    enrolled = load_people(tmp_path / PEOPLE)
    assert {each.name: each.role for each in enrolled} == NAMES
    assert set(NAMES.values()) == set(Role)
    assert all(knows(each, "271828") for each in enrolled)
    assert len({new_pin() for _ in range(20)}) > 15
    for language in LANGUAGES:
        assert all(name in introduce(language) for name in NAMES)


def test_pages_that_cannot_stay_are_told(tmp_path: Path) -> None:
    with pytest.raises(QcError, match="qc desk ended before its time"):
        stay(night_of(tmp_path), "http://127.0.0.1:0/")


def test_every_text_is_in_every_language_with_the_same_places() -> None:
    for name, words in TEXTS.items():
        places = [
            {field for _, field, _, _ in string.Formatter().parse(getattr(words, each)) if field}
            for each in LANGUAGES
        ]
        assert places[0] == places[1] == places[2], name
        assert all(say(name, each, **dict.fromkeys(places[0], "x")) for each in LANGUAGES)


def test_a_folder_of_others_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").touch()
    assert command.main(["--out", str(tmp_path), "--headless"]) == 2
    assert "holds files that no demo has left there" in capsys.readouterr().err


def test_every_option_is_described() -> None:
    text = (REPO / "docs" / "demo.md").read_text(encoding="utf-8")
    options = {o for a in command.parser()._actions for o in a.option_strings if o.startswith("--")}
    assert [option for option in sorted(options - {"--help"}) if f"`{option}" not in text] == []


def test_a_scanner_has_its_boxes_in_order() -> None:
    night = night_of(Path())
    assert [[box.id for box in night.of(name)] for name in SCANNERS] == [
        ["K01", "K02", "K03"],
        ["K04", "K05", "K06"],
        ["K07", "K08", "K09"],
        ["K10", "K11", "K12"],
    ]
