"""Incidents of Norwegian counts that a reader can see, each on drawn sheets, reread whole."""

import time
from dataclasses import replace
from functools import cache
from hashlib import sha256

import pytest

from bench.incidents.drawn import NORWEGIAN, draw, read
from qc_calibration.norway.build import layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.desk import Desk
from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup
from qc_service.model.events import Finding, SheetRecord
from qc_service.model.faults import FaultCode
from qc_service.model.layout import Layout
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.model.verdict import ContestStatus, RowState, StampState

LAYOUTS = {one.id: one for one in layouts()}
CALM: dict[str, object] = {
    "corner": 0.0, "tear": 0.0, "copy": 0.0, "crossed": False, "beside": False, "writeins": 0,
    "tails": 0.0, "stamp": "clear", "marks": 0.0, "cut": 0.0,
}  # fmt: skip


@cache
def lineup() -> Lineup:
    return load_lineup(Config(), b"a secret of tonight")


def examined(
    seed: int, name: str = "kst-01-A", sequence: int = 1, **settings: object
) -> Examination:
    return rescanned(LAYOUTS[name], seed, sequence, settings)


def rescanned(layout: Layout, seed: int, sequence: int, settings: dict[str, object]) -> Examination:
    sides = draw_sheet(layout, Passage("t", seed), settings=CALM | settings)
    images = tuple(side.encoded() for side in sides)
    heads = tuple(
        ImageHead(side.truth.image, sha256(data).hexdigest(), len(data))
        for side, data in zip(sides, images, strict=True)
    )
    key = SheetKey("S01", "night", "kasse-1", sequence)
    return examine(lineup(), Submission(key, heads, images), time.perf_counter).examination


def reasons(examination: Examination) -> set[str]:
    return {candidate.reason for candidate in examination.candidates}


def test_an_ordinary_ballot_needs_nobody() -> None:
    found = examined(1)
    assert found.style == "A"
    assert found.candidates == ()
    assert found.faults == ()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_voss_2023_names_beside_the_field_are_told(seed: int) -> None:
    found = examined(seed, writeins=1, beside=True)
    assert "outside" in reasons(found)
    assert "written" in [mark.kind for page in found.pages for mark in page.outside]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_ski_2011_letter_tails_give_no_votes_to_the_row_below(seed: int) -> None:
    found = examined(seed, writeins=2, tails=2.5)
    rows = {row.row: row for row in found.pages[0].rows}
    assert rows[1].state is RowState.WRITTEN
    assert rows[2].state is RowState.WRITTEN
    assert rows[3].state is not RowState.WRITTEN
    assert "overflow" in rows[3].flags
    contest = next(one for one in found.contests if one.contest == "slengere")
    assert contest.marked == ("s01", "s02")


@pytest.mark.parametrize("seed", [1, 2])
def test_eigersund_2011_more_names_than_allowed_go_to_people(seed: int) -> None:
    found = examined(seed, writeins=9)
    contest = next(one for one in found.contests if one.contest == "slengere")
    assert contest.votes_allowed == 8
    assert contest.status is ContestStatus.OVERVOTE
    assert contest.votes == ()
    assert "limit" in reasons(found)


@pytest.mark.parametrize("kind", ["clear", "red", "double", "weak"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_vestland_2019_stamps_that_are_there_are_not_called_missing(kind: str, seed: int) -> None:
    found = examined(seed, stamp=kind, contrast=0.7)
    (stamp,) = found.pages[1].stamps
    assert stamp.state is StampState.PRESENT
    assert "stamp" not in reasons(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_ballot_without_a_stamp_goes_to_people(seed: int) -> None:
    found = examined(seed, stamp="missing")
    assert found.pages[1].stamps[0].state is StampState.MISSING
    assert "stamp" in reasons(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kristiansund_2019_sheets_scanned_folded_say_so(seed: int) -> None:
    found = examined(seed, "kst-02-A", folded=0.358)
    codes = {page.fault.code for page in found.pages if page.fault is not None}
    assert FaultCode.FOLDED in codes
    assert found.style == ""
    assert "fault" in reasons(found)


def test_the_last_ballot_after_a_paper_stop_is_found_though_scanned_anew() -> None:
    desk = Desk({})
    first = examined(11, sequence=1)
    last = examined(12, sequence=2)
    again = rescanned(
        LAYOUTS["kst-01-A"], 12, 3, {"skew": 0.8, "paper": 225.0, "upside_down": True}
    )
    assert last.digest != again.digest
    effects = [e for one in (first, last, again) for e in desk.handle(SheetRecord("", one))]
    (found,) = [effect for effect in effects if isinstance(effect, Finding)]
    assert found.kind == "same-paper"
    assert "number 2 of box kasse-1 " in found.message


def test_a_photocopy_goes_to_people() -> None:
    assert "copy" in reasons(examined(5, copy=0.9))


def test_a_struck_out_ballot_goes_to_people() -> None:
    assert "outside" in reasons(examined(6, crossed=True))


def test_bergen_2015_another_municipalitys_ballot_is_not_counted_among_ours() -> None:
    only_ours = tuple(one for one in lineup().layouts if not one.id.startswith("kst-01"))
    without = replace(lineup(), layouts=only_ours)
    sides = draw_sheet(LAYOUTS["kst-01-A"], Passage("t", 3), settings=CALM)
    images = tuple(side.encoded() for side in sides)
    heads = tuple(
        ImageHead(s.truth.image, sha256(d).hexdigest(), len(d))
        for s, d in zip(sides, images, strict=True)
    )
    key = SheetKey("S01", "night", "kasse-1", 1)
    found = examine(without, Submission(key, heads, images), time.perf_counter).examination
    codes = {page.fault.code for page in found.pages if page.fault is not None}
    assert FaultCode.FOREIGN_BALLOT in codes
    assert found.style == ""


def test_ski_2011_a_row_that_the_scanner_alone_sees_is_a_difference() -> None:
    sheet = draw(NORWEGIAN, 53, writeins=2, tails=1.0)
    written = [("slengere", "s01"), ("slengere", "s02")]
    assert read(sheet, 1, written).differences == ()
    found = read(sheet, 1, [*written, ("slengere", "s09")]).differences
    assert [(each.kind.value, each.option) for each in found] == [("false", "s09")]
