"""Where marks may stand: the best few places of each in a window around where it is expected."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from qc_locate_corner_marks.kernels import kernel
from qc_service.model.layout import CornerMark
from qc_service.model.units import Floats, Grey
from qc_service.reading.decode import shrink

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
    """How to look: `scale` in pixels a mm, `reach` in mm, windows shrunk by `factor` first.

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
    """Match every mark in a window around `near` (n, 2) pixels; where that is no number, not."""
    found: list[tuple[int, float, float, float]] = []
    for number, mark in enumerate(marks):
        if np.isfinite(near[number]).all():
            pattern = kernel(mark, look.scale / look.factor)
            found += ((number, *place) for place in match_near(pixels, pattern, near[number], look))
    table = np.array(found).reshape(-1, 4)
    return Places(table[:, 0].astype(np.int64), table[:, 1:3], table[:, 3])


def match_near(
    pixels: Grey, pattern: Grey, near: Floats, look: Look
) -> list[tuple[float, float, float]]:
    """Give the best places (x, y, match) of a pattern's middle around a point, best first.

    Sub-pixel by a parabola through the neighbours. Beyond the image there is nothing to match.
    """
    f, reach = look.factor, look.reach * look.scale
    half_y, half_x = (f * (side // 2) for side in pattern.shape)
    x0, y0 = max(0, int(near[0] - reach) - half_x), max(0, int(near[1] - reach) - half_y)
    x1, y1 = int(near[0] + reach) + half_x + f + 1, int(near[1] + reach) + half_y + f + 1
    window = pixels[y0 : max(0, y1), x0 : max(0, x1)]
    if window.shape[0] < f * pattern.shape[0] or window.shape[1] < f * pattern.shape[1]:
        return []
    window = shrink(window, f) if f > 1 else np.ascontiguousarray(window)
    scores = cv2.matchTemplate(window, pattern, cv2.TM_CCOEFF_NORMED)
    apart = APART_MM * look.scale / f
    found = []
    for _ in range(look.most):
        _, best, _, (x, y) = cv2.minMaxLoc(scores)
        if not look.least <= best <= 1.0 + ROUNDING:
            break
        if look.inside and not (0 < x < scores.shape[1] - 1 and 0 < y < scores.shape[0] - 1):
            break
        dx, dy = _peak(np.asarray(scores, np.float32), x, y)
        # The middle of a shrunk pixel lies between those it was made of.
        at_x = x0 + f * (x + dx + pattern.shape[1] // 2 + 0.5) - 0.5
        at_y = y0 + f * (y + dy + pattern.shape[0] // 2 + 0.5) - 0.5
        found.append((at_x, at_y, min(1.0, float(best))))
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
    before, here, after = (float(value) for value in near)
    bend = before - 2 * here + after
    if bend >= 0 or min(before, after) <= -1:
        return 0.0
    return min(0.5, max(-0.5, (before - after) / (2 * bend)))
