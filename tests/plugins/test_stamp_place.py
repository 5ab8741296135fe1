"""Where a stamp stands is the same at every scan, and another on every sheet."""

import numpy as np
import pytest

from qc_calibration.norway.build import layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_inspect_fields.stamp_place import stamp_place
from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_service.flow.coarse import CELLS
from qc_service.model.page import Page, Placement
from qc_service.reading.decode import decode

LAYOUT = {one.id: one for one in layouts()}["kst-01-A"]
BACK = next(side for side in LAYOUT.sides if side.name == "back")
PLAIN: dict[str, object] = {"corner": 0.0, "tear": 0.0, "copy": 0.0, "cut": 0.0, "stamp": "clear"}


def placed(seed: int, **settings: object) -> dict[str, float]:
    sides = draw_sheet(LAYOUT, Passage("t", seed), settings=PLAIN | settings)
    page = decode(next(side for side in sides if side.truth.side == "back").encoded())
    assert isinstance(page, Page)
    placement = CornerMarkLocator().locate(page, BACK.fiducials or LAYOUT.fiducials, LAYOUT.paper)
    assert isinstance(placement, Placement)
    return stamp_place(page, placement, BACK.regions)


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("stamp", ["clear", "red", "double"])
def test_a_second_scan_measures_the_same_to_a_tenth_of_a_cell(seed: int, stamp: str) -> None:
    first = placed(seed, stamp=stamp, skew=0.2)
    again = placed(
        seed, stamp=stamp, skew=-0.6, upside_down=True, paper=225.0, grain=4.0, contrast=0.92
    )
    for name, width in CELLS:
        assert again[name] == pytest.approx(first[name], abs=0.15 * width)


def test_stamps_stand_apart_by_more_than_a_cell() -> None:
    found = [placed(seed) for seed in range(1, 13)]
    for name, width in CELLS[:3]:
        assert np.ptp([each[name] for each in found]) > width


def test_no_stamp_has_no_place() -> None:
    assert placed(1, stamp="missing") == {}


def test_a_side_without_a_field_has_none() -> None:
    sides = draw_sheet(LAYOUT, Passage("t", 1), settings=PLAIN)
    page = decode(sides[1].encoded())
    assert isinstance(page, Page)
    placement = CornerMarkLocator().locate(page, BACK.fiducials or LAYOUT.fiducials, LAYOUT.paper)
    assert isinstance(placement, Placement)
    assert stamp_place(page, placement, ()) == {}
