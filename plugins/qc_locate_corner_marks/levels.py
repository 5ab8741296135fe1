"""How dark the page's ink is and how light its paper: measured on the marks, which all have."""

import numpy as np

from qc_locate_corner_marks.fitting import apply
from qc_locate_corner_marks.kernels import kernel
from qc_locate_corner_marks.search import middles
from qc_service.model.layout import CornerMark
from qc_service.model.units import Floats, Grey
from qc_service.reading.median import median_grey

PAPER, INK = 250, 5
"""A kernel's own greys from which a pixel is wholly paper, or wholly under a bar."""


def levels(pixels: Grey, marks: tuple[CornerMark, ...], forth: Floats) -> tuple[float, float]:
    """Give the median grey of the paper around the marks, and of their bars.

    `forth` (2, 3) maps mm to the pixels given; marks that it puts over the edge count for nothing.
    """
    scale = float(np.hypot(*forth[:, 0]))
    light: list[Grey] = []
    dark: list[Grey] = []
    for mark, middle in zip(marks, apply(forth, middles(marks)), strict=True):
        pattern = kernel(mark, scale)
        rows, columns = pattern.shape
        x, y = round(float(middle[0])) - columns // 2, round(float(middle[1])) - rows // 2
        if x < 0 or y < 0:
            continue
        patch = pixels[y : y + rows, x : x + columns]
        if patch.shape == pattern.shape:
            light.append(patch[pattern >= PAPER])
            dark.append(patch[pattern <= INK])
    if not light:
        return 255.0, 0.0
    return median_grey(np.concatenate(light)), median_grey(np.concatenate(dark))
