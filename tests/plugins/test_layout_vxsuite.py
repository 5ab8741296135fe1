"""The importer keeps ids, places the printed form, and says of the code only what is true."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_layout_vxsuite import qc_layout_importers
from qc_layout_vxsuite.geometry import COLUMNS, form_of
from qc_layout_vxsuite.timing_code import back_bits, card_number, front_bits
from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_service.adapters.layout_files import check_layout, check_together, layout_text, parse_layout
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    Box,
    Layout,
    Region,
    RegionKind,
    Side,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats
from qc_service.reading.decode import decode
from shared import real_data

(IMPORTER,) = qc_layout_importers()

Definition = dict[str, Any]  # JSON as it comes, to be spoilt key by key


def definition(**changes: object) -> Definition:
    """Give a small election: an office for two with write-ins and a question, on one sheet."""
    at: Definition = {"sheetNumber": 1, "side": "front", "contestId": "council"}
    area = {"x": 27, "y": 7.35, "width": 4.5, "height": 0.85}
    question: Definition = {
        "type": "option",
        "sheetNumber": 1,
        "side": "back",
        "contestId": "q",
        "row": 9,
    }
    made: Definition = {
        "title": "Town Election",
        "date": "2026-11-03T12:00:00.000-05:00",
        "type": "general",
        "state": "NH",
        "county": {"id": "042", "name": "Été Førd"},
        "ballotLayout": {
            "paperSize": "letter",
            "metadataEncoding": "timing-marks",
            "targetMarkPosition": "right",
        },
        "ballotStyles": [{"id": "card-number-9", "districts": ["d"], "precincts": ["p"]}],
        "contests": [
            {
                "id": "council",
                "type": "candidate",
                "districtId": "d",
                "title": "Town  Council",
                "seats": 2,
                "candidates": [
                    {"id": "ada", "name": "Ada Brook"},
                    {"id": "ivo", "name": "Ivo  Lark"},
                ],
                "allowWriteIns": True,
            },
            {"id": "q", "type": "yesno", "districtId": "d", "title": "Question 1"},
            {"id": "far", "type": "yesno", "districtId": "elsewhere", "title": "Not here"},
        ],
        "gridLayouts": [
            {
                "ballotStyleId": "card-number-9",
                "optionBoundsFromTargetMark": {"top": 1, "right": 1, "bottom": 1, "left": 5},
                "gridPositions": [
                    at | {"type": "option", "column": 12, "row": 8, "optionId": "ada"},
                    at | {"type": "option", "column": 12, "row": 10, "optionId": "ivo"},
                    at
                    | {
                        "type": "write-in",
                        "column": 32,
                        "row": 8,
                        "writeInIndex": 0,
                        "writeInArea": area,
                    },
                    question | {"column": 26, "optionId": "q-option-yes"},
                    question | {"column": 32, "optionId": "q-option-no"},
                ],
            }
        ],
    }
    return made | changes


def convert(source: Definition) -> tuple[Layout, ...]:
    return IMPORTER.convert(json.dumps(source).encode(), "election.json")


def only(source: Definition) -> Layout:
    (layout,) = convert(source)
    assert check_layout(layout) == ()
    return layout


def named(side: Side, name: str) -> Region:
    return next(region for region in side.regions if region.id == name)


def test_contests_and_options_keep_their_ids() -> None:
    layout = only(definition())
    assert layout.id == "nh-042-ete-ford-card-number-9"
    assert layout.style == "card-number-9"
    assert layout.election == "Town Election 2026-11-03"
    council, question = layout.contests
    assert (council.id, council.title, council.votes_allowed) == ("council", "Town Council", 2)
    assert [(o.id, o.title, o.write_in) for o in council.options] == [
        ("ada", "Ada Brook", False),
        ("ivo", "Ivo Lark", False),
        ("write-in-0", "Write-in", True),
    ]
    assert [(o.id, o.title) for o in question.options] == [
        ("q-option-yes", "Yes"),
        ("q-option-no", "No"),
    ]
    assert question.votes_allowed == 1
    front, back = layout.sides
    assert [t.option for t in front.targets] == ["ada", "ivo", "write-in-0"]
    assert [t.option for t in back.targets] == ["q-option-yes", "q-option-no"]


def test_an_oval_is_centred_on_its_crossing() -> None:
    box = only(definition()).sides[0].targets[0].box
    assert (box.width, box.height) == pytest.approx((0.2 * 25.4, 0.13 * 25.4))
    assert box.x + box.width / 2 == pytest.approx((0.125 + 12 * 0.25) * 25.4)
    assert box.y + box.height / 2 == pytest.approx((0.5 + 8 * 0.25) * 25.4)


def test_cells_of_neighbours_meet_halfway_and_stay_inside_the_frame() -> None:
    front, back = only(definition()).sides
    above, below = named(front, "front-01-cell").box, named(front, "front-02-cell").box
    assert above.y + above.height == pytest.approx(below.y)
    no = named(back, "back-02-cell").box
    assert no.x + no.width <= 215.9 - 3.175 - 4.7625 / 2 + 1e-3
    names = {region.id for region in front.regions}
    assert "front-03-line" in names
    assert "front-03-cell" not in names


def test_cells_side_by_side_are_cut_at_the_neighbour_s_oval() -> None:
    source = definition()
    positions = source["gridLayouts"][0]["gridPositions"]
    positions[1] |= {"column": 15, "row": 8}
    front = only(source).sides[0]
    left, right = named(front, "front-01-cell").box, named(front, "front-02-cell").box
    assert left.x + left.width == pytest.approx(right.x)
    assert right.x >= front.targets[0].box.x + front.targets[0].box.width


def test_where_ovals_stand_left_the_text_is_on_the_right() -> None:
    layouts = []
    for position in ("left", None):
        source = definition()
        source["ballotLayout"] = {"paperSize": "letter", "metadataEncoding": "timing-marks"}
        if position:
            source["ballotLayout"]["targetMarkPosition"] = position
        bounds = {"top": 1, "right": 5, "bottom": 1, "left": 1}
        source["gridLayouts"][0]["optionBoundsFromTargetMark"] = bounds
        positions = source["gridLayouts"][0]["gridPositions"]
        positions[2] |= {"column": 20, "writeInArea": {"x": 20, "y": 7.3, "width": 5, "height": 1}}
        positions[4] |= {"column": 28.5}
        layouts.append(only(source))
    assert layouts[0] == layouts[1]
    front = layouts[0].sides[0]
    oval, clear = front.targets[0].box, named(front, "front-01-left").box
    assert clear.x + clear.width < oval.x
    line, third = named(front, "front-03-line").box, front.targets[2].box
    assert line.x == pytest.approx(third.x + third.width)


@pytest.mark.parametrize(
    ("paper", "height", "rows"),
    [("letter", 11, 41), ("legal", 14, 53), ("custom-8.5x17", 17, 65), ("custom-8.5x22", 22, 85)],
)
def test_the_frame_fits_the_paper(paper: str, height: int, rows: int) -> None:
    form = form_of(paper)
    assert form is not None
    assert form.paper.height == pytest.approx(height * 25.4)
    assert (form.marks.columns, form.marks.rows) == (COLUMNS, rows)
    bottom = form.marks.origin.y + 6.35 * (rows - 1)
    assert form.paper.height - bottom == pytest.approx(form.marks.origin.y) == pytest.approx(12.7)


def test_every_style_becomes_a_layout() -> None:
    source = definition()
    source["ballotStyles"].append({"id": "card-number-10", "districts": ["d"], "precincts": ["p"]})
    source["gridLayouts"].append(source["gridLayouts"][0] | {"ballotStyleId": "card-number-10"})
    layouts = convert(source)
    assert [layout.style for layout in layouts] == ["card-number-9", "card-number-10"]
    # The backs carry the date only.
    (alike,) = check_together(layouts)
    assert "/back from " in alike


def test_a_file_holds_what_was_imported() -> None:
    layout = only(definition())
    assert parse_layout(layout_text(layout).encode(), "x") == layout


SPOILT: list[tuple[str, dict[str, object], str, str]] = [
    ("qr", {"metadataEncoding": "qr-code"}, "layout.import-unsupported", "metadataEncoding"),
    ("paper", {"paperSize": "a4"}, "layout.import-unsupported", "paperSize"),
    ("position", {"targetMarkPosition": "top"}, "layout.import", "targetMarkPosition"),
]


@pytest.mark.parametrize(("_name", "change", "code", "place"), SPOILT, ids=[s[0] for s in SPOILT])
def test_a_ballot_of_another_kind_is_refused(
    _name: str, change: dict[str, object], code: str, place: str
) -> None:
    source = definition()
    source["ballotLayout"] |= change
    refused(source, code, place)


def refused(source: Definition, code: str, *parts: str) -> None:
    with pytest.raises(QcError) as caught:
        convert(source)
    assert caught.value.code == code
    assert caught.value.exit_code is ExitCode.PROFILE
    assert caught.value.hint
    for part in ("election.json", *parts):
        assert part in caught.value.message


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"contestId": "nowhere"}, ("gridPositions[1].contestId", "nowhere")),
        ({"optionId": "nobody"}, ("gridPositions[1].optionId", "nobody")),
        ({"column": "x"}, ("gridPositions[1].column", "expected")),
    ],
)
def test_a_position_that_names_nothing_is_refused(
    change: Definition, parts: tuple[str, ...]
) -> None:
    source = definition()
    source["gridLayouts"][0]["gridPositions"][1] |= change
    refused(source, "layout.import", *parts)


def test_several_sheets_are_refused() -> None:
    source = definition()
    source["gridLayouts"][0]["gridPositions"][1]["sheetNumber"] = 2
    refused(source, "layout.import-unsupported", "gridPositions[1].sheetNumber")


def test_a_definition_without_what_is_needed_is_refused() -> None:
    refused(definition(gridLayouts=[]), "layout.import", "$.gridLayouts")
    refused(definition(date="Tuesday"), "layout.import", "$.date", "Tuesday")
    refused(definition(ballotStyles=[]), "layout.import", "$.gridLayouts[0].ballotStyleId")
    source = definition()
    del source["contests"]
    refused(source, "layout.import", "contests")
    with pytest.raises(QcError, match="not JSON"):
        IMPORTER.convert(b"{", "election.json")


def field(bits: str, first: int, width: int) -> int:
    """Read a number from a row: bit 0 in column 32, running left, lowest first."""
    columns = [COLUMNS - 2 - first - bit for bit in range(width)]
    return sum(int(bits[column]) << bit for bit, column in enumerate(columns))


@given(st.integers(0, (1 << 13) - 1))
def test_the_front_carries_the_card_number(card: int) -> None:
    bits = front_bits(card_number(f"card-number-{card}"))
    assert field(bits, 15, 13) == card
    assert bits.count("?") == 15
    assert bits[0] == bits[-1] == "1"


@given(st.dates(), st.booleans(), st.one_of(st.none(), st.integers(0, (1 << 13) - 1)))
def test_the_sides_can_always_be_told_apart(date: dt.date, general: bool, card: int | None) -> None:
    front, back = front_bits(card), back_bits(date.year, date.month, date.day, general=general)
    assert any({a, b} == {"0", "1"} for a, b in zip(front, back, strict=True))
    assert (field(back, 0, 5), field(back, 5, 4)) == (date.day, date.month)
    assert field(back, 9, 7) == date.year % 100
    assert back.count("?") == (0 if general else 5)


def test_a_style_without_a_card_number_leaves_it_open() -> None:
    assert card_number("town-9") is None
    assert card_number("card-number-9000") is None
    assert front_bits(None) == "11000" + "?" * 28 + "1"


SETS = ("m17", "nh-test-ballot", "nh-hudson", "nh-ashland")


@cache
def imported(folder: str) -> Layout:
    (layout,) = IMPORTER.convert((real_data() / folder / "election.json").read_bytes(), folder)
    return layout


def scans(folder: str) -> Iterator[tuple[dict[str, Any], Page, Placement]]:
    """Give every scan of a set with what is known of it and where its paper lies."""
    layout = imported(folder)
    for known in json.loads((real_data() / folder / "truth.json").read_text(encoding="utf-8")):
        page = decode((real_data() / folder / known["image"]).read_bytes())
        assert isinstance(page, Page)
        placement = TimingMarkLocator().locate(page, layout.fiducials, layout.paper)
        assert isinstance(placement, Placement), known["image"]
        yield known, page, placement


def ink(page: Page, placement: Placement, box: Box) -> Floats:
    """Give the darkness (0 paper .. 1 print) of a box, a sample each quarter millimetre."""
    x = np.arange(box.x + 0.1, box.x + box.width, 0.25)
    y = np.arange(box.y + 0.1, box.y + box.height, 0.25)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    at = np.rint(placement.to_px(points)).astype(int)
    height, width = page.pixels.shape
    inside = ((at >= 0) & (at < (width, height))).all(axis=1)
    grey = page.pixels[at[inside, 1], at[inside, 0]].astype(float)
    dark: Floats = (placement.paper_level - grey) / (placement.paper_level - placement.ink_level)
    return dark


def bars(page: Page, placement: Placement, marks: TimingMarks) -> str:
    """Read the last row: half black is a bar; ? where the paper was cut off."""
    row = ""
    for column in range(marks.columns):
        x = marks.origin.x + marks.pitch.x * column
        y = marks.origin.y + marks.pitch.y * (marks.rows - 1)
        found = ink(page, placement, Box(x - 1.5, y - 0.5, 3.0, 1.0))
        row += "?" if found.size < 12 * 4 else str(int(found.mean() > 0.5))
    return row


def fits(bits: str, row: str) -> bool:
    return all("?" in (a, b) or a == b for a, b in zip(bits, row, strict=True))


@pytest.mark.real
@pytest.mark.parametrize("folder", SETS)
def test_every_determined_bar_is_right_on_every_real_scan(folder: str) -> None:
    layout = imported(folder)
    assert isinstance(layout.fiducials, TimingMarks)
    codes = {
        side.name: side.identification.bits
        for side in layout.sides
        if isinstance(side.identification, TimingMarkCode)
    }
    for known, page, placement in scans(folder):
        row = bars(page, placement, layout.fiducials)
        right = [name for name, bits in codes.items() if fits(bits, row)]
        assert right == [known["side"]], (known["image"], row)


@pytest.mark.real
@pytest.mark.parametrize("folder", SETS)
def test_ids_and_places_are_those_of_the_real_definition(folder: str) -> None:
    layout = imported(folder)
    assert check_layout(layout) == ()
    marks = layout.fiducials
    assert isinstance(marks, TimingMarks)
    for known in json.loads((real_data() / folder / "truth.json").read_text(encoding="utf-8")):
        side = next(side for side in layout.sides if side.name == known["side"])
        places = {
            (
                target.contest,
                target.option,
                round((target.box.x + 2.54 - marks.origin.x) / 6.35, 3),
                round((target.box.y + 1.651 - marks.origin.y) / 6.35, 3),
            )
            for target in side.targets
        }
        assert places == {
            (e["contest"], e["option"], e["col"], e["row"]) for e in known["expected"]
        }


@pytest.mark.real
def test_paper_said_to_be_clear_is_free_of_print_on_every_real_scan() -> None:
    """A voter's pen may reach into a zone of some sheet; print would be there on all of them."""
    shares: dict[tuple[str, str], list[float]] = {}
    for folder in SETS:
        layout = imported(folder)
        for known, page, placement in scans(folder):
            side = next(side for side in layout.sides if side.name == known["side"])
            marked = {(e["contest"], e["option"]) for e in known["expected"] if e["marked"]}
            for region in side.regions:
                if (
                    region.kind is RegionKind.CLEAR
                    and (region.contest, region.option) not in marked
                ):
                    share = float((ink(page, placement, region.box) > 0.4).mean())
                    shares.setdefault((folder, region.id), []).append(share)
    assert len(shares) > 500
    assert {place: s for place, s in shares.items() if min(s) > 0.0} == {}
    # On single sheets too, but for a pen's slip here and there.
    every = [share for found in shares.values() for share in found]
    assert sum(share > 0.02 for share in every) <= 0.01 * len(every)


@pytest.mark.real
@pytest.mark.parametrize(
    ("folder", "image"),
    [
        ("nh-test-ballot", "scan-unmarked-front.jpeg"),
        ("nh-test-ballot", "scan-unmarked-back.jpeg"),
        ("nh-hudson", "scan-unmarked-front.jpeg"),
        ("nh-hudson", "scan-marked-back-300dpi.jpeg"),
    ],
)
def test_write_in_areas_are_free_of_print(folder: str, image: str) -> None:
    layout = imported(folder)
    known, page, placement = next(s for s in scans(folder) if s[0]["image"] == image)
    side = next(side for side in layout.sides if side.name == known["side"])
    lines = [region for region in side.regions if region.kind is RegionKind.WRITE_IN]
    assert len(lines) > 5
    dark = {line.id: float((ink(page, placement, line.box) > 0.3).mean()) for line in lines}
    assert max(dark.values()) < 0.003, dark


@pytest.mark.real
def test_one_form_is_one_layout() -> None:
    assert imported("m17") == imported("nh-test-ballot")
    assert re.fullmatch(r"nh-00701-test-ballot-card-number-3", imported("m17").id)


def test_the_data_folder_is_never_needed_to_import(tmp_path: Path) -> None:
    path = tmp_path / "election.json"
    path.write_text(json.dumps(definition()), encoding="utf-8")
    (layout,) = IMPORTER.convert(path.read_bytes(), str(path))
    assert str(tmp_path) not in layout.source
