"""What must hold of the oval reader: the place is decided by the outline, the vote by fill."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import INK, PAPER, Sheet, draw, layout
from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_read_ovals.reader import OvalReader
from qc_service.model.layout import Side, TargetShape
from qc_service.model.page import Placement
from qc_service.model.reading import Reading, TargetScore
from qc_service.reading.decode import page_of

LAYOUT = layout()
SIDE = LAYOUT.sides[0]
FIRST = SIDE.targets[0]


def read(sheet: Sheet, side: Side = SIDE) -> Reading:
    page = page_of(sheet.pixels)
    placement = TimingMarkLocator().locate(page, LAYOUT.fiducials, LAYOUT.paper)
    assert isinstance(placement, Placement)
    return OvalReader().read(page, LAYOUT, side, placement)


def first(sheet: Sheet) -> TargetScore:
    return read(sheet).targets[0]


def test_every_target_comes_once_in_the_layouts_order() -> None:
    found = read(draw(LAYOUT))
    assert [(t.contest, t.option) for t in found.targets] == [
        (t.contest, t.option) for t in SIDE.targets
    ]


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_an_empty_oval_scores_nothing_and_is_registered(dpi: int) -> None:
    found = read(draw(LAYOUT, dpi=dpi))
    assert all(t.score == 0.0 and t.soft < 0.01 and t.match > 0.6 for t in found.targets)
    assert found.registration > 0.6


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_full_oval_scores_nearly_one_and_its_neighbours_nothing(dpi: int) -> None:
    sheet = draw(LAYOUT, dpi=dpi)
    sheet.fill(FIRST)
    found = read(sheet)
    assert found.targets[0].score > 0.9
    assert all(t.score == 0.0 for t in found.targets[1:])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_more_ink_never_lowers_the_score(shares: list[float]) -> None:
    scores = []
    for share in sorted(shares):
        sheet = draw(LAYOUT)
        sheet.fill(FIRST, share)
        scores.append(first(sheet).score)
    # One column of pixels may fall to either side when the outline is hidden on one end.
    assert scores[0] <= scores[1] + 0.03


@pytest.mark.parametrize("shift", [(4, 0), (-4, 3), (0, -4), (3, 4)])
def test_an_outline_printed_off_its_place_is_found(shift: tuple[int, int]) -> None:
    sheet = draw(LAYOUT)
    box = [round(v * sheet.scale) for v in (FIRST.box.x - 1, FIRST.box.y - 1, 7.1, 5.3)]
    x, y, w, h = box
    patch = sheet.pixels[y : y + h, x : x + w].copy()
    sheet.pixels[y : y + h, x : x + w] = PAPER
    sheet.pixels[y + shift[1] : y + h + shift[1], x + shift[0] : x + w + shift[0]] = patch
    still = read(draw(LAYOUT)).targets[0].px
    moved = first(sheet)
    assert moved.score == 0.0
    assert abs(moved.px[0] - still[0] - shift[0]) <= 1
    assert abs(moved.px[1] - still[1] - shift[1]) <= 1


def test_a_faint_mark_is_soft_but_not_firm() -> None:
    sheet = draw(LAYOUT)
    sheet.fill(FIRST, grey=round(PAPER - 0.2 * (PAPER - INK)))
    found = first(sheet)
    assert found.score == 0.0
    assert found.soft > 0.05


def test_a_streak_down_the_page_is_taken_out_and_told() -> None:
    sheet = draw(LAYOUT)
    x = round((FIRST.box.x + FIRST.box.width / 2) * sheet.scale)
    sheet.pixels[:, x : x + 3] = 40
    found = first(sheet)
    assert found.score < 0.02
    assert found.flags == ("streak",)


def test_a_streak_does_not_hide_a_mark() -> None:
    sheet = draw(LAYOUT)
    sheet.fill(FIRST)
    x = round((FIRST.box.x + FIRST.box.width / 2) * sheet.scale)
    sheet.pixels[:, x : x + 3] = 40
    assert first(sheet).score > 0.9


def test_a_voters_upright_stroke_is_not_taken_for_a_streak() -> None:
    sheet = draw(LAYOUT)
    x = FIRST.box.x + FIRST.box.width / 2
    sheet.line((x, FIRST.box.y - 3), (x, FIRST.box.y + FIRST.box.height + 3), 0.5)
    assert first(sheet).flags == ("line",)


def test_a_soft_grey_streak_is_no_ink() -> None:
    sheet = draw(LAYOUT)
    x = round((FIRST.box.x + FIRST.box.width / 2) * sheet.scale)
    sheet.pixels[:, x : x + 4] -= 30
    found = first(sheet)
    assert found.soft < 0.02
    assert found.flags == ()


def test_a_target_over_the_images_edge_is_told() -> None:
    sheet = draw(LAYOUT)
    far = msgspec.structs.replace(FIRST.box, x=213.0, y=100.0)
    side = msgspec.structs.replace(SIDE, targets=(msgspec.structs.replace(FIRST, box=far),))
    assert "cut" in read(sheet, side).targets[0].flags


def test_bare_paper_has_no_registration() -> None:
    sheet = draw(LAYOUT)
    bare = msgspec.structs.replace(FIRST.box, x=150.0, y=200.0)
    side = msgspec.structs.replace(SIDE, targets=(msgspec.structs.replace(FIRST, box=bare),))
    assert read(sheet, side).targets[0].match < 0.3


def test_upside_down_gives_the_same_scores() -> None:
    sheet = draw(LAYOUT)
    sheet.fill(FIRST, 0.6)
    turned = Sheet(np.ascontiguousarray(sheet.pixels[::-1, ::-1]), sheet.scale)
    for one, other in zip(read(sheet).targets, read(turned).targets, strict=True):
        assert abs(one.score - other.score) < 0.03


def test_a_write_in_lines_ink_is_measured() -> None:
    sheet = draw(LAYOUT)
    assert read(sheet).regions[0].score == 0.0
    sheet.line((152, 156), (186, 153), 0.5)
    written = read(sheet).regions[0]
    assert written.region == "line"
    assert 0.01 < written.score < 0.3


def test_it_reads_ovals_and_boxes() -> None:
    assert all(OvalReader().reads(shape) for shape in TargetShape)
