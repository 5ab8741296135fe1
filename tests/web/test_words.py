"""What the pages say in words."""

import re
from pathlib import Path

import msgspec
import pytest

import qc_service.web
from qc_service.adapters.board import Snapshot
from qc_service.flow.advice import title
from qc_service.flow.decks import READING_PARTS
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.model.acts import Meaning
from qc_service.model.batch import Batch
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.faults import FaultCode
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import LANGUAGES, Language, Words
from qc_service.web import words
from qc_service.web.catalogue import CATALOGUE
from qc_service.web.words import NAMED_MOST, Speaker
from web_board import Clock, busy_board, make_board

WEB = Path(qc_service.web.__file__).parent
EN = Speaker(Language.EN)
NB = Speaker(Language.NB)
ALL = [
    (f"{table}.{name}", said)
    for table in (
        "texts",
        "kinds",
        "verdicts",
        "measures",
        "findings",
        "reasons",
        "faults",
        "refusals",
    )
    for name, said in getattr(CATALOGUE, table).items()
]
STATUSES = ("starting", "running", "draining", "stopped")


@pytest.mark.parametrize(("name", "said"), ALL, ids=[name for name, _ in ALL])
def test_every_text_is_there_in_every_language_with_the_same_values(name: str, said: Words) -> None:
    texts = [getattr(said, language) for language in LANGUAGES]
    assert all(text.strip() for text in texts), name
    values = [set(re.findall(r"\{(\w+)\}", text)) for text in texts]
    assert values[0] == values[1] == values[2]


def test_every_text_is_used() -> None:
    sources = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    used = {name for name in CATALOGUE.texts if f'"{name}"' in code or f"'{name}'" in code}
    built = {f"status-{status}" for status in STATUSES} | {"side-front", "side-back"}
    built |= {f"part-{kind}" for kind in READING_PARTS}
    built |= {f"meaning-{meaning}{part}" for meaning in Meaning for part in ("", "-text")}
    assert set(CATALOGUE.texts) == used | built


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "none yet"), (0.9, "0 s ago"), (59.9, "59 s ago"), (60, "1 min ago"),
     (3599, "59 min ago"), (3600, "1 h 0 min ago"), (7325, "2 h 2 min ago")],
)  # fmt: skip
def test_times_gone_by(seconds: float | None, said: str) -> None:
    assert EN.duration(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(3, "for 3 s siden"), (7325, "for 2 t 2 min siden")])
def test_times_gone_by_in_norwegian(seconds: float, said: str) -> None:
    assert NB.duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (0.04, "0.0"), (9.96, "10.0"), (12.4, "12"), (1234, "1\u202f234")]
)
def test_rates(value: float, said: str) -> None:
    assert EN.rate(value) == said


def test_times_of_day() -> None:
    assert words.clock_time("2026-11-03T19:20:21.123+00:00") == "19:20:21 UTC"
    assert words.clock_time("soon") == "soon"


@pytest.mark.parametrize("kind", list(DifferenceKind))
def test_every_kind_of_error_has_words(kind: DifferenceKind) -> None:
    assert EN.alarm_title(Cell(kind, "hall-2")).startswith("Scanner hall-2: ")
    assert EN.kind_word(kind)


@pytest.mark.parametrize("language", Language)
def test_an_alarm_is_called_the_same_on_every_page(language: Language) -> None:
    for cell in (
        Cell(DifferenceKind.MISS, "h", "c", "o"),
        Cell(DifferenceKind.OTHER, style="A", district="0101", batch="K3"),
    ):
        assert Speaker(language).alarm_title(cell) == title(cell, language.value)


def test_rivals_are_told() -> None:
    kind = DifferenceKind.MISS
    key = SheetKey("h", "1", "1", 9)
    rival = Cell(kind, style="A")
    alarm = AlarmRecord(Cell(kind), 9, 1, 2, 4, 9.0, 8.0, key, rivals=(rival,))
    text = EN.alarm_text(alarm)
    assert "since about the hall's ballot 1" in text
    assert text.endswith(
        "It may as well be: All scanners: marks on the paper are not recorded, style A."
    )


def test_unknown_findings_keep_their_name() -> None:
    assert EN.finding_title("gap") == "Ballots missing"
    assert EN.finding_title("eclipse") == "eclipse"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (1.0, "100"),
        (0.9, "90"),
        (0.99994, "99,99"),
        (0.999_999_9, "100,0000"),
        (0.0, "0"),
        (0.0004, "0,04"),
        (0.5, "50"),
    ],
)
def test_shares_are_not_rounded_to_all_or_none(part: float, said: str) -> None:
    assert NB.share(part) == f"{said}\u202f%"


def duty(board: Snapshot) -> str:
    return NB.duty(board).state.word


def test_the_sentence_at_the_top_says_what_to_do_now() -> None:
    clock = Clock()
    assert duty(make_board(clock).snapshot()) == "Venter på den første seddelen"
    board = busy_board(clock)
    assert duty(board.snapshot()) == "Ingen alarm"
    board.credit({})
    assert duty(board.snapshot()) == "Ingen kontakt med hall-2"
    board.status("draining")
    assert duty(board.snapshot()) == "Ingen alarm"


def with_boxes(*boxes: BoxFigures) -> Snapshot:
    board = busy_board(Clock())
    board.credit({})
    return msgspec.structs.replace(board.snapshot(), boxes=boxes)


def test_boxes_that_do_not_add_up_are_named_and_many_are_counted() -> None:
    wrong = [BoxFigures(Batch(f"K{n}"), BoxState.CLOSED, 1, 2) for n in range(NAMED_MOST + 2)]
    assert duty(with_boxes(*wrong)) == "Se på kasse K0, kasse K1, kasse K2, kasse K3 +2"


def test_nobody_is_looked_for_when_all_boxes_are_closed() -> None:
    assert duty(with_boxes(BoxFigures(Batch("K1"), BoxState.CLOSED, 2, 2))) == "Ingen alarm"
    still = with_boxes(BoxFigures(Batch("K1"), BoxState.OPEN, 2, 2))
    assert duty(still).startswith("Ingen kontakt")


def test_alarms_of_scanners_and_of_the_hall_are_named_together() -> None:
    kind = DifferenceKind.MISS
    key = SheetKey("hall-2", "1", "1", 9)
    own = AlarmRecord(Cell(kind, "hall-2"), 9, 1, 2, 4, 9.0, 8.0, key)
    hall = msgspec.structs.replace(own, cell=Cell(kind))
    board = busy_board(Clock(), (own, hall)).snapshot()
    assert duty(board) == "Alarm: hall-2, alle skannere"
    assert NB.duty(board).text.startswith("Stans hall-2")
    alone = busy_board(Clock(), (hall,)).snapshot()
    assert NB.duty(alone).text.startswith("Feilen ligger ikke hos én enkelt skanner")


def test_every_fault_and_every_doubt_of_a_mark_has_words() -> None:
    assert set(CATALOGUE.faults) == set(FaultCode)
    assert NB.fault_word(FaultCode.MARK_MISSING) == "styremerker mangler"
    told = Path(qc_service.web.__file__).parents[2] / "docs" / "ledger.md"
    line = next(each for each in told.read_text("utf-8").splitlines() if "why unsure:" in each)
    reasons = re.findall(r"`([a-z-]+)`", line.partition("why unsure:")[2])
    assert "faint" in reasons
    assert [reason for reason in reasons if reason not in CATALOGUE.reasons] == []


def test_fields_are_named_in_words() -> None:
    assert NB.field_name("personstemmer", "k11") == "felt k11 i personstemmer"
    assert NB.seen_field("personstemmer/k11") == "felt k11 i personstemmer"
    assert EN.seen_field("personstemmer/k11") == "field k11 in personstemmer"
    assert NB.seen_field("stempel") == "stempel"


def test_verdicts_and_categories_in_words() -> None:
    assert NB.verdict_word("marked") == "merket"
    assert NB.verdict_word("H") == "H"
    assert NB.category_name("day-other") == "Valgtingsstemmer – øvrige"
    assert NB.category_name("X") == "X"
    assert NB.agreement(0, 0) == "–"
    assert NB.measure("focus") == "Skarphet"
    assert NB.measure("glare") == "glare"
    values = [NB.measure_value(value) for value in (213.4, 12.34, 1.234, 0.1234, -0.5)]
    assert values == ["213", "12,3", "1,23", "0,123", "-0,500"]
