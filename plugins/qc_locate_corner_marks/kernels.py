"""What a registration mark looks like at some scale: black bars on the white that is kept free."""

from functools import lru_cache

import cv2
import numpy as np

from qc_service.model.layout import CornerMark, CornerShape
from qc_service.model.units import Floats, Grey

FINE = 8
"""Sub-pixels a pixel side while a kernel is drawn: bars are a few pixels thick."""

CLEAR_MOST = 1.0
"""White (mm) around a mark that is looked at: more tells nothing and reaches into print."""

KERNELS_KEPT = 256
"""Some marks at some scales: pages of one scanner share a few."""


def kernel(mark: CornerMark, scale: float) -> Grey:
    """Give a mark as (rows, columns) uint8, 255 = paper, at `scale` pixels a mm.

    Its middle is the middle of the mark's box. Scales are rounded to a sixteenth of a pixel a mm.
    """
    return _kernel(
        mark.shape,
        (mark.box.width, mark.box.height),
        (mark.line, min(mark.clear, CLEAR_MOST)),
        round(scale * 16) / 16,
    )


@lru_cache(maxsize=KERNELS_KEPT)
def _kernel(
    shape: CornerShape,
    size: tuple[float, float],
    line_clear: tuple[float, float],
    scale: float,
) -> Grey:
    width, height = size
    line, clear = line_clear
    rows, columns = (2 * round((length / 2 + clear) * scale) + 1 for length in (height, width))
    y = _places(rows, scale)[:, None]
    x = _places(columns, scale)[None, :]
    inside = (np.abs(x) <= width / 2) & (np.abs(y) <= height / 2)
    top = y <= line - height / 2
    if shape is CornerShape.L:
        ink = inside & (top | (x >= width / 2 - line))
    elif shape is CornerShape.T:
        ink = inside & (top | (np.abs(x) <= line / 2))
    else:
        ink = inside
    cover = cv2.resize(ink.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    drawn = np.rint(255 * (1 - cover)).astype(np.uint8)
    drawn.setflags(write=False)
    return drawn


def _places(count: int, scale: float) -> Floats:
    """Give the middles of sub-pixels along one side, in mm from the kernel's middle."""
    places: Floats = ((np.arange(count * FINE) + 0.5) / FINE - count / 2) / scale
    return places
