"""What must hold of the timing-mark locator, on drawn pages whose truth is exact."""

import cv2
import numpy as np
import pytest

from drawing import COLUMNS, ORIGIN, PAPER, PITCH, ROWS, draw, layout
from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey
from qc_service.reading.decode import page_of

LAYOUT = layout()
GRID = np.array(
    [(ORIGIN[0] + PITCH * c, ORIGIN[1] + PITCH * r) for c in (0, 12, 33) for r in (0, 7, 20, 39)]
)


def locate(page: Page) -> Placement | Fault:
    return TimingMarkLocator().locate(page, LAYOUT.fiducials, LAYOUT.paper)


def placed(pixels: Grey) -> Placement:
    found = locate(page_of(pixels))
    assert isinstance(found, Placement), found
    return found


def refused(pixels: Grey) -> Fault:
    found = locate(page_of(pixels))
    assert isinstance(found, Fault)
    return found


def true_px(dpi: int) -> Floats:
    points: Floats = GRID * (dpi / 25.4)
    return points


def error_px(placement: Placement, truth: Floats) -> float:
    return float(np.abs(placement.to_px(GRID) - truth).max())


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_clean_page_is_placed_within_a_pixel(dpi: int) -> None:
    found = placed(draw(LAYOUT, dpi=dpi).pixels)
    assert error_px(found, true_px(dpi)) < 1.0
    assert found.rotation_deg == 0
    assert found.found == found.expected


@pytest.mark.parametrize("angle", [-4.0, -1.0, 0.5, 2.0])
def test_a_skewed_page_is_placed_where_it_was_turned_to(angle: float) -> None:
    pixels = draw(LAYOUT).pixels
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += 80
    size = (width + 160, height + 160)
    turned = cv2.warpAffine(pixels, matrix, size, borderValue=PAPER)
    truth = true_px(200) @ matrix[:, :2].T + matrix[:, 2]
    assert error_px(placed(np.asarray(turned, np.uint8)), truth) < 1.5


def test_a_page_upside_down_maps_to_the_image_as_given() -> None:
    pixels = draw(LAYOUT).pixels
    found = placed(np.ascontiguousarray(pixels[::-1, ::-1]))
    truth = np.array([pixels.shape[1] - 1, pixels.shape[0] - 1]) - true_px(200)
    assert found.rotation_deg == 180
    assert error_px(found, truth) < 1.5


def test_feed_stretch_in_the_middle_of_the_page_is_followed() -> None:
    pixels = draw(LAYOUT).pixels
    parts = [pixels[:900], cv2.resize(pixels[900:1300], (pixels.shape[1], 412)), pixels[1300:]]
    stretched = np.vstack([np.asarray(part, np.uint8) for part in parts])
    truth = true_px(200)
    below, within = truth[:, 1] >= 1300, (truth[:, 1] >= 900) & (truth[:, 1] < 1300)
    truth[within, 1] = 900 + (truth[within, 1] - 900) * 1.03
    truth[below, 1] += 12
    assert error_px(placed(stretched), truth) < 3.0


def test_marks_cut_by_the_images_edge_do_not_shift_the_page() -> None:
    cut = 24
    pixels = np.ascontiguousarray(draw(LAYOUT).pixels[:, cut:])
    assert error_px(placed(pixels), true_px(200) - np.array([cut, 0])) < 1.5


def test_a_black_scanner_bed_is_not_taken_for_print() -> None:
    pixels = draw(LAYOUT).pixels
    bed = cv2.copyMakeBorder(pixels, 90, 120, 15, 40, cv2.BORDER_CONSTANT, value=8)
    assert error_px(placed(np.asarray(bed, np.uint8)), true_px(200) + np.array([15, 90])) < 1.5


def test_single_marks_may_be_missing_or_holed() -> None:
    sheet = draw(LAYOUT)
    for column, row in ((0, 5), (0, 6), (33, 30), (9, 0)):
        x, y = (
            round(v * sheet.scale) for v in (ORIGIN[0] + PITCH * column, ORIGIN[1] + PITCH * row)
        )
        sheet.pixels[y - 10 : y + 10, x - 22 : x + 22] = PAPER
    sheet.pixels[100:108, 400:408] = PAPER
    found = placed(sheet.pixels)
    assert error_px(found, true_px(200)) < 1.5
    assert found.found == found.expected - 4


def test_print_beside_the_marks_is_told_from_them() -> None:
    sheet = draw(LAYOUT)
    x = round((ORIGIN[0] + 2.6) * sheet.scale)
    sheet.pixels[400:560, x : x + 500] = 20
    assert error_px(placed(sheet.pixels), true_px(200)) < 2.0


def test_a_border_that_is_gone_is_named_with_its_first_missing_mark() -> None:
    pixels = draw(LAYOUT).pixels.copy()
    pixels[300:1500, :60] = PAPER
    fault = refused(pixels)
    assert fault.code is FaultCode.MARK_MISSING
    assert fault.detail["border"] == "left"
    first = np.ceil((300 / 200 * 25.4 - ORIGIN[1]) / PITCH)
    assert abs(float(fault.detail["index"]) - first) <= 1
    assert fault.plugin == "locate-timing-marks"


def test_a_top_row_that_is_gone_is_named() -> None:
    pixels = draw(LAYOUT).pixels.copy()
    pixels[:140, : pixels.shape[1] // 2] = PAPER
    fault = refused(pixels)
    assert fault.code is FaultCode.MARK_MISSING
    assert fault.detail["border"] == "top"


def test_a_frame_of_another_length_is_a_scale_fault() -> None:
    fault = refused(draw(layout(rows=53)).pixels)
    assert fault.code is FaultCode.SCALE
    assert fault.detail == {"found": 53, "expected": ROWS} or fault.detail["expected"] == ROWS


def test_a_page_stretched_beyond_belief_is_a_stretch_fault() -> None:
    pixels = draw(LAYOUT).pixels
    tall = cv2.resize(pixels, (pixels.shape[1], round(pixels.shape[0] * 1.1)))
    assert refused(np.asarray(tall, np.uint8)).code is FaultCode.STRETCH


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((2200, 1700), 240, np.uint8),
        np.zeros((2200, 1700), np.uint8),
        np.random.default_rng(1).integers(0, 255, (2200, 1700), np.uint8),
        np.full((1, 1), 7, np.uint8),
        np.tile(np.arange(1700, dtype=np.uint8), (900, 1)),
    ],
    ids=["blank", "black", "noise", "one-pixel", "ramps"],
)
def test_what_is_no_ballot_is_refused(pixels: Grey) -> None:
    assert refused(pixels).code is FaultCode.NOT_A_BALLOT


def test_every_column_of_the_mesh_is_there() -> None:
    found = placed(draw(LAYOUT).pixels)
    assert found.px.shape == (ROWS, COLUMNS, 2)
