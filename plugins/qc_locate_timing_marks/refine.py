"""Measures each expected mark in grey on the small page: is it there, and where is its centre."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from qc_locate_timing_marks.candidates import Levels
from qc_locate_timing_marks.mesh import Flags
from qc_service.model.units import Floats, Grey

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
    ink = _ink_patches(small, middle, half_w, half_h, levels)
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
    best = np.argsort(stands_out, axis=1)[:, -max(1, round(w / 3)) :]
    profile: Floats = np.take_along_axis(ink, best[:, None, :], axis=2).mean(axis=2)
    return profile


def _edges(profile: Floats, xs: Floats) -> tuple[Floats, Floats]:
    """Give the first and last half-dark place (n,) of each profile (n, w), to a part of a pixel."""
    padded = np.pad(profile, ((0, 0), (1, 1)))
    dark = padded > 0.5  # noqa: PLR2004 - an edge is where half a pixel is covered
    some = dark.any(axis=1)
    first = np.where(some, dark.argmax(axis=1), 1)
    last = np.where(some, dark.shape[1] - 1 - dark[:, ::-1].argmax(axis=1), 1)
    n = np.arange(len(profile))
    left = xs[first - 1] + 0.5 - padded[n, first] - padded[n, first - 1]
    right = xs[last - 1] - 0.5 + padded[n, last] + padded[n, last + 1]
    return np.where(some, left, 0.0), np.where(some, right, 0.0)


def _ink_patches(
    small: Grey, middle: npt.NDArray[np.int64], half_w: int, half_h: int, levels: Levels
) -> F32:
    """Cut (n, h, w) patches as ink, 0 paper .. 1 print; what lies off the page is paper."""
    height, width = small.shape
    h, w = 2 * half_h + 1, 2 * half_w + 1
    at = np.clip(middle, 0, (width - 1, height - 1)) - np.array([half_w, half_h])
    if at.min() < 0 or (at + np.array([w, h]) > (width, height)).any():
        small = np.asarray(
            cv2.copyMakeBorder(
                small,
                half_h,
                half_h,
                half_w,
                half_w,
                cv2.BORDER_CONSTANT,
                value=round(levels.paper),
            ),
            np.uint8,
        )
        at += np.array([half_w, half_h])
    grey = sliding_window_view(small, (h, w))[at[:, 1], at[:, 0]].astype(np.float32)
    ink = (levels.paper - grey) * (1 / levels.contrast)
    patches: F32 = np.minimum(np.maximum(ink, 0), 1)
    return patches
