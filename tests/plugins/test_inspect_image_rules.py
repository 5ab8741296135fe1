"""Long straight runs are what a morphological opening by a line keeps."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from qc_inspect_image.rules import across_runs, down_runs
from qc_service.model.units import Grey

masks = hnp.arrays(
    np.uint8,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40),
    elements=st.sampled_from([0, 1, 1, 1]),
)


@given(masks, st.integers(0, 12))
def test_runs_are_those_of_an_opening(ink: Grey, half: int) -> None:
    # OpenCV shifts openings by lines of even length; ours has no such law to keep.
    length = 2 * half + 1
    line = np.ones((length, 1), np.uint8)
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, line)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, line.T)
    np.testing.assert_array_equal(down_runs(ink, length), down)
    np.testing.assert_array_equal(across_runs(ink, length), across)


def test_a_run_of_even_length_is_kept_where_it_lies() -> None:
    ink = np.zeros((30, 3), np.uint8)
    ink[8:18, 1] = 1
    np.testing.assert_array_equal(down_runs(ink, 10), ink)
    assert not down_runs(ink, 11).any()
