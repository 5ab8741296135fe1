"""Stamps and rows to write in: what is there is found, what is not is not made up."""

from functools import cache

import numpy as np
import pytest

from qc_calibration.norway.build import layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_read_fields import qc_readers
from qc_read_fields.reader import FieldReader
from qc_service.api import Reader
from qc_service.api.testing import check_reader
from qc_service.model.layout import Layout, Region, RegionKind, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import RegionScore
from qc_service.reading.decode import decode, page_of

LAYOUT = next(one for one in layouts() if one.id == "kst-01-H")
OUTSIDE = next(one for one in layouts() if one.form_code == "19")
READER, LOCATOR = FieldReader(), CornerMarkLocator()

CLEAN: dict[str, object] = {
    "corner": 0.0, "tear": 0.0, "copy": 0.0, "crossed": False, "beside": False, "writeins": 0,
    "tails": 0.0, "marks": 0.0, "wrong_fold": 0.0,
}  # fmt: skip


def side_of(layout: Layout, name: str) -> Side:
    return next(side for side in layout.sides if side.name == name)


@cache
def drawn(
    layout: Layout, name: str, seed: int, settings: tuple[tuple[str, object], ...]
) -> tuple[Page, Placement]:
    sides = draw_sheet(layout, Passage("t", seed), settings=CLEAN | dict(settings))
    page = decode(next(side for side in sides if side.truth.side == name).encoded())
    assert isinstance(page, Page)
    side = side_of(layout, name)
    placement = LOCATOR.locate(page, side.fiducials or layout.fiducials, layout.paper)
    assert isinstance(placement, Placement)
    return page, placement


def scores(
    name: str, seed: int = 5, layout: Layout = LAYOUT, **settings: object
) -> dict[str, RegionScore]:
    page, placement = drawn(layout, name, seed, tuple(sorted(settings.items())))
    reading = READER.read(page, layout, side_of(layout, name), placement)
    assert reading.targets == ()
    return {score.region: score for score in reading.regions}


def test_it_keeps_what_a_reader_must() -> None:
    assert isinstance(READER, Reader)
    assert qc_readers()[0].name == "read-fields"
    check_reader(READER)


def test_it_knows_its_own_regions_only() -> None:
    known = {
        region.kind for side in LAYOUT.sides for region in side.regions if READER.scores(region)
    }
    assert known == {RegionKind.STAMP, RegionKind.WRITE_IN}
    single = Region("line", RegionKind.WRITE_IN, LAYOUT.sides[0].regions[0].box)
    assert not READER.scores(single)
    assert not any(READER.reads(shape) for shape in TargetShape)


@pytest.mark.parametrize("kind", ["clear", "red", "double", "weak"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_stamp_is_seen(kind: str, seed: int) -> None:
    assert scores("back", seed, stamp=kind)["stamp"].score > 0.9


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "settings",
    [{}, {"streak": 0.14}, {"fold": 0.3, "wrong_fold": 220.0}, {"bleed": 0.06}, {"contrast": 0.6}],
    ids=str,
)
def test_an_unstamped_field_is_not_taken_for_a_stamped_one(
    seed: int, settings: dict[str, object]
) -> None:
    assert scores("back", seed, LAYOUT, stamp="missing", **settings)["stamp"].score < 0.1


def test_a_strokes_ink_is_no_stamp() -> None:
    page, placement = drawn(LAYOUT, "back", 5, (("stamp", "missing"),))
    pixels = page.pixels.copy()
    x, y, w, h = placement.box_px(
        next(r.box for r in side_of(LAYOUT, "back").regions if r.id == "stamp")
    )
    for t in np.linspace(0, 1, 400):
        px, py = int(x + t * w), int(y + h * (0.3 + 0.4 * t))
        pixels[py : py + 3, px : px + 3] = 40
    found = READER.read(page_of(pixels), LAYOUT, side_of(LAYOUT, "back"), placement).regions
    assert found[0].score < 0.5


def test_a_field_over_the_edge_says_so() -> None:
    page, placement = drawn(LAYOUT, "back", 5, (("stamp", "clear"),))
    width = placement.box_px(side_of(LAYOUT, "back").regions[-1].box)[0] + 100
    cut = page_of(np.ascontiguousarray(page.pixels[:, :width]))
    found = READER.read(cut, LAYOUT, side_of(LAYOUT, "back"), placement).regions
    assert found[0].flags == ("cut",)


@pytest.mark.parametrize(
    ("layout", "side"), [(LAYOUT, "front"), (OUTSIDE, "back")], ids=["in", "out"]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_written_in_are_those_that_were(layout: Layout, side: str, seed: int) -> None:
    found = scores(side, seed, layout, writeins=3)
    used = {name for name, score in found.items() if name.startswith("row") and score.score > 0.5}
    assert used == {"row-01", "row-02", "row-03"}
    empty = [score.score for name, score in found.items() if name not in used and name != "stamp"]
    assert max(empty) < 0.1


@pytest.mark.parametrize("seed", range(6))
def test_letter_tails_count_in_their_own_row(seed: int) -> None:
    """Ski 2011: tails of g and j in the row below gave 114 write-ins to one man."""
    found = scores("front", seed, writeins=2, tails=2.5)
    assert found["row-02"].score > 0.5
    assert found["row-03"].score < 0.3
    assert "overflow" in found["row-03"].flags


def test_an_empty_table_is_empty() -> None:
    found = scores("front", 9)
    assert {score.score for score in found.values()} == {0.0}
    assert len(found) == 10
