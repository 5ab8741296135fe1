"""The sheets of the night, drawn before it: the service, not the drawing, is to be watched."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qc_calibration.demo.plan import FAINT, FAINT_EVERY, POOL_LEAST, USUAL
from qc_calibration.synth.drawing import draw_sheet
from qc_calibration.synth.truth import SideTruth
from qc_calibration.synth.writing import passage, write_images
from qc_service.model.layout import Layout


@dataclass(frozen=True)
class PooledSheet:
    """One drawn sheet: its image files and what is true of them, front first."""

    images: tuple[Path, ...]
    sides: tuple[SideTruth, ...]


def draw_pool(
    layout: Layout,
    seed: int,
    folder: Path,
    until: float,
    told: Callable[[int], None],
    count: int,
) -> tuple[PooledSheet, ...]:
    """Draw up to `count` sheets, fewer where the clock passes `until`, never under POOL_LEAST."""
    folder.mkdir(parents=True)
    sheets: list[PooledSheet] = []
    while len(sheets) < count and (len(sheets) < POOL_LEAST or time.monotonic() < until):
        number = len(sheets) + 1
        habits = USUAL if number % FAINT_EVERY else FAINT
        drawn = draw_sheet(layout, passage(layout, seed, number), habits=habits)
        write_images(drawn, folder)
        images = tuple(folder / side.truth.image for side in drawn)
        sheets.append(PooledSheet(images, tuple(side.truth for side in drawn)))
        told(len(sheets))
    return tuple(sheets)
