"""Words and digits in the fonts that come with the calibration, set to size in points and mm."""

from functools import cache
from importlib.resources import as_file, files

import cv2
import numpy as np

from qc_service.model.layout import PrintedText
from qc_service.model.units import Floats, Grey

PAPER = 255
"""Reflectance of bare paper."""

INK = 22
"""Reflectance of print: black toner on white paper scans at a twelfth of the paper's level."""

REGULAR, BOLD, OCR_B = "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "OCRB.otf"
"""Liberation Sans is as wide as Arial, letter by letter; OCR-B is what the law names."""

MM_PER_POINT = 25.4 / 72

FINE = 4
"""Pixels of the press to one of the page, in each direction: edges fall where they belong."""

DIGIT_EM = 0.556
"""Width of a digit of Arial and its like against the size of type."""

CAPITAL_EM = 0.688
"""Height of a capital of Liberation Sans against the size of type; Arial's is 0.716."""

OCR_DIGIT = 0.83
"""Height of an OCR-B digit with its stroke against OpenCV's size, measured on the font."""

OCR_PITCH_MM = 2.54
"""Step for which OCR-B of size 1 is made: ten characters an inch."""

MEASURED = 1000
"""Size at which a font's own proportions are taken: rounding is a thousandth."""


@cache
def face(name: str) -> cv2.FontFace:
    """Load one of the fonts."""
    with as_file(files("qc_calibration").joinpath("fonts", name)) as path:
        return cv2.FontFace(str(path))


@cache
def digit_width(name: str) -> float:
    """Give a digit's width against OpenCV's size of type."""
    _, _, width, _ = cv2.getTextSize((0, 0), "0" * 10, (0, 0), face(name), MEASURED, 0)
    return float(width) / 10 / MEASURED


def set_words(text: str, points: float, scale: float, *, bold: bool = False) -> Floats:
    """Give the cover (0..1) of words in pixels of the page; the capitals fill its height.

    Rows: two capitals' heights, the line on which letters stand at three quarters of it.
    """
    name = BOLD if bold else REGULAR
    em = points * MM_PER_POINT * scale * FINE
    size = max(1, round(em * DIGIT_EM / digit_width(name)))
    capital = round(em * CAPITAL_EM / FINE)
    return _set(text, name, size, 2 * capital, 1.5 * capital)


def set_digits(digits: str, pitch: float, scale: float) -> Floats:
    """Give the cover (0..1) of OCR-B digits, each in the middle of a cell `pitch` mm wide."""
    fine = scale * FINE
    size = max(1, round(OCR_PITCH_MM * fine / digit_width(OCR_B)))
    height = 2 * round(size * OCR_DIGIT / FINE)
    sheet = np.zeros((height * FINE, round(len(digits) * pitch * fine) + FINE), np.uint8)
    foot = round((height * FINE + size * OCR_DIGIT) / 2)
    for place, digit in enumerate(digits):
        x = (place + 0.5) * pitch * fine - digit_width(OCR_B) * size / 2
        cv2.putText(sheet, digit, (round(x), foot), (255,), face(OCR_B), size, 0)
    return _shrunk(sheet)


def print_words(pixels: Grey, scale: float, words: PrintedText, ink: int) -> float:
    """Print words into their box, smaller where it is too narrow; give their width in mm."""
    cover = set_words(words.text, words.points, scale, bold=words.bold)
    room = round(words.box.width * scale)
    if cover.shape[1] > room > 0:
        smaller = words.points * room / (cover.shape[1] + 1)
        cover = set_words(words.text, smaller, scale, bold=words.bold)[:, :room]
    middle = (words.box.y + words.box.height / 2) * scale
    corner = round(words.box.x * scale), round(middle - cover.shape[0] / 2)
    press(pixels, corner, cover, 255 if words.reversed else ink)
    return float(cover.shape[1] / scale)


def press(pixels: Grey, corner: tuple[int, int], cover: Floats, ink: int) -> None:
    """Lay ink of a reflectance over the page by its cover, from a corner (x, y) on."""
    x, y = corner
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + cover.shape[1], pixels.shape[1]), min(y + cover.shape[0], pixels.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = pixels[y0:y1, x0:x1]
    share = cover[y0 - y : y1 - y, x0 - x : x1 - x]
    part[:] = np.rint(part + share * (np.float32(ink) - part)).astype(np.uint8)


def _set(text: str, name: str, size: int, height: int, foot: float) -> Floats:
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), face(name), size, 0)
    sheet = np.zeros((height * FINE, -(-(int(width) + FINE) // FINE) * FINE), np.uint8)
    cv2.putText(sheet, text, (0, round(foot * FINE)), (255,), face(name), size, 0)
    return _shrunk(sheet)


def _shrunk(sheet: Grey) -> Floats:
    size = sheet.shape[1] // FINE, sheet.shape[0] // FINE
    small = cv2.resize(sheet, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float64) / 255
