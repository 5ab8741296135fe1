"""The drawn ballot of the conformance kit is what it says it is."""

import cv2
import numpy as np
import pytest

from qc_service.api.trial import INK, PAPER, cruel_pages, page_of, trial_sheets, upside_down
from qc_service.reading.decode import page_of as decoded_page_of


def test_a_page_is_made_as_decoding_makes_it() -> None:
    for sheet in trial_sheets():
        decoded = decoded_page_of(sheet.page.pixels.copy())
        assert decoded.factor == sheet.page.factor
        assert np.abs(decoded.small.astype(int) - sheet.page.small).max() <= 1
        assert not sheet.page.pixels.flags.writeable
        assert not sheet.page.small.flags.writeable


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_targets_lie_where_the_placement_says(dpi: int) -> None:
    for straight in trial_sheets(dpi):
        for sheet in (straight, upside_down(straight)):
            for target in sheet.side.targets:
                x, y, width, height = sheet.placement.box_px(target.box)
                inner = sheet.page.pixels[
                    y + height // 3 : y + 2 * height // 3, x + width // 3 : x + 2 * width // 3
                ]
                assert np.all(inner == (INK if target in sheet.filled else PAPER))
                outline = sheet.page.pixels[y - 1 : y + height + 2, x - 1 : x + width + 2]
                assert outline.min() < (INK + PAPER) / 2


def test_the_two_sides_have_codes_that_differ_both_ways_up() -> None:
    front, back = (side.identification.bits for side in trial_sheets()[0].layout.sides)  # type: ignore[union-attr]  # both are timing-mark codes
    assert len(front) == len(back) == 34
    for other in (back, back[::-1], front[::-1]):
        assert sum(a != b for a, b in zip(front, other, strict=True)) > 4


def test_cruel_pages_are_read_only_and_repeatable() -> None:
    sheet = trial_sheets()[0]
    first, second = cruel_pages(sheet), cruel_pages(sheet)
    assert len(first) > 10
    for name, page in first.items():
        assert not page.pixels.flags.writeable
        assert np.array_equal(page.pixels, second[name].pixels), name


def test_a_drawn_page_survives_a_png() -> None:
    page = trial_sheets()[0].page
    done, data = cv2.imencode(".png", page.pixels)
    assert done
    again = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert again is not None
    assert np.array_equal(page_of(np.asarray(again, np.uint8)).pixels, page.pixels)
