"""One side of a sheet as pixels, and where the paper lies in them."""

from dataclasses import dataclass

import numpy as np

from qc_service.model.layout import Box
from qc_service.model.units import Floats, Grey


@dataclass(frozen=True, eq=False)
class Page:
    """A decoded image in the orientation it was given.

    `pixels`: (height, width), uint8, 0 = black, read-only. `small` is the same page at
    1/`factor` of the size (area mean), about 100 dpi, read-only, for whole-page work; `tiny` is
    half of that again, for what is looked for all over the page.
    """

    pixels: Grey
    small: Grey
    tiny: Grey
    factor: int


@dataclass(frozen=True, eq=False)
class Placement:
    """Where the upright layout lies in the image as given: a mesh of known points.

    `x_mm` (n,) and `y_mm` (m,) rise strictly; `px` (m, n, 2) holds the image point (x, y) of each
    crossing. Between knots the map is bilinear, outside it is continued linearly. A sheet fed
    upside down has `rotation_deg` 180 and a mesh that runs the other way. `residual_px` is the RMS
    distance between the marks found and the mesh, in pixels of the image as given;
    `found`/`expected` count marks; `paper_level` and `ink_level` are greys, 0..255.
    """

    x_mm: Floats
    y_mm: Floats
    px: Floats
    rotation_deg: int
    residual_px: float
    found: int
    expected: int
    paper_level: float
    ink_level: float

    def to_px(self, points_mm: Floats) -> Floats:
        """Map (k, 2) points in millimetres to (k, 2) points in pixels of the image as given."""
        x, y = points_mm[:, 0], points_mm[:, 1]
        columns = len(self.x_mm)
        # Without the outer knots: what lies beyond them is of the first cell, or of the last.
        i = np.searchsorted(self.x_mm[1:-1], x)
        j = np.searchsorted(self.y_mm[1:-1], y)
        u = (x - self.x_mm[i]) / (self.x_mm[i + 1] - self.x_mm[i])
        v = (y - self.y_mm[j]) / (self.y_mm[j + 1] - self.y_mm[j])
        # Points as complex numbers: half the operations, and each on one row of memory.
        knots = np.ascontiguousarray(self.px).view(np.complex128).ravel()
        at = j * columns + i
        top = knots[at] + (knots[at + 1] - knots[at]) * u
        at += columns
        bottom = knots[at] + (knots[at + 1] - knots[at]) * u
        mapped: Floats = (top + (bottom - top) * v).view(np.float64).reshape(-1, 2)
        return mapped

    def box_px(self, box: Box) -> tuple[int, int, int, int]:
        """Give the pixel rectangle (x, y, width, height) around a box, in the image as given."""
        corners = np.array(
            [
                [box.x, box.y],
                [box.x + box.width, box.y],
                [box.x, box.y + box.height],
                [box.x + box.width, box.y + box.height],
            ]
        )
        px = self.to_px(corners)
        low, high = px.min(axis=0), px.max(axis=0)
        x, y = round(float(low[0])), round(float(low[1]))
        return x, y, round(float(high[0])) - x, round(float(high[1])) - y


@dataclass(frozen=True)
class Identity:
    """Which layout and side a page is, how sure (0..1), and how many code bits were unreadable.

    `alike` are the other layouts whose side is printed just the same: only the sheet's other page
    can tell them apart. `doubts` are reasons why a person must look (`DOUBTS`). `serial` is the
    sheet's own printed number; the flow makes a keyed hash of it and lets go of it.
    """

    layout: str
    side: str
    confidence: float
    unreadable: int = 0
    alike: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    serial: str = ""
