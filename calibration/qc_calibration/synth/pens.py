"""Lays lines of a pen onto paper: width, darkness and grain in physical measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from qc_service.model.units import Floats, Grey

FINER = 4
"""A line is drawn this many times finer than the scan: a 0.4 mm pen is 3 pixels wide at 200 dpi."""

SUB_PIXEL = 4
"""Bits of a pixel's fraction that OpenCV is given."""

TEXTURE = 512
"""Side of the square of grain that pencil lines are cut from, in pixels."""

TEXTURE_SEED = 20
"""Any: the grain of pencils is the same in every sheet, its place is not."""


@dataclass(frozen=True)
class Pen:
    """A pen: width in mm, `ink` 0..1 against print, `grain` the share that paper teeth leave out.

    `smear` in mm is how far what it leaves is blurred.
    """

    width: float
    ink: float
    grain: float = 0.0
    smear: float = 0.0


BALL_PEN = Pen(width=0.45, ink=0.86, grain=0.15)
FELT_TIP = Pen(width=1.1, ink=0.97)
PENCIL = Pen(width=0.65, ink=0.72, grain=0.35)


def lay(
    pixels: Grey, scale: float, lines: Sequence[Floats], pen: Pen, dice: np.random.Generator
) -> None:
    """Lay lines, each (n, 2) points in mm, onto a page of `scale` pixels a mm."""
    points = np.concatenate(lines)
    reach = pen.width + 3 * pen.smear
    low = np.floor((points.min(axis=0) - reach) * scale).astype(int)
    high = np.ceil((points.max(axis=0) + reach) * scale).astype(int)
    low, high = np.maximum(low, 0), np.minimum(high, pixels.shape[::-1])
    width, height = (high - low).tolist()
    if width < 1 or height < 1:
        return
    fine = np.zeros((height * FINER, width * FINER), np.uint8)
    grid = scale * FINER * (1 << SUB_PIXEL)
    origin = low * FINER * (1 << SUB_PIXEL)
    curves = [np.rint(line * grid - origin).astype(np.int32).reshape(-1, 1, 2) for line in lines]
    thick = max(1, round(pen.width * scale * FINER))
    cv2.polylines(fine, curves, isClosed=False, color=255, thickness=thick, shift=SUB_PIXEL)
    cover = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    if pen.smear:
        cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), pen.smear * scale), np.float32)
    taken = cover * (pen.ink / 255)
    if pen.grain:
        taken *= 1 - pen.grain * _texture_part(height, width, dice)
    part = pixels[low[1] : high[1], low[0] : high[0]]
    # Ink on ink: what is left of the light is left of it again, down to the darkest print.
    np.multiply(part, 1 - taken, out=part, casting="unsafe")


def _texture_part(height: int, width: int, dice: np.random.Generator) -> Floats:
    x, y = dice.integers(0, TEXTURE, 2).tolist()
    texture = _texture()
    rows = np.arange(y, y + height) % TEXTURE
    columns = np.arange(x, x + width) % TEXTURE
    part: Floats = texture[rows[:, None], columns]
    return part


@lru_cache(maxsize=1)
def _texture() -> Floats:
    """Give paper teeth: (TEXTURE, TEXTURE) 0..1, from what a pencil fills to what it leaves out."""
    noise = np.random.default_rng(TEXTURE_SEED).standard_normal((TEXTURE, TEXTURE))
    smooth = cv2.GaussianBlur(noise, (0, 0), 0.9)
    texture: Floats = np.clip(0.5 + smooth / smooth.std() / 2, 0, 1)
    return texture
