"""Where a page lies and what it is: each kind of frame is tried, the likeliest first."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from qc_service.api.protocols import Locator
from qc_service.flow.laps import Laps
from qc_service.flow.lineup import Frame, Lineup
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Layout, Side
from qc_service.model.page import Identity, Page, Placement


@dataclass(frozen=True)
class Placed:
    """A page that has its layout and place."""

    layout: Layout
    side: Side
    placement: Placement
    identity: Identity


def place(lineup: Lineup, page: Page, laps: Laps, seen: Collection[str] = ()) -> Placed | Fault:
    """Locate a page by the first frame that fits, then identify it among the layouts that share it.

    `seen` are the sides of its sheet that are already read: their frames are tried last.
    """
    first: Fault | None = None
    nearest: Fault | None = None
    for frame in likeliest(lineup.frames, page, seen):
        placement = _locate(lineup.locators, page, frame)
        laps.lap("locate")
        if isinstance(placement, Fault):
            # That a panel is folded away says more than that marks are missing.
            if first is None or placement.code is FaultCode.FOLDED:
                first = placement
            continue
        identity = _identify(lineup, page, placement, frame.layouts)
        laps.lap("identify")
        if isinstance(identity, Identity):
            # From the lineup, not from the frame: the whole layout, with its other sides.
            layout = next(one for one in lineup.layouts if one.id == identity.layout)
            side = next(one for one in layout.sides if one.name == identity.side)
            return Placed(layout, side, placement, identity)
        nearest = nearest or identity
    # A frame that was found but not named says more than the frames that were not found.
    return (
        nearest
        or first
        or Fault(FaultCode.NOT_LOCATED, "no layout is in use, so nothing could be located")
    )


def likeliest(frames: Sequence[Frame], page: Page, seen: Collection[str]) -> list[Frame]:
    """Put frames in the order to try them: by the image's proportions, unseen sides first."""
    height, width = page.pixels.shape
    ratio = height / width

    def order(frame: Frame) -> tuple[float, bool]:
        stale = all(side.name in seen for layout in frame.layouts for side in layout.sides)
        return round(abs(frame.paper.height / frame.paper.width - ratio), 6), stale

    return sorted(frames, key=order)


def failure(code: FaultCode, plugin: str, error: Exception) -> Fault:
    """Turn what a plugin raised into the fault of this page."""
    kind = "OpenCV error" if isinstance(error, cv2.error) else type(error).__name__
    return Fault(code, f"{plugin} failed: {kind}: {error}", {"error": kind}, plugin)


def _locate(locators: Sequence[Locator], page: Page, frame: Frame) -> Placement | Fault:
    fault: Fault | None = None
    for locator in locators:
        if not locator.fits(frame.fiducials):
            continue
        try:
            found = locator.locate(page, frame.fiducials, frame.paper)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            found = failure(FaultCode.LOCATOR_FAILED, locator.name, error)
        if isinstance(found, Placement):
            if np.isfinite(found.px).all() and math.isfinite(found.residual_px):
                return found
            message = f"{locator.name} placed the page at no number"
            found = Fault(FaultCode.LOCATOR_FAILED, message, plugin=locator.name)
        fault = fault or found
    layout = frame.layouts[0].id
    return fault or Fault(
        FaultCode.NOT_LOCATED,
        f"no locator in use knows the fiducials of layout {layout}",
        {"layout": layout},
    )


def _identify(
    lineup: Lineup, page: Page, placement: Placement, layouts: Sequence[Layout]
) -> Identity | Fault:
    fault: Fault | None = None
    for identifier in lineup.identifiers:
        if not any(identifier.knows(s.identification) for one in layouts for s in one.sides):
            continue
        try:
            found = identifier.identify(page, placement, layouts)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            found = failure(FaultCode.IDENTIFIER_FAILED, identifier.name, error)
        if isinstance(found, Identity):
            if _offered(found, layouts):
                return found
            found = Fault(
                FaultCode.IDENTIFIER_FAILED,
                f"{identifier.name} names a side that is not offered: {found.layout}/{found.side}",
                plugin=identifier.name,
            )
        fault = fault or found
    return fault or Fault(
        FaultCode.UNIDENTIFIED, f"no identifier in use knows what names layout {layouts[0].id}"
    )


def _offered(identity: Identity, layouts: Sequence[Layout]) -> bool:
    """Say whether everything an identity names was among what it could choose from."""
    known = {(layout.id, side.name) for layout in layouts for side in layout.sides}
    return all((one, identity.side) in known for one in (identity.layout, *identity.alike))
