"""Seats and the fewest misread ballots that move one: known results, laws, and every case tried."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.seat_words import (
    SENTENCES,
    outcome_sentences,
    pair_sentence,
    tie_sentence,
)
from qc_service.comparing.seats import (
    Method,
    Pair,
    divisor,
    fewest_misread,
    settle,
    tightest_pairs,
)
from qc_service.model.words import LANGUAGES

MANDATES = {"Ap": 13_017, "H": 9_912, "FrP": 6_852, "SV": 4_827, "Sp": 3_547, "V": 2_555}
MANDATES |= {"KrF": 2_239, "MDG": 1_378, "R": 973}
"""A made-up municipality of 45,300 ballots and 41 seats."""


def test_the_norwegian_example_tolerates_49_misread_ballots_and_not_50() -> None:
    assert sum(MANDATES.values()) == 45_300
    settled = settle(MANDATES, 41)
    assert sum(settled.seats.values()) == 41
    assert tightest_pairs(settled)[0] == Pair("SV", "FrP", 50)
    safe = MANDATES | {"SV": MANDATES["SV"] - 49, "FrP": MANDATES["FrP"] + 49}
    moved = MANDATES | {"SV": MANDATES["SV"] - 50, "FrP": MANDATES["FrP"] + 50}
    assert settle(safe, 41).seats == settled.seats
    assert settle(moved, 41).seats != settled.seats


def test_the_divisors_are_those_of_the_law() -> None:
    found = {m: [divisor(m, seat) / 5 for seat in range(1, 5)] for m in Method}
    assert found == {
        Method.MODIFIED: [1.4, 3, 5, 7],
        Method.SAINTE_LAGUE: [1, 3, 5, 7],
        Method.DHONDT: [1, 2, 3, 4],
    }


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.DHONDT, {"A": 4, "B": 3, "C": 1, "D": 0}),
        (Method.SAINTE_LAGUE, {"A": 3, "B": 3, "C": 1, "D": 1}),
        (Method.MODIFIED, {"A": 4, "B": 3, "C": 1, "D": 0}),
    ],
)
def test_textbook_seats(method: Method, expected: dict[str, int]) -> None:
    votes = {"A": 100_000, "B": 80_000, "C": 30_000, "D": 20_000}
    assert settle(votes, 8, method).seats == expected


def test_of_equal_quotients_more_votes_go_first_and_equal_votes_need_a_lot() -> None:
    by_votes = settle({"A": 10, "B": 20}, 2, Method.DHONDT)
    assert by_votes.seats == {"A": 0, "B": 2}
    assert (by_votes.equal, by_votes.lot) == (("A", "B"), False)
    assert fewest_misread(by_votes) == 0
    by_lot = settle({"A": 10, "B": 10, "C": 3}, 1, Method.DHONDT)
    assert (by_lot.seats, by_lot.equal, by_lot.lot) == ({"A": 1, "B": 0, "C": 0}, ("A", "B"), True)
    clear = settle({"A": 10, "B": 9}, 1, Method.DHONDT)
    assert (clear.equal, clear.lot) == ((), False)


def test_seats_that_nobody_can_get_are_refused() -> None:
    for votes, seats in (({"A": 0}, 1), ({"A": -1}, 0), ({"A": 1}, -1), ({}, 1)):
        with pytest.raises(ValueError, match="seat"):
            settle(votes, seats)
    assert settle({}, 0).seats == {}


def test_where_no_seat_can_move_there_is_no_number() -> None:
    assert fewest_misread(settle({"A": 7}, 3)) is None
    assert fewest_misread(settle({"A": 7, "B": 3}, 0)) is None


def test_a_ballot_of_many_list_votes_moves_them_all() -> None:
    ballots = {"A": 630, "B": 410, "C": 77}
    votes = {code: 11 * count for code, count in ballots.items()}
    expected = fewest_misread(settle(ballots, 11))
    assert fewest_misread(settle(votes, 11), 11) == expected


def test_the_two_sentences_and_their_verdict() -> None:
    assert outcome_sentences(50, 49, 0.05, "en") == (
        "Fewest misread ballots that could move a seat: 50.",
        "Upper bound on misread ballots: 49.",
        (
            "The bound is below what it takes. Misread ballots have moved no seat; "
            "the risk that this is wrong is at most 5 %."
        ),
    )
    verdict = outcome_sentences(50, 50, 0.025, "nb")[2]
    assert verdict.startswith("Grensen er ikke lavere")
    assert "2,5 %" in outcome_sentences(50, 0, 0.025, "nn")[2]
    assert "2.5 %" in outcome_sentences(50, 0, 0.025, "en")[2]


def test_without_a_bound_or_a_seat_only_what_is_known_is_said() -> None:
    assert len(outcome_sentences(50, None, 0.05, "nb")) == 1
    assert outcome_sentences(None, 3, 0.05, "en")[0].startswith("No misread ballot can move a seat")
    assert len(outcome_sentences(None, 3, 0.05, "en")) == 2


def test_pairs_and_ties_are_said_in_every_language() -> None:
    tied = settle({"A": 10, "B": 10}, 1)
    won = settle({"A": 10, "B": 20}, 2, Method.DHONDT)
    assert tie_sentence(settle({"A": 3, "B": 10}, 1), "nb") is None
    for language in LANGUAGES:
        said = {str(tie_sentence(tied, language)), str(tie_sentence(won, language))}
        said.add(pair_sentence(Pair("A", "B", 5), language))
        assert len(said) == 3
        assert all("A" in text and "B" in text for text in said)
    assert all(len({each.nb, each.nn, each.en}) == 3 for each in SENTENCES.values())


small = st.lists(st.integers(0, 6), min_size=2, max_size=3).filter(any)
methods = st.sampled_from(Method)


@given(small, st.integers(1, 5), methods)
def test_the_number_is_that_of_trying_every_misreading(
    counts: list[int], seats: int, method: Method
) -> None:
    votes = {f"L{i}": count for i, count in enumerate(counts)}
    settled = settle(votes, seats, method)
    only = {tuple(settled.seats.values())}
    moved = next(
        misread
        for misread in range(sum(counts) + 1)
        if any(outcomes(other, seats, method) != only for other in reachable(counts, misread))
    )
    assert fewest_misread(settled) == moved


@given(small, st.integers(0, 6), methods)
def test_seats_are_one_of_the_outcomes_and_ties_are_told(
    counts: list[int], seats: int, method: Method
) -> None:
    settled = settle({f"L{i}": count for i, count in enumerate(counts)}, seats, method)
    possible = outcomes(tuple(counts), seats, method)
    assert tuple(settled.seats.values()) in possible
    assert bool(settled.equal) == (len(possible) > 1)


def reachable(counts: list[int], misread: int) -> Iterator[tuple[int, ...]]:
    """Give every true count that so many misread ballots, blank ones among them, could hide."""
    for changes in product(range(-misread, misread + 1), repeat=len(counts)):
        gained = sum(change for change in changes if change > 0)
        lost = -sum(change for change in changes if change < 0)
        other = tuple(count + change for count, change in zip(counts, changes, strict=True))
        if max(gained, lost) <= misread and min(other) >= 0 and any(other):
            yield other


def outcomes(counts: tuple[int, ...], seats: int, method: Method) -> set[tuple[int, ...]]:
    """Give every way to share out the seats in which no list's last is below another's next."""
    found = set()
    for given_seats in product(range(seats + 1), repeat=len(counts)):
        if sum(given_seats) != seats:
            continue
        pairs = list(zip(counts, given_seats, strict=True))
        last = [Fraction(v, divisor(method, s)) for v, s in pairs if s]
        following = [Fraction(v, divisor(method, s + 1)) for v, s in pairs]
        if not last or min(last) >= max(following):
            found.add(given_seats)
    return found
