"""Measures ink inside targets against the paper around them, streaks and folds taken out."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from qc_read_ovals.patches import Ints, Patches
from qc_read_ovals.place import windows
from qc_read_ovals.template import F32, Template

Flags = npt.NDArray[np.bool_]
"""Yes or no, for each target (n,) or each of its pixels."""

FIRM_FROM, FIRM_FULL = 0.25, 0.45
"""Ink between which a pixel goes from not firm to firm: pencil has 0.4 to 0.7, a rubbed-out mark
under 0.3. A ramp, because a stroke's edge covers pixels in part, and covers others when the same
paper is scanned again."""

NOISE = 0.08
"""Ink that paper grain and JPEG make by themselves; the soft measure starts here."""

SOFT_STREAK = 0.06
"""Darkness of a whole line of margin above noise; the paper's level there is lowered to it."""

HARD_STREAK = 0.25
"""Darkness at which a line cannot be read through: it is left out and the target flagged."""

LIGHT_SHARE = 5
"""The lightest fifth of a line between its margins is left out of account: grain makes it lighter.
A tick's two arms darken far less than four fifths."""


@dataclass(frozen=True, eq=False)
class Measures:
    """(n,) measures: `firm` share of the area firmly dark, `soft` its mean ink over noise."""

    firm: F32
    soft: F32
    streak: Flags
    fold: Flags


def measure(patches: Patches, model: Template, corners: Ints) -> Measures:
    """Measure the inner area of each target; `corners` (n, 2) is where its window lies (x, y)."""
    rim, stack = patches.rim, patches.ink
    # Every other pixel of the rims above and below gives the same median.
    ends = np.concatenate([stack[:, :rim, ::2], stack[:, -rim:, ::2]], axis=1)
    ends = ends.reshape(len(stack), -1)
    middle = ends.shape[1] // 2
    paper = np.partition(ends, middle, axis=1)[:, middle]
    places = corners + np.array(model.corner)
    ink = windows(stack, places, model.inner.shape)
    level = paper[:, None, None]
    used = model.inner[None]
    streak = fold = np.zeros(len(stack), np.bool_)
    by_column, by_row = _lines(stack, rim, paper), _lines(stack.swapaxes(1, 2), rim, paper)
    if by_column.any() or by_row.any():
        height, width = model.inner.shape
        column = np.take_along_axis(by_column, places[:, 0, None] + np.arange(width), axis=1)
        row = np.take_along_axis(by_row, places[:, 1, None] + np.arange(height), axis=1)
        level = level + column[:, None, :] + row[:, :, None]
        hard_column, hard_row = column > HARD_STREAK, row > HARD_STREAK
        used = used & ~hard_column[:, None, :] & ~hard_row[:, :, None]
        streak = np.asarray((hard_column & model.inner.any(axis=0)).any(axis=1))
        fold = np.asarray((hard_row & model.inner.any(axis=1)).any(axis=1))
    local = (ink - level) / np.maximum(1 - level, 1 - HARD_STREAK)
    return Measures(*_shares(local.reshape(len(local), -1), used), streak, fold)


def _shares(local: F32, used: Flags) -> tuple[F32, F32]:
    """Give the firm share (n,) and the soft mean of ink (n, p) over paper, where it is used.

    `used` holds (n, h, w) flags, or (1, h, w) where all targets use the same.
    """
    weight = used.reshape(len(used), -1).astype(np.float32)
    count = np.maximum(weight.sum(axis=1), 1)
    ramp = np.minimum(np.maximum((local - FIRM_FROM) * (1 / (FIRM_FULL - FIRM_FROM)), 0), 1)
    firm: F32 = np.einsum("np,np->n", ramp, weight) / count
    above = np.minimum(np.maximum(local - NOISE, 0), 1 - NOISE)
    soft: F32 = np.einsum("np,np->n", above, weight) / (count * (1 - NOISE))
    return firm.astype(np.float32), soft.astype(np.float32)


def _lines(stack: F32, rim: int, paper: F32) -> F32:
    """Give the darkness (n, length) of lines that run through whole patches (n, along, length).

    Each margin counts as its lightest pixel in every line: only what darkens all of it counts. A
    line dark in one margin only is a mark's end or print; only what both show may be a line
    through. A rule printed along a margin darkens all lines of it and is taken out by the margin's
    median. The arms of a tick or a cross may meet both margins in one line; a streak is dark
    between them too.
    """
    # A few whole-row minima are ten times faster than one over a short, strided axis.
    dark = [
        reduce(np.minimum, (margin[:, i] for i in range(rim))) - paper[:, None]
        for margin in (stack[:, :rim], stack[:, -rim:])
    ]
    if float(np.minimum(dark[0], dark[1]).max()) <= SOFT_STREAK:
        return np.zeros_like(dark[0])
    middle = stack.shape[2] // 2
    margins = [np.maximum(each, 0) for each in dark]
    free = [each - np.partition(each, middle, axis=1)[:, middle, None] for each in margins]
    through: F32 = np.minimum(free[0], free[1])
    target, line = np.nonzero(through > SOFT_STREAK)
    along = stack[target, :, line] - paper[target][:, None]
    lightest = along.shape[1] // LIGHT_SHARE
    # Between the margins a soft streak is grained, a hard line dark at every pixel.
    soft = np.partition(along, lightest, axis=1)[:, lightest] >= SOFT_STREAK / 2
    hard = (through[target, line] <= HARD_STREAK) | (along.min(axis=1) >= HARD_STREAK / 2)
    kept = np.zeros_like(through)
    kept[target, line] = np.where(soft & hard, through[target, line], 0)
    through = kept
    if not (through > HARD_STREAK).any():
        return through
    # Widened by a pixel: a streak's edges are blurred.
    wide = through.copy()
    np.maximum(wide[:, 1:], through[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], through[:, 1:], out=wide[:, :-1])
    lines: F32 = np.where(wide > HARD_STREAK, wide, through)
    return lines
