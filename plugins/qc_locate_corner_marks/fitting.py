"""Which places belong together: the similarity that most marks agree on, then an affine map."""

from dataclasses import dataclass

import numpy as np

from qc_locate_corner_marks.search import Ints, Places
from qc_service.model.units import Floats

SCALE_OFF = 0.05
"""Share by which the scale may differ from that of the image's size: paper is cut to a millimetre
or two, and a scanner's image ends a few millimetres beside it."""

TURN_MOST = np.deg2rad(4.0)
"""Beyond that a feeder jams."""

AGREE_MM = 0.8
"""How far a mark may lie from a similarity's place: two pixels of the coarse search."""

AGREE_SHARE = 0.015
"""And by how much more for its distance from the mark that the hypothesis starts from: feeders
stretch a sheet by so much in one direction."""

FLAT = 1e-9
"""Breadth against length, squared, of points in one line: an affine map needs more."""

TIE = 1e-3
"""Weight of the misfit against the matches: it decides only where marks agree alike."""


@dataclass(frozen=True, eq=False)
class Agreed:
    """Marks (n,) that lie as they should to each other, and where they were found (n, 2)."""

    marks: Ints
    at: Floats
    match: Floats


def agree(places: Places, mm: Floats, scale: float) -> Agreed:
    """Choose one place for each mark so that most marks fit one similarity; `mm` (n, 2) are theirs.

    Every pair of places of two marks gives a hypothesis; the one with the highest sum of matches
    of agreeing marks wins.
    """
    first, second = np.nonzero(places.mark[:, None] < places.mark[None, :])
    turned = np.array([1, 1j])
    z_px, z_mm = places.at @ turned, mm @ turned
    along = z_mm[places.mark[second]] - z_mm[places.mark[first]]
    factor = (z_px[second] - z_px[first]) / along
    good = (np.abs(np.abs(factor) / scale - 1) <= SCALE_OFF) & (
        np.abs(np.angle(factor)) <= TURN_MOST
    )
    first, factor = first[good], factor[good]
    if not len(first):
        best = np.argsort(-places.match)[:1]
        return Agreed(places.mark[best], places.at[best], places.match[best])
    moved = z_px[first] - factor * z_mm[places.mark[first]]
    off = np.abs(z_px[None, :] - (factor[:, None] * z_mm[places.mark][None, :] + moved[:, None]))
    away = np.abs(z_mm[places.mark][None, :] - z_mm[places.mark[first]][:, None])
    allowed = (AGREE_MM + AGREE_SHARE * away) * scale
    worth = np.where(off <= allowed, places.match[None, :], 0.0)
    marks = len(mm)
    by_mark = np.zeros((len(first), marks))
    for mark in range(marks):
        mine = places.mark == mark
        if mine.any():
            by_mark[:, mark] = worth[:, mine].max(axis=1)
    # The sum of matches first; where marks agree alike, the closer fit.
    loose = np.where(worth > 0, off / allowed, 0.0).sum(axis=1)
    winner = int(np.argmax(by_mark.sum(axis=1) - TIE * loose))
    chosen = [
        int(np.flatnonzero(places.mark == mark)[np.argmax(worth[winner][places.mark == mark])])
        for mark in range(marks)
        if by_mark[winner, mark] > 0
    ]
    return Agreed(places.mark[chosen], places.at[chosen], places.match[chosen])


def fit_affine(mm: Floats, px: Floats) -> Floats:
    """Give the map (2, 3) from mm (n, 2) to pixels (n, 2) with the least squared misfit."""
    middle_mm, middle_px = mm.sum(axis=0) / len(mm), px.sum(axis=0) / len(px)
    away = mm - middle_mm
    spread = away.T @ away
    # Marks in one line leave the direction across it open: as they lie, not turned or stretched.
    if abs(np.linalg.det(spread)) < FLAT * float(np.trace(spread)) ** 2:
        return fit_similarity(mm, px)
    matrix = np.linalg.solve(spread, away.T @ (px - middle_px)).T
    forth: Floats = np.column_stack([matrix, middle_px - matrix @ middle_mm])
    return forth


def fit_similarity(mm: Floats, px: Floats) -> Floats:
    """Give the map (2, 3) of scale, turn and shift with the least squared misfit."""
    turned = np.array([1, 1j])
    z_mm, z_px = mm @ turned, px @ turned
    design = np.stack([z_mm, np.ones_like(z_mm)], axis=1)
    (factor, shift), *_ = np.linalg.lstsq(design, z_px, rcond=None)
    return np.array(
        [
            [factor.real, -factor.imag, shift.real],
            [factor.imag, factor.real, shift.imag],
        ]
    )


def apply(forth: Floats, points: Floats) -> Floats:
    """Map points (n, 2)."""
    mapped: Floats = points @ forth[:, :2].T + forth[:, 2]
    return mapped


def misfit(forth: Floats, mm: Floats, px: Floats) -> Floats:
    """Give each point's distance (n,) in pixels from where the map puts it."""
    off: Floats = np.hypot(*(apply(forth, mm) - px).T)
    return off
