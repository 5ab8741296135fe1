"""What the page says in words."""

import re
from pathlib import Path

import pytest

import qc_service.web
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_service.web import words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "none yet"), (0.9, "0 s ago"), (59.9, "59 s ago"), (60, "1 min ago"),
     (3599, "59 min ago"), (3600, "1 h 0 min ago"), (7325, "2 h 2 min ago")],
)  # fmt: skip
def test_times_gone_by(seconds: float | None, said: str) -> None:
    assert words.duration(seconds) == said


def test_the_script_says_times_in_the_same_words() -> None:
    script = (Path(qc_service.web.__file__).parent / "static" / "page.js").read_text("utf-8")
    assert set(re.findall(r'" (s ago|min ago|h )"', script)) == {"s ago", "min ago", "h "}


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (0.04, "0.0"), (9.96, "10.0"), (12.4, "12"), (1234, "1\u202f234")]
)
def test_rates(value: float, said: str) -> None:
    assert words.rate(value) == said


def test_times_of_day() -> None:
    assert words.clock_time("2026-11-03T19:20:21.123+00:00") == "19:20:21 UTC"
    assert words.clock_time("soon") == "soon"


@pytest.mark.parametrize("kind", list(DifferenceKind))
def test_every_kind_of_error_has_words(kind: DifferenceKind) -> None:
    assert words.alarm_title(Cell(kind, "hall-2")).startswith("Scanner hall-2 ")
    assert words.kind_word(kind)


def test_places() -> None:
    kind = DifferenceKind.MISS
    assert words.alarm_place(Cell(kind, "h", "c", "o")) == "Option o in contest c"
    assert words.alarm_place(Cell(kind, "h")) == "Over all options and ballots"
    cell = Cell(kind, style="A", district="0101", batch="K3")
    assert words.alarm_place(cell) == "Style A, District 0101, Box K3"
    assert words.alarm_title(cell).startswith("No single scanner: the hall does not record")


def test_rivals_are_told() -> None:
    kind = DifferenceKind.MISS
    key = SheetKey("h", "1", "1", 9)
    rival = Cell(kind, style="A")
    alarm = AlarmRecord(Cell(kind), 9, 1, 2, 4, 9.0, 8.0, key, rivals=(rival,))
    text = words.alarm_text(alarm)
    assert "since about the hall's sheet 1" in text
    assert text.endswith("It may as well be: miss on all scanners in style A.")


def test_unknown_findings_keep_their_name() -> None:
    assert words.finding_title("gap") == "Sheets missing"
    assert words.finding_title("eclipse") == "eclipse"
