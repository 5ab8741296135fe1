"""Arranges candidate blobs into straight rows of evenly spaced marks."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from qc_service.model.units import Floats

MAX_SLOPE = 0.1
"""Steepest skew looked for, as a tangent: 5.7 degrees; a feeder jams before."""

SLOPES = np.linspace(-MAX_SLOPE, MAX_SLOPE, 21)
"""Slopes tried: 0.01 apart, so the nearest is at most 1.4 pixels off at a 550 pixel page's ends."""

NEAR = 2.5
"""Pixels (at 50 dpi) a mark's centre may lie off its line: a third of a mark's height and noise."""

GAP_ERROR = 0.22
"""Share of a pitch by which a gap may miss a whole number; feed stretch stays under 0.1."""

LEAST = 4
"""Fewest marks that make a line: three may stand in line by chance."""

STARTS = 4
"""How many first blobs are tried as the begin of a chain, in case the first are dirt."""

MOST = 0.8
"""Share of the blobs near a line that makes a chain good enough not to try another start."""


@dataclass(frozen=True)
class Line:
    """Marks along a line: positions `along` it (rising), `across` = offset + slope * along."""

    along: Floats
    across: Floats
    index: Floats
    slope: float
    offset: float

    def across_at(self, along: float) -> float:
        """Give the line's place across at a place along it."""
        return self.offset + self.slope * along


def best_line(along: Floats, across: Floats, pitch: float, slope: float | None) -> Line | None:
    """Find the line with the longest chain of marks about a pitch apart; None where there is none.

    `along`/`across` are (n,) coordinates; `slope` fixes the tilt, None searches it.
    """
    order = np.argsort(along)
    along, across = along[order], across[order]
    slopes = SLOPES if slope is None else np.array([slope])
    slope, offset = _densest(along, across, slopes)
    # The first guess's tilt is coarse: what lies near the line it gives is gathered once more.
    near = np.abs(across - offset - slope * along) < NEAR
    if np.count_nonzero(near) < LEAST:
        return None
    slope, offset = fit_line(along[near], across[near])
    near = np.abs(across - offset - slope * along) < NEAR
    return _chained(along[near], across[near], pitch)


def _densest(along: Floats, across: Floats, slopes: Floats) -> tuple[float, float]:
    """Give slope and offset of the densest line, by counting over bins of twice NEAR (Hough)."""
    if not len(along):
        return 0.0, 0.0
    flat = across[None, :] - slopes[:, None] * along[None, :]
    low = float(flat.min())
    bins = ((flat - low) / NEAR).astype(int)
    width = int(bins.max()) + 2
    cells = bins + width * np.arange(len(slopes))[:, None]
    votes = np.bincount(cells.ravel(), minlength=width * len(slopes)).reshape(len(slopes), width)
    pairs = votes[:, :-1] + votes[:, 1:]
    which, cell = np.unravel_index(int(np.argmax(pairs)), pairs.shape)
    return float(slopes[which]), low + (float(cell) + 1.0) * NEAR


def _chained(along: Floats, across: Floats, pitch: float) -> Line | None:
    places = along.tolist()
    # For so few numbers plain Python is faster than NumPy.
    gaps = (after - before for before, after in pairwise(places))
    usual = [gap for gap in gaps if 0.8 * pitch < gap < 1.2 * pitch]
    if not usual:
        return None
    step = median(usual)
    kept: list[int] = []
    index: list[int] = []
    for start in range(min(STARTS, len(places))):
        longer = _chain(places, start, step)
        if len(longer[0]) > len(kept):
            kept, index = longer
        if len(kept) > MOST * len(places):
            break
    if len(kept) < LEAST:
        return None
    a, c = along[kept], across[kept]
    slope, offset = fit_line(a, c)
    return Line(a, c, np.array(index, dtype=float), slope, offset)


def fit_line(x: Floats, y: Floats) -> tuple[float, float]:
    """Give slope and offset of the least-squares line through (n,) points, n of 2 or more."""
    n = len(x)
    mx, my = float(x.sum()) / n, float(y.sum()) / n
    dx = x - mx
    slope = float(dx @ (y - my)) / max(float(dx @ dx), 1e-12)
    return slope, my - slope * mx


def _chain(along: list[float], start: int, step: float) -> tuple[list[int], list[int]]:
    """Walk from one mark to the next in whole steps, leaving out what stands between."""
    kept, index = [start], [0]
    last = along[start]
    for i in range(start + 1, len(along)):
        steps = (along[i] - last) / step
        whole = int(steps + 0.5)
        if whole >= 1 and abs(steps - whole) < GAP_ERROR * whole**0.5:
            kept.append(i)
            index.append(index[-1] + whole)
            last = along[i]
    return kept, index
