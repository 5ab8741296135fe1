"""Every cause has words in every language, filled in with where, what and which boxes."""

import string

import msgspec
import pytest

from nights import GENESIS, sheet
from qc_service.api.alarm_words import WHAT
from qc_service.flow.advice import Advice, advise, column_mm, named, say
from qc_service.flow.advice_words import BOXES, CAUSE_WORDS, NAMED, PLACES, WRONG
from qc_service.flow.causes import Cause
from qc_service.flow.desk import Desk
from qc_service.flow.severity import Severity
from qc_service.model.events import Cell
from qc_service.model.layout import (
    Box,
    Layout,
    NoCode,
    Point,
    Region,
    RegionKind,
    Side,
    Size,
    Target,
    TimingMarks,
)
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import LANGUAGES, Words

MISS = DifferenceKind.MISS
FRAME = TimingMarks(3, 3, Point(0, 0), Point(1, 1), Size(1, 1))
GLASS = Advice(Cause.GLASS, Cell(MISS, "3", "x", "a"), ("17", "18", "19"), 20, 20, 112)
ALL_WORDS: list[Words] = [
    NAMED,
    *PLACES.values(),
    *BOXES,
    *WRONG.values(),
    *(each for words in CAUSE_WORDS.values() for each in (words.title, words.do, words.wrong)),
]


def severity() -> Severity:
    desk = Desk(GENESIS.plan)
    for number in range(1, 200):
        desk.handle(sheet(number, wrong=number > 100 and number % 5 == 0))
    case = desk.alarm(1)
    assert case is not None
    return desk.severity(case)


def layout(style: str, *sides: Side) -> Layout:
    return Layout(1, style or "none", "", Size(200, 300), FRAME, (), sides, style=style)


def side(*targets: Target, regions: tuple[Region, ...] = ()) -> Side:
    return Side("front", NoCode(), targets, regions)


def test_a_streak_is_said_as_people_would_say_it() -> None:
    said = say(GLASS, "en")
    assert said.title == "Scanner 3: marks on the paper are not recorded, field a in x"
    assert said.do == (
        "Stop scanner 3. Clean the glass and the rollers 112 mm from the left edge of the sheet. "
        "Scan a test ballot, then scan boxes 17–19 again on another scanner."
    )
    assert said.wrong[0] == (
        "Chance alone raises an alarm in at most 1 of 20 nights, counted over everything that is "
        "watched."
    )
    assert "Ballots to look at: 20." in said.wrong[-1]
    assert say(GLASS, "nb").do.startswith("Stans skanner 3. Rengjør glasset og rullene 112 mm fra")
    assert say(GLASS, "nn").do.startswith("Stans skannar 3. Reingjer glaset og rullane 112 mm frå")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_said_in_every_language(cause: Cause, language: str) -> None:
    cell = Cell(MISS, "3", "x", "a", "A", "D1", "17")
    for advice in (
        Advice(cause, cell, (), 0, 20),
        Advice(cause, cell, ("17",), 20, 20, 112),
        Advice(cause, Cell(MISS), ("1", "5"), 20, 20, alone=True),
    ):
        said = say(advice, language)
        for text in (said.title, said.cause, said.do, *said.wrong):
            assert text
            assert "{" not in text
            assert "None" not in text


def test_the_three_languages_are_filled_in_with_the_same() -> None:
    fields = string.Formatter().parse
    for words in ALL_WORDS:
        filled = [
            {name for _, name, _, _ in fields(getattr(words, each)) if name} for each in LANGUAGES
        ]
        assert filled[0] == filled[1] == filled[2], words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DifferenceKind)
def test_every_kind_is_said_in_every_language(kind: DifferenceKind, language: str) -> None:
    cell = Cell(kind, "", "", "a", district="D1", batch="4")
    title = say(Advice(Cause.READER, cell, (), 1, 20), language).title
    assert getattr(WHAT[kind], language) in title
    assert "a, " in title


def test_a_scanner_alone_has_none_to_be_compared_with() -> None:
    said = say(Advice(Cause.LAMP, Cell(MISS, "3"), (), 20, 20, alone=True), "en")
    assert said.wrong[1].startswith("No other scanner is at work")
    said = say(Advice(Cause.FOLD, Cell(MISS, district="D"), (), 20, 20, alone=True), "en")
    assert said.wrong[1].startswith("If ballots of this district")


def test_advice_is_made_of_the_pattern_the_layout_and_the_plan() -> None:
    target = Target("x", "a", Box(110, 50, 4, 3))
    other = Target("x", "b", Box(20, 50, 4, 3))
    advice = advise(severity(), (layout("", side(other, target)),), 0.05)
    assert advice.cause is Cause.PRINT
    assert (advice.mm, advice.nights, advice.alone) == (112, 20, True)
    assert advice.look_at == len(severity().look_at) == 19
    assert advice.boxes == ("1",)
    assert advise(severity(), (), 0.9).nights == 1


def test_the_column_is_that_of_the_layouts_the_sheets_have() -> None:
    here = layout("", side(Target("x", "a", Box(110, 50, 4, 3))))
    elsewhere = layout("B", side(Target("x", "a", Box(30, 50, 4, 3))))
    said = severity()
    assert column_mm(said, (elsewhere, here)) == 112
    assert column_mm(said, (elsewhere,)) is None
    assert column_mm(said, ()) is None


def test_a_row_that_is_written_in_has_its_place_too() -> None:
    row = Region("r", RegionKind.WRITE_IN, Box(40, 50, 20, 3), "x", "a", 1)
    area = Region("o", RegionKind.OPTION, Box(10, 50, 20, 3), "x", "a")
    assert column_mm(severity(), (layout("", side(regions=(area, row))),)) == 50


def test_an_alarm_over_all_fields_has_no_column() -> None:
    said = severity()
    latest = said.case.latest
    whole = msgspec.structs.replace(latest, cell=Cell(MISS, "s1"))
    case = msgspec.structs.replace(said.case, latest=whole)
    assert column_mm(msgspec.structs.replace(said, case=case), ()) is None


@pytest.mark.parametrize(
    ("boxes", "text"),
    [
        ((), ""),
        (("17",), "17"),
        (("17", "19", "18"), "17–19"),
        (("17", "19"), "17, 19"),
        (("a", "b"), "a, b"),
        (tuple(f"b{n}" for n in range(9)), "b0, b1, b2, b3, b4, b5, b6, b7 …"),
    ],
)
def test_boxes_are_named_shortly(boxes: tuple[str, ...], text: str) -> None:
    assert named(boxes) == text
