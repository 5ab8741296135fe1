"""A cell is a kind and some circumstances; each ballot lies in one cell of every level it tells."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.cells import (
    BY_FIELDS,
    NAMED,
    OF_POSITION,
    Circumstances,
    Disagreement,
    Level,
    Spot,
    cells_of,
)
from qc_service.model.verdict import DifferenceKind

MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE
WHERE = Circumstances("S1", "B1", "D1", "A")


def test_levels_name_different_circumstances() -> None:
    assert len(BY_FIELDS) == len(Level)
    assert {level for level in Level if "position" in NAMED[level]} == OF_POSITION


def test_one_disagreement_lies_in_one_cell_of_every_level() -> None:
    spots = cells_of(WHERE, (Disagreement(MISS, "p1"),))
    assert [spot.level() for spot in spots] == list(Level)
    assert all(spot.holds(Disagreement(MISS, "p1"), WHERE) for spot in spots)


def test_cells_of_whole_ballots_take_a_ballot_once() -> None:
    spots = cells_of(WHERE, (Disagreement(MISS, "p1"), Disagreement(MISS, "p2")))
    levels = [spot.level() for spot in spots]
    assert all(levels.count(level) == (2 if level in OF_POSITION else 1) for level in Level)
    assert all(one != other for one, other in pairwise(spots))


def test_what_is_not_told_has_no_cell() -> None:
    spots = cells_of(Circumstances("S1"), (Disagreement(FALSE),))
    assert [spot.level() for spot in spots] == [Level.KIND, Level.SCANNER]


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (Disagreement(FALSE, "p1"), WHERE),
        (Disagreement(MISS, "p2"), WHERE),
        (Disagreement(MISS, "p1"), Circumstances("S2", "B1", "D1", "A")),
        (Disagreement(MISS, "p1"), Circumstances("S1", "B2", "D1", "A")),
        (Disagreement(MISS, "p1"), Circumstances("S1", "B1", "D2", "A")),
        (Disagreement(MISS, "p1"), Circumstances("S1", "B1", "D1", "B")),
    ],
)
def test_a_cell_holds_nothing_that_differs(found: Disagreement, where: Circumstances) -> None:
    assert not Spot(MISS, "S1", "p1", "A", "D1", "B1").holds(found, where)


def test_a_cell_contains_those_that_name_more() -> None:
    outer, inner = Spot(MISS, scanner="S1"), Spot(MISS, scanner="S1", position="p1")
    assert outer.contains(inner)
    assert outer.contains(outer)
    assert not inner.contains(outer)
    assert not outer.contains(Spot(FALSE, scanner="S1"))
    assert not outer.contains(Spot(MISS, scanner="S2", position="p1"))


@given(
    st.lists(
        st.builds(Disagreement, st.sampled_from(DifferenceKind), st.sampled_from(("", "p1", "p2")))
    )
)
def test_the_order_of_disagreements_does_not_matter(found: list[Disagreement]) -> None:
    assert cells_of(WHERE, tuple(found)) == cells_of(WHERE, tuple(reversed(found)))
