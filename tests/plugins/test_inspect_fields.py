"""Ink beside its field and strokes over the sheet are told, the printed form is not."""

import numpy as np
import pytest

from qc_calibration.norway.build import layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_inspect_fields import qc_inspectors
from qc_inspect_fields.inspector import FieldInspector
from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_service.api import Inspector
from qc_service.api.testing import check_inspector
from qc_service.api.trial import trial_sheets
from qc_service.model.layout import Layout
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Inspection
from qc_service.reading.decode import decode, page_of

LAYOUTS = {one.id: one for one in layouts()}
LAYOUT = LAYOUTS["kst-01-A"]
INSPECTOR, LOCATOR = FieldInspector(), CornerMarkLocator()
TOLD = 0.12
"""As in the shipped profile."""

CLEAN: dict[str, object] = {
    "corner": 0.0, "tear": 0.0, "copy": 0.0, "crossed": False, "beside": False, "odd": 0.0,
}  # fmt: skip


def inspected(name: str, seed: int, layout: Layout = LAYOUT, **settings: object) -> Inspection:
    sides = draw_sheet(layout, Passage("t", seed), settings=CLEAN | settings)
    data = next(side for side in sides if side.truth.side == name).encoded()
    side = next(side for side in layout.sides if side.name == name)
    page = decode(data)
    assert isinstance(page, Page)
    placement = LOCATOR.locate(page, side.fiducials or layout.fiducials, layout.paper)
    assert isinstance(placement, Placement)
    return INSPECTOR.inspect(page, layout, side, placement)


def told(inspection: Inspection) -> list[str]:
    return [mark.kind for mark in inspection.outside if mark.score >= TOLD]


def test_it_keeps_what_an_inspector_must() -> None:
    assert isinstance(INSPECTOR, Inspector)
    assert qc_inspectors()[0].name == "inspect-fields"
    check_inspector(INSPECTOR)


def test_frames_of_timing_marks_are_left_to_others() -> None:
    sheet = trial_sheets()[0]
    assert INSPECTOR.inspect(sheet.page, sheet.layout, sheet.side, sheet.placement) == Inspection()


@pytest.mark.parametrize(
    "name", ["kst-01-H", "kst-02-H", "kst-19-A", "ftv-05-H", "st-2025-A", "kst-tick"]
)
@pytest.mark.parametrize("side", ["front", "back"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_form_itself_and_what_belongs_on_it_are_not_told(
    name: str, side: str, seed: int
) -> None:
    found = inspected(side, seed, LAYOUTS[name], writeins=2, marks=0.1, wrong_fold=70.0)
    assert told(found) == []
    assert found.measures["copy"] < 0.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_name_beside_the_table_is_told(seed: int) -> None:
    """Voss 2023: write-ins outside their field were not caught; a sample check found it."""
    found = inspected("front", seed, beside=True, writeins=2)
    assert "written" in told(found)
    mark = next(mark for mark in found.outside if mark.kind == "written")
    assert mark.contest == "slengere"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_struck_out_sheet_is_told(seed: int) -> None:
    assert told(inspected("front", seed, crossed=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_photocopy_is_told_by_its_tints(seed: int) -> None:
    assert inspected("back", seed, copy=0.9).measures["copy"] >= 0.5


def test_black_and_white_images_have_no_tints() -> None:
    assert inspected("back", 4, bilevel=True).measures == {}


def test_an_area_outside_the_image_is_not_looked_at() -> None:
    side = LAYOUT.sides[0]
    corners = np.array([[[5.0, 5.0], [9005.0, 5.0]], [[5.0, 9005.0], [9005.0, 9005.0]]])
    ends = np.array([0.0, 290.0]), np.array([0.0, 223.0])
    far = Placement(*ends, corners, 0, 0.0, 5, 5, 230.0, 30.0)
    page = page_of(np.random.default_rng(1).integers(200, 240, (60, 60)).astype(np.uint8))
    assert INSPECTOR.inspect(page, LAYOUT, side, far).outside == ()
