"""One alarm as lines: every language, every part, and nothing that says nothing."""

import string

import msgspec
import pytest

from alarm_nights import ACTS, GENESIS, entries
from qc_service.flow.alarm_texts import TOLD, list_lines, parts, show_lines
from qc_service.flow.alarm_words import LABELS, MEANINGS, ROLES, STATES
from qc_service.flow.brief import Brief, alpha_of, brief, stakes_of
from qc_service.flow.desk import Desk
from qc_service.flow.figures import AlarmState
from qc_service.flow.recount import recount_rows
from qc_service.flow.replaying import replay
from qc_service.flow.severity import Direction
from qc_service.flow.stake import Seats, Stake
from qc_service.model.acts import Meaning
from qc_service.model.events import Cell, Genesis, SheetRecord
from qc_service.model.people import Role
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import LANGUAGES

NIGHT = list(entries(ACTS, 1200))
DESK = replay(NIGHT).desk


def said() -> Brief:
    found = brief(DESK, 1, (), 0.05, stakes_of(NIGHT, Seats(0)))
    assert found is not None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_said_in_every_language(language: str) -> None:
    lines = show_lines(said(), language)
    headings = [part.heading for part in parts(said(), language)]
    assert len(headings) == 8
    assert set(headings) <= set(lines)
    assert not [line for line in lines if "{" in line or "None" in line]


def test_what_there_is_nothing_of_is_left_out() -> None:
    bare = msgspec.structs.replace(
        said(), stakes=(), severity=msgspec.structs.replace(said().severity, directions=())
    )
    assert len(parts(bare, "en")) == 6


def test_numbers_are_written_as_the_language_does() -> None:
    assert "\u202f% (mellom " in show_lines(said(), "nb")[2]
    assert "," in show_lines(said(), "nb")[2]
    assert "." in show_lines(said(), "en")[2]


def test_rivals_are_named_where_they_cannot_be_told_apart() -> None:
    severity = said().severity
    rival = Cell(DifferenceKind.MISS, "S3")
    latest = msgspec.structs.replace(severity.case.latest, rivals=(rival,))
    case = msgspec.structs.replace(severity.case, latest=latest)
    other = msgspec.structs.replace(said(), severity=msgspec.structs.replace(severity, case=case))
    text = "\n".join(show_lines(other, "en"))
    assert "Cannot be told apart yet from: Scanner S3: marks on the paper are not recorded" in text


def test_only_the_largest_changes_are_told_and_how_many_there_are_besides() -> None:
    many = tuple(Direction("x", f"o{n}", 0, 9, (-9.0, -1.5)) for n in range(TOLD + 3))
    other = msgspec.structs.replace(
        said(), severity=msgspec.structs.replace(said().severity, directions=many)
    )
    part = next(p for p in parts(other, "nn") if p.heading.startswith("Kven"))
    assert part.lines[0] == "felt o0 i x: −9 (−9 til −1,5 per 1\u202f000 setlar)"
    assert part.lines[-1] == "og 3 til"


def test_what_could_change_an_outcome_is_told_as_such() -> None:
    few = msgspec.structs.replace(said(), stakes=(Stake("", 10_000, 99),))
    assert not few.could_change
    assert "That is not enough" in "\n".join(show_lines(few, "en"))
    enough = msgspec.structs.replace(said(), stakes=(Stake("", 3, 99),))
    assert enough.could_change
    assert "could move a seat: 3. That is enough" in "\n".join(show_lines(enough, "en"))


def test_a_list_of_alarms_has_a_line_each() -> None:
    assert list_lines((), "nn") == ["Ingen alarmar"]
    (line,) = list_lines(DESK.figures().alarms, "nn")
    assert line.startswith("Alarm 1 [avslutta] Skannar S3: ")


def test_a_brief_of_no_alarm_is_none() -> None:
    assert brief(DESK, 9, (), 0.05, ()) is None


def test_stakes_are_the_seats_or_the_contests_it_touches() -> None:
    assert stakes_of(NIGHT, Seats(5)) == ()
    stakes = (*stakes_of(NIGHT, Seats(0)), Stake("other", 3), Stake("", 700))
    found = brief(DESK, 1, (), 0.05, stakes)
    assert found is not None
    assert [stake.contest for stake in found.stakes] == ["mayor", ""]
    affected = len(found.severity.sheets)
    assert [stake.affected for stake in found.stakes] == [affected, 0]


def test_a_vote_for_a_list_on_a_tick_box_ballot_touches_the_seats() -> None:
    desk = Desk(GENESIS.plan)
    for entry in NIGHT:
        if isinstance(entry, SheetRecord):
            written = msgspec.json.encode(entry).replace(b'"mayor"', b'"parti"')
            desk.handle(msgspec.json.decode(written, type=SheetRecord))
    found = brief(desk, 1, (), 0.05, (Stake("", 7), Stake("parti", 3)))
    assert found is not None
    assert [(stake.contest, stake.could_change) for stake in found.stakes] == [("", True)]


def test_the_bound_is_the_ledgers_own() -> None:
    assert alpha_of(Genesis("t", "1", (), {"alpha": 0.01})) == 0.01


def test_the_rows_for_a_recount_name_place_and_fields() -> None:
    rows = recount_rows(said().severity)
    assert rows == tuple(sorted(rows, key=lambda row: (row.box, row.number)))
    assert {row.field for row in rows} == {"mayor/bo"}
    assert sum(row.look for row in rows) == 20


def test_every_state_meaning_and_role_has_a_word_in_every_language() -> None:
    assert set(STATES) == set(AlarmState)
    assert set(MEANINGS) == set(Meaning)
    assert set(ROLES) == set(Role)
    fields = string.Formatter().parse
    for words in LABELS.values():
        filled = [{n for _, n, _, _ in fields(getattr(words, each)) if n} for each in LANGUAGES]
        assert filled[0] == filled[1] == filled[2], words
