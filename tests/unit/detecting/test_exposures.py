"""Counts of any stretch of the night are those of counting its ballots one by one."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_service.detecting.cells import Circumstances
from qc_service.detecting.exposures import CHECKPOINT, Exposures, window

WHERE = [
    Circumstances("S1", "B1", "D1", "A"),
    Circumstances("S2", "B1", "D1", "A"),
    Circumstances("S1", "B1", "D1", "B"),
    Circumstances("S1", "B2", "D2", "A"),
]


def night(numbers: list[int], *, late: int = 0) -> Exposures:
    """Take ballots; the groups are told one by one, as they first come."""
    exposures = Exposures(300)
    known: dict[int, int] = {}
    for at, number in enumerate(numbers):
        known.setdefault(number, exposures.number(WHERE[number]))
        exposures.extend([known[number]])
        if at == late:
            exposures.before(at)
    return exposures


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 3), max_size=40),
    st.integers(0, 3 * CHECKPOINT),
    st.data(),
)
def test_counts_are_those_of_the_ballots(tail: list[int], many: int, data: st.DataObject) -> None:
    numbers = [i % 3 for i in range(many)] + tail
    exposures = night(numbers, late=many // 2)
    groups = [exposures.number(where) for where in WHERE]
    assert len(exposures) == len(numbers)
    first = data.draw(st.integers(0, len(numbers)))
    end = data.draw(st.integers(first, len(numbers)))
    for counted, ballots in (
        (exposures.between(first, end), numbers[first:end]),
        (exposures.before(end), numbers[:end]),
    ):
        want = Counter(ballots)
        assert {n: int(counted[groups[n]]) for n in range(4)} == {n: want[n] for n in range(4)}
    wanted = [groups[0], groups[3]]
    got = exposures.which(first, end, wanted).tolist()
    assert got == [at for at in range(first, end) if numbers[at] in {0, 3}]


def test_circumstances_have_numbers_and_boxes_belong_to_scanners() -> None:
    exposures = night([0, 1, 2, 3])
    assert (exposures.values("scanner"), exposures.values("style"), exposures.boxes()) == (2, 2, 3)
    assert exposures.code("scanner", "S9") == -1
    groups = exposures.groups()
    assert groups.boxes.tolist() == [0, 1, 0, 2]
    assert groups.codes["scanner"].tolist() == [0, 1, 0, 0]
    assert exposures.box_of(2) == 0
    assert exposures.mixed()
    assert not night([0, 1, 3]).mixed()


def test_a_window_cuts_the_night_before_a_ballot() -> None:
    exposures = night([n % 4 for n in range(6000)])
    cut = window(exposures, 5999)
    assert cut.edges == [5999 - 4**i for i in reversed(range(7))] + [5999]
    assert cut.counts.sum(axis=0).tolist() == cut.edges
    assert cut.boxes.tolist() == sorted(cut.boxes.tolist())
    assert np.array_equal(cut.boxes, exposures.groups().boxes[cut.groups])
    assert np.array_equal(cut.all, exposures.before(5999))
    assert not cut.single


def test_the_first_ballot_has_nothing_before_it() -> None:
    cut = window(night([0]), 0)
    assert (cut.edges, cut.groups.tolist(), cut.single) == ([0], [], True)


def test_edges_rise() -> None:
    exposures = night([0] * 50)
    for at in range(50):
        assert all(a < b for a, b in pairwise(window(exposures, at).edges))


def test_a_long_box_counts_as_several() -> None:
    exposures = Exposures(100)
    for _ in range(250):
        exposures.take(WHERE[0])
    exposures.take(WHERE[2])
    assert exposures.boxes() == 3
    assert [exposures.box_of(at) for at in (0, 99, 100, 249, 250)] == [0, 0, 1, 2, 2]
    assert exposures.groups().codes["style"].tolist() == [0, 0, 0, 1]


def test_the_first_ballot_of_each_group_in_a_stretch() -> None:
    exposures = night([0, 1, 0, 3, 1])
    assert exposures.firsts(0, 5) == [(0, 0), (1, 1), (3, 2)]
    assert exposures.firsts(2, 5) == [(2, 0), (3, 2), (4, 1)]
    assert exposures.firsts(5, 5) == []
    assert [exposures.scanner_of(at) for at in (0, 1)] == [WHERE[0].scanner, WHERE[1].scanner]
