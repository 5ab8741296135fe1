"""Straight runs of ink along the page: printed rules, and streaks, which no hand draws so long."""

import cv2
import numpy as np

from qc_service.model.units import Grey


def down_runs(ink: Grey, length: int) -> Grey:
    """Keep of `ink` (rows, columns; 0 or 1) the upright runs of at least `length` pixels.

    A run that meets the image's edge counts as going on beyond it. The morphological opening by a
    line (Serra 1982); by doubling, so that a run of 40 takes six steps of whole rows.
    """
    before, after = length // 2, length - 1 - length // 2
    kept = np.asarray(
        cv2.copyMakeBorder(ink, before, after, 0, 0, cv2.BORDER_CONSTANT, value=(1,)), np.uint8
    )
    for step in _steps(length):
        kept = kept[:-step] & kept[step:]
    kept = np.asarray(
        cv2.copyMakeBorder(kept, after, before, 0, 0, cv2.BORDER_CONSTANT, value=(0,)), np.uint8
    )
    for step in _steps(length):
        kept = kept[:-step] | kept[step:]
    return kept


def across_runs(ink: Grey, length: int) -> Grey:
    """Keep the level runs, as `down_runs` keeps the upright ones."""
    turned = np.asarray(cv2.transpose(ink), np.uint8)
    return np.asarray(cv2.transpose(down_runs(turned, length)), np.uint8)


def _steps(length: int) -> list[int]:
    """Give the shifts that together reach over `length` pixels, each at most what is reached."""
    steps, reached = [], 1
    while reached < length:
        steps.append(min(reached, length - reached))
        reached += steps[-1]
    return steps
