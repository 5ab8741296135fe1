"""Measures each expected mark in grey on the small page: is it there, and where is its centre."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from qc_locate_timing_marks.candidates import Levels
from qc_locate_timing_marks.mesh import Flags
from qc_service.model.units import Floats, Grey
from qc_service.reading.windows import windows_of

F32 = npt.NDArray[np.float32]
"""Patches are float32: enough for ink of 256 levels, half the memory."""

PRESENT = (0.6, 1.5)
"""Ink in a mark's profile, as a share of a whole mark's, between which it counts as seen."""

WHOLE = (0.85, 1.2)
"""Its width, as a share of a whole mark's, outside which it is cut or run together with print."""


CUT = 0.2
"""Share of its width that a cut mark must show to be placed by its inner edge."""

SLACK_X = 2.0
"""Pixels (0.5 mm) beyond a mark's ends that are looked at: what the first guess may be off."""

SLACK_Y = 0.9
"""The same above and below, as a share of its height; the next mark is three heights away."""


@dataclass(frozen=True)
class Measured:
    """Marks measured at (n, 2) expected places: centres (n, 2) and whether y and x may be used."""

    centre: Floats
    y_good: Flags
    x_good: Flags


def measure_marks(
    small: Grey,
    expected: Floats,
    size: tuple[float, float],
    levels: Levels,
    inner: Floats,
) -> Measured:
    """Measure marks of `size` (width, height) px at `expected` (n, 2) places (x, y).

    `inner` (n,) says on which side of a mark the ballot lies: 1 for the left border, -1 for the
    right one, 0 for the top. A mark that the image's edge or the bed cuts is placed by its inner
    edge, one that has run together with print by its outer edge.
    """
    w, h = size
    half_w, half_h = round(w / 2 + SLACK_X), round(h / 2 + SLACK_Y * h)
    middle = np.rint(expected).astype(np.int64)
    ink = _ink_patches(small, middle, (half_w, half_h), levels, inner)
    xs = np.arange(-half_w, half_w + 1, dtype=float)
    ys = np.arange(-half_h, half_h + 1, dtype=float)
    by_row = _row_profile(ink, ys, w, h)
    tall = by_row.sum(axis=1)
    y = (by_row @ ys) / np.maximum(tall, 1e-9)
    y_good = (tall > PRESENT[0] * h) & (tall < PRESENT[1] * h)
    near = (np.abs(ys[None, :] - y[:, None]) <= 0.3 * h).astype(np.float32)
    by_column = np.matmul(near[:, None, :], ink)[:, 0] / np.maximum(near.sum(axis=1), 1)[:, None]
    left, right = _edges(by_column, xs)
    wide = right - left
    x = (left + right) / 2
    # Off the top row, a narrow mark is cut at its outer end and a wide one merged at its inner.
    edge_in, edge_out = np.where(inner > 0, right, left), np.where(inner > 0, left, right)
    x = np.where((inner != 0) & (wide < w), edge_in - inner * w / 2, x)
    x = np.where((inner != 0) & (wide > WHOLE[1] * w), edge_out + inner * w / 2, x)
    whole = (wide > WHOLE[0] * w) & (wide < WHOLE[1] * w)
    x_good = y_good & np.where(inner == 0, whole, wide > CUT * w)
    return Measured(middle + np.stack([x, y], axis=1), y_good, x_good)


def _row_profile(ink: F32, ys: Floats, w: float, h: float) -> Floats:
    """Give the mean ink of each row (n, h), over the third of a mark's width that stands out most.

    So a cut mark shows its rest, and a streak or the image's black edge beside it does not count.
    """
    inside = np.abs(ys) <= 0.8 * h
    weight = np.where(inside, 1 / inside.sum(), -1 / (~inside).sum()).astype(np.float32)
    stands_out = np.matmul(weight, ink)
    third = max(1, round(w / 3))
    best = np.argsort(stands_out, axis=1)[:, -third:]
    chosen = np.zeros_like(stands_out)
    chosen[np.arange(len(ink))[:, None], best] = 1 / third
    profile: Floats = np.matmul(ink, chosen[:, :, None])[:, :, 0]
    return profile


def _edges(profile: Floats, xs: Floats) -> tuple[Floats, Floats]:
    """Give the first and last half-dark place (n,) of each profile (n, w), to a part of a pixel."""
    padded = np.zeros((len(profile), profile.shape[1] + 2))
    padded[:, 1:-1] = profile
    dark = padded > 0.5  # noqa: PLR2004 - an edge is where half a pixel is covered
    some = dark.any(axis=1)
    first = np.where(some, dark.argmax(axis=1), 1)
    last = np.where(some, dark.shape[1] - 1 - dark[:, ::-1].argmax(axis=1), 1)
    n = np.arange(len(profile))
    left = xs[first - 1] + 0.5 - padded[n, first] - padded[n, first - 1]
    right = xs[last - 1] - 0.5 + padded[n, last] + padded[n, last + 1]
    return np.where(some, left, 0.0), np.where(some, right, 0.0)


def _ink_patches(
    small: Grey,
    middle: npt.NDArray[np.int64],
    half: tuple[int, int],
    levels: Levels,
    inner: Floats,
) -> F32:
    """Cut (n, h, w) patches as ink, 0 paper .. 1 print; what lies off the page is paper."""
    height, width = small.shape
    corner = np.clip(middle, 0, (width - 1, height - 1)) - np.array(half)
    shape = (2 * half[1] + 1, 2 * half[0] + 1)
    grey = np.empty((len(corner), *shape), np.float32)
    for border in (1, -1, 0):
        some = np.flatnonzero(inner == border)
        if len(some):
            grey[some] = _windows(small, corner[some], shape, levels.paper)
    np.subtract(levels.paper, grey, out=grey)
    grey *= 1 / levels.contrast
    np.maximum(grey, 0, out=grey)
    np.minimum(grey, 1, out=grey)
    return grey


def _windows(
    small: Grey, corner: npt.NDArray[np.int64], shape: tuple[int, int], paper: float
) -> Grey:
    """Cut (n, h, w) windows at one border's corners (n, 2); what lies off the page is paper."""
    height, width = small.shape
    (left, top), (right, bottom) = corner.min(axis=0).tolist(), corner.max(axis=0).tolist()
    right, bottom = right + shape[1], bottom + shape[0]
    off = max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width)
    strip = small[max(0, top) : bottom, max(0, left) : right]
    if any(off):
        # Only the border's strip is copied to widen it, not the page.
        strip = np.asarray(
            cv2.copyMakeBorder(strip, *off, cv2.BORDER_CONSTANT, value=round(paper)), np.uint8
        )
    grey: Grey = windows_of(strip, shape)[corner[:, 1] - top, corner[:, 0] - left]
    return grey
