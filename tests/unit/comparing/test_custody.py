"""What people did: boxes out and back, seals, two at every act, and counts that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.custody import (
    ISSUE_WORDS,
    Allowed,
    Issue,
    issue_words,
    of_boxes,
    of_counts,
    of_presence,
)
from qc_service.comparing.differing import Comparison, Place, Tolerance
from qc_service.comparing.reconcile import reconcile
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmSeen,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    RoundSigned,
)
from qc_service.model.checks import Outcome
from qc_service.model.people import Person, Role
from qc_service.model.totals import CountKind, ListCount, Totals
from qc_service.model.words import LANGUAGES

AB, CD = Person("AB", Role.CONTROLLER), Person("CD", Role.OFFICER)


def did(act: Act, *by: Person) -> ActRecord:
    return ActRecord("2027-09-13T22:00:00Z", by or (AB, CD), act)


def issues(*acts: Act) -> list[tuple[Issue, str, str]]:
    records = [did(act) for act in acts]
    return [(each.issue, each.place.box, each.detail) for each in of_boxes(records)]


def test_a_box_that_comes_back_sealed_is_in_order() -> None:
    assert issues(BoxTaken("K1", 1, "s1"), AlarmSeen(1), BoxReturned("K1", 1, "s2")) == []
    again = (BoxTaken("K1", 1, "s2"), BoxReturned("K1", 1, "s3"))
    assert issues(BoxTaken("K1", 1, "s1"), BoxReturned("K1", 1, "s2"), *again) == []


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([BoxTaken("K1", 1, "s1")], [(Issue.BOX_OUT, "K1", "")]),
        ([BoxTaken("K1", 1, "s1"), BoxTaken("K1", 1, "s1")], [(Issue.BOX_OUT, "K1", "")] * 2),
        ([BoxReturned("K1", 1, "s1")], [(Issue.BOX_UNKNOWN, "K1", "")]),
        (
            [BoxTaken("K1", 1), BoxReturned("K1", 1)],
            [(Issue.SEAL_MISSING, "K1", ""), (Issue.SEAL_MISSING, "K1", "")],
        ),
        (
            [BoxTaken("K1", 1, "s1", whole=False), BoxReturned("K1", 1, "s2")],
            [(Issue.SEAL_BROKEN, "K1", "s1")],
        ),
        (
            [
                BoxTaken("K1", 1, "s1"),
                BoxReturned("K1", 1, "s2"),
                BoxTaken("K1", 1, "s9"),
                BoxReturned("K1", 1, "s3"),
            ],
            [(Issue.SEAL_OTHER, "K1", "s2 → s9")],
        ),
    ],
)
def test_what_is_wrong_with_boxes_and_seals(
    acts: list[Act], expected: list[tuple[Issue, str, str]]
) -> None:
    assert issues(*acts) == expected


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("XY")), max_size=12))
def test_every_box_that_is_out_at_the_end_is_told(steps: list[tuple[bool, str]]) -> None:
    acts: list[Act] = [
        BoxTaken(box, 1, "s") if taken else BoxReturned(box, 1, "s") for taken, box in steps
    ]
    last = {box: taken for taken, box in steps}
    told = {box for issue, box, _ in issues(*acts) if issue is Issue.BOX_OUT}
    assert {box for box, taken in last.items() if taken} <= told


def entered(sample: str) -> CheckEntered:
    return CheckEntered(sample, Outcome.NOT_FOUND)


def test_two_different_people_are_at_every_act_and_every_check() -> None:
    records = [
        did(BoxTaken("K1", 1, "s1"), AB),
        did(RoundSigned(1), AB, Person("AB", Role.OFFICER)),
        did(AlarmSeen(1), AB),
        did(entered("R1-1"), AB),
        did(entered("R1-1"), CD),
        did(entered("R1-2"), CD),
    ]
    found = [(each.issue, each.first, each.second, each.detail) for each in of_presence(records)]
    assert found == [
        (Issue.ALONE, 2, 1, "box-taken"),
        (Issue.ALONE, 2, 1, "round-signed"),
        (Issue.ONE_CHECKER, 2, 1, "R1-2"),
        (Issue.TWO_ROLES, 1, 2, "AB"),
    ]
    first = next(of_presence(records))
    assert (first.place.box, first.difference, first.permille) == ("K1", -1, -500.0)
    assert first.beyond


def counted(number: int, ballots: int, crosses: int | None = None) -> Totals:
    lists = (ListCount("A", ballots), ListCount("H", 100))
    kind = CountKind.MANUAL if number == 1 else CountKind.MACHINE
    return Totals("f", lists, locale="0304", count=number, kind=kind, crosses=crosses)


def test_counts_and_crosses_are_held_against_what_the_committee_allows() -> None:
    lines = reconcile([counted(1, 900), counted(2, 902, crosses=1003)], ())
    allowed = Allowed(Tolerance(1.5, 1), "valgstyret, sak 12/27")
    found = list(of_counts(lines, allowed))
    assert {line.comparison for line in lines} >= {Comparison.COUNTS, Comparison.REGISTER}
    told = [(each.issue, each.list, each.first, each.second, each.beyond) for each in found]
    assert told == [
        (Issue.COUNTS, "A", 900, 902, True),
        (Issue.COUNTS, "", 1000, 1002, True),
        (Issue.REGISTER, "", 1003, 1002, False),
    ]
    assert found[1].permille == pytest.approx(2000 / 1002)
    assert {each.allowed.by for each in found} == {"valgstyret, sak 12/27"}
    assert found[0].place == Place("", "0304", "", "1/2")
    assert issue_words(found[0], "nb") == "0304 A, telling 1/2: 900 mot 902 (+2)."


def test_every_issue_is_said_in_every_language() -> None:
    assert set(ISSUE_WORDS) == set(Issue)
    found = next(of_boxes([did(BoxTaken("K1", 1, "s1", whole=False))]))
    said = {issue_words(found, language) for language in LANGUAGES}
    assert len(said) == 3
    assert all("K1" in text and "s1" in text for text in said)
