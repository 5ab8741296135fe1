"""What must hold of the code-row identifier: it names a side exactly, or says why not."""

import msgspec
import numpy as np

from drawing import ORIGIN, PAPER, PITCH, ROWS, Sheet, draw, layout
from qc_identify_timing_code.identifier import TimingCodeIdentifier
from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Layout, NoCode, TimingMarkCode
from qc_service.model.page import Identity, Placement
from qc_service.reading.decode import page_of

LAYOUT = layout()


def identify(sheet: Sheet, layouts: list[Layout]) -> Identity | Fault:
    page = page_of(sheet.pixels)
    placement = TimingMarkLocator().locate(page, LAYOUT.fiducials, LAYOUT.paper)
    assert isinstance(placement, Placement)
    return TimingCodeIdentifier().identify(page, placement, layouts)


def bar(sheet: Sheet, column: int, grey: int) -> None:
    x, y = (
        round(v * sheet.scale) for v in (ORIGIN[0] + PITCH * column, ORIGIN[1] + PITCH * (ROWS - 1))
    )
    sheet.pixels[y - 7 : y + 7, x - 20 : x + 20] = grey


def refused(sheet: Sheet, layouts: list[Layout]) -> Fault:
    found = identify(sheet, layouts)
    assert isinstance(found, Fault)
    return found


def test_each_side_is_told_by_its_code() -> None:
    for side in ("front", "back"):
        assert identify(draw(LAYOUT, side), [LAYOUT]) == Identity("test", side, 1.0)


def test_a_sheet_fed_upside_down_is_told_too() -> None:
    sheet = draw(LAYOUT, "back")
    turned = Sheet(np.ascontiguousarray(sheet.pixels[::-1, ::-1]), sheet.scale)
    assert identify(turned, [LAYOUT]) == Identity("test", "back", 1.0)


def test_one_wrong_bar_is_no_known_card() -> None:
    sheet = draw(LAYOUT)
    bar(sheet, 20, 25)
    fault = refused(sheet, [LAYOUT])
    assert fault.code is FaultCode.UNIDENTIFIED
    assert str(fault.detail["code"])[20] == "1"


def test_a_half_dark_bar_is_not_guessed_but_tolerated() -> None:
    sheet = draw(LAYOUT)
    bar(sheet, 20, (PAPER + 25) // 2)
    found = identify(sheet, [LAYOUT])
    assert isinstance(found, Identity)
    assert found.unreadable == 1
    assert found.confidence < 1.0


def test_three_unreadable_bars_are_too_many() -> None:
    sheet = draw(LAYOUT)
    for column in (20, 22, 24):
        bar(sheet, column, (PAPER + 25) // 2)
    assert refused(sheet, [LAYOUT]).code is FaultCode.UNIDENTIFIED


def test_two_layouts_of_one_code_are_not_chosen_between() -> None:
    twin = msgspec.structs.replace(LAYOUT, id="twin")
    fault = refused(draw(LAYOUT), [LAYOUT, twin])
    assert "test/front" in fault.message
    assert "twin/front" in fault.message


def test_undetermined_bars_are_not_looked_at() -> None:
    front = LAYOUT.sides[0]
    assert isinstance(front.identification, TimingMarkCode)
    open_code = TimingMarkCode(front.identification.bits[:30] + "????")
    side = msgspec.structs.replace(front, identification=open_code)
    loose = msgspec.structs.replace(LAYOUT, sides=(side,))
    assert identify(draw(LAYOUT), [loose]) == Identity("test", "front", 1.0)


def test_a_side_without_a_code_needs_to_be_the_only_one() -> None:
    side = msgspec.structs.replace(LAYOUT.sides[0], identification=NoCode())
    only = msgspec.structs.replace(LAYOUT, sides=(side,))
    assert identify(draw(LAYOUT), [only]) == Identity("test", "front", 1.0)
    assert isinstance(identify(draw(LAYOUT), [only, only]), Fault)
