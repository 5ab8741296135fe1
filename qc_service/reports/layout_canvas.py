"""A picture in millimetres: boxes and words on paper, for the picture of a layout."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from qc_service.model.layout import Box

Picture = npt.NDArray[np.uint8]
"""(height, width, 3), uint8, blue, green, red; 255 = white."""

Colour = tuple[int, int, int]
"""Blue, green, red."""

SCALE = 8.0
"""Pixels a millimetre: an oval's number and a zone's name are still legible."""

LARGE, NORMAL, SMALL, LEAST = 26, 15, 12, 9
"""Heights of letters in pixels."""

BOLD, REGULAR = 700, 400

MARGIN = 24
"""Pixels around paper and key."""

INK: Colour = (0, 0, 0)
GREY: Colour = (110, 110, 110)
TARGET: Colour = (0, 60, 200)


@dataclass(frozen=True)
class Canvas:
    """A picture and where on it the paper's corner lies."""

    pixels: Picture
    left: int
    top: int

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Give the pixel of a place in millimetres."""
        return round(self.left + x * SCALE), round(self.top + y * SCALE)

    def corners(self, box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        """Give a box's first and last pixel."""
        return self.at(box.x, box.y), self.at(box.x + box.width, box.y + box.height)

    def fill(self, box: Box, colour: Colour, strength: float = 1.0) -> None:
        """Colour a box, letting through what lies beneath."""
        (x0, y0), (x1, y1) = self.corners(box)
        part = self.pixels[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
        part[:] = np.rint(part * (1 - strength) + np.array(colour) * strength).astype(np.uint8)

    def frame(self, box: Box, colour: Colour, width: int = 1) -> None:
        """Draw a box's edges."""
        first, last = self.corners(box)
        cv2.rectangle(self.pixels, first, last, colour, width, cv2.LINE_AA)

    def text(
        self, words: str, at: tuple[int, int], height: int, colour: Colour, weight: int = REGULAR
    ) -> None:
        """Write words with their first letter's foot at a pixel."""
        cv2.putText(self.pixels, words, at, colour, _face(), height, weight)


@cache
def _face() -> cv2.FontFace:
    # OpenCV's own font, which has the letters of all languages with Latin script.
    return cv2.FontFace("sans")


def text_width(words: str, height: int, weight: int = REGULAR) -> int:
    """Give how many pixels wide words will be."""
    _, _, width, _ = cv2.getTextSize((0, 0), words, (0, 0), _face(), height, weight)
    return int(width)


def fitting(words: str, width: int, height: int, weight: int = REGULAR) -> str:
    """Cut words to a width, with an ellipsis."""
    if text_width(words, height, weight) <= width:
        return words
    while words and text_width(f"{words}…", height, weight) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"
