"""Rereads the true pages, as given and spoilt, and sets each verdict beside the truth."""

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import msgspec
import numpy as np

from qc_calibration.accuracy_truth import TruePage, match_truth
from qc_calibration.degrade import DEGRADATIONS, Degraded, Spots
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.examine import reread_page
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import Fault
from qc_service.model.layout import Box, Layout, TimingMarks
from qc_service.model.page import Placement
from qc_service.model.reading import PxBox
from qc_service.model.sheet import PageReread
from qc_service.model.units import MM_PER_INCH, Grey
from qc_service.reading.decode import decode

ORIGINAL = "original"
"""The degradation that is none: the file's own bytes are reread."""


class OvalResult(msgspec.Struct, frozen=True):
    """One oval: the truth (`marked`, and `intent` where it is doubtful) and what we said.

    `off_mm` is how far from the true place it was read, where that is known.
    """

    contest: str
    option: str
    marked: bool
    intent: str
    state: str
    reason: str
    score: float
    place: tuple[float, float]
    off_mm: float | None = None


class PageResult(msgspec.Struct, frozen=True):
    """One page under one degradation: a fault, or what was read of it."""

    folder: str
    image: str
    degradation: str
    fault: str = ""
    message: str = ""
    right_side: bool = True
    right_way_up: bool = True
    unmarked: bool = False
    registration: float = 0.0
    ovals: tuple[OvalResult, ...] = ()


class PageJob(msgspec.Struct, frozen=True):
    """One page, and all that is done to it."""

    page: TruePage
    degradations: tuple[str, ...]


Measurer = Callable[[PageJob], tuple[PageResult, ...]]
"""What a worker does."""


class _Measure:
    """Holds the lineup of a worker."""

    def __init__(self, data: Path, lineup: Lineup) -> None:
        self._data, self._lineup = data, lineup

    def __call__(self, job: PageJob) -> tuple[PageResult, ...]:
        """Reread one page in every way asked for."""
        data = (self._data / job.page.folder / job.page.image).read_bytes()
        return tuple(self._one(job.page, data, name) for name in job.degradations)

    def _one(self, page: TruePage, data: bytes, name: str) -> PageResult:
        degraded = None
        if name != ORIGINAL:
            pixels = np.asarray(
                cv2.imdecode(
                    np.frombuffer(data, np.uint8),
                    cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION,
                ),
                np.uint8,
            )
            degraded = DEGRADATIONS[name](pixels, spots_of(self._lineup, page, data))
            data = as_pgm(degraded.pixels)
        reread, _ = reread_page(self._lineup, page.image, data, time.perf_counter)
        return result_of(self._lineup, page, reread, name, degraded)


def make_measurer(data: Path, config: Config) -> Measurer:
    """Load the lineup; runs once in every worker."""
    return _Measure(data, load_lineup(config))


def lost_page(job: PageJob, fault: Fault) -> tuple[PageResult, ...]:
    """Give the results of a page that no worker could finish."""
    page = job.page
    return tuple(
        PageResult(page.folder, page.image, name, fault.code, fault.message)
        for name in job.degradations
    )


def as_pgm(pixels: Grey) -> bytes:
    """Encode without loss and without cost: a header and the bytes as they are."""
    height, width = pixels.shape
    return b"P5\n%d %d\n255\n" % (width, height) + pixels.tobytes()


def result_of(
    lineup: Lineup,
    page: TruePage,
    reread: PageReread,
    degradation: str = ORIGINAL,
    degraded: Degraded | None = None,
) -> PageResult:
    """Set one reread beside the truth."""
    if reread.fault is not None:
        code, message = reread.fault.code, reread.fault.message
        return PageResult(page.folder, page.image, degradation, code, message)
    layout = next(one for one in lineup.layouts if one.id == reread.layout)
    side = next(one for one in layout.sides if one.name == reread.side)
    right_side = (layout.style, side.name) == (page.style, page.side)
    turned = 180 if degradation == "rotated 180°" else 0
    ovals: list[OvalResult] = []
    for mark, oval in match_truth(layout, side, reread.marks, page) if right_side else ():
        off = _off_mm(mark.px, oval.px, degraded) if not page.px_frame else None
        ovals.append(
            OvalResult(
                mark.contest,
                mark.option,
                oval.marked,
                oval.intent,
                mark.state,
                mark.reason,
                mark.score,
                (oval.col, oval.row),
                off,
            )
        )
    return PageResult(
        page.folder,
        page.image,
        degradation,
        right_side=right_side,
        right_way_up=reread.rotation_deg == (page.rotation + turned) % 360,
        unmarked=page.unmarked,
        registration=reread.registration,
        ovals=tuple(ovals),
    )


def _off_mm(found: PxBox, true: PxBox | None, degraded: Degraded | None) -> float | None:
    """Give the distance of two boxes' middles in millimetres, by the true oval's width."""
    if true is None:
        return None
    middle = np.array([[true[0] + (true[2] - 1) / 2, true[1] + (true[3] - 1) / 2]])
    there = middle if degraded is None else degraded.moved(middle)
    mine = (found[0] + (found[2] - 1) / 2, found[1] + (found[3] - 1) / 2)
    scale = 1.0 if degraded is None else float(np.sqrt(abs(np.linalg.det(degraded.affine[:, :2]))))
    px = float(np.hypot(*(there[0] - mine)))
    return round(px / (true[2] * scale) * OVAL_WIDTH_MM, 3)


OVAL_WIDTH_MM = 40 / 200 * MM_PER_INCH
"""The truth draws every oval 40 pixels wide at 200 dpi."""


def spots_of(lineup: Lineup, page: TruePage, data: bytes) -> Spots:
    """Find on the page as given where a degradation can hurt: ovals, and marks at the left."""
    decoded = decode(data)
    layout = next((one for one in lineup.layouts if one.style == page.style), None)
    if isinstance(decoded, Fault) or layout is None:
        return Spots()
    for locator in lineup.locators:
        placement = locator.locate(decoded, layout.fiducials, layout.paper)
        if isinstance(placement, Placement):
            return _spots(placement, layout, page)
    return Spots()


def _spots(placement: Placement, layout: Layout, page: TruePage) -> Spots:
    targets = next(side.targets for side in layout.sides if side.name == page.side)
    marks = layout.fiducials
    boxes = []
    if isinstance(marks, TimingMarks):
        x = marks.origin.x - marks.mark.width / 2
        for row in range(marks.rows):
            y = marks.origin.y + marks.pitch.y * row - marks.mark.height / 2
            boxes.append(Box(x, y, marks.mark.width, marks.mark.height))
    return Spots(
        tuple(placement.box_px(target.box) for target in targets),
        tuple(placement.box_px(box) for box in boxes),
    )
