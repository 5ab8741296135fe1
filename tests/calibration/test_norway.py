"""The made-up Norwegian ballots: faithful to the geometry, told apart, printed as said."""

import re
from itertools import combinations

import cv2
import msgspec
import numpy as np
import pytest

from qc_calibration.norway import layouts
from qc_calibration.norway.geometry import STATUSES, geometry, merge
from qc_calibration.norway.inside import inside
from qc_calibration.norway.lists import Party, contests
from qc_calibration.norway.sheets import Sheet
from qc_calibration.synth.printing import INK, PAPER, Form, print_serial, print_side
from qc_calibration.synth.printing_form import mark_bars
from qc_calibration.synth.printing_type import set_digits, set_words
from qc_service.adapters.layout_boxes import overlap
from qc_service.model.errors import QcError
from qc_service.model.layout import (
    Box,
    CornerMarks,
    Layout,
    NumberLine,
    RegionKind,
    Side,
    Title,
)
from qc_service.model.units import Grey

LAYOUTS = {layout.id: layout for layout in layouts()}
KINDS = ("kst-01", "kst-02", "kst-19", "ftv-05", "ftv-20", "st-2025", "kst-tick", "kst-blank")
ONE_OF_EACH = [next(name for name in LAYOUTS if name.startswith(kind)) for kind in KINDS]
SIDES = [(name, side) for name in ONE_OF_EACH for side in ("front", "back")]


def line_of(layout: Layout) -> NumberLine:
    line = layout.sides[0].identification
    assert isinstance(line, NumberLine)
    return line


def marks_of(side: Side) -> CornerMarks:
    assert isinstance(side.fiducials, CornerMarks)
    return side.fiducials


def cut(form: Form, box: Box, pixels: Grey | None = None) -> Grey:
    """Cut a box's inside out of a printed form."""
    page = form.pixels if pixels is None else pixels
    x0, y0 = np.ceil([box.x * form.scale, box.y * form.scale]).astype(int)
    x1 = int((box.x + box.width) * form.scale)
    y1 = int((box.y + box.height) * form.scale)
    return page[y0:y1, x0:x1]


def side_of(name: str, side: str) -> tuple[Layout, Side, Form]:
    layout = LAYOUTS[name]
    return layout, next(s for s in layout.sides if s.name == side), print_side(layout, side, 200)


# What the regulations ask for


def test_there_is_a_layout_for_every_list_and_form() -> None:
    counts = {
        kind: sum(name.startswith(f"{kind}-") or name == kind for name in LAYOUTS)
        for kind in (*KINDS, "st-tick", "st-blank")
    }
    assert counts == {
        "kst-01": 8,
        "kst-02": 3,
        "kst-19": 3,
        "ftv-05": 6,
        "ftv-20": 2,
        "st-2025": 6,
        "kst-tick": 1,
        "kst-blank": 1,
        "st-tick": 1,
        "st-blank": 1,
    }
    lengths = [len(each.sides[0].targets) for each in LAYOUTS.values() if each.id[:6] == "kst-01"]
    assert (min(lengths), max(lengths)) == (7, 49)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_numbers_begin_with_99_and_are_of_the_length_the_law_says(layout: Layout) -> None:
    line = line_of(layout)
    assert re.fullmatch(r"99\d{20}", line.number)
    assert re.fullmatch(r"\d{2}", line.form_code)
    plain = layout.style in ("TICK", "BLANK")
    assert line.serial_digits == (7 if plain else 8)
    assert line.title.points >= 20
    assert "guessed" in layout.source.lower()


def test_two_lists_differ_in_at_least_three_digits() -> None:
    numbers = [line_of(layout).number for layout in LAYOUTS.values()]
    for one, other in combinations(numbers, 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 3


def test_any_two_contests_of_any_places_differ_in_at_least_three_digits() -> None:
    made = contests()[0]
    numbers = {
        msgspec.structs.replace(made, area=str(area), election=f"kst-{area}-20{year}").number(place)
        for area in (301, 1101, 9901, 9902, 9912)
        for year in (23, 27)
        for place in range(1, 60)
    }
    assert len(numbers) == 5 * 2 * 59
    digits = np.array([[int(digit) for digit in number] for number in numbers])
    distance = (digits[:, None] != digits[None]).sum(axis=2)
    assert distance[~np.eye(len(digits), dtype=bool)].min() >= 3


def test_the_outside_shows_the_election_and_not_the_list() -> None:
    outsides: dict[tuple[str, str], Side] = {}
    for layout in LAYOUTS.values():
        back = layout.sides[1]
        assert isinstance(back.identification, Title)
        assert back.identification.title.reversed
        assert outsides.setdefault((layout.election, str(layout.paper)), back) is back
        words = " ".join(text.text for text in (back.identification.title, *back.texts))
        assert line_of(layout).title.text not in words
        assert [r.kind for r in back.regions].count(RegionKind.STAMP) == 1
    titles = [side.identification for side in outsides.values()]
    assert len(set(titles)) == len(titles) == 6


def test_all_forms_on_one_paper_are_placed_by_the_same_marks() -> None:
    frames = {
        (layout.paper, s.name, s.fiducials) for layout in LAYOUTS.values() for s in layout.sides
    }
    assert len(frames) == 6
    for _, _, marks in frames:
        assert isinstance(marks, CornerMarks)
        assert len(marks.marks) == 5


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_sheet_fed_upside_down_shows_it_by_its_marks(name: str, side: str) -> None:
    layout = LAYOUTS[name]
    paper = layout.paper
    marks = marks_of(next(s for s in layout.sides if s.name == side)).marks
    places = np.array([(m.box.x + m.box.width / 2, m.box.y + m.box.height / 2) for m in marks])
    turned = np.array([paper.width, paper.height]) - places
    nearest = np.abs(places[:, None] - turned[None]).max(axis=2).min(axis=0)
    assert nearest.max() > 10


def test_one_fold_is_as_measured() -> None:
    front, back = LAYOUTS["kst-01-H"].sides
    tops = [(t.box.x, t.box.y) for t in front.targets]
    assert tops[0] == (13.0, 28.0)
    assert tops[30] == (13.0, 205.0)
    assert tops[31] == (158.2, 21.9)
    assert tops[48] == pytest.approx((158.2, 122.2))
    assert {(t.box.width, t.line) for t in front.targets} == {(4.1, 0.5)}
    corners = [(m.box.x, m.box.y) for m in marks_of(front).marks]
    measured = [(6.7, 7.0), (270.3, 7.0), (6.7, 212.5), (126.1, 212.5), (270.3, 212.5)]
    assert corners == [pytest.approx(place, abs=0.05) for place in measured]
    squares = [(m.box.x - m.clear, m.box.y - m.clear) for m in marks_of(back).marks]
    measured = [(5.1, 25.1), (278.3, 25.1), (142.0, 115.9), (5.1, 210.0), (278.3, 210.0)]
    assert squares == [pytest.approx(place, abs=0.05) for place in measured]
    rows = [r for r in front.regions if r.row]
    assert [r.row for r in rows] == list(range(1, 11))
    assert rows[0].box.x == 147.1
    assert rows[0].box.y == pytest.approx(142.9)
    (stamp,) = (r.box for r in back.regions if r.kind is RegionKind.STAMP)
    assert (stamp.x, stamp.y, stamp.width, stamp.height) == (192.2, 24.8, 59.1, 40.0)
    assert front.folds[0] + back.folds[0] == pytest.approx(290.3, abs=0.2)


def test_as_many_may_be_written_in_as_the_law_allows() -> None:
    allowed = {
        layout.id[:6]: (contest.votes_allowed, len(contest.options))
        for layout in LAYOUTS.values()
        for contest in layout.contests
        if contest.id == "slengere"
    }
    assert allowed == {"kst-01": (8, 10), "kst-02": (13, 16), "kst-19": (19, 21)}


def test_every_number_of_the_geometry_has_one_status() -> None:
    assert geometry().target.pitch == 5.9
    assert set(STATUSES) == {"certain", "measured", "guessed"}
    with pytest.raises(ValueError, match=r"guessed\.a\.b stands twice"):
        merge({"a": {"b": 1.0}}, {"a": {"b": 2.0}}, "guessed")


def test_a_list_that_is_too_long_for_its_form_is_refused() -> None:
    ballots = contests()[0]
    party = Party("X", "X", 0, "Ola Nesbakken 1970\n" * 50)
    with pytest.raises(QcError, match=r"list X \(X\) has 50 candidates, its form 49 lines"):
        inside(Sheet(geometry().forms[ballots.form], "kst"), ballots, party, ballots.number(9))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_all_words_fit_where_they_stand(layout: Layout) -> None:
    """Type that is set smaller than the layout says would be sought for in vain."""
    for side in layout.sides:
        named = side.identification
        assert isinstance(named, NumberLine | Title)
        for text in (named.title, *side.texts):
            width = set_words(text.text, text.points, 8, bold=text.bold).shape[1] / 8
            assert width <= text.box.width + 0.5, text
        cells = {r.option: r.box for r in side.regions if r.kind is RegionKind.OPTION}
        for contest in layout.contests:
            for option in contest.options:
                name = set_words(option.title, 12, 8, bold=option.bold).shape[1]
                info = set_words(option.info, 7, 8).shape[1]
                if option.id in cells:
                    assert (name + info) / 8 + 2 <= cells[option.id].width, option


# How they are printed


@pytest.mark.parametrize("dpi", [150, 200])
@pytest.mark.parametrize(("name", "side"), SIDES)
def test_paper_that_must_be_clear_is_bare(name: str, side: str, dpi: int) -> None:
    layout = LAYOUTS[name]
    form = print_side(layout, side, dpi)
    printed = next(s for s in layout.sides if s.name == side)
    kinds = (RegionKind.CLEAR, RegionKind.STAMP)
    for region in (r for r in printed.regions if r.kind in kinds):
        assert (cut(form, region.box) == PAPER).all(), region
    assert not any(
        overlap(one.box, two.box)
        for one, two in combinations([r for r in printed.regions if r.kind in kinds], 2)
    )


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_marks_stand_black_in_white(name: str, side: str) -> None:
    _, printed, form = side_of(name, side)
    for mark in marks_of(printed).marks:
        box, clear = mark.box, mark.clear
        around = Box(box.x - clear, box.y - clear, box.width + 2 * clear, box.height + 2 * clear)
        area = cut(form, around)
        bars = sum(bar.width * bar.height for bar in mark_bars(mark)) - mark.line**2
        share = ((PAPER - area.astype(float)) / (PAPER - INK)).mean()
        assert share == pytest.approx(bars / (around.width * around.height), rel=0.1)
        for bar in mark_bars(mark):
            assert (cut(form, bar) == INK).all()


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_tints_are_as_dark_as_their_layout_says(name: str, side: str) -> None:
    _, printed, form = side_of(name, side)
    tones = [r for r in printed.regions if r.kind is RegionKind.TONE and r.tone]
    assert tones
    above = [r.box for r in printed.regions] + [m.box for m in marks_of(printed).marks]
    for region in tones:
        box = region.box
        # The lower left corner of each area lies under nothing else.
        patch = Box(box.x, box.y + box.height - 3, 4.0, 3.0)
        covers = [other for other in above if other != box and overlap(other, patch)]
        if any(other.width * other.height < box.width * box.height for other in covers):
            continue
        assert cut(form, patch).mean() / PAPER == pytest.approx(1 - region.tone, abs=0.04), region


def test_the_outside_is_a_fine_pattern_and_the_header_is_flat() -> None:
    _, _, back = side_of("kst-01-H", "back")
    assert cut(back, Box(200, 120, 40, 60)).std() > 10
    _, _, front = side_of("kst-01-H", "front")
    assert cut(front, Box(150, 1, 100, 15)).std() == 0


@pytest.mark.parametrize("name", ["kst-01-H", "kst-19-A", "ftv-20-A", "kst-tick"])
def test_boxes_are_empty_in_a_black_line(name: str) -> None:
    layout, front, form = side_of(name, "front")
    assert len(front.targets) == len(layout.contests[0].options)
    for target in front.targets:
        box, line = target.box, target.line
        inner = Box(box.x + line, box.y + line, box.width - 2 * line, box.height - 2 * line)
        assert (cut(form, inner) == PAPER).all()
        area = (PAPER - cut(form, Box(box.x, box.y, box.width, line)).astype(float)).mean()
        assert area > 0.6 * (PAPER - INK)


@pytest.mark.parametrize(("name", "side"), [("kst-01-H", "front"), ("kst-19-A", "back")])
def test_rows_have_a_base_line_and_a_comb_and_are_white_above(name: str, side: str) -> None:
    _, printed, form = side_of(name, side)
    for region in (r for r in printed.regions if r.row):
        box, comb = region.box, region.comb
        assert comb is not None
        inside_row = Box(box.x + 0.4, box.y + 0.4, box.width - 0.8, box.height - comb.tick - 0.6)
        assert (cut(form, inside_row) == PAPER).all()
        ticks = cut(form, Box(box.x + 0.4, box.y + box.height - 1.0, box.width - 0.8, 0.6))
        dark = (ticks.mean(axis=0) < 160).astype(np.int8)
        starts = np.flatnonzero(np.diff(dark) == 1)
        assert len(starts) == int(box.width / comb.pitch)
        steps = np.diff(starts) / form.scale
        assert np.abs(steps - comb.pitch).max() < 0.2


def test_the_number_line_stands_in_its_cells() -> None:
    layout, front, form = side_of("kst-01-A", "front")
    line = line_of(layout)
    pixels = form.pixels.copy()
    print_serial(pixels, form.scale, front, "12345678")
    before, after = cut(form, line.box), cut(form, line.box, pixels)
    assert (after <= before).all()
    x = (line.serial_x - line.box.x) * form.scale
    changed = np.flatnonzero((after < before).any(axis=0))
    assert changed.min() > x
    cells = [(line.number_x, 22), (line.form_x, 2), (line.serial_x, 8)]
    for start, count in cells:
        for place in range(count):
            left = start + place * line.pitch
            cell = Box(left, line.box.y - 0.3, line.pitch, line.box.height + 0.6)
            assert cut(form, cell, pixels).min() == INK
            edge = Box(left - 0.15, line.box.y, 0.3, line.box.height)
            assert cut(form, edge, pixels).mean() > 0.95 * PAPER


@pytest.mark.parametrize("serial", ["1234567", "123456789", "1234567a", "\uff11" * 8])
def test_a_serial_of_another_form_is_refused(serial: str) -> None:
    _, front, form = side_of("kst-01-A", "front")
    with pytest.raises(ValueError, match="8 digits"):
        print_serial(form.pixels.copy(), form.scale, front, serial)


def test_an_outside_has_no_serial() -> None:
    _, back, form = side_of("kst-01-A", "back")
    pixels = form.pixels.copy()
    print_serial(pixels, form.scale, back, "12345678")
    assert np.array_equal(pixels, form.pixels)


@pytest.mark.parametrize("scale", [6.0, 7.874, 11.81])
def test_type_has_the_size_the_law_says(scale: float) -> None:
    """Liberation's capitals are 0.688 of its size high, OCR-B's digits at 10 an inch 2.75 mm."""
    high = np.flatnonzero(set_words("HH", 20, scale).max(axis=1) > 0.5)
    assert len(high) / scale == pytest.approx(0.688 * 20 * 25.4 / 72, abs=1.2 / scale)
    digit = np.flatnonzero(set_digits("8", 2.54, scale).max(axis=1) > 0.5)
    assert len(digit) / scale == pytest.approx(2.75, abs=1.2 / scale)


def test_letters_of_sami_and_norwegian_have_forms_of_their_own() -> None:
    shapes = [set_words(letter, 40, 8) for letter in "aáæåøöčcđdŋnšsŧtžz"]
    for one, other in combinations(shapes, 2):
        same = one.shape == other.shape and bool((np.abs(one - other) < 0.2).all())
        assert not same


def test_the_list_s_name_is_what_stands_in_the_title_box() -> None:
    layout, _, form = side_of("kst-01-FB", "front")
    title = line_of(layout).title
    found = (PAPER - cut(form, title.box).astype(np.float32)) / (PAPER - INK)

    def likeness(text: str) -> float:
        drawn = set_words(text, title.points, form.scale, bold=True).astype(np.float32)
        drawn = drawn[:, : found.shape[1]]
        padded = cv2.copyMakeBorder(found, 30, 30, 8, 8, cv2.BORDER_CONSTANT)
        return float(cv2.matchTemplate(padded, drawn, cv2.TM_CCOEFF_NORMED).max())

    assert likeness(title.text) > 0.95
    assert likeness("Fjordvik Byliste") < 0.9
