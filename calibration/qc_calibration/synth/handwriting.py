"""Handwritten words: letters of single strokes, slanted and uneven, with tails that hang down."""

from dataclasses import dataclass

import cv2
import numpy as np

from qc_calibration.synth.hands import Dice
from qc_calibration.synth.pens import Pen
from qc_service.model.units import Grey

FINER = 4
"""Words are drawn this many times finer than the page."""

FONT = cv2.FONT_HERSHEY_SIMPLEX

CAPITAL = 21.0
"""Height of a capital of that font at scale 1, in pixels."""

TAILED = frozenset("gjpqy")
"""Letters that reach below the line."""


@dataclass(frozen=True)
class Words:
    """Words on a line: `x` and `base` are their left end and the line they stand on, in mm.

    `step` is the way from one letter to the next (0: as wide as they are), `tails` how far tailed
    letters hang down beyond what is usual, `size` a capital's height: all in mm.
    """

    text: str
    x: float
    base: float
    size: float
    step: float = 0.0
    tails: float = 0.0


def write(pixels: Grey, scale: float, words: Words, pen: Pen, dice: Dice) -> None:
    """Write words onto a page of `scale` pixels a mm."""
    fine = scale * FINER
    zoom, thick = words.size * fine / CAPITAL, max(1, round(pen.width * fine))
    step = words.step or 0.95 * words.size
    below = 0.6 * words.size + words.tails
    width = round((step * (len(words.text) + 1)) * fine) // FINER * FINER
    height = round((1.4 * words.size + below) * fine) // FINER * FINER
    sheet = np.zeros((height, width), np.uint8)
    foot = height - below * fine
    for place, letter in enumerate(words.text):
        x = (place + 0.15) * step * fine + dice.normal(0, 0.06) * fine
        y = foot + dice.normal(0, 0.08) * fine
        size = zoom * dice.uniform(0.88, 1.1)
        cv2.putText(sheet, letter, (round(x), round(y)), FONT, size, (255,), thick, cv2.LINE_AA)
        if words.tails and letter in TAILED:
            _tail(sheet, (x + 0.3 * words.size * fine, y), words.tails * fine, thick, dice)
    slant = float(dice.normal(0.12, 0.1))
    lean = np.array([[1.0, -slant, slant * foot], [0.0, 1.0, 0.0]])
    leaned = cv2.warpAffine(sheet, lean, (width, height))
    cover = cv2.resize(leaned, (width // FINER, height // FINER), interpolation=cv2.INTER_AREA)
    corner = round(words.x * scale), round(words.base * scale - foot / FINER)
    _ink(pixels, corner, np.asarray(cover, np.uint8), pen, dice)


def _tail(sheet: Grey, start: tuple[float, float], length: float, thick: int, dice: Dice) -> None:
    t = np.linspace(0, 1, 12)
    bend = float(dice.uniform(-0.5, 0.3))
    x, y = start[0] + bend * length * t**2, start[1] + length * t
    curve = np.rint(np.stack([x, y], axis=1)).astype(np.int32)
    cv2.polylines(sheet, [curve], isClosed=False, color=255, thickness=thick, lineType=cv2.LINE_AA)


def _ink(pixels: Grey, corner: tuple[int, int], cover: Grey, pen: Pen, dice: Dice) -> None:
    x, y = corner
    x0, y0 = max(0, x), max(0, y)
    part = pixels[y0 : max(0, y + cover.shape[0]), x0 : max(0, x + cover.shape[1])]
    taken = cover[y0 - y : y0 - y + part.shape[0], x0 - x : x0 - x + part.shape[1]]
    if not part.size:
        return
    share = taken.astype(np.float32) * (pen.ink / 255)
    if pen.grain:
        share *= 1 - pen.grain * dice.random(share.shape, np.float32)
    np.multiply(part, 1 - share, out=part, casting="unsafe")
