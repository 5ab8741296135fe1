"""The locator: levels ▸ candidates ▸ frame ▸ refinement in grey ▸ mesh."""

from statistics import median

import numpy as np

from qc_locate_timing_marks.candidates import (
    BORDER,
    MIN_CONTRAST,
    WIDE_BORDER,
    Levels,
    find_candidates,
    page_levels,
)
from qc_locate_timing_marks.frame import Frame, find_frame
from qc_locate_timing_marks.mesh import smooth
from qc_locate_timing_marks.refine import Measured, measure_marks
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Fiducials, Size, TimingMarks
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey

NAME = "locate-timing-marks"

MIN_SIDE = 400
"""Shorter side in pixels of the smallest page that can hold readable marks: under 50 dpi."""

FOUND = 0.6
"""Share of a border's marks that must be seen: under it the place between marks is guesswork."""

MAX_RESIDUAL_MM = 0.4
"""RMS a border's marks may deviate from the smooth border: a tenth of an oval's height."""

MAX_STRETCH = 0.06
"""How far the pitch across and along may differ before the page is called stretched."""


class TimingMarkLocator:
    """Places a page by a frame of timing marks on four sides."""

    name = NAME

    def fits(self, fiducials: Fiducials) -> bool:
        """Say yes to timing marks."""
        return isinstance(fiducials, TimingMarks)

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        """Find the frame and give a mesh over all its rows and columns, or say what is wrong."""
        if not isinstance(fiducials, TimingMarks) or min(page.pixels.shape) < MIN_SIDE:
            return Fault(
                FaultCode.NOT_A_BALLOT,
                f"the image is {page.pixels.shape[1]} x {page.pixels.shape[0]} pixels",
                {"width": page.pixels.shape[1], "height": page.pixels.shape[0]},
                NAME,
            )
        tiny = page.tiny
        levels = page_levels(tiny)
        if levels.contrast < MIN_CONTRAST:
            return Fault(
                FaultCode.NOT_A_BALLOT,
                "the page is blank: paper and print do not differ",
                {"paper": levels.paper, "ink": levels.ink},
                NAME,
            )
        px_per_mm = min(tiny.shape[1] / paper.width, tiny.shape[0] / paper.height)
        fault: Fault | None = None
        for border in (BORDER, WIDE_BORDER):
            points = find_candidates(tiny, levels, fiducials, px_per_mm, border)
            shape = (tiny.shape[0], tiny.shape[1])
            found: Frame | Placement | Fault = find_frame(points, shape, fiducials, px_per_mm, NAME)
            if isinstance(found, Frame):
                found = _refined(page, found, fiducials, levels)
            if isinstance(found, Placement):
                return found
            fault = fault or found
        return fault or Fault(FaultCode.NOT_LOCATED, "no border was searched", plugin=NAME)


def _refined(page: Page, frame: Frame, marks: TimingMarks, levels: Levels) -> Placement | Fault:
    """Measure all marks in grey on the small page, upright, and build the mesh."""
    small = page.small[::-1, ::-1] if frame.turned else page.small
    # The tiny page's blocks start at the small page's first pixel; turned, at its last.
    rest = np.array([page.small.shape[1] % 2, page.small.shape[0] % 2]) if frame.turned else 0.0
    left, right, top = (2 * side + 0.5 + rest for side in (frame.left, frame.right, frame.top))
    pitch = float(np.linalg.norm(top[-1] - top[0])) / (marks.columns - 1)
    scale = pitch / marks.pitch.x
    size = (marks.mark.width * scale, marks.mark.height * scale)
    sharp = _mark_levels(small, np.concatenate([left, right, top]), levels)
    rows = marks.rows
    inner = np.repeat([1.0, -1.0, 0.0], [rows, rows, marks.columns])
    measured = measure_marks(small, np.concatenate([left, right, top]), size, sharp, inner)
    seen = [
        Measured(measured.centre[part], measured.y_good[part], measured.x_good[part])
        for part in (slice(rows), slice(rows, 2 * rows), slice(2 * rows, None))
    ]
    fault = _missing(seen, marks) or _stretched(left, right, scale, marks)
    if fault is not None:
        return fault
    return _placement(page, frame, marks, (left, right, top), seen, sharp)


def _mark_levels(small: Grey, centres: Floats, levels: Levels) -> Levels:
    """Take the print's grey from the marks' own centres: a black scanner bed is no print."""
    at = np.clip(np.rint(centres).astype(int), 0, (small.shape[1] - 1, small.shape[0] - 1))
    ink = float(median(small[at[:, 1], at[:, 0]].tolist()))
    return Levels(levels.paper, min(ink, levels.paper - MIN_CONTRAST))


def _missing(seen: list[Measured], marks: TimingMarks) -> Fault | None:
    """Name the border that shows too few of its marks. The code row is no one's duty."""
    for border, side, count in (
        ("left", seen[0], marks.rows - 1),
        ("right", seen[1], marks.rows - 1),
        ("top", seen[2], marks.columns),
    ):
        there = side.y_good[:count]
        if there.sum() < FOUND * count:
            first = int(np.flatnonzero(~there)[0])
            return Fault(
                FaultCode.MARK_MISSING,
                f"the {border} border shows {there.sum()} of {count} timing marks; "
                f"the first one missing is number {first}, counted from 0",
                {"border": border, "index": first, "found": int(there.sum()), "expected": count},
                NAME,
            )
    return None


def _stretched(left: Floats, right: Floats, scale: float, marks: TimingMarks) -> Fault | None:
    tall = float(np.linalg.norm(left[-1] - left[0]) + np.linalg.norm(right[-1] - right[0])) / 2
    ratio = tall / ((marks.rows - 1) * marks.pitch.y * scale)
    if abs(ratio - 1) > MAX_STRETCH:
        return Fault(
            FaultCode.STRETCH,
            f"the page is {ratio:.3f} times as long as it should be for its width",
            {"ratio": ratio, "allowed": MAX_STRETCH},
            NAME,
        )
    return None


def _placement(
    page: Page,
    frame: Frame,
    marks: TimingMarks,
    guesses: tuple[Floats, Floats, Floats],
    seen: list[Measured],
    levels: Levels,
) -> Placement | Fault:
    """Smooth the three measured borders and span the mesh between them."""
    left, right, side_rms = _sides(guesses, seen)
    enough = seen[2].x_good.sum() >= FOUND * marks.columns
    top = seen[2].centre[:, 0] if enough else guesses[2][:, 0]
    good = seen[2].x_good if enough else seen[2].y_good
    top_x, top_agree, top_rms = smooth(top[None], good[None])
    x, x_agree, x_rms = top_x[0], top_agree[0], float(top_rms[0])
    share = (x - x[0]) / (x[-1] - x[0])
    width = left[0] + share[:, None] * (right[0] - left[0])
    across = (width - left[0])[:, 0] / (right[0] - left[0])[0]
    px = left[:, None] + across[None, :, None] * (right - left)[:, None]
    worst = max(*side_rms, x_rms)
    scale = float(np.linalg.norm(right[0] - left[0])) / ((marks.columns - 1) * marks.pitch.x)
    if worst > MAX_RESIDUAL_MM * scale:
        return Fault(
            FaultCode.NOT_LOCATED,
            f"the timing marks lie {worst * page.factor:.1f} px off any straight frame",
            {"residual_px": worst * page.factor},
            NAME,
        )
    if frame.turned:
        px = np.array([page.small.shape[1] - 1, page.small.shape[0] - 1], dtype=float) - px
    rms = float(np.sqrt((side_rms[0] ** 2 + side_rms[1] ** 2 + x_rms**2) / 3))
    found = int(sum(side.y_good[:-1].sum() for side in seen[:2]) + x_agree.sum())
    return Placement(
        x_mm=marks.origin.x + marks.pitch.x * np.arange(marks.columns, dtype=float),
        y_mm=marks.origin.y + marks.pitch.y * np.arange(marks.rows, dtype=float),
        px=(px + 0.5) * page.factor - 0.5,
        rotation_deg=180 if frame.turned else 0,
        residual_px=rms * page.factor,
        found=found,
        expected=2 * (marks.rows - 1) + marks.columns,
        paper_level=levels.paper,
        ink_level=levels.ink,
    )


def _sides(
    guesses: tuple[Floats, Floats, Floats], seen: list[Measured]
) -> tuple[Floats, Floats, list[float]]:
    """Smooth both sides (rows, 2): y of every mark seen; x of those placed, or the guess's."""
    values, good = [], []
    for guess, side in zip(guesses[:2], seen[:2], strict=True):
        values.append(side.centre[:, 1])
        good.append(side.y_good)
        # Where few marks tell an x, the side keeps the place that row and other side give it.
        placed = side.x_good.sum() >= FOUND / 2 * len(guess)
        values.append(side.centre[:, 0] if placed else guess[:, 0])
        good.append(side.x_good if placed else np.ones(len(guess), np.bool_))
    (left_y, left_x, right_y, right_x), _, rms = smooth(np.stack(values), np.stack(good))
    return (
        np.stack([left_x, left_y], axis=1),
        np.stack([right_x, right_y], axis=1),
        [float(np.hypot(*rms[:2])), float(np.hypot(*rms[2:]))],
    )
