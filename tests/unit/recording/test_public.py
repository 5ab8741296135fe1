import json

import pytest
from hypothesis import given

from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmSeen,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    DeviationExplained,
    ImagesDeleted,
    ImageSeen,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.checks import (
    BoxCommitment,
    Draw,
    DrawnStratum,
    Outcome,
    PaperShows,
    Sample,
    SampleKind,
)
from qc_service.model.events import Component, Entry, Genesis, Note
from qc_service.model.evidence import Checkpoint
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry
from qc_service.recording.public import POOLED, public_part, stratum_shown
from strategies import entries

AT = "2027-09-13T21:04:05.678+00:00"
HOUR = "2027-09-13T21"
KEY = SheetKey("S01", "evening", "K1", 42)
PAIR = (Person("CD", Role.OFFICER), Person("AB", Role.CONTROLLER))
ROLES = (Person("", Role.CONTROLLER), Person("", Role.OFFICER))


def shown(entry: Entry) -> Entry:
    return decode_entry(public_part(decode_entry(encode_entry(entry))))


@given(entries)
def test_what_is_shown_is_an_entry_of_the_same_kind_and_shows_itself(entry: Entry) -> None:
    part = public_part(decode_entry(encode_entry(entry)))
    if part:
        again = decode_entry(part)
        assert type(again) is type(entry)
        assert public_part(again) == part
    else:
        assert not isinstance(entry, Genesis | Checkpoint | Draw)


def test_nothing_is_shown_that_is_not_named() -> None:
    assert public_part(Note(AT, "started", "")) == b""


def test_a_first_row_shows_its_parts_without_the_places_they_came_from() -> None:
    part = Component("plugin", "read-ovals", "1", "file:somewhere", "d" * 64)
    assert shown(Genesis(AT, "1.0", (part,), {"alpha": 0.05}, "ab")) == Genesis(
        HOUR, "1.0", (Component("plugin", "read-ovals", "1", "", "d" * 64),), {"alpha": 0.05}, "ab"
    )


def test_a_checkpoint_shows_all_but_its_minute() -> None:
    checkpoint = Checkpoint(AT, 7, "aa", "bb", "cc", "dd")
    assert shown(checkpoint) == Checkpoint(HOUR, 7, "aa", "bb", "cc", "dd")


COMMITTED = BoxesCommitted(1, (BoxCommitment("K1", 1, 60, "ab"),), "cd")


@pytest.mark.parametrize(
    ("act", "public"),
    [
        (COMMITTED, COMMITTED),
        (SeedEntered(1, "123"), SeedEntered(1, "123")),
        (BoxTaken("K1", 1, "seal 7", whole=False), BoxTaken("K1", 1, "", whole=False)),
        (BoxReturned("K1", 1, "seal 8"), BoxReturned("K1", 1)),
        (
            CheckEntered("R1-001", Outcome.SEEN, PaperShows("SV", (("c", "a"),)), 2, "a slip"),
            CheckEntered("R1-001", Outcome.SEEN, None, 2),
        ),
        (RoundSigned(1, "by hand"), RoundSigned(1)),
        (ImagesDeleted(3, 4, "why"), ImagesDeleted(3, 4)),
    ],
)
def test_an_act_shows_what_was_done_in_which_roles(act: Act, public: Act) -> None:
    assert shown(ActRecord(AT, PAIR, act)) == ActRecord(HOUR, ROLES, public)


@pytest.mark.parametrize(
    "act", [AlarmSeen(1), ImageSeen(KEY, "front"), DeviationExplained("A1", "ukjent", "x", "y")]
)
def test_other_acts_are_not_shown(act: Act) -> None:
    assert public_part(ActRecord(AT, PAIR, act)) == b""


def sample(kind: SampleKind, stratum: str, reason: str = "") -> Sample:
    return Sample("R1-001", 1, kind, stratum, "K1", 3, 1, KEY, 42, "ST/K1/42", "0.123", reason)


def test_a_draw_shows_papers_and_tickets_and_neither_sheets_nor_reasons() -> None:
    strata = (DrawnStratum("scanner=S01 category=VO", 120, 2),)
    plain, risk = (sample(kind, strata[0].name, "unsure") for kind in SampleKind)
    said = shown(Draw(1, "seed", strata, strata, (plain, risk)))
    assert isinstance(said, Draw)
    assert (said.seed, said.strata, said.box_strata) == ("seed", strata, strata)
    assert [(each.name, each.ticket) for each in said.samples] == [("ST/K1/42", "0.123")] * 2
    assert [each.order for each in said.samples] == [3, POOLED]
    assert {(each.sheet, each.reason) for each in said.samples} == {(None, "")}


def test_strata_of_lists_are_shown_merged() -> None:
    strata = tuple(
        DrawnStratum(f"scanner=S01 list={name} category=VO", papers, 2)
        for name, papers in (("Sosialistisk Venstreparti", 7), ("V", 300))
    )
    said = shown(Draw(1, "seed", strata, (), (sample(SampleKind.RANDOM, strata[0].name),)))
    assert isinstance(said, Draw)
    assert said.strata == (DrawnStratum("scanner=S01 category=VO", 307, 0),)
    assert [(each.stratum, each.order) for each in said.samples] == [
        ("scanner=S01 category=VO", POOLED)
    ]
    assert "Venstre" not in json.dumps(json.loads(public_part(said)))


@pytest.mark.parametrize(
    ("name", "merged"),
    [
        ("all", "all"),
        ("scanner=S 1 category=VO", "scanner=S 1 category=VO"),
        ("list=A B", "all"),
        ("form_code=01 scanner=S1", "scanner=S1"),
        ("scanner=S1 list=A B form_code=02", "scanner=S1"),
    ],
)
def test_a_stratum_is_named_without_what_tells_ballots_of_a_box_apart(
    name: str, merged: str
) -> None:
    assert stratum_shown(name) == merged
