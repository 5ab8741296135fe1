"""Crops: only of fields that differ, small, upright, and none where none can be cut."""

import hashlib

import cv2
import numpy as np
import pytest

from qc_service.flow.crops import HIGHEST, MOST, WIDEST, with_crops
from qc_service.flow.examine import Examined
from qc_service.model.layout import (
    Box,
    Layout,
    NoCode,
    Point,
    Region,
    RegionKind,
    Side,
    Size,
    TimingMarks,
)
from qc_service.model.reading import PxBox, RegionScore
from qc_service.model.sheet import Examination, ImageHead, PageReread, SheetKey, Submission
from qc_service.model.units import Grey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState

KEY = SheetKey("s1", "1", "1", 1)
FIELD: PxBox = (100, 50, 40, 20)


def page_image() -> Grey:
    """Give a white page with a black field whose left half is grey."""
    pixels = np.full((400, 600), 255, np.uint8)
    pixels[50:70, 100:140] = 0
    pixels[50:70, 100:120] = 128
    return pixels


def submission(pixels: Grey | None = None) -> Submission:
    data = cv2.imencode(".png", page_image() if pixels is None else pixels)[1].tobytes()
    return Submission(KEY, (ImageHead("front.png", "", len(data)),), (data,))


def differ(option: str) -> Difference:
    return Difference(DifferenceKind.MISS, "x", option, "empty", "marked", 0.9)


def examined(
    *options: str, px: PxBox = FIELD, rotation_deg: int = 0, names: tuple[str, ...] = ("a",)
) -> Examined:
    marks = tuple(Mark("x", name, 0.9, MarkState.MARKED, px) for name in names)
    regions = (RegionScore("row-1", 0.9, FIELD),)
    page = PageReread(
        "front.png", "", layout="l", rotation_deg=rotation_deg, marks=marks, regions=regions
    )
    return Examined(Examination(KEY, (page,), differences=tuple(map(differ, options))), ())


def picture(data: bytes) -> Grey:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)


def test_a_field_that_differs_is_cut_with_some_paper_around_it() -> None:
    found = with_crops(examined("a"), submission())
    (crop,), (data,) = found.examination.crops, found.pictures
    assert (crop.contest, crop.option) == ("x", "a")
    assert crop.sha256 == hashlib.sha256(data).hexdigest()
    cut = picture(data)
    assert cut.shape == (20 + 2 * 30, 40 + 2 * 30)
    assert (cut == page_image()[20:100, 70:170]).all()


def test_it_stands_upright_where_the_sheet_does_not() -> None:
    data = with_crops(examined("a", rotation_deg=180), submission()).pictures[0]
    assert (picture(data) == page_image()[20:100, 70:170][::-1, ::-1]).all()


def test_a_large_field_is_made_smaller() -> None:
    large = np.full((2000, 3000), 255, np.uint8)
    found = with_crops(examined("a", px=(500, 500, 1200, 300)), submission(large))
    height, width = picture(found.pictures[0]).shape
    assert (width, height) == (245, HIGHEST)
    assert width <= WIDEST


def test_a_row_is_cut_where_its_layout_says_it_stands() -> None:
    row = Region("row-1", RegionKind.WRITE_IN, Box(0, 0, 1, 1), "x", "b", 1)
    layout = Layout(
        1,
        "l",
        "",
        Size(1, 1),
        TimingMarks(3, 3, Point(0, 0), Point(1, 1), Size(1, 1)),
        (),
        (Side("front", NoCode(), regions=(row,)),),
    )
    found = with_crops(examined("b"), submission(), (layout,))
    assert [crop.option for crop in found.examination.crops] == ["b"]
    assert with_crops(examined("b"), submission()).pictures == ()


def test_there_are_never_more_than_a_few() -> None:
    names = tuple(f"o{n}" for n in range(MOST + 3))
    found = with_crops(examined(*names, names=names), submission())
    assert len(found.pictures) == len(found.examination.crops) == MOST


@pytest.mark.parametrize("px", [(700, 50, 40, 20), (-200, 50, 40, 20)])
def test_what_lies_outside_the_image_gives_none(px: PxBox) -> None:
    assert with_crops(examined("a", px=px), submission()).pictures == ()


def test_an_image_that_cannot_be_decoded_gives_none() -> None:
    broken = Submission(KEY, (ImageHead("front.png", "", 3),), (b"abc",))
    assert with_crops(examined("a"), broken).pictures == ()


def test_sheets_that_agree_and_fields_without_a_place_give_none() -> None:
    agree = examined()
    assert with_crops(agree, submission()) is agree
    whole = examined("")
    assert with_crops(whole, submission()) is whole
