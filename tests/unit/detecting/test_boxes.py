"""Boxes that are not alike: exact ratios, a mean of one where nothing is wrong, patience."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.boxes import FIRST_TABLE, Boxes
from qc_service.detecting.mixture import Mixture
from qc_service.model.units import Floats

SHAPES = (0.0, 0.5, 1.0, 2.5)


def chance(rate: float, shape: float, ballots: int, wrong: int) -> float:
    """Give the chance that the next ballot of a box disagrees."""
    if not shape:
        return rate
    return (shape + wrong) / (shape + shape * (1 - rate) / rate + ballots)


def one(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, np.int64)


@given(
    st.sampled_from(SHAPES),
    st.floats(1e-6, 0.01),
    st.integers(0, 20),
    st.integers(0, 30),
    st.integers(0, 40),
)
def test_a_run_is_the_product_of_its_ballots(
    shape: float, bound: float, wrong: int, before: int, run: int
) -> None:
    boxes, rates = Boxes(bound, shape), Mixture(bound).rates
    first = wrong + before
    got = boxes.agree(one([first, first + run]), wrong)[0]
    for rate, ratio in zip(rates, got.tolist(), strict=True):
        want = 1.0
        for ballots in range(first, first + run):
            agree = 1 - chance(rate, shape, ballots, wrong)
            want *= agree / (1 - chance(bound, shape, ballots, wrong))
        assert ratio == pytest.approx(want, rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_where_nothing_is_wrong_the_ratio_is_one_on_average(shape: float) -> None:
    """By enumeration: all that four ballots of a box can be, under the bound."""
    bound = 0.02
    boxes = Boxes(bound, shape)
    mean: Floats = boxes.start()
    for night in product((False, True), repeat=4):
        likely, ratio, wrong = 1.0, np.ones(len(boxes.weights)), 0
        for ballots, disagrees in enumerate(night):
            here = chance(bound, shape, ballots, wrong)
            likely *= here if disagrees else 1 - here
            if disagrees:
                ratio = ratio * boxes.disagree(ballots)
                wrong += 1
            else:
                ratio = ratio * boxes.agree(one([ballots, ballots + 1]), wrong)[0]
        mean = mean + likely * ratio
    assert mean == pytest.approx(np.ones(len(boxes.weights)))


def test_the_second_wrong_ballot_of_a_box_tells_less_than_that_of_another() -> None:
    boxes = Boxes(1e-3, 0.5)
    assert (boxes.disagree(100) < boxes.disagree(0)).all()


@given(st.sampled_from(SHAPES), st.integers(0, 3), st.lists(st.integers(3, 400), min_size=2))
def test_stretches_of_many_boxes_are_those_of_each(
    shape: float, wrong: int, counts: list[int]
) -> None:
    boxes, ends = Boxes(1e-3, shape), one(sorted(counts))
    both = boxes.agree(np.array([ends, ends + 7]), wrong)
    assert both.shape == (2, len(ends) - 1, len(boxes.weights))
    assert (both[0] == boxes.agree(ends, wrong)).all()
    assert (both[1] == boxes.agree(ends + 7, wrong)).all()


def test_tables_grow_with_the_boxes() -> None:
    boxes = Boxes(1e-3, 1.0)
    few = boxes.agree(one([0, 10]))
    boxes.agree(one([0, FIRST_TABLE * 3]))
    assert (boxes.agree(one([0, 10])) == few).all()
