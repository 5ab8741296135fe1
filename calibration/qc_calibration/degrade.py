"""Spoils a page on purpose, as scanners, feeders and glass do; pure, and the truth goes along.

Each degradation gives the new pixels and the affine map that tells where each point went.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from qc_service.model.reading import PxBox
from qc_service.model.units import Floats, Grey

WHITE = 255
"""What fills the corners a turned sheet leaves free: a scanner's white background."""

MID_GREY = 128
"""Contrast is taken out around the middle of the scale, so that neither end is clipped."""

DUST_GREY = 30
"""A streak of dust on the glass is nearly black, and darker than most print."""

NOISE_SEED = 1
"""Noise must be the same in every run, or a missed bar could not be looked into."""


@dataclass(frozen=True)
class Spots:
    """Where on the page a degradation can hurt: oval boxes, and marks down the left border."""

    ovals: tuple[PxBox, ...] = ()
    marks: tuple[PxBox, ...] = ()


@dataclass(frozen=True, eq=False)
class Degraded:
    """A spoilt page: `pixels` (height, width), uint8, and `affine` (2, 3) from old to new pixels.

    Pixel centres are whole numbers on both sides of the map.
    """

    pixels: Grey
    affine: Floats

    def moved(self, points: Floats) -> Floats:
        """Give where (n, 2) points of the page as it was are now."""
        there: Floats = points @ self.affine[:, :2].T + self.affine[:, 2]
        return there


Degradation = Callable[[Grey, Spots], Degraded]
"""What all of them are, once their strength is chosen."""


def unchanged(pixels: Grey, spots: Spots) -> Degraded:
    """Give the page as it is."""
    del spots
    return _stay(pixels)


def rotate(pixels: Grey, spots: Spots, *, degrees: float, grow: bool = False) -> Degraded:
    """Turn the sheet counter-clockwise; with `grow` the image grows so that no corner is cut."""
    del spots
    height, width = pixels.shape
    centre = ((width - 1) / 2, (height - 1) / 2)
    affine = np.asarray(cv2.getRotationMatrix2D(centre, degrees, 1.0), np.float64)
    size = (width, height)
    if grow:
        cos, sin = abs(float(affine[0, 0])), abs(float(affine[0, 1]))
        size = (int(height * sin + width * cos) + 1, int(height * cos + width * sin) + 1)
        affine[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    turned = cv2.warpAffine(pixels, affine, size, flags=cv2.INTER_LINEAR, borderValue=WHITE)
    return Degraded(np.asarray(turned, np.uint8), affine)


def upside_down(pixels: Grey, spots: Spots) -> Degraded:
    """Feed the sheet the other way round."""
    del spots
    height, width = pixels.shape
    affine = np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0]])
    return Degraded(np.ascontiguousarray(pixels[::-1, ::-1]), affine)


def scale(pixels: Grey, spots: Spots, *, across: float = 1.0, along: float = 1.0) -> Degraded:
    """Stretch or shrink: the feed runs at another speed, or the scanner has another resolution."""
    del spots
    height, width = pixels.shape
    size = (round(width * across), round(height * along))
    shrinks = size[0] < width or size[1] < height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    x, y = size[0] / width, size[1] / height
    affine = np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2]])
    resized = cv2.resize(pixels, size, interpolation=method)
    return Degraded(np.asarray(resized, np.uint8), affine)


def contrast(pixels: Grey, spots: Spots, *, share: float) -> Degraded:
    """Keep only a share of the contrast, around middle grey."""
    del spots
    greys = MID_GREY + (np.arange(256, dtype=np.float64) - MID_GREY) * share
    return _stay(_through(pixels, greys))


def brightness(pixels: Grey, spots: Spots, *, levels: int) -> Degraded:
    """Make everything brighter (or, below 0, darker) by grey levels; the ends are clipped."""
    del spots
    return _stay(_through(pixels, np.arange(256, dtype=np.float64) + levels))


def jpeg(pixels: Grey, spots: Spots, *, quality: int) -> Degraded:
    """Compress as JPEG and decode again."""
    del spots
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _stay(np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8))


def blur(pixels: Grey, spots: Spots, *, sigma: float) -> Degraded:
    """Put the page out of focus: a Gaussian of `sigma` pixels."""
    del spots
    return _stay(np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8))


def noise(pixels: Grey, spots: Spots, *, sigma: float) -> Degraded:
    """Add grain of `sigma` grey levels, each pixel on its own."""
    del spots
    grain = np.random.default_rng(NOISE_SEED).normal(0.0, sigma, pixels.shape)
    return _stay(np.clip(np.rint(pixels + grain), 0, WHITE).astype(np.uint8))


def streak(pixels: Grey, spots: Spots, *, at: float, width: int = 3) -> Degraded:
    """Draw a dark line down the whole page, through the ovals' middles.

    `at`: which oval, as a share of all from the left one (0) to the right one (1). A page without
    ovals gets it down its middle.
    """
    middles = sorted(x + w // 2 for x, _, w, _ in spots.ovals)
    centre = middles[round(at * (len(middles) - 1))] if middles else pixels.shape[1] // 2
    spoilt = pixels.copy()
    left = max(0, centre - width // 2)
    spoilt[:, left : left + width] = DUST_GREY
    return _stay(spoilt)


def crop(pixels: Grey, spots: Spots, *, left: int = 0, top: int = 0, bottom: int = 0) -> Degraded:
    """Cut pixels off the image's edges, as a window set too narrow does."""
    del spots
    kept = np.ascontiguousarray(pixels[top : pixels.shape[0] - bottom, left:])
    return Degraded(kept, np.array([[1.0, 0.0, -left], [0.0, 1.0, -top]]))


def mark_missing(pixels: Grey, spots: Spots) -> Degraded:
    """Cover one mark of the left border with paper."""
    spoilt = pixels.copy()
    for x, y, width, height in _middle(spots.marks):
        _window(spoilt, (x - width // 2, y - height // 2, 2 * width, 2 * height))[:] = WHITE
    return _stay(spoilt)


def mark_holed(pixels: Grey, spots: Spots) -> Degraded:
    """Punch a hole of half the size into one mark of the left border."""
    spoilt = pixels.copy()
    for x, y, width, height in _middle(spots.marks):
        hole = (x + width // 4, y + height // 4, max(1, width // 2), max(1, height // 2))
        _window(spoilt, hole)[:] = WHITE
    return _stay(spoilt)


DEGRADATIONS: dict[str, Degradation] = {
    "original": unchanged,
    "rotated 0.5°": partial(rotate, degrees=0.5),
    "rotated 1°": partial(rotate, degrees=1.0),
    "rotated 2°": partial(rotate, degrees=2.0),
    "rotated 2°, corners kept": partial(rotate, degrees=2.0, grow=True),
    "rotated −2°, corners kept": partial(rotate, degrees=-2.0, grow=True),
    "rotated 180°": upside_down,
    "stretched 1.2 % along": partial(scale, along=1.012),
    "stretched 1.2 % across": partial(scale, across=1.012),
    "contrast −35 %": partial(contrast, share=0.65),
    "60 grey levels darker": partial(brightness, levels=-60),
    "40 grey levels brighter": partial(brightness, levels=40),
    "JPEG quality 20": partial(jpeg, quality=20),
    "blurred, sigma 3": partial(blur, sigma=3.0),
    "streak through a middle column": partial(streak, at=0.5),
    "streak through the left column": partial(streak, at=0.0),
    "noise, sigma 12": partial(noise, sigma=12.0),
    "cropped left": partial(crop, left=14),
    "cropped top": partial(crop, top=60),
    "cropped bottom": partial(crop, bottom=60),
    "one mark missing": mark_missing,
    "one mark holed": mark_holed,
    "resolution × 0.75": partial(scale, across=0.75, along=0.75),
}
"""What every page goes through; the names stand in the report."""

QUICK = ("original", "rotated 1°", "JPEG quality 20", "streak through a middle column")
"""The few that a quick run does: one that moves, one that blurs, one that lies."""


def _stay(pixels: Grey) -> Degraded:
    return Degraded(pixels, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))


def _through(pixels: Grey, greys: Floats) -> Grey:
    """Map every grey by a table of 256."""
    table = np.clip(np.rint(greys), 0, WHITE).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table), np.uint8)


def _middle(boxes: Sequence[PxBox]) -> Sequence[PxBox]:
    """Give the middle one, or none of none."""
    return boxes[len(boxes) // 2 :][:1]


def _window(pixels: Grey, box: PxBox) -> Grey:
    """Give the part of a page under a box, as far as it lies on the page."""
    x, y, width, height = box
    return pixels[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]
