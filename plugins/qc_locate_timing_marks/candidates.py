"""Finds blobs that could be timing marks, on a copy of the page at about 50 dpi."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from qc_service.model.layout import TimingMarks
from qc_service.model.units import Floats, Grey

BORDER = 0.1
"""Share of the page from each edge where marks are sought first: margin and a little skew."""

WIDE_BORDER = 0.28
"""The same where the first look failed: scanner bed, crop, much skew."""

DARK = 0.45
"""Share of the way from paper to ink where a pixel counts as mark: half, less for grain."""

MIN_CONTRAST = 30.0
"""Grey levels between paper and ink below which there is nothing printed to find."""


EDGE = 2
"""Pixels (1 mm at 50 dpi) from the image's edge within which a mark counts as cut by it."""


@dataclass(frozen=True)
class Levels:
    """The grey of bare paper and of print on this page, 0..255."""

    paper: float
    ink: float

    @property
    def contrast(self) -> float:
        """Grey levels between paper and print."""
        return self.paper - self.ink


def page_levels(tiny: Grey) -> Levels:
    """Estimate paper and print: the medians on the two sides of Otsu's threshold (Otsu 1979)."""
    # Every third row and column tells the same, in a ninth of the time.
    tiny = np.ascontiguousarray(tiny[::3, ::3])
    threshold, _ = cv2.threshold(tiny, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # A histogram gives both medians in a tenth of the time that sorting the pixels takes.
    counts = np.asarray(cv2.calcHist([tiny], [0], None, [256], [0, 256]), np.float32).ravel()
    cut = int(threshold) + 1
    below = counts.cumsum()
    dark, whole = float(below[cut - 1]), float(below[-1])
    if dark in {0.0, whole}:
        level = float(tiny.mean())
        return Levels(level, level)
    paper, ink = np.searchsorted(below, [(dark + whole) / 2, dark / 2]).tolist()
    return Levels(float(paper), float(ink))


def find_candidates(
    tiny: Grey, levels: Levels, marks: TimingMarks, px_per_mm: float, border: float = BORDER
) -> Floats:
    """Give (n, 2) centres (x, y) in `tiny` of blobs with about the size and fill of a mark.

    A blob cut by the left or right edge of the image may be narrower than a mark.
    """
    threshold = levels.paper - DARK * levels.contrast
    height, width = tiny.shape
    mx, my = round(border * width), round(border * height)
    strips = ((0, 0, mx, height), (width - mx, 0, mx, height), (0, 0, width, my))
    found = [_blobs_in(tiny, strip, threshold) for strip in (*strips, (0, height - my, width, my))]
    # A corner's marks come twice, from both strips; chains of marks step over the second.
    stats, centres = (np.concatenate(each) for each in zip(*found, strict=True))
    left, _, w, h, area = stats.T
    want_w, want_h = marks.mark.width * px_per_mm, marks.mark.height * px_per_mm
    # One pixel of slack on both sides: at this size a mark's edge may fall anywhere in a pixel.
    cut = (left <= EDGE) | (left + w >= width - EDGE)
    broad = (w >= 0.55 * want_w - 1) | (cut & (w >= 0.2 * want_w))
    good = broad & (w <= 1.35 * want_w + 1) & (h >= 0.55 * want_h - 1) & (h <= 1.6 * want_h + 1)
    good &= area >= 0.55 * w * h
    blobs: Floats = centres[good]
    return blobs


def _blobs_in(
    tiny: Grey, strip: tuple[int, int, int, int], threshold: float
) -> tuple[npt.NDArray[np.int32], Floats]:
    """Give the blobs of one border strip (x, y, width, height): OpenCV's stats, and centres."""
    x0, y0, wide, tall = strip
    part = tiny[y0 : y0 + tall, x0 : x0 + wide]
    _, mask = cv2.threshold(part, threshold, 1, cv2.THRESH_BINARY_INV)
    _, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    stats[:, cv2.CC_STAT_LEFT] += x0
    # The first is the ground.
    return np.asarray(stats[1:], np.int32), centres[1:] + np.array([x0, y0])
