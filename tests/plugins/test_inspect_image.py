"""What must hold of the inspector: hands outside targets are found, print and targets are not."""

import cv2
import numpy as np
import pytest

from drawing import INK, PAPER, Sheet, draw, layout
from qc_inspect_image.inspector import ImageInspector
from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_service.model.page import Placement
from qc_service.model.reading import Inspection
from qc_service.reading.decode import page_of

LAYOUT = layout()
SIDE = LAYOUT.sides[0]
FIRST = SIDE.targets[0]
MIDDLE = FIRST.box.y + FIRST.box.height / 2


def inspect(sheet: Sheet) -> Inspection:
    page = page_of(sheet.pixels)
    placement = TimingMarkLocator().locate(page, LAYOUT.fiducials, LAYOUT.paper)
    assert isinstance(placement, Placement)
    return ImageInspector().inspect(page, LAYOUT, SIDE, placement)


def printed() -> Sheet:
    """A page with names and rules printed, as ballots have."""
    sheet = draw(LAYOUT)
    for target in SIDE.targets:
        place = (round((target.box.x - 30) * sheet.scale), round((target.box.y + 3) * sheet.scale))
        cv2.putText(sheet.pixels, "Kari Hansen", place, cv2.FONT_HERSHEY_DUPLEX, 0.9, INK, 2)
        y = target.box.y - 7
        sheet.line((target.box.x - 40, y), (target.box.x + 20, y), 0.5)
    return sheet


def test_print_alone_is_no_mark() -> None:
    assert inspect(printed()).outside == ()


def test_a_filled_target_is_no_outside_mark() -> None:
    sheet = printed()
    sheet.fill(FIRST)
    sheet.line((FIRST.box.x - 1, MIDDLE + 3), (FIRST.box.x + 6, MIDDLE - 3), 0.5)
    assert inspect(sheet).outside == ()


def test_a_cross_beside_the_oval_is_found_and_named() -> None:
    sheet = printed()
    x = FIRST.box.x - 8
    sheet.line((x - 3, MIDDLE - 3.5), (x + 3, MIDDLE + 3.5), 0.5)
    sheet.line((x + 3, MIDDLE - 3.5), (x - 3, MIDDLE + 3.5), 0.5)
    found = inspect(sheet).outside
    assert [(m.kind, m.contest, m.option) for m in found] == [("large", "c0", "o0")]
    px, py, w, h = found[0].px
    assert px < x * sheet.scale < px + w
    assert py < MIDDLE * sheet.scale < py + h


@pytest.mark.parametrize("half_width", [12, 18])
def test_a_ringed_name_is_found(half_width: float) -> None:
    sheet = printed()
    centre = (round((FIRST.box.x - 16) * sheet.scale), round(MIDDLE * sheet.scale))
    axes = (round(half_width * sheet.scale), round(3.6 * sheet.scale))
    cv2.ellipse(sheet.pixels, centre, axes, 2, 0, 360, INK, 4, cv2.LINE_AA)
    assert [m.kind for m in inspect(sheet).outside] == ["large"]


def test_a_streak_through_names_is_no_mark() -> None:
    sheet = printed()
    x = round((FIRST.box.x - 20) * sheet.scale)
    sheet.pixels[:, x : x + 3] = 40
    found = inspect(sheet)
    assert found.outside == ()
    assert found.measures["streak"] > 0.8


def test_the_measures_say_what_was_done_to_the_page() -> None:
    clean = inspect(printed()).measures
    assert abs(clean["skew_deg"]) < 0.05
    assert abs(clean["stretch"] - 1) < 0.003
    assert abs(clean["scale_px_per_mm"] - 200 / 25.4) < 0.02
    assert clean["paper_level"] == PAPER
    assert clean["marks_found"] == 1.0
    soft = printed()
    blurred = np.asarray(cv2.GaussianBlur(soft.pixels, (0, 0), 3), np.uint8)
    assert inspect(Sheet(blurred, soft.scale)).measures["focus"] < 0.5 * clean["focus"]


def test_skew_has_its_sign_either_way_up() -> None:
    pixels = printed().pixels
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -1.0, 1.0)
    turned = np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), borderValue=PAPER), np.uint8
    )
    over = np.ascontiguousarray(turned[::-1, ::-1])
    for one in (turned, over):
        assert inspect(Sheet(one, 200 / 25.4)).measures["skew_deg"] == pytest.approx(1.0, abs=0.1)
