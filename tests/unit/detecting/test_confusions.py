"""One option reported as another: told at the fourth, exchanged at the third each way."""

from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.confusions import (
    AS_OTHER,
    FEW,
    NEVER,
    NEVER_FEW,
    SWAPPED,
    WINDOW,
    Confusion,
    Confusions,
    Exchange,
)


def ballot(watch: Confusions, option: str, said: str, scanner: str = "S1") -> list[Confusion]:
    found = [] if option == said else [Exchange("mayor", option, said)]
    return list(watch.take(scanner, [("mayor", option)], found))


def run(watch: Confusions, ballots: list[tuple[str, str]]) -> list[tuple[int, str]]:
    told = [(n, each) for n, pair in enumerate(ballots, 1) for each in ballot(watch, *pair)]
    return [(n, each.kind) for n, each in told]


def test_every_second_ballot_of_one_as_another_is_told_at_the_fourth() -> None:
    told = run(Confusions(), [("a", "b" if n % 2 else "a") for n in range(40)])
    assert told == [(8, AS_OTHER)]


def test_two_that_are_exchanged_are_told_as_one_thing() -> None:
    """Cherokee 2022: programming swapped two candidates."""
    told = run(Confusions(), [("a", "b"), ("b", "a")] * 30)
    assert told == [(6, SWAPPED), (9, NEVER), (10, NEVER)]


def test_an_option_that_is_never_reported_is_told_at_its_fifth_ballot() -> None:
    """DeKalb 2022: a candidate at zero in most precincts."""
    assert run(Confusions(), [("a", "")] * 9 + [("c", "c")]) == [(NEVER_FEW, NEVER)]


def test_an_option_reported_once_is_not_never_reported() -> None:
    assert run(Confusions(), [("a", "a"), *[("a", "")] * 20]) == []


def test_few_over_a_long_time_are_chance() -> None:
    ballots = [("a", "b" if n % WINDOW == 0 else "a") for n in range(WINDOW * 20)]
    assert run(Confusions(), ballots) == []


def test_different_others_are_no_pattern() -> None:
    assert run(Confusions(), [("a", "a"), ("a", "b"), ("a", "c"), ("a", "d"), ("a", "e")]) == []


def test_scanners_are_told_apart() -> None:
    watch = Confusions()
    told = [ballot(watch, "a", "b", f"S{n}") for n in range(FEW)]
    assert told == [[]] * FEW


def test_an_exchange_of_what_was_not_read_is_no_ballot_of_it() -> None:
    assert Confusions().take("S1", [], [Exchange("mayor", "a", "b")] * 9) == ()


@given(st.lists(st.sampled_from([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]), max_size=60))
def test_the_same_ballots_give_the_same_words_and_state(ballots: list[tuple[str, str]]) -> None:
    one, other = Confusions(), Confusions()
    assert run(one, ballots) == run(other, ballots)
    assert one.state() == other.state()
    kinds = [kind for _, kind in run(Confusions(), ballots)]
    assert len(kinds) <= 5  # each once: two ways, exchanged, two never reported


def test_the_state_holds_what_was_told() -> None:
    watch = Confusions()
    run(watch, [("a", "b")] * 8)
    assert watch.state() == [
        ("S1", "mayor", "a", 8, 8, [("b", [5, 6, 7, 8])]),
        (NEVER, "S1", Exchange("mayor", "a")),
        (AS_OTHER, "S1", Exchange("mayor", "a", "b")),
    ]
