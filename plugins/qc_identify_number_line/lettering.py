"""Templates: digits in OCR-B and words in a face as wide as Arial, drawn at some scale."""

from functools import cache, lru_cache
from importlib.resources import as_file, files

import cv2
import numpy as np

from qc_service.model.layout import PrintedText
from qc_service.model.units import MM_PER_INCH, Grey

FINE = 8
"""Sub-pixels a pixel side while a template is drawn."""

DIGIT_MM = 2.54
"""Width of a character of OCR-B at ten an inch, for which it is made (ISO 1073-2, size I)."""

DIGIT_EM = 0.556
"""Width of a digit of Arial and its like, as a share of the type's size."""

MEASURED = 1000
"""Size at which a face's own proportions are taken."""

OCR_B, BOLD, REGULAR = "OCRB.otf", "LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf"

MM_PER_POINT = MM_PER_INCH / 72

WORDS_KEPT = 512
"""Titles of a few elections at one scale."""


@cache
def _face(name: str) -> cv2.FontFace:
    with as_file(files(__package__).joinpath("fonts", name)) as path:
        return cv2.FontFace(str(path))


@cache
def _digit_width(name: str) -> float:
    """Give a digit's width as a share of OpenCV's size of type."""
    _, _, width, _ = cv2.getTextSize((0, 0), "0" * 10, (0, 0), _face(name), MEASURED, 0)
    return float(width) / 10 / MEASURED


@cache
def digits(scale: float) -> Grey:
    """Give the ten digits (10, rows, columns) uint8, 255 = ink, each tight in the same cell."""
    size = round(DIGIT_MM * scale * FINE / _digit_width(OCR_B))
    side = 2 * size
    drawn = np.zeros((10, side, side), np.uint8)
    for digit, sheet in enumerate(drawn):
        cv2.putText(sheet, str(digit), (size // 2, size), (255,), _face(OCR_B), size, 0)
    rows = np.flatnonzero(drawn.max(axis=(0, 2)))
    columns = np.flatnonzero(drawn.max(axis=(0, 1)))
    y, x = (rows[0] + rows[-1] + 1) // 2, (columns[0] + columns[-1] + 1) // 2
    # A pixel of paper around all of them: an edge tells as much as a stroke.
    half_y = FINE * (-(-(rows[-1] + 1 - rows[0]) // (2 * FINE)) + 1)
    half_x = FINE * (-(-(columns[-1] + 1 - columns[0]) // (2 * FINE)) + 1)
    cut = drawn[:, y - half_y : y + half_y, x - half_x : x + half_x]
    size_out = 2 * half_x // FINE, 2 * half_y // FINE
    small = [cv2.resize(one, size_out, interpolation=cv2.INTER_AREA) for one in cut]
    made = np.stack(small).astype(np.uint8)
    made.setflags(write=False)
    return made


@lru_cache(maxsize=WORDS_KEPT)
def words(printed: PrintedText, scale: float, margin: float) -> Grey:
    """Give words (rows, columns) uint8, 255 = ink, as they stand in their box less a margin (mm).

    Words too wide for their box are set smaller, as printers do.
    """
    name = BOLD if printed.bold else REGULAR
    fine = scale * FINE
    em = printed.points * MM_PER_POINT * fine * DIGIT_EM / _digit_width(name)
    _, _, width, _ = cv2.getTextSize((0, 0), printed.text, (0, 0), _face(name), round(em), 0)
    em = min(em, em * printed.box.width * fine / max(1, int(width)))
    height = cv2.getTextSize((0, 0), "H", (0, 0), _face(name), round(em), 0)[3]
    rows, columns = (
        FINE * round((length - 2 * margin) * scale)
        for length in (printed.box.height, printed.box.width)
    )
    sheet = np.zeros((rows, columns), np.uint8)
    foot = round(rows / 2 + height / 2)
    start = round(-margin * fine)
    cv2.putText(sheet, printed.text, (start, foot), (255,), _face(name), round(em), 0)
    small = cv2.resize(sheet, (columns // FINE, rows // FINE), interpolation=cv2.INTER_AREA)
    made: Grey = cv2.GaussianBlur(small, (3, 3), 0).astype(np.uint8)
    made.setflags(write=False)
    return made
