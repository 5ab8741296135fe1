"""Scanners that are not set up alike; boxes that lack a list which all their sisters have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.sisters import absent_list
from qc_service.flow.desk import Desk
from qc_service.model.batch import Batch, BatchKind, BatchNotice
from qc_service.model.events import Finding, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey

USUAL = {"A": 60, "H": 40, "SV": 25}


def notice(
    box: str, scanner: str, configuration: str, number: int = 1, election: str = "e"
) -> BatchNotice:
    batch = Batch(box, election, scanner=scanner, configuration=configuration)
    return BatchNotice(BatchKind.OPENED, batch, "night", number)


def said(desk: Desk, *notices: BatchNotice) -> list[str]:
    effects = [effect for each in notices for effect in desk.take_notice(each)]
    return [e.message for e in effects if isinstance(e, Finding) and e.kind == "config-differs"]


def test_scanners_that_are_set_up_alike_say_nothing() -> None:
    assert said(Desk({}), notice("K1", "S1", "v5 cfg 3f"), notice("K2", "S2", "v5 cfg 3f")) == []


def test_a_scanner_with_other_election_files_is_told_once() -> None:
    """Antrim 2020: the ballot was changed, some memory cards were not."""
    desk = Desk({})
    first = said(desk, notice("K1", "S1", "cfg 3f"), notice("K2", "S2", "cfg 09"))
    assert first == ["S2 is set up as cfg 09, S1 as cfg 3f"]
    assert said(desk, notice("K3", "S2", "cfg 09")) == []


def test_a_scanner_that_changes_in_the_night_is_told() -> None:
    told = said(Desk({}), notice("K1", "S1", "cfg 3f"), notice("K2", "S1", "cfg 09"))
    assert told == ["S1 is set up as cfg 09, S1 itself before as cfg 3f"]


def test_who_tells_nothing_and_other_elections_are_not_compared() -> None:
    desk = Desk({})
    quiet = [notice("K1", "S1", "cfg 3f"), notice("K2", "S2", "")]
    assert said(desk, *quiet, notice("K3", "S3", "cfg 09", election="other")) == []


def test_the_finding_names_scanner_and_box() -> None:
    desk = Desk({})
    desk.take_notice(notice("K1", "S1", "cfg 3f"))
    (found,) = desk.take_notice(notice("K2", "S2", "cfg 09"))
    assert isinstance(found, Finding)
    assert found.key == SheetKey("S2", "night", "K2", 0)


def test_one_list_alone_that_a_box_lacks() -> None:
    found = absent_list({"A": 62, "H": 37}, {"K2": USUAL, "K3": USUAL})
    assert found is not None
    assert (found.list, found.ballots, found.places, found.sisters_ballots) == ("SV", 99, 2, 50)
    assert found.expected == 20


@pytest.mark.parametrize(
    ("box", "sisters"),
    [
        ({"A": 62, "H": 37}, {"K2": USUAL}),  # with one sister nobody knows which is strange
        ({"A": 99}, {"K2": USUAL, "K3": USUAL}),  # sorted by list
        ({"A": 99}, {"K2": {"A": 9, "H": 80}, "K3": {"A": 9, "H": 80}}),  # too few lists to say
        (USUAL, {"K2": USUAL, "K3": USUAL}),
        ({"A": 62, "H": 37}, {"K2": USUAL, "K3": USUAL | {"SV": 2}}),  # may be chance
        ({}, {"K2": USUAL, "K3": USUAL}),
    ],
)
def test_what_is_not_absurd(box: dict[str, int], sisters: dict[str, dict[str, int]]) -> None:
    assert absent_list(box, sisters) is None


@given(st.integers(1, 60), st.integers(1, 200))
def test_fewer_ballots_in_the_poorest_sister_never_make_it_stranger(few: int, ballots: int) -> None:
    def absent(found: int) -> bool:
        sisters = {name: {"A": 50, "H": 50, "SV": found} for name in ("K2", "K3")}
        return absent_list({"A": ballots, "H": ballots}, sisters) is not None

    assert absent(few) <= absent(few + 1)


def box(desk: Desk, name: str, lists: dict[str, int], count: int = 1) -> list[Finding]:
    batch = Batch(name, "e", "day-locale", "0101", scanner="S1", count=count)
    session = f"{name}-{count}"
    effects = list(desk.take_notice(BatchNotice(BatchKind.OPENED, batch, session, 1)))
    number = 0
    for code, ballots in lists.items():
        for _ in range(ballots):
            number += 1
            key = SheetKey("S1", session, name, number)
            one = Examination(key, (PageReread("f", ""),), style=code, digest=f"{key}")
            effects += desk.handle(SheetRecord("t", one))
    effects += desk.take_notice(BatchNotice(BatchKind.CLOSED, batch, session, 2))
    return [e for e in effects if isinstance(e, Finding) and e.kind == "box-list-zero"]


def test_hordvik_as_seen_in_the_boxes_themselves() -> None:
    desk = Desk({})
    assert box(desk, "K1", USUAL) == []
    assert box(desk, "K2", {"A": 62, "H": 37}) == []  # one sister is not enough
    (found,) = box(desk, "K3", USUAL)
    assert found.key == SheetKey("S1", "", "K2", 0)
    assert found.message == (
        "box K2 has no ballot of list SV among 99; its 2 sister boxes have 50, "
        "so about 20 would be usual"
    )
    assert box(desk, "K4", USUAL) == []  # told once


def test_sheets_that_wait_for_a_person_may_be_just_those() -> None:
    desk = Desk({})
    box(desk, "K1", USUAL)
    box(desk, "K2", USUAL)
    assert box(desk, "K3", {"A": 62, "H": 37, "": 25}) == []


def test_boxes_of_no_known_place_have_no_sisters() -> None:
    desk = Desk({})
    for name in ("K1", "K2", "K3"):
        batch = Batch(name, scanner="S1")
        assert desk.take_notice(BatchNotice(BatchKind.OPENED, batch, name, 1)) == ()
        assert desk.take_notice(BatchNotice(BatchKind.CLOSED, batch, name, 2)) == ()


def test_an_empty_box_and_another_count_are_no_sisters() -> None:
    desk = Desk({})
    assert box(desk, "K0", {}) == []
    assert box(desk, "K1", USUAL) == []
    assert box(desk, "K2", {"A": 62, "H": 37}) == []
    assert box(desk, "K1", USUAL, count=2) == []
