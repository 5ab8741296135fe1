"""Cuts one patch of pixels around every target, as ink."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qc_read_ovals.template import BAND_REACH, F32, OUTER_MM
from qc_service.model.layout import Target
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey
from qc_service.reading.windows import windows_of

Ints = npt.NDArray[np.int64]
"""Whole pixels."""

SEARCH_MM = 0.7
"""How far from its mapped place an outline is sought: print tolerance and what the mesh leaves."""

MARGIN_MM = 0.55
"""Paper beyond search and band from which streaks and folds are told: 4 px at 200 dpi."""


@dataclass(frozen=True, eq=False)
class Geometry:
    """Where the targets of one size lie: mapped centres (n, 2) px, scale px/mm, the page's tilt."""

    centres: Floats
    scale: float
    angle_deg: float


@dataclass(frozen=True, eq=False)
class Patches:
    """(n, h, w) ink, 0 = the page's paper, 1 = its print, centred on `centres` (n, 2) whole pixels.

    `search`: pixels of freedom on each side; `rim`: pixels at each edge that no template touches;
    `cut` (n,): the patch reaches over the image's edge, its missing part counts as paper.
    """

    ink: F32
    centres: Ints
    cut: npt.NDArray[np.bool_]
    search: int
    rim: int


def geometry_of(targets: list[Target], placement: Placement) -> Geometry:
    """Map the targets' centres, and a step of 10 mm to the right for scale and tilt."""
    middles = np.array([(t.box.x + t.box.width / 2, t.box.y + t.box.height / 2) for t in targets])
    ends = placement.to_px(np.concatenate([middles, middles + np.array([10.0, 0.0])]))
    n = len(targets)
    across = (ends[n:] - ends[:n]).mean(axis=0)
    if placement.rotation_deg:
        across = -across
    angle = float(np.rad2deg(np.arctan2(across[1], across[0])))
    return Geometry(ends[:n], float(np.hypot(*across)) / 10.0, angle)


def cut_patches(pixels: Grey, geometry: Geometry, target: Target, placement: Placement) -> Patches:
    """Cut patches for targets of one size; `geometry` must be in pixels of that page."""
    scale = geometry.scale
    centres = np.rint(geometry.centres).astype(np.int64)
    search, rim = max(1, round(SEARCH_MM * scale)), max(2, round(MARGIN_MM * scale))
    # The same reach as the template's, so that rim and search are exact.
    reach = target.line * scale / 2 + BAND_REACH + OUTER_MM * scale
    half_w = int(np.ceil(target.box.width * scale / 2 + reach)) + search + rim
    half_h = int(np.ceil(target.box.height * scale / 2 + reach)) + search + rim
    grey, cut = _windows(pixels, centres, half_w, half_h, placement.paper_level)
    ink = placement.paper_level - grey.astype(np.float32)
    ink /= placement.paper_level - placement.ink_level
    return Patches(ink, centres, cut, search, rim)


def _windows(
    pixels: Grey, centres: Ints, half_w: int, half_h: int, paper: float
) -> tuple[Grey, npt.NDArray[np.bool_]]:
    """Cut (n, h, w) windows of pixels; what lies off the image is paper, and told (n,)."""
    height, width = pixels.shape
    low = centres - np.array([half_w, half_h])
    high = low + np.array([2 * half_w + 1, 2 * half_h + 1])
    cut = np.asarray((low < 0).any(axis=1) | (high > (width, height)).any(axis=1))
    shape = (2 * half_h + 1, 2 * half_w + 1)
    if not cut.any():
        grey: Grey = windows_of(pixels, shape)[low[:, 1], low[:, 0]]
        return grey, cut
    grey = np.full((len(centres), *shape), round(paper), np.uint8)
    for i, ((x0, y0), (x1, y1)) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        cx0, cy0, cx1, cy1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        if cx0 < cx1 and cy0 < cy1:
            grey[i, cy0 - y0 : cy1 - y0, cx0 - x0 : cx1 - x0] = pixels[cy0:cy1, cx0:cx1]
    return grey, cut


def on_small_page(geometry: Geometry, page: Page) -> Geometry:
    """Give the same geometry in pixels of the small page."""
    centres = (geometry.centres + 0.5) / page.factor - 0.5
    return Geometry(centres, geometry.scale / page.factor, geometry.angle_deg)
