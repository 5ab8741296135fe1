"""The printed outline as masks: where ink is expected, where paper, and where a voter marks."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qc_service.model.layout import TargetShape

F32 = npt.NDArray[np.float32]
"""Masks and patches are float32: half the memory of float64 and what OpenCV matches fastest."""

OUTER_MM = 0.45
"""Width of the band outside the outline that must be paper: narrower than the gap to any print."""

BAND_REACH = 1.0
"""Pixels between the outline's edge and the end of the band's millimetres: the outline's blur."""

INSET_MM = 0.30
"""Distance from the outline's middle to the inner area: half a line, blur, half a pixel."""


@dataclass(frozen=True, eq=False)
class Template:
    """Masks over a (height, width) window centred on a target.

    `kernel`: weight of each pixel's ink for the place: outline positive, paper band negative, sum
    0, inner area 0, so that a filled target is placed like an empty one. `weights` (height * width,
    2) are outline and band, each with the sum 1; `inner` is a yes/no mask of the area a
    voter marks, cut to its own extent; `corner` (x, y) is where that lies in the window.
    """

    kernel: F32
    weights: F32
    inner: npt.NDArray[np.bool_]
    corner: tuple[int, int]


@lru_cache(maxsize=256)
def template(
    shape: TargetShape, width: float, height: float, line: float, scale: float, angle_deg: float
) -> Template:
    """Make the masks of an outline of width, height and line in pixels, turned by an angle."""
    reach = line / 2 + BAND_REACH + OUTER_MM * scale
    half_w, half_h = int(np.ceil(width / 2 + reach)), int(np.ceil(height / 2 + reach))
    ys, xs = np.mgrid[-half_h : half_h + 1, -half_w : half_w + 1].astype(float)
    turn = np.deg2rad(angle_deg)
    u, v = xs * np.cos(turn) + ys * np.sin(turn), ys * np.cos(turn) - xs * np.sin(turn)
    # Signed distance from the outline's middle line, negative inside. An oval as printed on ballots
    # is a bar with half-round ends: a box whose corner radius is half its height.
    a, b = (width - line) / 2, (height - line) / 2
    radius = min(a, b) if shape is TargetShape.OVAL else 0.0
    qx, qy = np.abs(u) - (a - radius), np.abs(v) - (b - radius)
    outside = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0))
    distance = outside + np.minimum(np.maximum(qx, qy), 0) - radius
    ring = np.clip(line / 2 + 0.75 - np.abs(distance), 0, 1)
    band = ((distance > line / 2 + min(1.5, 0.2 * scale)) & (distance < reach)).astype(float)
    ring, band = ring / ring.sum(), band / band.sum()
    inner = distance < -INSET_MM * scale
    rows, columns = np.flatnonzero(inner.any(axis=1)), np.flatnonzero(inner.any(axis=0))
    # A target too small for its line has no inner area; its middle pixel stands for it.
    y0, y1 = (rows[0], rows[-1] + 1) if rows.size else (half_h, half_h + 1)
    x0, x1 = (columns[0], columns[-1] + 1) if columns.size else (half_w, half_w + 1)
    return Template(
        (ring - band).astype(np.float32),
        np.stack([ring.ravel(), band.ravel()], axis=1).astype(np.float32),
        inner[y0:y1, x0:x1],
        (int(x0), int(y0)),
    )
