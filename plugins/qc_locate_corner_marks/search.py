"""Where marks may stand: the best few places of each in a window around where it is expected."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from qc_locate_corner_marks.kernels import kernel
from qc_service.model.layout import CornerMark
from qc_service.model.units import Floats, Grey

Ints = npt.NDArray[np.int64]

CANDIDATES = 3
"""Places kept of each mark: print that looks like one rarely does so twice in one window."""

MATCH_LEAST = 0.55
"""Correlation from which a place may be a mark; half-covered and blurred marks have that much."""

MATCH_SURE = 0.68
"""Correlation from which it is one: a mark upside down, or a box to tick, has up to 0.67, marks
blurred over 3 pixels 0.75 and more."""

APART_MM = 2.0
"""Two places of one mark are this far apart, or they are one place."""


@dataclass(frozen=True, eq=False)
class Places:
    """Candidates of all marks: which mark (n,), where in pixels (n, 2), how good a match (n,)."""

    mark: Ints
    at: Floats
    match: Floats


@dataclass(frozen=True)
class Look:
    """How to look: `scale` in pixels a mm, `reach` in mm; the pixels are shrunk by `factor`.

    `inside` refuses a best place on a window's rim: there the mark itself lies beyond it.
    """

    scale: float
    reach: float
    factor: int = 1
    most: int = CANDIDATES
    least: float = MATCH_LEAST
    inside: bool = False


def middles(marks: tuple[CornerMark, ...]) -> Floats:
    """Give the middles of the marks (n, 2) in mm."""
    return np.array([(m.box.x + m.box.width / 2, m.box.y + m.box.height / 2) for m in marks])


def find_places(pixels: Grey, marks: tuple[CornerMark, ...], near: Floats, look: Look) -> Places:
    """Match every mark in a window around `near` (n, 2); where that is no number, not.

    `near`, the places found and the look's scale are in pixels of the page that `pixels` are
    shrunk from.
    """
    f = look.factor
    # The middle of a shrunk pixel lies between those it was made of.
    wanted = ((near + 0.5) / f - 0.5).tolist()
    found: list[tuple[int, float, float, float]] = []
    for number, (mark, (x, y)) in enumerate(zip(marks, wanted, strict=True)):
        if math.isfinite(x) and math.isfinite(y):
            pattern = kernel(mark, look.scale / f)
            places = match_near(pixels, pattern, (x, y), look)
            found += ((number, f * (x + 0.5) - 0.5, f * (y + 0.5) - 0.5, m) for x, y, m in places)
    table = np.array(found).reshape(-1, 4)
    return Places(table[:, 0].astype(np.int64), table[:, 1:3], table[:, 3])


def match_near(
    pixels: Grey, pattern: Grey, near: tuple[float, float], look: Look
) -> list[tuple[float, float, float]]:
    """Give the best places (x, y, match) of a pattern's middle around a point, best first.

    `pixels` are already shrunk by the look's factor. Sub-pixel by a parabola through the
    neighbours. Beyond the image there is nothing to match.
    """
    reach, (rows, columns) = look.reach * look.scale / look.factor, pattern.shape
    half_y, half_x = rows // 2, columns // 2
    x0, y0 = max(0, int(near[0] - reach) - half_x), max(0, int(near[1] - reach) - half_y)
    x1, y1 = int(near[0] + reach) + half_x + 2, int(near[1] + reach) + half_y + 2
    window = pixels[y0 : max(0, y1), x0 : max(0, x1)]
    if window.shape[0] < rows or window.shape[1] < columns:
        return []
    window = np.ascontiguousarray(window)
    scores = np.asarray(cv2.matchTemplate(window, pattern, cv2.TM_CCOEFF_NORMED), np.float32)
    last_y, last_x = (side - 1 for side in scores.shape)
    apart = APART_MM * look.scale / look.factor
    found = []
    for _ in range(look.most):
        _, best, _, (x, y) = cv2.minMaxLoc(scores)
        if not look.least <= best <= 1.0 + ROUNDING:
            break
        if look.inside and not (0 < x < last_x and 0 < y < last_y):
            break
        dx, dy = _peak(scores, x, y)
        found.append((x0 + x + dx + half_x, y0 + y + dy + half_y, min(1.0, float(best))))
        scores[
            max(0, int(y - apart)) : int(y + apart) + 1, max(0, int(x - apart)) : int(x + apart) + 1
        ] = -1
    return found


ROUNDING = 1e-3
"""OpenCV's correlation may be above 1 by so much; a flat window can give anything beyond."""


def _peak(scores: npt.NDArray[np.float32], x: int, y: int) -> tuple[float, float]:
    """Give the shift from a pixel to the peak of a parabola through its neighbours."""
    return (
        _vertex(scores[y, x - 1 : x + 2]) if 0 < x < scores.shape[1] - 1 else 0.0,
        _vertex(scores[y - 1 : y + 2, x]) if 0 < y < scores.shape[0] - 1 else 0.0,
    )


def _vertex(near: npt.NDArray[np.float32]) -> float:
    before, here, after = map(float, near)
    bend = before - 2 * here + after
    if bend >= 0 or min(before, after) <= -1:
        return 0.0
    return min(0.5, max(-0.5, (before - after) / (2 * bend)))
