"""Finds each printed outline: the best of shifted matches, or the shift common to the page."""

from functools import lru_cache

import numpy as np

from qc_read_ovals.patches import Ints, Patches
from qc_read_ovals.template import F32, Template
from qc_service.model.units import Floats
from qc_service.reading.windows import windows_of

GOOD_MATCH = 0.5
"""Correlation from which an outline counts as found; a clean one has 0.7 up, text under 0.4."""

PULL = 0.15
"""What the outermost shift must win in mean ink over none: scribble must not drag the place."""


GEMM_ALONE = 1 << 18
"""Products up to which OpenBLAS multiplies without threads: workers have one core each."""


def find_shifts(patches: Patches, model: Template) -> tuple[Floats, Floats]:
    """Give the outline's best shift (n, 2) in patches of the small page, and its match (n,) there.

    All shifts of all patches are one product of matrices: several times faster than a correlation
    by Fourier transform, for so few shifts.
    """
    n, height, width = patches.ink.shape
    low, span = patches.rim, 2 * patches.search + 1
    weights = _shifted(model, height, width, low, span)
    flat = patches.ink.reshape(n, -1)
    some = max(1, GEMM_ALONE // weights.size)
    products = np.concatenate([flat[i : i + some] @ weights for i in range(0, n, some)])
    response = products.reshape(n, span, span) - _pull(span)
    best = response.reshape(n, -1).argmax(axis=1)
    rows, columns = best // span, best % span
    at = np.arange(n)
    # Both axes' lines through the best, in one go.
    lines = np.concatenate([response[at, rows, :], response[at, :, columns]])
    tops = np.concatenate([columns, rows])
    found = (tops + _peak(lines, tops)).reshape(2, n).T - patches.search
    places = np.stack([columns, rows], axis=1) + low
    return found, match(windows(patches.ink, places, model.kernel.shape), model)


@lru_cache(maxsize=32)
def _shifted(model: Template, height: int, width: int, low: int, span: int) -> F32:
    """Give the kernel at every shift over a patch, as (height * width, span * span) weights."""
    tall, wide = model.kernel.shape
    weights = np.zeros((span, span, height, width), np.float32)
    for row in range(span):
        for column in range(span):
            y, x = low + row, low + column
            weights[row, column, y : y + tall, x : x + wide] = model.kernel
    return np.ascontiguousarray(weights.reshape(span * span, -1).T)


def _peak(line: F32, top: Ints) -> Floats:
    """Give the offset (n,) of a parabola's summit through the best of (n, span) and both sides."""
    n, span = line.shape
    at = np.arange(n)
    inside = (top > 0) & (top < span - 1)
    middle = line[at, top]
    left, right = line[at, np.maximum(top - 1, 0)], line[at, np.minimum(top + 1, span - 1)]
    bend = left - 2 * middle + right
    offset = np.where(inside & (bend < 0), (left - right) / (2 * np.minimum(bend, -1e-9)), 0.0)
    summit: Floats = np.clip(offset, -0.5, 0.5)
    return summit


@lru_cache(maxsize=32)
def _pull(span: int) -> F32:
    """Give the handicap of each shift: its squared distance from the mapped place."""
    axis = np.arange(span, dtype=np.float32) - span // 2
    distance = axis[:, None] ** 2 + axis[None, :] ** 2
    handicap: F32 = (PULL / max(1.0, 2 * float(span // 2) ** 2) * distance).astype(np.float32)
    return handicap


def windows(stack: F32, places: Ints, shape: tuple[int, ...]) -> F32:
    """Cut (n, h, w) windows of one shape out of (n, H, W) patches; `places` (n, 2) are x, y."""
    views = windows_of(stack, shape)
    cut: F32 = views[np.arange(len(stack)), places[:, 1], places[:, 0]]
    return cut


def match(ink: F32, model: Template) -> Floats:
    """Give the correlation (n,), 0..1, of windows (n, h, w) with the outline and its paper band."""
    flat = ink.reshape(len(ink), -1)
    mean_ring, mean_band = (flat @ model.weights).T
    mean = (mean_ring + mean_band) / 2
    spread = ((flat * flat) @ model.weights).mean(axis=1) - mean * mean
    # The model is 1 on the outline and 0 on the band, each with half the weight: SD 1/2.
    apart = (mean_ring - mean_band) / 2 / np.sqrt(np.maximum(spread, 1e-4))
    found: Floats = np.minimum(np.maximum(apart, 0), 1)
    return found
