"""What happens to the sheet itself: folded, turned down, torn, shone through, photocopied."""

from functools import lru_cache

import cv2
import numpy as np

from qc_calibration.synth.hands import Dice
from qc_calibration.synth.printing import PAPER, Form, print_side
from qc_service.model.layout import Layout
from qc_service.model.units import Floats, Grey

BLEEDS_KEPT = 8
"""Forms with the other side shining through: 4 to 14 MB each."""

FOLD_MM = 1.6
"""Width of a fold's shadow: 90 g paper laid flat again."""

FLAP = 0.06
"""Darkness of a flap's shadow on its edge."""


@lru_cache(maxsize=BLEEDS_KEPT)
def printed_through(layout: Layout, name: str, dpi: int, bleed: float) -> Form:
    """Print a side with a share `bleed` of the other side's print shining through, mirrored."""
    form = print_side(layout, name, dpi)
    other = next((side.name for side in layout.sides if side.name != name), name)
    if not bleed or other == name:
        return form
    behind = print_side(layout, other, dpi).pixels[:, ::-1]
    shade = cv2.GaussianBlur(np.ascontiguousarray(behind), (0, 0), 1.5)
    seen = cv2.addWeighted(form.pixels, 1.0, 255 - shade, -bleed, 0)
    pixels: Grey = np.asarray(seen, np.uint8)
    pixels.setflags(write=False)
    return Form(pixels, form.scale)


def fold(pixels: Grey, scale: float, x: float, depth: float) -> None:
    """Lay a fold's shadow of a depth (share of light) along a line `x` mm from the left."""
    left, right = round((x - FOLD_MM) * scale), round((x + FOLD_MM) * scale)
    left, right = max(0, left), min(pixels.shape[1], right)
    if right - left < 2:  # noqa: PLR2004 - over the paper's edge
        return
    along = (np.arange(left, right) / scale - x) / (FOLD_MM / 2)
    # A valley beside a ridge: darker on one flank, lighter on the other.
    shade = 1 - depth * np.exp(-(along**2)) * np.where(along < 0, 1.0, 0.35)
    part = pixels[:, left:right]
    np.multiply(part, shade[None, :].astype(np.float32), out=part, casting="unsafe")


def turn_corner(pixels: Grey, scale: float, size: float, behind: int, dice: Dice) -> None:
    """Fold a corner of `size` mm over: its triangle shows what lies behind, and a flap its back."""
    view = _from_corner(pixels, dice)
    length = min(round(size * scale), *view.shape)
    y, x = np.ogrid[:length, :length]
    gone = x + y < length
    part = view[:length, :length]
    flap = (x + y >= length) & (x < length) & (y < length)
    shadow = np.clip((x + y - length) / (0.3 * length), 0, 1)
    part[:] = np.where(gone, behind, np.where(flap, PAPER * (1 - FLAP * (1 - shadow)), part))


def tear(pixels: Grey, scale: float, depth: float, behind: int, dice: Dice) -> None:
    """Tear a piece up to `depth` mm deep out of an edge."""
    view = _from_corner(pixels, dice)
    span = round(dice.uniform(1.5, 4) * depth * scale)
    start = int(dice.integers(0, max(1, view.shape[1] - span)))
    t = np.linspace(0, np.pi, max(2, span))
    rough = np.cumsum(dice.normal(0, 0.12, len(t)))
    edge = np.clip(depth * np.sin(t) * (1 + 0.2 * np.sin(3 * t)) + rough, 0, depth) * scale
    rows = np.arange(view.shape[0])[: round(depth * scale) + 1, None]
    part = view[: len(rows), start : start + span]
    part[:] = np.where(rows < edge[None, : part.shape[1]], behind, part)


def _from_corner(pixels: Grey, dice: Dice) -> Grey:
    """Give the page seen from one of its corners."""
    down, right = (slice(None, None, -1 if _coin(dice) else 1) for _ in range(2))
    view: Grey = pixels[down, right]
    return view


def _coin(dice: Dice) -> bool:
    return bool(dice.integers(2))


def photocopy(pixels: Grey, strength: float, dice: Dice) -> Grey:
    """Give what a copier makes of a sheet: tints break up or are gone, edges harden, specks."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 1.2).astype(np.float32)
    level = float(dice.uniform(120, 165))
    slope = 4 + 20 * strength
    hard = 255 / (1 + np.exp(-(soft - level) / slope))
    mixed = pixels * (1 - strength) + hard * strength
    specks = dice.integers(0, [pixels.shape[1], pixels.shape[0]], (round(300 * strength), 2))
    copied: Grey = np.clip(mixed, 0, 255).astype(np.uint8)
    for x, y in specks:
        copied[y : y + 2, x : x + 2] = 40
    return copied


def cut_away(form: Form, share: float, dice: Dice) -> tuple[Form, Floats]:
    """Give a sheet scanned with a panel of that share folded away, and its shift in mm (2,)."""
    columns = form.pixels.shape[1]
    kept = round(columns * (1 - share))
    left = 0 if _coin(dice) else columns - kept
    pixels = np.ascontiguousarray(form.pixels[:, left : left + kept])
    return Form(pixels, form.scale), np.array([left / form.scale, 0.0])
