"""Reads a line of OCR-B digits: each with how sure it is, and none by guessing."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from qc_identify_number_line.inking import as_ink
from qc_identify_number_line.lettering import digits
from qc_identify_number_line.matching import Rows, correlate, normed, patches
from qc_service.model.layout import Box, NumberLine
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey
from qc_service.reading.rectify import rectify

SCALE = 6.0
"""Pixels a mm at which digits are read, about 150 dpi: a stroke is 2 pixels wide."""

SHIFT_MM = 0.9
"""How far the whole line may be printed beside its place."""

SLACK = 1
"""Pixels by which one digit may stand beside the others: numbering machines have wheels."""

MATCH_LEAST = 0.6
"""Correlation from which a digit is one: clean ones have 0.8 and more, bare paper or a stroke
through the line less than 0.5."""

LEAD_LEAST = 0.12
"""By how much the best digit must be ahead of the second: cleanly printed, the two most alike are
0.15 apart."""


@dataclass(frozen=True)
class Digits:
    """What stands on a line: its digits, `?` where none is sure, and the mean lead of the sure."""

    number: str
    form: str
    serial: str
    lead: float


def read_digits(page: Page, placement: Placement, line: NumberLine) -> Digits | None:
    """Read all groups of a line; None where nothing is printed there."""
    starts = _cells(line)
    rows, columns = digits(SCALE).shape[1:]
    # A pixel more than the shift and the slack reach, so that every patch lies inside.
    margin = SHIFT_MM + (SLACK + 2) / SCALE
    half_x, half_y = columns / SCALE / 2 + margin, rows / SCALE / 2 + margin
    left = float(starts.min()) + line.pitch / 2 - half_x
    right = float(starts.max()) + line.pitch / 2 + half_x
    middle = line.box.y + line.box.height / 2
    area = Box(left, middle - half_y, right - left, 2 * half_y)
    ink = as_ink(rectify(page, placement, area, SCALE))
    if ink is None:
        return None
    # From a digit's cell to the corner of a template that stands in its middle.
    x = np.rint((starts + line.pitch / 2 - left) * SCALE - columns / 2).astype(np.int64)
    y = round(half_y * SCALE - rows / 2)
    shift_x, shift_y = _shift(ink, x, y)
    around = range(-SLACK, SLACK + 1)
    corners = [
        (int(cell) + shift_x + dx, y + shift_y + dy) for cell in x for dy in around for dx in around
    ]
    scores = correlate(patches(ink, corners, (rows, columns)), _templates())
    best = scores.reshape(len(x), len(around) ** 2, 10).max(axis=1)
    text, lead = _sure(best)
    number, form = len(line.number), len(line.form_code)
    return Digits(text[:number], text[number : number + form], text[number + form :], lead)


def _cells(line: NumberLine) -> Floats:
    """Give the left edges (n,) of all digits' cells in mm: number, form code, serial."""
    groups = (
        (line.number_x, len(line.number)),
        (line.form_x, len(line.form_code)),
        (line.serial_x, line.serial_digits),
    )
    cells: Floats = np.concatenate([x + line.pitch * np.arange(count) for x, count in groups])
    return cells


@cache
def _templates() -> Rows:
    """Give the ten digits (10, pixels) ready to be multiplied with patches."""
    return normed(digits(SCALE).reshape(10, -1))


@cache
def _any_digit() -> Grey:
    """Give the mean of all digits: what tells where a digit stands, whichever it is."""
    mean: Grey = np.rint(digits(SCALE).mean(axis=0)).astype(np.uint8)
    return mean


def _shift(ink: Grey, x: npt.NDArray[np.int64], y: int) -> tuple[int, int]:
    """Give the pixels (across, down) by which the whole line is printed beside its place."""
    reach = round(SHIFT_MM * SCALE)
    scores = cv2.matchTemplate(ink, _any_digit(), cv2.TM_CCOEFF)
    steps = np.arange(-reach, reach + 1)
    worth = scores[np.ix_(y + steps, (x[:, None] + steps[None, :]).ravel())]
    summed = worth.reshape(len(steps), len(x), len(steps)).sum(axis=1)
    down, across = np.unravel_index(int(np.argmax(summed)), summed.shape)
    return int(steps[across]), int(steps[down])


def _sure(best: Rows) -> tuple[str, float]:
    """Give the digits, `?` where the match is poor or the second is near, and the mean lead."""
    order = np.sort(best, axis=1)
    first, lead = order[:, -1], order[:, -1] - order[:, -2]
    sure = (first >= MATCH_LEAST) & (lead >= LEAD_LEAST)
    text = "".join(
        str(int(digit)) if good else "?"
        for digit, good in zip(best.argmax(axis=1), sure, strict=True)
    )
    return text, float(lead[sure].mean()) if sure.any() else 0.0
