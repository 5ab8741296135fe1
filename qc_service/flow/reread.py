"""One image, from bytes to marks: decode, locate, identify, read, inspect, judge."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
import msgspec
import numpy as np

from qc_service.api.protocols import Locator
from qc_service.comparing.judge import judge_page
from qc_service.flow.laps import Clock, Laps
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Layout, Side, Target
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Inspection, OutsideMark, Reading, RegionScore, TargetScore
from qc_service.model.sheet import PageReread
from qc_service.reading.decode import decode


@dataclass(frozen=True)
class _Placed:
    """A page that has its layout and place."""

    layout: Layout
    side: Side
    placement: Placement


def reread_page(
    lineup: Lineup, name: str, data: bytes, clock: Clock, sha256: str = ""
) -> tuple[PageReread, dict[str, float]]:
    """Reread one image; also what each stage took (ms), without overlap and with nothing left out.

    `sha256` is the sender's digest, checked before decoding: a JPEG with damaged bytes may decode
    without an error. Empty, it is not checked.
    """
    laps = Laps(clock)
    found = hashlib.sha256(data).hexdigest() if sha256 else ""
    if found != sha256:
        fault = Fault(
            FaultCode.DIGEST_MISMATCH,
            f"the image's bytes have SHA-256 {found}, its sender says {sha256}",
            {"expected": sha256, "found": found},
        )
        laps.lap("digest")
        return PageReread(name, found, fault), laps.elapsed_ms
    if sha256:
        laps.lap("digest")
    page = decode(data)
    laps.lap("decode")
    if isinstance(page, Fault):
        return PageReread(name, sha256, page), laps.elapsed_ms
    placed = _place(lineup, page, laps)
    if isinstance(placed, Fault):
        return PageReread(name, sha256, placed), laps.elapsed_ms
    reread = _read(lineup, PageReread(name, sha256), page, placed, laps)
    return reread, laps.elapsed_ms


def _place(lineup: Lineup, page: Page, laps: Laps) -> _Placed | Fault:
    """Try each kind of frame among the layouts, the likeliest first; locate, then identify."""
    first: Fault | None = None
    nearest: Fault | None = None
    for group in _families(lineup.layouts, page):
        placement = _locate(lineup.locators, page, group[0])
        laps.lap("locate")
        if isinstance(placement, Fault):
            first = first or placement
            continue
        identity = _identify(lineup, page, placement, group)
        laps.lap("identify")
        if isinstance(identity, Identity):
            layout = next(one for one in group if one.id == identity.layout)
            side = next(one for one in layout.sides if one.name == identity.side)
            return _Placed(layout, side, placement)
        nearest = nearest or identity
    # A frame that was found but not named says more than the frames that were not found.
    return (
        nearest
        or first
        or Fault(FaultCode.NOT_LOCATED, "no layout is in use, so nothing could be located")
    )


def _families(layouts: Sequence[Layout], page: Page) -> list[list[Layout]]:
    """Group layouts by paper and frame; those nearest to the image's proportions come first."""
    height, width = page.pixels.shape
    seen = height / width

    def order(layout: Layout) -> tuple[float, bytes]:
        paper = layout.paper.height / layout.paper.width
        return abs(paper - seen), msgspec.json.encode((layout.paper, layout.fiducials))

    return [list(group) for _, group in groupby(sorted(layouts, key=order), key=order)]


def _locate(locators: Sequence[Locator], page: Page, layout: Layout) -> Placement | Fault:
    fault: Fault | None = None
    for locator in locators:
        if not locator.fits(layout.fiducials):
            continue
        try:
            found = locator.locate(page, layout.fiducials, layout.paper)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            found = _failure(FaultCode.LOCATOR_FAILED, locator.name, error)
        if isinstance(found, Placement):
            if np.isfinite(found.px).all() and math.isfinite(found.residual_px):
                return found
            message = f"{locator.name} placed the page at no number"
            found = Fault(FaultCode.LOCATOR_FAILED, message, plugin=locator.name)
        fault = fault or found
    return fault or Fault(
        FaultCode.NOT_LOCATED,
        f"no locator in use knows the fiducials of layout {layout.id}",
        {"layout": layout.id},
    )


def _identify(
    lineup: Lineup, page: Page, placement: Placement, layouts: Sequence[Layout]
) -> Identity | Fault:
    fault: Fault | None = None
    for identifier in lineup.identifiers:
        try:
            found = identifier.identify(page, placement, layouts)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            found = _failure(FaultCode.IDENTIFIER_FAILED, identifier.name, error)
        if isinstance(found, Identity):
            known = {(layout.id, side.name) for layout in layouts for side in layout.sides}
            if (found.layout, found.side) in known:
                return found
            found = Fault(
                FaultCode.IDENTIFIER_FAILED,
                f"{identifier.name} names a side that is not offered: {found.layout}/{found.side}",
                plugin=identifier.name,
            )
        fault = fault or found
    return fault or Fault(FaultCode.UNIDENTIFIED, "no identifier is in use")


def _read(lineup: Lineup, blank: PageReread, page: Page, placed: _Placed, laps: Laps) -> PageReread:
    reading = _readings(lineup, page, placed)
    laps.lap("read")
    if isinstance(reading, Fault):
        return msgspec.structs.replace(
            blank, fault=reading, layout=placed.layout.id, side=placed.side.name
        )
    inspection, missing = _inspections(lineup, page, placed)
    laps.lap("inspect")
    marks = judge_page(reading, lineup.profile)
    outside = tuple(m for m in inspection.outside if m.score >= lineup.profile.outside_from)
    unmeasured = [name for name, value in inspection.measures.items() if not math.isfinite(value)]
    reread = PageReread(
        image=blank.image,
        sha256=blank.sha256,
        layout=placed.layout.id,
        side=placed.side.name,
        rotation_deg=placed.placement.rotation_deg,
        residual_px=round(placed.placement.residual_px, 3),
        registration=reading.registration,
        marks=marks,
        regions=reading.regions,
        outside=outside,
        quality={n: v for n, v in inspection.measures.items() if n not in unmeasured},
        troubles=(*missing, *map(_no_number, unmeasured)),
    )
    reread = _writable(reread)
    laps.lap("judge")
    return reread


def _writable(reread: PageReread) -> PageReread:
    """Make sure that the record can be written: a plugin may have left foreign numbers in it."""
    try:
        msgspec.json.encode(reread)
    except TypeError as error:
        fault = Fault(FaultCode.READER_FAILED, f"a plugin's answer cannot be written: {error}")
        return PageReread(reread.image, reread.sha256, fault, reread.layout, reread.side)
    return reread


def _readings(lineup: Lineup, page: Page, placed: _Placed) -> Reading | Fault:
    """Let the first reader of each shape read it; every target must come back once."""
    shapes = {target.shape for target in placed.side.targets}
    scores: list[TargetScore] = []
    regions: dict[str, RegionScore] = {}
    for reader in lineup.readers:
        mine = {shape for shape in shapes if reader.reads(shape)}
        if not mine and (shapes or scores):
            continue
        shapes -= mine
        targets = tuple(target for target in placed.side.targets if target.shape in mine)
        side = msgspec.structs.replace(placed.side, targets=targets)
        try:
            reading = reader.read(page, placed.layout, side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            return _failure(FaultCode.READER_FAILED, reader.name, error)
        wrong = _lie(reading, targets)
        if wrong:
            return Fault(FaultCode.READER_FAILED, f"{reader.name} {wrong}", plugin=reader.name)
        scores += reading.targets
        regions |= {region.region: region for region in reading.regions}
    if shapes:
        names = ", ".join(sorted(shapes))
        return Fault(FaultCode.READER_FAILED, f"no reader in use knows targets of: {names}")
    place = {(t.contest, t.option): i for i, t in reversed([*enumerate(placed.side.targets)])}
    scores.sort(key=lambda score: place[score.contest, score.option])
    matches = sorted(score.match for score in scores)
    registration = matches[len(matches) // 2] if matches else 0.0
    return Reading(tuple(scores), tuple(regions.values()), registration)


def _lie(reading: Reading, targets: Sequence[Target]) -> str:
    """Say what a reader got wrong about its own task; empty where it did it."""
    if [(s.contest, s.option) for s in reading.targets] != [(t.contest, t.option) for t in targets]:
        return "did not score every target once, in the layout's order"
    shares = [share for s in reading.targets for share in (s.score, s.soft, s.match)]
    shares += [region.score for region in reading.regions]
    if not all(0.0 <= share <= 1.0 for share in shares):
        return "gave a score outside 0..1"
    return ""


def _inspections(
    lineup: Lineup, page: Page, placed: _Placed
) -> tuple[Inspection, tuple[Fault, ...]]:
    """Ask every inspector; one that fails leaves its measures out, and the record says so."""
    measures: dict[str, float] = {}
    outside: list[OutsideMark] = []
    missing: list[Fault] = []
    for inspector in lineup.inspectors:
        try:
            found = inspector.inspect(page, placed.layout, placed.side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            missing.append(_failure(FaultCode.READER_FAILED, inspector.name, error))
            continue
        measures |= found.measures
        outside += found.outside
    return Inspection(measures, tuple(outside)), tuple(missing)


def _no_number(measure: str) -> Fault:
    """Say that a measure came back as no number; a record could not hold it."""
    return Fault(
        FaultCode.READER_FAILED, f"the measure {measure} is no number", {"measure": measure}
    )


def _failure(code: FaultCode, plugin: str, error: Exception) -> Fault:
    """Turn what a plugin raised into the fault of this page."""
    kind = "OpenCV error" if isinstance(error, cv2.error) else type(error).__name__
    return Fault(code, f"{plugin} failed: {kind}: {error}", {"error": kind}, plugin)
