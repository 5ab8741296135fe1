"""Official stamps: a ring or frame with letters and a date, pressed more or less well."""

import cv2
import numpy as np

from qc_calibration.synth.hands import Dice
from qc_service.model.layout import Box
from qc_service.model.units import Floats, Grey

INKS = {"clear": 0.85, "red": 0.45, "double": 0.8, "weak": 0.2, "half": 0.8, "smeared": 0.6}
"""Darkness against print: red ink is about half as dark as black to a scanner of greys."""

ROUND, LINE = 26.0, 0.7
"""Diameter and line of a round stamp in mm: municipal stamps are about so large."""

FINER = 3
"""A stamp is drawn this many times finer than the page."""


def stamp(pixels: Grey, scale: float, field: Box, kind: str, dice: Dice) -> None:
    """Press a stamp of a kind into a field; `missing` presses none."""
    if kind == "missing":
        return
    cover = _impression(scale, dice)
    if kind == "smeared":
        cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.35 * scale), np.float32)
    middle = np.array([field.x + field.width / 2, field.y + field.height / 2])
    room = np.array([max(0.5, (field.width - ROUND) / 2 - 3), max(0.5, (field.height - ROUND) / 2)])
    middle += dice.uniform(-1, 1, 2) * room
    if kind == "half":
        middle[1] = field.y + (field.height if dice.integers(2) else 0.0)
    ink = INKS[kind] * dice.uniform(0.9, 1.1)
    _press(pixels, scale, middle, cover * ink)
    if kind == "double":
        _press(pixels, scale, middle + dice.uniform(1.5, 4, 2), cover * (0.7 * ink))


def _impression(scale: float, dice: Dice) -> Floats:
    """Give a stamp's cover (rows, columns) 0..1: turned, and pressed unevenly."""
    fine = scale * FINER
    side = round(1.2 * ROUND * fine)
    sheet = np.zeros((side, side), np.uint8)
    middle, radius, line = side // 2, round(ROUND / 2 * fine), max(1, round(LINE * fine))
    if dice.random() < SQUARE:
        half = round(0.62 * radius)
        corner = (middle - radius + line, middle - half), (middle + radius - line, middle + half)
        cv2.rectangle(sheet, *corner, 255, line)
    else:
        cv2.circle(sheet, (middle, middle), radius - line, 255, line)
        cv2.circle(sheet, (middle, middle), round(0.72 * radius), 255, max(1, line // 2))
    for row, text in ((-0.2, "FJORDVIK"), (0.12, "VALG 2027"), (0.42, "KOMMUNE")):
        size = 0.2 * radius / 21
        width = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, line)[0][0]
        place = middle - width // 2, round(middle + row * radius)
        cv2.putText(sheet, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (255,), max(1, line // 2))
    turn = cv2.getRotationMatrix2D((middle, middle), float(dice.normal(0, 6)), 1.0)
    turned = cv2.warpAffine(sheet, turn, (side, side))
    small = cv2.resize(turned, (side // FINER, side // FINER), interpolation=cv2.INTER_AREA)
    cover = small.astype(np.float32) / 255
    across = np.linspace(-1, 1, cover.shape[1], dtype=np.float32)
    # A hand presses one side harder than the other.
    lean = dice.uniform(-0.35, 0.35, 2).astype(np.float32)
    cover *= np.clip(1 + lean[0] * across[None, :] + lean[1] * across[:, None], 0.3, 1)
    return np.asarray(cover, np.float32)


SQUARE = 0.25
"""Share of stamps with a frame instead of a ring."""


def _press(pixels: Grey, scale: float, middle: Floats, taken: Floats) -> None:
    rows, columns = taken.shape
    x, y = (
        round(float(middle[0]) * scale) - columns // 2,
        round(float(middle[1]) * scale) - rows // 2,
    )
    x0, y0 = max(0, x), max(0, y)
    part = pixels[y0 : max(0, y + rows), x0 : max(0, x + columns)]
    share = taken[y0 - y : y0 - y + part.shape[0], x0 - x : x0 - x + part.shape[1]]
    np.multiply(part, 1 - share, out=part, casting="unsafe")
