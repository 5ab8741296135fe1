"""Placed within a third of a millimetre, or a fault that says why; never wrong in silence."""

from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_calibration.norway.build import layouts
from qc_calibration.synth.printing import Form, print_side
from qc_calibration.synth.scanning import Scan, scan
from qc_locate_corner_marks import qc_locators
from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_service.api import Locator
from qc_service.api.testing import check_locator
from qc_service.api.trial import trial_sheets
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Box, CornerMarks, Fiducials, Layout
from qc_service.model.page import Placement
from qc_service.model.units import Floats, Grey
from qc_service.reading.decode import page_of

LAYOUTS = {one.id: one for one in layouts()}
ONE, TWO, ST = LAYOUTS["kst-01-H"], LAYOUTS["kst-02-H"], LAYOUTS["st-2025-A"]
SIDES = ((ONE, "front"), (ONE, "back"), (TWO, "front"), (TWO, "back"), (ST, "front"))
LOCATOR = CornerMarkLocator()
CLOSE_MM = 0.3


def marks_of(layout: Layout, name: str) -> Fiducials:
    side = next(side for side in layout.sides if side.name == name)
    return side.fiducials or layout.fiducials


@cache
def printed(layout: Layout, name: str, dpi: int) -> Form:
    return print_side(layout, name, dpi)


def scanned(layout: Layout, name: str, how: Scan) -> tuple[Grey, Floats]:
    return scan(printed(layout, name, how.dpi), how, np.random.default_rng(3))


def locate(layout: Layout, name: str, pixels: Grey) -> Placement | Fault:
    return LOCATOR.locate(page_of(pixels), marks_of(layout, name), layout.paper)


def off_mm(layout: Layout, placement: Placement, to_px: Floats, dpi: int) -> float:
    width, height = layout.paper.width, layout.paper.height
    x, y = np.meshgrid(np.linspace(5, width - 5, 7), np.linspace(5, height - 5, 5))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    true = points @ to_px[:, :2].T + to_px[:, 2]
    return float(np.hypot(*(placement.to_px(points) - true).T).max()) / (dpi / 25.4)


def painted(layout: Layout, name: str, lost: tuple[int, ...], grey: int = 255) -> Grey:
    """Scan a page with some of its marks painted over."""
    form = printed(layout, name, 200)
    pixels = form.pixels.copy()
    marks = marks_of(layout, name)
    assert isinstance(marks, CornerMarks)
    for number in lost:
        box = marks.marks[number].box
        x0, y0 = int((box.x - 1) * form.scale), int((box.y - 1) * form.scale)
        x1, y1 = (int((end + 1) * form.scale) for end in (box.x + box.width, box.y + box.height))
        pixels[y0:y1, x0:x1] = grey
    page, _ = scan(Form(pixels, form.scale), Scan(), np.random.default_rng(3))
    return page


def test_it_keeps_what_a_locator_must() -> None:
    assert isinstance(LOCATOR, Locator)
    assert qc_locators()[0].name == "locate-corner-marks"
    check_locator(LOCATOR)


def test_it_knows_separate_marks_only() -> None:
    assert LOCATOR.fits(marks_of(ONE, "front"))
    assert not LOCATOR.fits(trial_sheets()[0].layout.fiducials)
    assert not LOCATOR.fits(CornerMarks(()))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(SIDES),
    st.floats(-1.5, 1.5),
    st.tuples(st.floats(0.993, 1.007), st.floats(0.99, 1.01)),
    st.tuples(*[st.floats(-1.5, 3.0)] * 4),
    st.booleans(),
    st.booleans(),
    st.sampled_from([150, 200, 300]),
    st.sampled_from([0.6, 1.5, 3.0]),
    st.floats(0.6, 1.0),
)
def test_a_scan_is_placed_closely_and_the_right_way_up(  # noqa: PLR0913, PLR0917 - what varies in a scanner
    which: tuple[Layout, str], skew: float, stretch: tuple[float, float],
    margin: tuple[float, float, float, float], turned: bool, black: bool, dpi: int, blur: float,
    contrast: float,
) -> None:  # fmt: skip
    layout, name = which
    how = Scan(
        dpi=dpi, skew_deg=skew, stretch_x=stretch[0], stretch_y=stretch[1], margin=margin,
        upside_down=turned, black_bed=black, blur_px=blur, contrast=contrast,
    )  # fmt: skip
    pixels, to_px = scanned(layout, name, how)
    placement = locate(layout, name, pixels)
    if isinstance(placement, Fault):
        # Marks at the corners of a turned sheet may lie outside the image.
        assert abs(skew) > 0.9 or min(margin) < -1
        return
    assert off_mm(layout, placement, to_px, dpi) < CLOSE_MM
    assert placement.rotation_deg == (180 if turned else 0)
    assert 0 <= placement.residual_px < 0.5 * dpi / 25.4
    assert placement.ink_level < placement.paper_level - 40


@pytest.mark.parametrize(("layout", "name"), SIDES)
def test_a_plain_scan_finds_every_mark(layout: Layout, name: str) -> None:
    pixels, _ = scanned(layout, name, Scan())
    placement = locate(layout, name, pixels)
    assert isinstance(placement, Placement)
    assert (placement.found, placement.expected) == (5, 5)


def test_black_and_white_is_placed() -> None:
    pixels, to_px = scanned(ONE, "front", Scan(skew_deg=0.4))
    placement = locate(ONE, "front", np.where(pixels < 130, 0, 255).astype(np.uint8))
    assert isinstance(placement, Placement)
    assert off_mm(ONE, placement, to_px, 200) < CLOSE_MM


@pytest.mark.parametrize("name", ["front", "back"])
@pytest.mark.parametrize("lost", [(0,), (1,), (4,), (0, 3)])
def test_a_page_is_placed_without_some_marks(name: str, lost: tuple[int, ...]) -> None:
    placement = locate(ONE, name, painted(ONE, name, lost))
    whole = locate(ONE, name, painted(ONE, name, ()))
    assert isinstance(placement, Placement)
    assert isinstance(whole, Placement)
    assert placement.found == 5 - len(lost)
    corners = np.array([[5.0, 5.0], [285.0, 5.0], [5.0, 218.0], [285.0, 218.0]])
    apart = np.hypot(*(placement.to_px(corners) - whole.to_px(corners)).T).max() / 7.87
    assert apart < 0.5


def test_lost_marks_are_named() -> None:
    fault = locate(ONE, "front", painted(ONE, "front", (0, 1, 3)))
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.MARK_MISSING
    assert fault.detail["missing"] == "1, 2, 4"
    assert fault.detail["found"] == 2


@pytest.mark.parametrize(("shown", "sought"), [("front", "back"), ("back", "front")])
@pytest.mark.parametrize("layout", [ONE, TWO])
def test_the_other_side_is_not_taken_for_this_one(layout: Layout, shown: str, sought: str) -> None:
    pixels, _ = scanned(layout, shown, Scan())
    fault = locate(layout, sought, pixels)
    assert isinstance(fault, Fault)
    assert fault.code in {FaultCode.NOT_A_BALLOT, FaultCode.MARK_MISSING}


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((1756, 2286), 235, np.uint8),
        np.random.default_rng(1).integers(0, 256, (1756, 2286)).astype(np.uint8),
        cv2.resize(
            np.random.default_rng(2).integers(0, 256, (22, 29)).astype(np.uint8), (2286, 1756)
        ),
        np.full((3, 4), 200, np.uint8),
    ],
    ids=["blank", "noise", "blurred", "tiny"],
)
def test_what_is_no_ballot_is_refused(pixels: Grey) -> None:
    for name in ("front", "back"):
        fault = locate(ONE, name, pixels)
        assert isinstance(fault, Fault)
        assert fault.code is FaultCode.NOT_A_BALLOT


def test_a_stretched_sheet_says_so() -> None:
    pixels, _ = scanned(ONE, "front", Scan(stretch_y=1.045, margin=(6, 6, 6, 6)))
    fault = locate(ONE, "front", pixels)
    assert isinstance(fault, Fault)
    # So much moves marks out of their windows: what is seen of them decides what is said first.
    assert fault.code in {FaultCode.STRETCH, FaultCode.MARK_MISSING, FaultCode.NOT_LOCATED}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("part", ["left", "right"])
def test_a_sheet_scanned_with_a_panel_folded_away_says_so(turned: bool, part: str) -> None:
    """Kristiansund 2019: sheets of two folds were folded once and scanned wrongly."""
    form = printed(TWO, "front", 200)
    kept = int(270 * form.scale)
    pixels = form.pixels[:, :kept] if part == "left" else form.pixels[:, -kept:]
    shown = Form(np.ascontiguousarray(pixels), form.scale)
    page, _ = scan(shown, Scan(upside_down=turned), np.random.default_rng(3))
    fault = locate(TWO, "front", page)
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.FOLDED
    assert float(fault.detail["seen_mm"]) == pytest.approx(270, abs=4)
    assert "unfold it" in fault.message


def test_another_paper_is_no_such_sheet() -> None:
    pixels, _ = scanned(ST, "front", Scan())
    page = page_of(pixels)
    fault = LOCATOR.locate(page, marks_of(ONE, "front"), ONE.paper)
    assert isinstance(fault, Fault)


def test_other_fiducials_are_refused() -> None:
    sheet = trial_sheets()[0]
    with pytest.raises(TypeError, match="corner marks"):
        LOCATOR.locate(sheet.page, sheet.layout.fiducials, sheet.layout.paper)


def test_landmarks_help_where_two_marks_are_left() -> None:
    back = marks_of(ONE, "back")
    assert isinstance(back, CornerMarks)
    assert all(isinstance(box, Box) for box in back.landmarks)
    placement = locate(ONE, "back", painted(ONE, "back", (0, 1, 2), grey=163))
    whole = locate(ONE, "back", painted(ONE, "back", ()))
    assert isinstance(placement, Placement)
    assert isinstance(whole, Placement)
    middle = np.array([[100.0, 100.0], [220.0, 45.0]])
    assert np.hypot(*(placement.to_px(middle) - whole.to_px(middle)).T).max() / 7.87 < 0.6
