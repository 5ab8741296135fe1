"""Short cuts of the reading floor give what the slow way gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import sliding_window_view

from qc_service.model.units import Grey
from qc_service.reading.median import MAD_TO_SD, median_grey, paper_and_grain
from qc_service.reading.windows import windows_of

greys = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=30))


@given(greys, st.data())
def test_windows_are_those_of_numpy(image: Grey, data: st.DataObject) -> None:
    shape = data.draw(st.tuples(*(st.integers(1, side) for side in image.shape)))
    flipped = image[::-1, ::-1]
    np.testing.assert_array_equal(windows_of(flipped, shape), sliding_window_view(flipped, shape))
    stack = np.stack([image, flipped]).astype(np.float32)
    np.testing.assert_array_equal(
        windows_of(stack, shape), sliding_window_view(stack, shape, axis=(1, 2))
    )


def test_a_window_larger_than_the_image_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        windows_of(np.zeros((4, 5), np.uint8), (5, 5))


@given(greys)
def test_the_median_is_the_upper_of_the_two_in_the_middle(image: Grey) -> None:
    assert median_grey(image) == np.sort(image, axis=None)[image.size // 2]


@given(greys)
def test_paper_and_grain_are_the_median_and_its_deviation(image: Grey) -> None:
    paper, grain = paper_and_grain(image)
    assert paper == median_grey(image)
    away = np.sort(np.abs(image.astype(int) - int(paper)), axis=None)
    assert grain == pytest.approx(MAD_TO_SD * away[image.size // 2])


def test_a_sample_tells_a_large_area() -> None:
    image = np.random.default_rng(5).normal(231, 6, (900, 700)).round().astype(np.uint8)
    paper, grain = paper_and_grain(image)
    assert paper == pytest.approx(231, abs=1)
    assert grain == pytest.approx(6, rel=0.25)
