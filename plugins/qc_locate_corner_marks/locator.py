"""The locator: marks are matched coarsely, must agree, are measured exactly, and give the map."""

from dataclasses import dataclass

import numpy as np

from qc_locate_corner_marks.fitting import agree, apply, fit_affine, fit_similarity, misfit
from qc_locate_corner_marks.levels import levels
from qc_locate_corner_marks.lines import find_edges, fit_all, misfits
from qc_locate_corner_marks.search import MATCH_SURE, Ints, Look, find_places, middles
from qc_locate_corner_marks.shape import fits_paper, folded_or_foreign
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import CornerMarks, Fiducials, Size
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey
from qc_service.reading.decode import shrink

NAME = "locate-corner-marks"

LEAST_SCALE = 3.0
"""Pixels a mm, 75 dpi, below which a mark's bars are lost between pixels."""

COARSE = 2
"""Marks are sought at half the small page's resolution, about 50 dpi: their bars are 1.5 pixels."""

REACH_MM = 12.0
"""How far a mark may lie from where the image's size puts it: 2.5 degrees of skew move a corner by
8 mm, print shifted on the paper and an uneven crop by 3 mm more."""

EXACT_MM = 1.2
"""How far a mark may lie from where the coarse search puts it: stretch, and a half pixel."""

ROUNDS = 2
"""Where the coarse search left marks out, the first finds them; the last measures all alike."""

ENOUGH = 4
"""Marks that place a page without help: one more than an affine map can follow without misfit."""

EQUATIONS = 10
"""What a map of six numbers needs where edges help: four to spare, so that a wrong one shows."""

RESIDUAL_MOST_MM = 0.5
"""Misfit up to which a page is placed: targets are found again within a millimetre."""

STRETCH_MOST = 0.03
"""Scale across against scale down: feeders that still work stretch by 2 %."""

SHEAR_MOST = np.deg2rad(1.0)
"""Angle off square: paper has none."""


@dataclass(frozen=True, eq=False)
class _View:
    """The page one way up: turned views where it lies upside down; `tiny` is half of `small`."""

    pixels: Grey
    small: Grey
    tiny: Grey
    factor: int
    turned: bool


@dataclass(frozen=True, eq=False)
class _Try:
    """What came of one way up: the answer, and the marks it stands on."""

    answer: Placement | Fault
    marks: int

    def worth(self) -> tuple[bool, int]:
        """Order tries: a placement before a fault, more marks before fewer."""
        return isinstance(self.answer, Placement), self.marks


class CornerMarkLocator:
    """Places a page by separate registration marks, and by landmarks where some are lost."""

    name = NAME

    def fits(self, fiducials: Fiducials) -> bool:
        """Say yes to separate registration marks, at least as many as place a page."""
        return isinstance(fiducials, CornerMarks) and len(fiducials.marks) > ENOUGH - 2

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        """Find the marks either way up, measure them, and map the paper by them."""
        if not isinstance(fiducials, CornerMarks):
            raise TypeError(f"{NAME} knows corner marks, not {type(fiducials).__name__}")
        if page.pixels.shape[0] < LEAST_SCALE * paper.height:
            message = f"the image is only {page.pixels.shape[0]} pixels high: too coarse for marks"
            return Fault(FaultCode.NOT_A_BALLOT, message, plugin=NAME)
        if not fits_paper(page, paper):
            return folded_or_foreign((page.tiny, _around(page).tiny), page, fiducials, paper)
        upright = _View(page.pixels, page.small, page.tiny, page.factor, turned=False)
        placed = _try(upright, fiducials, paper)
        if placed.worth() >= (True, ENOUGH):
            return placed.answer
        return max(placed, _try(_around(page), fiducials, paper), key=_Try.worth).answer


def _around(page: Page) -> _View:
    # Shrunk anew: blocks begin at the first pixel, which is another one this way up.
    small = page.small[::-1, ::-1]
    return _View(page.pixels[::-1, ::-1], small, shrink(small, COARSE), page.factor, turned=True)


def _try(view: _View, fiducials: CornerMarks, paper: Size) -> _Try:
    """Look for all marks with the paper's middle in the image's, one way up, and place by them."""
    mm = middles(fiducials.marks)
    rows, columns = view.small.shape
    scale = float(np.sqrt(columns / paper.width * rows / paper.height))
    near = (mm - (paper.width / 2, paper.height / 2)) * scale + (columns / 2, rows / 2) - 0.5
    places = find_places(view.tiny, fiducials.marks, near, Look(scale, REACH_MM, COARSE))
    if not len(places.mark):
        return _Try(_missing(fiducials, np.zeros(0, np.int64)), 0)
    agreed = agree(places, mm, scale)
    marks, px = agreed.marks, view.factor * (agreed.at + 0.5) - 0.5
    for _ in range(1 if len(marks) >= ENOUGH else ROUNDS):
        if len(marks) < 2:  # noqa: PLR2004 - two points fix a similarity
            return _Try(_missing(fiducials, marks), len(marks))
        forth = _map(mm[marks], px)
        look = Look(float(np.hypot(*forth[:, 0])), EXACT_MM, 1, 1, MATCH_SURE, inside=True)
        exact = find_places(view.pixels, fiducials.marks, apply(forth, mm), look)
        marks, px = exact.mark, exact.at
    return _Try(_place(view, fiducials, paper, marks, px), len(marks))


def _place(
    view: _View, fiducials: CornerMarks, paper: Size, marks: Ints, px: Floats
) -> Placement | Fault:
    """Fit the map to measured marks, and refuse what no sheet in a scanner gives."""
    mm = middles(fiducials.marks)
    fitted = _fit(view.pixels, fiducials, mm[marks], px) if len(marks) > 1 else None
    if fitted is None:
        return _missing(fiducials, marks)
    forth, off = fitted
    residual = float(np.sqrt(np.mean(off**2)))
    fault = _warped(forth, residual)
    return fault or _placement(view, forth, paper, fiducials, (residual, len(marks)))


def _map(mm: Floats, px: Floats) -> Floats:
    """Give the map that so many marks allow: stretched by three, else only turned and scaled."""
    return fit_affine(mm, px) if len(mm) > 2 else fit_similarity(mm, px)  # noqa: PLR2004 - as said


def _fit(
    pixels: Grey, fiducials: CornerMarks, mm: Floats, px: Floats
) -> tuple[Floats, Floats] | None:
    """Fit the map by the marks; with too few of them by landmarks too; None where both are few.

    Also how far (px) each mark, and each edge, lies from where the map puts it.
    """
    if len(mm) >= ENOUGH:
        forth = fit_affine(mm, px)
        off = misfit(forth, mm, px)
        scale = float(np.hypot(*forth[:, 0]))
        if len(mm) > ENOUGH and off.max() > RESIDUAL_MOST_MM / 2 * scale:
            return _without_worst(mm, px)
        return forth, off
    forth = _map(mm, px)
    edges = find_edges(np.ascontiguousarray(pixels), fiducials.landmarks, forth)
    if 2 * len(mm) + len(edges.at) < EQUATIONS:
        if len(mm) < ENOUGH - 1:
            return None
        # Three marks are followed exactly: what shows a wrong one is that the sheet is not square.
        return forth, np.abs(_shear(forth)) * np.hypot(*(px - px.mean(axis=0)).T)
    forth = fit_all(mm, px, edges)
    return forth, misfits(forth, mm, px, edges)


def _without_worst(mm: Floats, px: Floats) -> tuple[Floats, Floats]:
    """Leave out the mark without which the others fit best: one may be covered or misprinted."""
    fits = []
    for left_out in range(len(mm)):
        keep = np.arange(len(mm)) != left_out
        forth = fit_affine(mm[keep], px[keep])
        fits.append((forth, misfit(forth, mm[keep], px[keep])))
    return min(fits, key=lambda fit: float(np.sum(fit[1] ** 2)))


def _shear(forth: Floats) -> float:
    """Give the angle (radians) by which a map's axes are off square; 0 for a flat sheet."""
    across, down = forth[:, 0], forth[:, 1]
    return float(np.angle((down[0] + 1j * down[1]) / (1j * (across[0] + 1j * across[1]))))


def _warped(forth: Floats, residual: float) -> Fault | None:
    """Say what is wrong with a map that no sheet in a scanner has."""
    across, down = forth[:, 0], forth[:, 1]
    scale = float(np.hypot(*across))
    stretch = float(np.hypot(*down) / np.hypot(*across))
    shear = _shear(forth)
    if abs(stretch - 1) > STRETCH_MOST:
        message = f"the sheet is stretched by {stretch - 1:+.1%} down against across"
        return Fault(FaultCode.STRETCH, message, {"stretch": round(stretch, 4)}, NAME)
    if residual > RESIDUAL_MOST_MM * scale or abs(shear) > SHEAR_MOST:
        message = (
            f"the marks do not lie as they should: {residual / scale:.2f} mm off on average, "
            f"{np.rad2deg(shear):.2f} degrees off square"
        )
        return Fault(FaultCode.NOT_LOCATED, message, {"residual_px": round(residual, 2)}, NAME)
    return None


def _missing(fiducials: CornerMarks, marks: Ints) -> Fault:
    """Name the marks that were not found; where none is, it is not such a form."""
    expected, found = len(fiducials.marks), len(marks)
    detail: dict[str, str | float] = {"found": found, "expected": expected}
    if found <= 1:
        message = f"none of the {expected} registration marks lies where it should"
        return Fault(FaultCode.NOT_A_BALLOT, message, detail, NAME)
    lost = [number for number in range(expected) if number not in marks.tolist()]
    if not lost:
        message = "the registration marks were found, but lie too unevenly to place the sheet"
        return Fault(FaultCode.NOT_LOCATED, message, detail, NAME)
    names = ", ".join(str(number + 1) for number in lost)
    first = fiducials.marks[lost[0]].box
    message = (
        f"only {found} of {expected} registration marks were found; missing: {names}, "
        f"the first at {first.x:g}, {first.y:g} mm"
    )
    detail |= {"index": lost[0] + 1, "missing": names}
    return Fault(FaultCode.MARK_MISSING, message, detail, NAME)


def _placement(
    view: _View, forth: Floats, paper: Size, fiducials: CornerMarks, fit: tuple[float, int]
) -> Placement:
    x_mm, y_mm = np.array([0.0, paper.width]), np.array([0.0, paper.height])
    corners = np.stack(np.meshgrid(x_mm, y_mm), axis=-1)
    px = apply(forth, corners.reshape(-1, 2)).reshape(2, 2, 2)
    if view.turned:
        height, width = view.pixels.shape
        px = np.array([width - 1.0, height - 1.0]) - px
    residual, found = fit
    grey = levels(view.pixels, fiducials.marks, forth)
    turn = 180 if view.turned else 0
    return Placement(x_mm, y_mm, px, turn, residual, found, len(fiducials.marks), *grey)
