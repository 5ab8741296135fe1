"""Turns measured marks into smooth borders: straight but for what several neighbours agree on."""

import numpy as np
import numpy.typing as npt

from qc_service.model.units import Floats

Flags = npt.NDArray[np.bool_]
"""Yes or no for each mark."""

HALF = 2
"""Marks on each side that with a mark itself tell the deviation that is believed, their median:
feed stretch is local, dirt is single."""

AGREE = 1.5
"""Pixels at 100 dpi (0.4 mm) within which a mark agrees with its border."""


def smooth(values: Floats, good: Flags) -> tuple[Floats, Flags, Floats]:
    """Fit (k, n) positions of k borders' evenly spaced marks: a line, and the median deviation.

    Gives the smoothed positions (k, n), which marks agree with them, and the RMS deviation (k,) of
    those that do. Every row of `good` must hold two at least.
    """
    n = values.shape[1]
    index = np.arange(n, dtype=float)
    kept = good
    line = _lines(index, values, kept)
    for _ in range(2):
        off = np.abs(values - line)
        # Stretch bends a border by a few pixels over many marks; what lies far off its neighbours
        # is dirt or print and must not tilt the line.
        limit = np.maximum(3.0 * _middles(off, kept), 1.0)
        narrowed = good & (off <= limit[:, None])
        if np.array_equal(narrowed, kept):
            break
        kept = narrowed
        line = _lines(index, values, kept)
    smoothed = line + _running_median(values - line, good)
    error = np.where(good, values - smoothed, np.inf)
    agree = np.abs(error) <= AGREE
    squares = np.where(agree, error, 0.0) ** 2
    count = agree.sum(axis=1)
    rms = np.where(count > 0, np.sqrt(squares.sum(axis=1) / np.maximum(count, 1)), np.inf)
    return smoothed, agree, rms


def _lines(index: Floats, values: Floats, kept: Flags) -> Floats:
    """Give the least-squares line (k, n) through the kept marks of each border."""
    weight = kept / kept.sum(axis=1, keepdims=True)
    mean_x = weight @ index
    mean_y = (weight * values).sum(axis=1)
    dx = index - mean_x[:, None]
    slope = (weight * dx * values).sum(axis=1) / np.maximum((weight * dx * dx).sum(axis=1), 1e-12)
    lines: Floats = mean_y[:, None] + slope[:, None] * dx
    return lines


def _middles(values: Floats, kept: Flags) -> Floats:
    """Give the median (k,) of each row's kept values."""
    ordered = np.sort(np.where(kept, values, np.inf), axis=1)
    middles: Floats = ordered[np.arange(len(values)), kept.sum(axis=1) // 2]
    return middles


def _running_median(deviation: Floats, good: Flags) -> Floats:
    """Give the median of each value's neighbourhood (k, n); what is not good is filled between."""
    filled = deviation.copy()
    index = np.arange(deviation.shape[1])
    for row in np.flatnonzero(~good.all(axis=1)).tolist():
        known = good[row]
        filled[row] = np.interp(index, index[known], deviation[row, known])
    before, after = filled[:, HALF:0:-1], filled[:, -2 : -HALF - 2 : -1]
    padded = np.concatenate([before, filled, after], axis=1)
    n = deviation.shape[1]
    return _median_of_five(*(padded[:, i : i + n] for i in range(2 * HALF + 1)))


def _median_of_five(a: Floats, b: Floats, c: Floats, d: Floats, e: Floats) -> Floats:
    """Give the median element by element, ten times faster than sorting along a short axis."""
    # Of the first four, the least and the greatest are left out; then it is a median of three.
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    middle: Floats = np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e))
    return middle
