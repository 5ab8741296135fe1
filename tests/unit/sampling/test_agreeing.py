"""Three readings of a ballot or a box: who stands alone, and how many must at least be misread."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.checks import PaperShows, StampSeen
from qc_service.sampling.agreeing import (
    SCOPE,
    BoxLine,
    box_lines,
    differing,
    misread_at_least,
    threefold,
)

A = PaperShows("A", (("c", "1"),), 1, StampSeen.PRESENT)
B = PaperShows("B", (("c", "1"),), 1, StampSeen.PRESENT)
C = PaperShows("C")


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        (A, []),
        (B, ["list"]),
        (PaperShows("", (("c", "1"),), 1), []),
        (PaperShows("A", (("c", "2"),), 1), ["marks"]),
        (PaperShows("A", (("c", "1"),), 2, StampSeen.WEAK), ["rows"]),
        (PaperShows("A", (("c", "1"),), 1, StampSeen.MISSING), ["stamp"]),
        (PaperShows("B"), ["list", "marks", "rows"]),
    ],
)
def test_the_parts_in_which_two_readings_differ(other: PaperShows, parts: list[str]) -> None:
    assert differing(A, other) == parts
    assert differing(other, A) == parts


def test_only_what_is_in_scope_is_held_against_a_reading() -> None:
    assert differing(A, C, ("list",)) == ["list"]
    assert differing(A, C, ()) == []


@pytest.mark.parametrize(
    ("paper", "reported", "reread", "alone"),
    [
        (A, A, A, "nobody"),
        (A, B, A, "reported"),
        (A, A, B, "reread"),
        (A, B, B, "paper"),
        (A, B, C, "all"),
        (None, A, A, "open"),
        (A, None, A, "open"),
    ],
)
def test_who_stands_alone(
    paper: PaperShows | None, reported: PaperShows | None, reread: PaperShows, alone: str
) -> None:
    assert threefold(paper, reported, reread).alone() == alone


def test_a_box_has_a_line_for_each_list_that_anyone_found() -> None:
    paper, reported = PaperShows(counts={"A": 5, "B": 2}), PaperShows(counts={"A": 6, "C": 1})
    assert box_lines(paper, reported, None) == (
        BoxLine("A", 5, 6, None),
        BoxLine("B", 2, 0, None),
        BoxLine("C", 0, 1, None),
    )


counts = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 4), max_size=3)


@given(counts, counts)
def test_so_many_ballots_must_be_misread_and_so_many_suffice(
    paper: dict[str, int], read: dict[str, int]
) -> None:
    least = misread_at_least(paper, read)
    assert least == misread_at_least(read, paper)
    # Ballots that need not be misread: those that both counts can have in common.
    common = sum(min(paper.get(code, 0), read.get(code, 0)) for code in {*paper, *read})
    assert least == max(sum(paper.values()), sum(read.values())) - common


def test_every_part_of_the_scope_can_differ() -> None:
    styles, rows = ("A", "B"), (0, 1)
    found = {
        part
        for style, row, stamp, marked in product(styles, rows, StampSeen, ((), (("c", "1"),)))
        for part in differing(PaperShows(style, marked, row, stamp), A)
    }
    assert found == set(SCOPE)
