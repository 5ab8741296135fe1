"""The conformance kit: what every plugin must keep, shipped or foreign. Call it from your tests.

Each `check_…` tries one object on a drawn ballot, on pages that are none, and on what you hand it
besides; it raises `NonconformityError` with the sentence that was broken. With a `clock` (seconds
that only rise, as `time.perf_counter`) it also keeps a time budget: a ratio to work done here.
"""

import math
from collections.abc import Sequence
from functools import partial

import msgspec
import numpy as np

from qc_service.api.protocols import Identifier, Inspector, Locator, Reader
from qc_service.api.testing_files import check_format, check_layout_importer
from qc_service.api.testing_sinks import check_sink, check_sink_maker
from qc_service.api.trial import (
    TrialSheet,
    cruel_pages,
    draw,
    trial_layout,
    trial_sheets,
    upside_down,
)
from qc_service.api.trying import (
    Clock,
    NonconformityError,
    Trial,
    check_budget,
    check_name,
    is_box,
    is_share,
    need,
    twice,
)
from qc_service.model.faults import Fault
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Inspection, OutsideMark, Reading, TargetScore

PLACE_PX = 2.0
"""How far a located drawn ballot may be from the truth: a tenth of an oval's height at 200 dpi."""

__all__ = [
    "NonconformityError",
    "TrialSheet",
    "check_format",
    "check_identifier",
    "check_inspector",
    "check_layout_importer",
    "check_locator",
    "check_reader",
    "check_sink",
    "check_sink_maker",
    "draw",
    "trial_layout",
    "trial_sheets",
    "upside_down",
]

FLAGS = {"streak", "fold", "cut"}
OUTSIDE = {"beside", "large"}


def check_locator(
    locator: Locator, sheets: Sequence[TrialSheet] = (), clock: Clock | None = None
) -> None:
    """Check a locator: places drawn ballots rightly, either way up; refuses the rest by a Fault."""
    check_name(locator)
    drawn = trial_sheets()
    for sheet in (*drawn, *map(upside_down, drawn), *sheets):
        fits = locator.fits(sheet.layout.fiducials)
        need(isinstance(fits, bool), locator, f"fits() gave {fits!r}, not a bool")
        if not fits:
            continue
        found = _locate(locator, sheet.page, sheet, "a drawn ballot")
        need(isinstance(found, Placement), locator, f"did not find a plain ballot: {found}")
        if isinstance(found, Placement):
            _check_truth(locator, found, sheet)
        check_budget(locator, sheet.page, clock, partial(_locate, locator, sheet.page, sheet, ""))
    for name, page in cruel_pages(drawn[0]).items():
        for sheet in (drawn[0], *sheets):
            if locator.fits(sheet.layout.fiducials):
                _locate(locator, page, sheet, name)


def _locate(locator: Locator, page: Page, sheet: TrialSheet, where: str) -> Placement | Fault:
    layout = sheet.layout
    with Trial(locator, where, page):
        found = twice(locator, where, lambda: locator.locate(page, layout.fiducials, layout.paper))
    if isinstance(found, Placement):
        _check_placement(locator, found, where)
    else:
        need(isinstance(found, Fault), locator, f"gave {type(found).__name__}: {where}")
    return found


def _check_placement(locator: Locator, found: Placement, where: str) -> None:
    for name, knots in (("x_mm", found.x_mm), ("y_mm", found.y_mm)):
        need(len(knots) > 1 and (np.diff(knots) > 0).all(), locator, f"{name} must rise: {where}")
    shape = (len(found.y_mm), len(found.x_mm), 2)
    need(found.px.shape == shape, locator, f"px must have the shape {shape}: {where}")
    need(np.isfinite(found.px).all(), locator, f"px must be numbers: {where}")
    need(found.rotation_deg in {0, 180}, locator, f"rotation_deg must be 0 or 180: {where}")
    need(0 <= found.residual_px < math.inf, locator, f"residual_px must be from 0: {where}")
    need(0 <= found.found <= found.expected, locator, f"found is more than expected: {where}")


def _check_truth(locator: Locator, found: Placement, sheet: TrialSheet) -> None:
    boxes = [target.box for target in sheet.side.targets]
    centres = np.array([[box.x + box.width / 2, box.y + box.height / 2] for box in boxes])
    if not len(centres):
        return
    away = np.abs(found.to_px(centres) - sheet.placement.to_px(centres)).max()
    need(away <= PLACE_PX, locator, f"a target lies {away:.1f} px from where it was drawn")
    turned = sheet.placement.rotation_deg
    need(found.rotation_deg == turned, locator, f"rotation_deg must be {turned}")


def check_identifier(
    identifier: Identifier, sheets: Sequence[TrialSheet] = (), clock: Clock | None = None
) -> None:
    """Check an identifier: never a wrong name for a drawn ballot; a Fault where it cannot say."""
    check_name(identifier)
    drawn = trial_sheets()
    for sheet in (*drawn, *map(upside_down, drawn), *sheets):
        found = _identify(identifier, sheet.page, sheet, "a drawn ballot")
        if isinstance(found, Identity):
            told, truth = (found.layout, found.side), (sheet.layout.id, sheet.side.name)
            need(told == truth, identifier, f"took {truth} for {told}")
        check_budget(
            identifier, sheet.page, clock, partial(_identify, identifier, sheet.page, sheet, "")
        )
    for name, page in cruel_pages(drawn[0]).items():
        for sheet in (drawn[0], *sheets):
            _identify(identifier, page, sheet, name)
    first = drawn[0]
    with Trial(identifier, "no layouts", first.page):
        none = identifier.identify(first.page, first.placement, ())
    need(isinstance(none, Fault), identifier, "named a layout where none was offered")


def _identify(
    identifier: Identifier, page: Page, sheet: TrialSheet, where: str
) -> Identity | Fault:
    layouts = (sheet.layout,)
    with Trial(identifier, where, page):
        found = twice(
            identifier, where, lambda: identifier.identify(page, sheet.placement, layouts)
        )
    if isinstance(found, Identity):
        sides = {(sheet.layout.id, side.name) for side in sheet.layout.sides}
        known = (found.layout, found.side) in sides
        need(known, identifier, f"named {found.layout}/{found.side}, which is not there: {where}")
        need(is_share(found.confidence), identifier, f"confidence must be in [0, 1]: {where}")
        need(found.unreadable >= 0, identifier, f"unreadable must be from 0: {where}")
    else:
        need(isinstance(found, Fault), identifier, f"gave {type(found).__name__}: {where}")
    return found


def check_reader(
    reader: Reader, sheets: Sequence[TrialSheet] = (), clock: Clock | None = None
) -> None:
    """Check a reader: every target once and in order, scores in [0, 1], full above empty."""
    check_name(reader)
    drawn = trial_sheets()
    for sheet in (*drawn, *map(upside_down, drawn), *sheets):
        reading = _read(reader, sheet.page, sheet, "a drawn ballot")
        filled = {(target.contest, target.option) for target in sheet.filled}
        full = [each.score for each in reading.targets if (each.contest, each.option) in filled]
        empty = [
            each.score for each in reading.targets if (each.contest, each.option) not in filled
        ]
        if full and empty:
            need(min(full) > max(empty), reader, f"full {full} does not stand above empty {empty}")
        check_budget(reader, sheet.page, clock, partial(_read, reader, sheet.page, sheet, ""))
    for name, page in cruel_pages(drawn[0]).items():
        for sheet in (drawn[0], *sheets):
            _read(reader, page, sheet, name)


def _read(reader: Reader, page: Page, sheet: TrialSheet, where: str) -> Reading:
    # As in the flow: a reader is given the targets of the shapes it knows, and no others.
    mine = tuple(target for target in sheet.side.targets if reader.reads(target.shape))
    side = msgspec.structs.replace(sheet.side, targets=mine)
    with Trial(reader, where, page):
        reading = twice(
            reader, where, lambda: reader.read(page, sheet.layout, side, sheet.placement)
        )
    need(isinstance(reading, Reading), reader, f"gave {type(reading).__name__}: {where}")
    wanted = [(target.contest, target.option) for target in mine]
    told = [(each.contest, each.option) for each in reading.targets]
    need(told == wanted, reader, f"must score {wanted} once each in order, gave {told}: {where}")
    for target in reading.targets:
        _check_target(reader, target, where)
    need(is_share(reading.registration), reader, f"registration must be in [0, 1]: {where}")
    known = {region.id for region in sheet.side.regions}
    for region in reading.regions:
        need(region.region in known, reader, f"region {region.region!r} is not there: {where}")
        need(is_share(region.score), reader, f"a region's score must be in [0, 1]: {where}")
        need(is_box(region.px), reader, f"a region's px must be whole numbers: {where}")
    return reading


def _check_target(reader: Reader, target: TargetScore, where: str) -> None:
    for name in ("score", "soft", "match"):
        value = getattr(target, name)
        need(is_share(value), reader, f"{name} must be in [0, 1], is {value}: {where}")
    need(is_box(target.px), reader, f"px must be four whole numbers, is {target.px}: {where}")
    need(set(target.flags) <= FLAGS, reader, f"flags must be of {FLAGS}: {where}")


def check_inspector(
    inspector: Inspector, sheets: Sequence[TrialSheet] = (), clock: Clock | None = None
) -> None:
    """Check an inspector: measures that are numbers, outside marks that are places."""
    check_name(inspector)
    drawn = trial_sheets()
    for sheet in (*drawn, *map(upside_down, drawn), *sheets):
        _inspect(inspector, sheet.page, sheet, "a drawn ballot")
        check_budget(
            inspector, sheet.page, clock, partial(_inspect, inspector, sheet.page, sheet, "")
        )
    for name, page in cruel_pages(drawn[0]).items():
        for sheet in (drawn[0], *sheets):
            _inspect(inspector, page, sheet, name)


def _inspect(inspector: Inspector, page: Page, sheet: TrialSheet, where: str) -> Inspection:
    def call() -> Inspection:
        return inspector.inspect(page, sheet.layout, sheet.side, sheet.placement)

    with Trial(inspector, where, page):
        found = twice(inspector, where, call)
    need(isinstance(found, Inspection), inspector, f"gave {type(found).__name__}: {where}")
    for name, value in found.measures.items():
        need(
            name and _is_number(value),
            inspector,
            f"measure {name!r} is {value!r}, no number: {where}",
        )
    for mark in found.outside:
        _check_outside(inspector, mark, where)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _check_outside(inspector: Inspector, mark: OutsideMark, where: str) -> None:
    need(mark.kind in OUTSIDE, inspector, f"an outside mark is of {OUTSIDE}: {where}")
    need(is_share(mark.score), inspector, f"an outside mark's score is in [0, 1]: {where}")
    need(is_box(mark.px), inspector, f"an outside mark's px are whole numbers: {where}")
