"""What decks make the plan: the numbers by their definition, and what follows from them."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from decks import MISS, deck_sheet
from qc_service.detecting.cells import OF_POSITION, Level
from qc_service.detecting.evidence import disagreements
from qc_service.detecting.facts import facts_of
from qc_service.detecting.plan import Plan, make_plan
from qc_service.flow.deck_plan import PlanNumbers, outlook, plan_numbers
from qc_service.flow.decks import OptionCount, decks_of
from qc_service.model.errors import QcError
from qc_service.model.events import SheetRecord
from qc_service.model.verdict import DifferenceKind

FALSE = DifferenceKind.FALSE
OF_OPTIONS = tuple(level for level in Level if level in OF_POSITION)
PLAN = {name: float(value) for name, value in msgspec.to_builtins(Plan()).items()}


@st.composite
def ballots(draw: st.DrawFn) -> list[SheetRecord]:
    """Draw a deck on three scanners, some of whose ballots disagree, are doubtful, not compared."""
    return [
        deck_sheet(
            number,
            scanner=draw(st.sampled_from(("S01", "S02", "S03"))),
            wrong=draw(st.lists(st.sampled_from(("k1", "k2", "none")), max_size=3)),
            kind=draw(st.sampled_from((MISS, FALSE))),
            unsure=draw(st.booleans()),
            compared=draw(st.integers(0, 4)) > 0,
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(ballots(), st.integers(0, 12))
def test_the_numbers_are_those_of_all_ballots_however_they_lie(
    made: list[SheetRecord], cut: int
) -> None:
    kinds: Counter[object] = Counter()
    places: Counter[object] = Counter()
    seen = [facts_of(each.examination) for each in made if each.examination.compared]
    for facts in seen:
        found = set(disagreements(facts))
        kinds.update({each.kind for each in found})
        places.update(each for each in found if each.position)
    numbers = plan_numbers([*decks_of(made[:cut]).decks, *decks_of(made[cut:]).decks])
    assert numbers.ballots == len(seen)
    assert numbers.wrong == max(kinds.values(), default=0)
    assert numbers.option == max(places.values(), default=0)
    assert numbers.option <= numbers.wrong <= numbers.ballots
    assert numbers == plan_numbers(decks_of(made).decks)
    assert (numbers.kind is None) == (not numbers.wrong)
    if numbers.place is not None:
        assert numbers.place.ballots == numbers.option


def test_two_kinds_are_not_added_up_nor_are_two_options() -> None:
    made = [
        deck_sheet(1, wrong=("k1",)),
        deck_sheet(2, wrong=("k2",), scanner="S02"),
        deck_sheet(3, wrong=("k2",), kind=FALSE, scanner="S03"),
        deck_sheet(4, wrong=("k1", "k1"), scanner="S03"),
    ]
    numbers = plan_numbers(decks_of(made).decks)
    assert numbers == PlanNumbers(4, 3, 2, MISS, OptionCount(MISS, "personstemmer", "k1", 2))


def test_without_decks_the_plan_has_none() -> None:
    assert plan_numbers([]) == PlanNumbers(0, 0, 0)
    bare = outlook(PLAN, PlanNumbers(0, 0, 0))
    assert (bare.refusal, bare.ballot, bare.option) == ("", 0.002, 2e-5)
    assert (bare.usual_ballot, bare.usual_option) == (0.002, 2e-5)


def test_decks_may_raise_the_bounds_and_never_lower_them() -> None:
    told = outlook(PLAN, PlanNumbers(12_000, 3, 2))
    assert told.ballot == 0.002
    assert told.option == pytest.approx(0.00205, rel=0.01)
    assert (told.usual_ballot, told.usual_option) == (0.002, 2e-5)
    night = make_plan(PLAN | {"deck_ballots": 12_000, "deck_wrong": 3, "deck_option": 2})
    assert told.option == max(night.evidence().night().bound(level) for level in OF_OPTIONS)


def test_decks_that_are_too_small_are_told_with_how_many_it_takes() -> None:
    numbers = PlanNumbers(600, 1, 1)
    told = outlook(PLAN, numbers)
    assert "deck_ballots is 600" in told.refusal
    assert not outlook(PLAN, replace(numbers, ballots=told.fewest)).refusal
    assert outlook(PLAN, replace(numbers, ballots=told.fewest - 1)).refusal


def test_a_plan_that_is_wrong_without_decks_is_mended_by_none() -> None:
    told = outlook(PLAN | {"baseline_option": 0.1}, PlanNumbers(600, 1, 1))
    assert "baseline_option" in told.refusal
    assert told.fewest == 0


def test_a_plan_takes_the_numbers_that_are_not_refused() -> None:
    numbers = PlanNumbers(5000, 7, 4)
    made = make_plan(PLAN | {"deck_ballots": 5000.0, "deck_wrong": 7.0, "deck_option": 4.0})
    assert not outlook(PLAN, numbers).refusal
    assert made.night().decks.position == 4
    with pytest.raises(QcError, match="deck_wrong"):
        make_plan(PLAN | {"deck_ballots": 5000.0, "deck_wrong": 5001.0})
