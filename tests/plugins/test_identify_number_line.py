"""Lists are named by number and name; where they differ, people look; nobody guesses."""

from functools import cache

import cv2
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_calibration.norway.build import layouts
from qc_calibration.synth.printing import Form, print_serial, print_side
from qc_calibration.synth.printing_form import fill
from qc_calibration.synth.printing_type import print_words
from qc_calibration.synth.scanning import Scan, scan
from qc_identify_number_line import qc_identifiers
from qc_identify_number_line.digits import read_digits
from qc_identify_number_line.identifier import NumberLineIdentifier
from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_service.api import Identifier
from qc_service.flow.lineup import Frame, frames_of
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Box,
    Layout,
    NoCode,
    NumberLine,
    PrintedText,
    Side,
    TimingMarkCode,
    Title,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.units import Grey
from qc_service.reading.decode import page_of

LAYOUTS = {one.id: one for one in layouts()}
FRAMES = frames_of(tuple(LAYOUTS.values()))
HOME = LAYOUTS["kst-01-H"]
IDENTIFIER, LOCATOR = NumberLineIdentifier(), CornerMarkLocator()
SERIAL = "40718265"
PLAIN = Scan(skew_deg=0.2)


def side_of(layout: Layout, name: str) -> Side:
    return next(side for side in layout.sides if side.name == name)


def line_of(layout: Layout) -> NumberLine:
    line = side_of(layout, "front").identification
    assert isinstance(line, NumberLine)
    return line


def frame_of(layout: Layout, name: str) -> Frame:
    marks = side_of(layout, name).fiducials or layout.fiducials
    return next(one for one in FRAMES if (one.paper, one.fiducials) == (layout.paper, marks))


@cache
def form_of(layout: Layout, name: str) -> Form:
    form = print_side(layout, name, 200)
    pixels = form.pixels.copy()
    if name == "front":
        side = side_of(layout, name)
        print_serial(pixels, form.scale, side, SERIAL[: line_of(layout).serial_digits])
    return Form(pixels, form.scale)


def passed(layout: Layout, name: str, form: Form, how: Scan = PLAIN) -> tuple[Page, Placement]:
    pixels, _ = scan(form, how, np.random.default_rng(4))
    return placed(layout, name, pixels)


def placed(layout: Layout, name: str, pixels: Grey) -> tuple[Page, Placement]:
    page = page_of(pixels)
    placement = LOCATOR.locate(page, frame_of(layout, name).fiducials, layout.paper)
    assert isinstance(placement, Placement)
    return page, placement


def identify(layout: Layout, name: str, form: Form, how: Scan = PLAIN) -> Identity | Fault:
    return IDENTIFIER.identify(*passed(layout, name, form, how), frame_of(layout, name).layouts)


def covered(form: Form, *boxes: Box, grey: int = 255) -> Form:
    pixels = form.pixels.copy()
    for box in boxes:
        fill(pixels, form.scale, box, grey)
    return Form(pixels, form.scale)


def digits_box(first: int, last: int, layout: Layout = HOME) -> Box:
    line = line_of(layout)
    x = line.number_x + first * line.pitch
    return Box(x, line.box.y - 0.5, (last - first) * line.pitch, line.box.height + 1)


WHOLE_LINE = Box(14.0, line_of(HOME).box.y - 1, 112.0, line_of(HOME).box.height + 2)


def test_it_keeps_what_an_identifier_must() -> None:
    assert isinstance(IDENTIFIER, Identifier)
    assert qc_identifiers()[0].name == "identify-number-line"
    title = PrintedText("x", Box(0, 0, 1, 1), 20)
    assert IDENTIFIER.knows(Title(title))
    assert IDENTIFIER.knows(line_of(HOME))
    assert not IDENTIFIER.knows(NoCode())
    assert not IDENTIFIER.knows(TimingMarkCode("1"))


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_list_is_named_by_its_front(name: str) -> None:
    layout = LAYOUTS[name]
    found = identify(layout, "front", form_of(layout, "front"))
    assert isinstance(found, Identity)
    assert (found.layout, found.side, found.doubts) == (name, "front", ())
    assert found.serial == SERIAL[: line_of(layout).serial_digits]
    assert found.confidence == 1.0


@pytest.mark.parametrize(
    "name", ["kst-01-H", "kst-02-A", "kst-19-A", "ftv-05-A", "ftv-20-H", "st-2025-A"]
)
def test_a_back_is_of_every_list_of_its_election(name: str) -> None:
    layout = LAYOUTS[name]
    found = identify(layout, "back", form_of(layout, "back"))
    assert isinstance(found, Identity)
    named = {found.layout, *found.alike}
    back = side_of(layout, "back")
    assert named == {one.id for one in LAYOUTS.values() if side_of(one, "back") == back}


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["kst-01-A", "kst-01-TI", "kst-02-NK", "ftv-05-KF", "st-2025-GF", "kst-tick"]),
    st.floats(-1, 1),
    st.sampled_from([0.6, 1.2, 2.0]),
    st.floats(0.6, 1),
    st.booleans(),
)
def test_no_digit_and_no_list_is_wrong(
    name: str, skew: float, blur: float, contrast: float, turned: bool
) -> None:
    layout = LAYOUTS[name]
    how = Scan(skew_deg=skew, blur_px=blur, contrast=contrast, upside_down=turned)
    page, placement = passed(layout, "front", form_of(layout, "front"), how)
    read = read_digits(page, placement, line_of(layout))
    assert read is not None
    line = line_of(layout)
    true = line.number + line.form_code + SERIAL[: line.serial_digits]
    seen = read.number + read.form + read.serial
    assert all(digit in ("?", own) for digit, own in zip(seen, true, strict=True))
    found = IDENTIFIER.identify(page, placement, frame_of(layout, "front").layouts)
    assert isinstance(found, Identity)
    assert found.layout == name
    assert found.serial in ("", SERIAL[: line.serial_digits])


@pytest.mark.parametrize("quality", [20, 50])
def test_poor_jpegs_give_no_wrong_digit(quality: int) -> None:
    pixels, _ = scan(form_of(HOME, "front"), PLAIN, np.random.default_rng(4))
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    again = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    found = IDENTIFIER.identify(*placed(HOME, "front", again), frame_of(HOME, "front").layouts)
    assert isinstance(found, Identity)
    assert (found.layout, found.serial) == ("kst-01-H", SERIAL)


def test_covered_digits_are_not_guessed_and_the_rest_names_the_list() -> None:
    form = covered(form_of(HOME, "front"), digits_box(8, 13))
    page, placement = passed(HOME, "front", form)
    read = read_digits(page, placement, line_of(HOME))
    assert read is not None
    assert read.number[8:13] == "?????"
    found = IDENTIFIER.identify(page, placement, frame_of(HOME, "front").layouts)
    assert isinstance(found, Identity)
    assert found.layout == "kst-01-H"
    assert found.unreadable == 5
    assert found.confidence == pytest.approx(19 / 24, abs=0.001)


def test_without_its_number_a_list_is_known_by_its_name_and_people_look() -> None:
    local = LAYOUTS["kst-01-TI"]
    found = identify(local, "front", covered(form_of(local, "front"), WHOLE_LINE))
    assert isinstance(found, Identity)
    assert (found.layout, found.doubts, found.serial) == ("kst-01-TI", ("number-unread",), "")


def test_a_name_that_two_elections_know_does_not_tell_which() -> None:
    found = identify(HOME, "front", covered(form_of(HOME, "front"), WHOLE_LINE))
    assert isinstance(found, Fault)
    assert found.code is FaultCode.UNIDENTIFIED


def test_without_its_name_a_list_is_known_by_its_number() -> None:
    title = line_of(HOME).title.box
    found = identify(HOME, "front", covered(form_of(HOME, "front"), title))
    assert isinstance(found, Identity)
    assert (found.layout, found.doubts) == ("kst-01-H", ("name-unread",))


def test_another_lists_name_over_it_is_a_contradiction() -> None:
    own, other = line_of(HOME).title, line_of(LAYOUTS["kst-01-TI"]).title
    form = covered(form_of(HOME, "front"), own.box)
    print_words(form.pixels, form.scale, other, 22)
    found = identify(HOME, "front", form)
    assert isinstance(found, Identity)
    assert (found.layout, found.doubts) == ("kst-01-H", ("contradiction",))


def test_without_both_it_is_not_identified() -> None:
    form = covered(form_of(HOME, "front"), WHOLE_LINE, line_of(HOME).title.box)
    found = identify(HOME, "front", form)
    assert isinstance(found, Fault)
    assert found.code is FaultCode.UNIDENTIFIED


def test_another_municipalitys_ballot_is_foreign_and_its_number_stays_secret() -> None:
    """Bergen 2015: Lillehammer's ballots lay in a Bergen bundle."""
    number = "99" + "8304751962" + line_of(HOME).number[12:][::-1]
    line = msgspec.structs.replace(line_of(HOME), number=number)
    front = msgspec.structs.replace(side_of(HOME, "front"), identification=line)
    foreign = msgspec.structs.replace(HOME, id="foreign", sides=(front, side_of(HOME, "back")))
    form = print_side(foreign, "front", 200)
    page, placement = passed(HOME, "front", Form(form.pixels.copy(), form.scale))
    found = IDENTIFIER.identify(page, placement, frame_of(HOME, "front").layouts)
    assert isinstance(found, Fault)
    assert found.code is FaultCode.FOREIGN_BALLOT
    told = f"{found.message} {found.detail}"
    assert not any(number[i : i + 4] in told for i in range(len(number) - 3))


def test_a_foreign_title_outside_is_not_ours() -> None:
    back = side_of(HOME, "back").identification
    assert isinstance(back, Title)
    band = back.title.box
    form = covered(form_of(HOME, "back"), band, grey=80)
    words = msgspec.structs.replace(back.title, text="Sametingsvalget 2029 for Guovdageaidnu")
    print_words(form.pixels, form.scale, words, 22)
    found = identify(HOME, "back", form)
    assert isinstance(found, Fault)
    assert found.code in {FaultCode.FOREIGN_BALLOT, FaultCode.UNIDENTIFIED}


def test_a_blank_band_cannot_be_read() -> None:
    back = side_of(HOME, "back").identification
    assert isinstance(back, Title)
    found = identify(HOME, "back", covered(form_of(HOME, "back"), back.title.box, grey=80))
    assert isinstance(found, Fault)
    assert found.code is FaultCode.UNIDENTIFIED


def test_layouts_without_number_or_title_are_left_to_others() -> None:
    page, placement = passed(HOME, "front", form_of(HOME, "front"))
    bare = msgspec.structs.replace(HOME, sides=(Side("front", NoCode()),))
    found = IDENTIFIER.identify(page, placement, (bare,))
    assert isinstance(found, Fault)
    assert found.code is FaultCode.UNIDENTIFIED
