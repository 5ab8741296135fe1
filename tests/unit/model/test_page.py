"""A placement maps millimetres to pixels: exact at its knots, bilinear between, straight on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.layout import Box
from qc_service.model.page import Placement
from qc_service.model.units import Floats

SCALE = 200 / 25.4
WIDTH_MM, HEIGHT_MM = 215.9, 279.4


def placement(*, turned: bool = False, bend_px: float = 0.0) -> Placement:
    """Give the mesh of a letter page at 200 dpi, if wanted upside down or with a bent middle."""
    x_mm = np.array([0.0, 100.0, WIDTH_MM])
    y_mm = np.array([0.0, 50.0, 150.0, HEIGHT_MM])
    x, y = np.meshgrid(x_mm * SCALE, y_mm * SCALE)
    px = np.stack([x, y], axis=2)
    if turned:
        px = np.array([WIDTH_MM, HEIGHT_MM]) * SCALE - px
    px[1, 1] += bend_px
    return Placement(
        x_mm=x_mm,
        y_mm=y_mm,
        px=px,
        rotation_deg=180 if turned else 0,
        residual_px=0.0,
        found=12,
        expected=12,
        paper_level=255.0,
        ink_level=0.0,
    )


places = st.tuples(
    st.floats(-20, WIDTH_MM + 20, allow_nan=False), st.floats(-20, HEIGHT_MM + 20, allow_nan=False)
)


@given(points=st.lists(places, min_size=1), turned=st.booleans())
def test_an_even_mesh_is_a_scale_inside_and_outside(
    points: list[tuple[float, float]], turned: bool
) -> None:
    mm = np.array(points)
    expected = mm * SCALE
    if turned:
        expected = np.array([WIDTH_MM, HEIGHT_MM]) * SCALE - expected
    np.testing.assert_allclose(placement(turned=turned).to_px(mm), expected, atol=1e-6)


def test_every_knot_is_met_exactly() -> None:
    bent = placement(bend_px=7.0)
    x, y = np.meshgrid(bent.x_mm, bent.y_mm)
    knots: Floats = np.stack([x.ravel(), y.ravel()], axis=1)
    np.testing.assert_allclose(bent.to_px(knots), bent.px.reshape(-1, 2), atol=1e-9)


def test_between_knots_a_bend_fades_evenly() -> None:
    off = placement(bend_px=8.0).to_px(np.array([[50.0, 50.0], [100.0, 25.0], [50.0, 25.0]]))
    even = placement().to_px(np.array([[50.0, 50.0], [100.0, 25.0], [50.0, 25.0]]))
    np.testing.assert_allclose(off - even, [[4.0, 4.0], [4.0, 4.0], [2.0, 2.0]])


@pytest.mark.parametrize("turned", [False, True])
def test_a_box_is_an_upright_rectangle_either_way_up(turned: bool) -> None:
    x, y, width, height = placement(turned=turned).box_px(Box(25.4, 50.8, 12.7, 6.35))
    assert (width, height) == (100, 50)
    corner = np.array([[25.4, 50.8]] if not turned else [[25.4 + 12.7, 50.8 + 6.35]])
    assert [x, y] == [round(each) for each in placement(turned=turned).to_px(corner)[0]]
