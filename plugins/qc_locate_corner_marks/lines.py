"""Landmarks: printed rectangles whose edges help where marks are lost: one equation each."""

from dataclasses import dataclass

import cv2
import numpy as np

from qc_locate_corner_marks.fitting import apply
from qc_service.model.layout import Box
from qc_service.model.units import Floats, Grey

REACH_MM = 2.0
"""How far an edge may lie from where the remaining marks predict it."""

STEP_MM = 0.1
"""Step along an edge's normal: finer than a pixel at 200 dpi."""

ALONG = 48
"""Samples along an edge: a hand's stroke or a fold covers few of them."""

MARGIN = 0.1
"""Share of an edge left out at both ends: corners belong to two edges."""

CONTRAST = 12.0
"""Step of grey from which an edge is one: paper's grain has 4."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges found: a point on each (n, 2) in mm, its normal (n, 2), its place along it (n,) px."""

    mm: Floats
    normal: Floats
    at: Floats


def find_edges(pixels: Grey, boxes: tuple[Box, ...], forth: Floats) -> Edges:
    """Measure the edges of rectangles near where a map (2, 3) puts them.

    An edge counts by the mean step of grey along it, dark to light or light to dark.
    """
    points, normals, places = [], [], []
    scale = float(np.hypot(*forth[:, 0]))
    for box in boxes:
        for start, end, normal in _sides(box):
            middle = (start + end) / 2
            across = forth[:, :2] @ normal
            across /= np.hypot(*across)
            off = _offset(pixels, apply(forth, np.array([start, end])), across, scale)
            if off is not None:
                points.append(middle)
                normals.append(across)
                places.append(float(apply(forth, middle[None, :])[0] @ across) + off)
    return Edges(
        np.array(points).reshape(-1, 2), np.array(normals).reshape(-1, 2), np.array(places)
    )


def _sides(box: Box) -> list[tuple[Floats, Floats, Floats]]:
    x0, y0, x1, y1 = box.x, box.y, box.x + box.width, box.y + box.height
    right, down = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return [
        (np.array([x0, y0]), np.array([x0, y1]), right),
        (np.array([x1, y0]), np.array([x1, y1]), right),
        (np.array([x0, y0]), np.array([x1, y0]), down),
        (np.array([x0, y1]), np.array([x1, y1]), down),
    ]


def _offset(pixels: Grey, ends: Floats, across: Floats, scale: float) -> float | None:
    """Give how far (px) along the normal the edge lies from the line between `ends`."""
    share = np.linspace(MARGIN, 1 - MARGIN, ALONG)
    line = ends[0] + share[:, None] * (ends[1] - ends[0])
    steps = np.arange(-REACH_MM, REACH_MM + STEP_MM / 2, STEP_MM) * scale
    grid = (line[:, None, :] + steps[None, :, None] * across).astype(np.float32)
    height, width = pixels.shape
    if grid.min() < 0 or grid[..., 0].max() > width - 1 or grid[..., 1].max() > height - 1:
        return None
    grey = cv2.remap(pixels, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR)
    profile = np.median(grey.astype(np.float64), axis=0)
    # Over half a millimetre: a thin rule has two steps, and its middle none.
    reach = max(1, round(0.25 / STEP_MM))
    step = np.abs(profile[2 * reach :] - profile[: -2 * reach])
    best = int(np.argmax(step))
    if step[best] < CONTRAST:
        return None
    # The middle of all steps as high as the best: the edge is in the middle of a blurred slope.
    high = np.flatnonzero(step >= 0.9 * step[best])
    if high[-1] - high[0] > 2 * reach:
        return None
    return float(steps[reach + round(float(high.mean()))])


def fit_all(mm: Floats, px: Floats, edges: Edges) -> Floats:
    """Give the affine map (2, 3) with the least squared misfit of marks and edges together."""
    n, m = len(mm), len(edges.at)
    design, right = np.zeros((2 * n + m, 6)), np.zeros(2 * n + m)
    homogeneous = np.concatenate([mm, np.ones((n, 1))], axis=1)
    design[:n, :3], design[n : 2 * n, 3:] = homogeneous, homogeneous
    right[: 2 * n] = px.T.ravel()
    on_edges = np.concatenate([edges.mm, np.ones((m, 1))], axis=1)
    design[2 * n :, :3] = edges.normal[:, :1] * on_edges
    design[2 * n :, 3:] = edges.normal[:, 1:] * on_edges
    right[2 * n :] = edges.at
    solution, *_ = np.linalg.lstsq(design, right, rcond=None)
    return np.asarray(solution, np.float64).reshape(2, 3)


def misfits(forth: Floats, mm: Floats, px: Floats, edges: Edges) -> Floats:
    """Give the distance (n + m,) in pixels of every mark, and of every edge along its normal."""
    marks = np.hypot(*(apply(forth, mm) - px).T)
    along = (apply(forth, edges.mm) * edges.normal).sum(axis=1) - edges.at
    off: Floats = np.concatenate([marks, np.abs(along)])
    return off
