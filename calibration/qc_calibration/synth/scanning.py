"""Passes a form through a made-up scanner: place on the glass, light, grain, noise, compression."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from qc_calibration.synth.hands import Dice
from qc_calibration.synth.printing import Form
from qc_service.model.units import MM_PER_INCH, Floats, Grey

WHITE_BED, BLACK_BED = 250, 12
"""Greys of the two kinds of background that scanners have behind the sheet."""

STREAKED, ON_BLACK, TURNED = 0.15, 0.1, 0.05
"""Shares of sheets with a soft grey streak, on a black bed, and fed upside down: more than in most
halls, so that a small run has them all."""

SOFT_STREAK = 0.12
"""Darkness of such a streak: a third of the pages of one real scanner have them, about so dark."""

SHARP = 0.8
"""Sigma of blur up to which three pixels hold it: OpenCV has a fast path for them."""

GRAIN_SIZE = 0.65
"""Sigma of grain in pixels: neighbours of real scans at 200 dpi correlate by 0.4 to 0.75."""

GRAIN_SEED = 8
"""Any: the grain is the same field of noise in every scan, cut out elsewhere each time."""

GRAIN_LEVEL = 40
"""Middle of the field, so that grain above and below paper fits into bytes."""

GRAIN_SPARE = 256
"""Pixels by which the field is larger than a page, to be cut out at chance."""

COLUMN_NOISE = 0.9
"""SD of the sensor's columns against each other in grey levels, as in real scans."""

GRAINS = (3.0, 3.5, 4.0)
"""SD of grain in grey levels: with columns and uneven light, 6 mm of paper have 3.5 to 4.5."""

FIELDS_KEPT = 6
"""Fields of grain kept ready: every SD for two sizes of page; 4 to 14 MB each."""


@dataclass(frozen=True)
class Scan:
    """What happens to a sheet on its way through a scanner.

    Lengths in mm, levels in greys. `skew_deg` turns clockwise. `stretch_x`, `stretch_y` are
    factors. `margin` (left, top, right, bottom) is bed around the sheet, negative where the image
    ends before the paper. `paper` is its level, `contrast` 1 what ink keeps of its difference from
    it, `gradient` how much darker one corner is. `streaks` are (x, width, darkness 0..1).
    """

    dpi: int = 200
    skew_deg: float = 0.0
    stretch_x: float = 1.0
    stretch_y: float = 1.0
    margin: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    black_bed: bool = False
    upside_down: bool = False
    blur_px: float = 0.6
    paper: float = 231.0
    contrast: float = 1.0
    gradient: float = 0.0
    grain: float = 3.5
    streaks: tuple[tuple[float, float, float], ...] = ()
    quality: int = 80


def vary_scan(dice: Dice, dpi: int = 200, *, width_mm: float = 215.9) -> Scan:
    """Choose settings as they vary from sheet to sheet in scanners that work well."""
    streaks: tuple[tuple[float, float, float], ...] = ()
    if dice.random() < STREAKED:
        streaks = ((dice.uniform(15, width_mm - 15), dice.uniform(0.1, 0.3), SOFT_STREAK),)
    edges = dice.uniform(-0.6, 1.2, 4).tolist()
    return Scan(
        dpi=dpi,
        skew_deg=float(dice.normal(0, 0.25)),
        stretch_x=float(dice.normal(1.0, 0.0015)),
        stretch_y=float(dice.normal(1.0, 0.003)),
        margin=(edges[0], edges[1], edges[2], edges[3]),
        black_bed=bool(dice.random() < ON_BLACK),
        upside_down=bool(dice.random() < TURNED),
        blur_px=(0.5, 0.6, 0.7)[int(dice.integers(3))],
        paper=float(dice.uniform(222, 238)),
        contrast=float(dice.uniform(0.92, 1.0)),
        gradient=float(dice.uniform(0, 8)),
        grain=GRAINS[int(dice.integers(len(GRAINS)))],
        streaks=streaks,
        quality=int(dice.integers(72, 88)),
    )


def scan(form: Form, settings: Scan, dice: Dice) -> tuple[Grey, Floats]:
    """Give the scanned page and the affine map (2, 3) from mm on the sheet to its pixels."""
    height, width, forth = _place(form, settings)
    bed = BLACK_BED if settings.black_bed else WHITE_BED
    # Levels: reflectance r becomes paper - contrast * (paper - r * paper / 255).
    gain = settings.contrast * settings.paper / 255
    offset = settings.paper * (1 - settings.contrast)
    level = float(np.clip((bed - offset) / gain, 0, 255))
    source = form.pixels
    if settings.blur_px:
        source = np.asarray(
            cv2.GaussianBlur(source, _kernel(settings.blur_px), settings.blur_px), np.uint8
        )
    inverse = np.asarray(cv2.invertAffineTransform(forth))
    turned = cv2.warpAffine(
        source,
        inverse,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=level,
    )
    page: Grey = cv2.convertScaleAbs(turned, alpha=gain, beta=offset).astype(np.uint8, copy=False)
    _light(page, settings, dice)
    half = np.array([0.5, 0.5])
    to_px = forth.copy()
    to_px[:, :2] = forth[:, :2] * form.scale
    to_px[:, 2] -= forth[:, :2] @ half
    return page, to_px


def encode(page: Grey, quality: int) -> bytes:
    """Give a page as a grey JPEG."""
    _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


BILEVEL_BLOCK, BILEVEL_BELOW = 61, 18
"""Neighbourhood (pixels) against whose mean a scanner of black and white decides, and how much
darker (greys) ink must be: print in tints stays readable."""


def encode_bilevel(page: Grey) -> bytes:
    """Give a page in black and white as a TIFF, packed without loss."""
    black = cv2.adaptiveThreshold(
        page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, BILEVEL_BLOCK, BILEVEL_BELOW
    )
    _, data = cv2.imencode(".tif", black, [cv2.IMWRITE_TIFF_COMPRESSION, TIFF_LZW])
    return data.tobytes()


TIFF_LZW = 5
"""Compression 5 of TIFF 6.0."""


def _kernel(sigma: float) -> tuple[int, int]:
    """Give the smallest kernel that holds a blur: within 3 sigma, and 3 pixels up to 0.8."""
    side = 3 if sigma <= SHARP else 2 * int(np.ceil(3 * sigma)) + 1
    return side, side


def _place(form: Form, settings: Scan) -> tuple[int, int, Floats]:
    """Give the image's height and width, and the map from the form's pixels to the image's."""
    scale = settings.dpi / MM_PER_INCH
    rows, columns = form.pixels.shape
    left, top, right, bottom = (edge * scale for edge in settings.margin)
    zoom = scale / form.scale
    width = round(columns * zoom + left + right)
    height = round(rows * zoom + top + bottom)
    turn = np.deg2rad(settings.skew_deg + (180 if settings.upside_down else 0))
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = rotate * zoom @ np.diag([settings.stretch_x, settings.stretch_y])
    middle = np.array([columns / 2 - 0.5, rows / 2 - 0.5])
    there = np.array([left + columns * zoom / 2 - 0.5, top + rows * zoom / 2 - 0.5])
    forth: Floats = np.concatenate([matrix, (there - matrix @ middle)[:, None]], axis=1)
    return height, width, forth


def _light(page: Grey, settings: Scan, dice: Dice) -> None:
    """Darken by uneven light, the sensor's columns and streaks, and add the paper's grain."""
    height, width = page.shape
    scale = settings.dpi / MM_PER_INCH
    veil: Floats = dice.normal(0, COLUMN_NOISE, size=(width,))
    for x, wide, dark in settings.streaks:
        low, high = round(x * scale), max(round(x * scale) + 1, round((x + wide) * scale))
        veil[max(0, low) : high] += dark * settings.paper
    corner = dice.uniform(-1, 1, size=2)
    across = settings.gradient * (0.5 + 0.5 * corner[0] * np.linspace(-1, 1, width))
    rows = np.array([0.5 - 0.5 * corner[1], 0.5 + 0.5 * corner[1]])
    few = GRAIN_LEVEL + veil[None, :] + across[None, :] * rows[:, None]
    small = np.clip(np.rint(few), 0, 255).astype(np.uint8)
    shade = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    x, y = dice.integers(0, GRAIN_SPARE, 2).tolist()
    field = _grain(_full(height), _full(width), settings.grain)
    grain = field[y : y + height, x : x + width]
    # Grain is a field around GRAIN_LEVEL, shade stands on GRAIN_LEVEL: together they cancel it.
    # Shade first: paper must not reach white before it is darkened.
    cv2.subtract(page, shade, page)
    cv2.add(page, grain, page)


def _full(length: int) -> int:
    """Round a page's length up, so that pages of nearly one size share a field of grain."""
    return -(-length // GRAIN_SPARE) * GRAIN_SPARE


@lru_cache(maxsize=FIELDS_KEPT)
def _grain(height: int, width: int, sd: float) -> Grey:
    """Give grain of a standard deviation around GRAIN_LEVEL, larger than a page by GRAIN_SPARE."""
    shape = height + GRAIN_SPARE, width + GRAIN_SPARE
    noise = np.random.default_rng(GRAIN_SEED).standard_normal(shape, np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), GRAIN_SIZE)
    field = smooth * (sd / float(smooth.std())) + GRAIN_LEVEL
    grain: Grey = np.clip(np.rint(field), 0, 255).astype(np.uint8)
    return grain
