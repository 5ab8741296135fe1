"""What must hold of degradations: what they spoil, what they leave, and where points went."""

import cv2
import numpy as np
import pytest

from qc_calibration.degrade import (
    DEGRADATIONS,
    QUICK,
    Degraded,
    Spots,
    blur,
    brightness,
    contrast,
    crop,
    jpeg,
    mark_holed,
    mark_missing,
    noise,
    rotate,
    scale,
    streak,
    upside_down,
)
from qc_service.model.units import Floats, Grey

DOT = (140.0, 90.0)
SPOTS = Spots(ovals=((20, 20, 40, 26), (100, 40, 40, 26), (200, 60, 40, 26)))


def page() -> Grey:
    """Give white paper with one round dot at `DOT`, so that its place can be measured."""
    pixels = np.full((220, 300), 235, np.uint8)
    cv2.circle(pixels, (140, 90), 9, 20, -1)
    return pixels


def dot_of(pixels: Grey) -> Floats:
    ys, xs = np.nonzero(pixels < 128)
    return np.array([xs.mean(), ys.mean()])


# A streak itself would be taken for the dot; it moves nothing.
@pytest.mark.parametrize("name", [name for name in DEGRADATIONS if "streak" not in name])
def test_points_go_where_the_pixels_go(name: str) -> None:
    after = DEGRADATIONS[name](page(), Spots())
    assert dot_of(after.pixels) == pytest.approx(after.moved(np.array([DOT]))[0], abs=0.3)


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_the_page_given_is_not_touched(name: str) -> None:
    before = page()
    before.flags.writeable = False
    after = DEGRADATIONS[name](before, SPOTS)
    assert np.array_equal(before, page())
    assert after.pixels.dtype == np.uint8


@pytest.mark.parametrize("name", [name for name in DEGRADATIONS if name != "original"])
def test_every_degradation_changes_the_page(name: str) -> None:
    spots = Spots(SPOTS.ovals, marks=((130, 82, 20, 16),))
    assert not np.array_equal(DEGRADATIONS[name](page(), spots).pixels, page())


def test_the_same_page_is_spoilt_the_same_way_twice() -> None:
    for degrade in DEGRADATIONS.values():
        assert np.array_equal(degrade(page(), SPOTS).pixels, degrade(page(), SPOTS).pixels)


def test_the_quick_ones_are_some_of_all() -> None:
    assert set(QUICK) < set(DEGRADATIONS)
    assert QUICK[0] == "original"


def test_a_growing_turn_keeps_every_corner() -> None:
    corners = np.array([[0.0, 0.0], [299.0, 0.0], [0.0, 219.0], [299.0, 219.0]])
    turned = rotate(page(), Spots(), degrees=2.0, grow=True)
    there = turned.moved(corners)
    assert there.min() > -1.0
    assert (there.max(axis=0) < np.array(turned.pixels.shape[::-1])).all()


def test_turning_upside_down_twice_is_nothing() -> None:
    once = upside_down(page(), Spots())
    assert np.array_equal(upside_down(once.pixels, Spots()).pixels, page())


def test_stretching_changes_one_side_by_the_share() -> None:
    assert scale(page(), Spots(), along=1.05).pixels.shape == (231, 300)
    assert scale(page(), Spots(), across=0.5, along=0.5).pixels.shape == (110, 150)


def spread(degraded: Degraded) -> tuple[int, int]:
    return int(degraded.pixels.min()), int(degraded.pixels.max())


def test_greys_move_as_told() -> None:
    assert spread(contrast(page(), Spots(), share=0.65)) == (58, 198)
    assert spread(brightness(page(), Spots(), levels=-60)) == (0, 175)
    assert spread(brightness(page(), Spots(), levels=40)) == (60, 255)


def test_a_streak_runs_down_the_whole_page_through_the_chosen_oval() -> None:
    for at, x in ((0.0, 40), (0.5, 120), (1.0, 220)):
        spoilt = streak(page(), SPOTS, at=at).pixels
        assert (spoilt[:, x - 1 : x + 2] == 30).all()
        assert np.array_equal(
            np.delete(spoilt, [x - 1, x, x + 1], 1), np.delete(page(), [x - 1, x, x + 1], 1)
        )


def test_a_crop_takes_what_it_says() -> None:
    assert np.array_equal(crop(page(), Spots(), left=14, top=7).pixels, page()[7:, 14:])
    assert np.array_equal(crop(page(), Spots(), bottom=60).pixels, page()[:160])


def test_blur_noise_and_jpeg_keep_the_light_of_the_page() -> None:
    for spoilt in (
        blur(page(), Spots(), sigma=3.0),
        noise(page(), Spots(), sigma=12.0),
        jpeg(page(), Spots(), quality=20),
    ):
        assert spoilt.pixels.mean() == pytest.approx(page().mean(), abs=2.0)


def test_a_mark_goes_missing_or_gets_a_hole_and_its_neighbours_stay() -> None:
    pixels = np.full((200, 100), 235, np.uint8)
    boxes = tuple((10, y, 38, 12) for y in (20, 80, 140))
    for x, y, width, height in boxes:
        pixels[y : y + height, x : x + width] = 20
    missing = mark_missing(pixels, Spots(marks=boxes)).pixels
    holed = mark_holed(pixels, Spots(marks=boxes)).pixels
    assert (missing[74:98, 5:53] > 200).all()
    assert 0 < (holed[80:92, 10:48] < 128).sum() < 38 * 12
    for y in (20, 140):
        assert (missing[y : y + 12, 10:48] == 20).all()
        assert (holed[y : y + 12, 10:48] == 20).all()


def test_a_mark_over_the_edge_is_covered_as_far_as_there_is_a_page() -> None:
    pixels = np.full((60, 60), 20, np.uint8)
    covered = mark_missing(pixels, Spots(marks=((-4, 20, 20, 10),))).pixels
    assert (covered[15:35, :6] == 255).all()
