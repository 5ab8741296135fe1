"""How people mark an oval: each hand gives the lines its pen draws, in millimetres."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np

from qc_service.model.layout import Box
from qc_service.model.units import Floats

Lines = list[Floats]
"""Lines of (n, 2) points in mm."""

Dice = np.random.Generator


class Hand(StrEnum):
    """A way to mark, or to leave something that looks like it."""

    FILLED = "filled"
    SCRIBBLED = "scribbled"
    OVERRUN = "overrun"
    CROSS = "cross"
    TICK = "tick"
    SLASH = "slash"
    PARTIAL = "partial"
    DOT = "dot"
    FAINT = "faint"
    ERASED = "erased"
    BESIDE = "beside"
    RINGED = "ringed"
    WRITE_IN = "write-in"
    CIRCLED = "circled"


DOUBTFUL = frozenset({Hand.SLASH, Hand.PARTIAL, Hand.DOT, Hand.ERASED})
"""Drawn so that two people, or two machines, may differ."""

NO_OVAL = frozenset({Hand.BESIDE, Hand.RINGED, Hand.WRITE_IN, Hand.CIRCLED})
"""These leave the oval itself empty: a machine counts no vote there."""

INTENT: Mapping[Hand, str] = {
    Hand.SLASH: "vote",
    Hand.PARTIAL: "vote",
    Hand.DOT: "unclear",
    Hand.ERASED: "no_vote",
}
"""What a person takes a doubtful mark for; all other marks in an oval are votes."""


TALL_LETTERS = 0.25
"""Share of letters with an upper length."""


def strokes(hand: Hand, oval: Box, room: Box, dice: Dice) -> Lines:
    """Give the lines of a hand at an oval; `room` is where a name is ringed or a name written."""
    return _HANDS[hand](oval, room, dice)


def _filled(oval: Box, _room: Box, dice: Dice) -> Lines:
    """Go to and fro all over the oval, as told in the instructions."""
    return [_hatching(oval, dice, reach=0.86, pitch=0.34)]


def _overrun(oval: Box, _room: Box, dice: Dice) -> Lines:
    """Fill it in a hurry, past the outline."""
    return [_hatching(oval, dice, reach=1.3, pitch=0.42)]


def _scribbled(oval: Box, _room: Box, dice: Dice) -> Lines:
    """Go round and round inside, with gaps."""
    turns = dice.uniform(2.5, 5.5)
    t = np.linspace(0, 1, 90)
    wide = 0.42 * oval.width * (0.35 + 0.6 * np.abs(np.sin(7.3 * t + dice.uniform(0, 6))))
    high = 0.40 * oval.height * (0.4 + 0.6 * np.abs(np.cos(5.1 * t + dice.uniform(0, 6))))
    angle = 2 * np.pi * (turns * t + dice.uniform())
    line = _middle(oval) + np.stack([wide * np.cos(angle), high * np.sin(angle)], axis=1)
    return [line + _shake(line, dice, 0.12)]


def _cross(oval: Box, _room: Box, dice: Dice) -> Lines:
    size = np.array([0.36 * oval.width, 0.52 * oval.height]) * dice.uniform(0.9, 1.3)
    middle = _middle(oval) + dice.normal(0, 0.25, 2)
    return [
        _stroke(middle - size * (1, way), middle + size * (1, way), dice, bow=0.15)
        for way in (1, -1)
    ]


def _tick(oval: Box, _room: Box, dice: Dice) -> Lines:
    size = dice.uniform(0.9, 1.25) * oval.height
    low = _middle(oval) + np.array([dice.normal(-0.3, 0.2), 0.35 * size])
    down = _stroke(low - 0.55 * size, low, dice, bow=0.05)
    up = _stroke(low, low + size * np.array([0.9, -1.15]), dice, bow=0.12)
    return [np.concatenate([down, up])]


def _slash(oval: Box, _room: Box, dice: Dice) -> Lines:
    middle = _middle(oval) + dice.normal(0, 0.3, 2)
    size = np.array([0.4 * oval.width, -0.45 * oval.height]) * dice.uniform(0.8, 1.1)
    return [_stroke(middle - size, middle + size, dice, bow=0.15)]


def _partial(oval: Box, _room: Box, dice: Dice) -> Lines:
    """Fill one end only."""
    share = dice.uniform(0.2, 0.4)
    x = oval.x + (0.45 if _coin(dice) else oval.width * (1 - share) - 0.45)
    return [_hatching(Box(x, oval.y, oval.width * share, oval.height), dice, 0.7, 0.4)]


def _dot(oval: Box, _room: Box, dice: Dice) -> Lines:
    middle = _middle(oval) + dice.normal(0, 0.35, 2)
    return [middle + dice.normal(0, 0.12, (4, 2))]


def _beside(oval: Box, room: Box, dice: Dice) -> Lines:
    """Cross the paper just above or below the oval, clear of it."""
    del room
    shift = 0.5 * oval.height + dice.uniform(1.6, 1.9)
    middle = _middle(oval) + np.array([dice.normal(0, 0.4), shift if _coin(dice) else -shift])
    size = np.array([1.2, 0.7]) * dice.uniform(0.9, 1.1)
    return [
        _stroke(middle - size * (1, way), middle + size * (1, way), dice, bow=0.08)
        for way in (1, -1)
    ]


def _ringed(_oval: Box, room: Box, dice: Dice) -> Lines:
    """Draw a ring around the name."""
    t = np.linspace(0, 1.08, 50) + dice.uniform()
    half = np.array([room.width / 2, room.height / 2])
    ring = np.stack([np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)], axis=1)
    # No hand draws an ellipse, nor ends where it began.
    wobble = 1 + 0.05 * np.sin(6 * np.pi * t + dice.uniform(0, 6)) + 0.05 * (t - t.mean())
    line = _middle(room) + ring * half * wobble[:, None]
    return [line + _shake(line, dice, 0.05)]


def _circled(oval: Box, _room: Box, dice: Dice) -> Lines:
    """Draw a ring around the target itself."""
    beyond = dice.uniform(0.7, 1.3)
    around = Box(
        oval.x - beyond, oval.y - beyond, oval.width + 2 * beyond, oval.height + 2 * beyond
    )
    return _ringed(oval, around, dice)


def _write_in(_oval: Box, room: Box, dice: Dice) -> Lines:
    """Write a word of up to eight letters that nobody can read."""
    letters = int(dice.integers(4, 9))
    size = min(0.75 * room.height, 2.6)
    step = min(1.35 * size, (room.width - 3) / letters)
    x = room.x + dice.uniform(0.5, max(0.6, room.width - letters * step - 1))
    base = room.y + 0.88 * room.height
    t = np.linspace(0, 1, 9)
    words = []
    for i in range(letters):
        a, b = dice.uniform(0.6, 1.4, 2)
        high = size * (1.0 if i == 0 or _coin(dice, TALL_LETTERS) else 0.55)
        across = x + step * (i + 0.45 + 0.42 * np.cos(2 * np.pi * a * t + dice.uniform(0, 6)))
        up = base - high * (0.5 + 0.5 * np.sin(2 * np.pi * b * t + dice.uniform(0, 6)))
        words.append(np.stack([across, up], axis=1))
    return [np.concatenate(words[i : i + 3]) for i in range(0, letters, 3)]


def _hatching(area: Box, dice: Dice, reach: float, pitch: float) -> Floats:
    """Give a zigzag that covers an oval to `reach` of its size, its turns `pitch` mm apart."""
    half_w, half_h = reach * area.width / 2, reach * area.height / 2
    count = max(6, round(2 * half_w / pitch))
    along = np.linspace(-1, 1, count)
    end = min(1.0, half_h / half_w)
    beyond = np.clip((np.abs(along) - (1 - end)) / end, 0, 1)
    height = half_h * np.sqrt(1 - 0.9 * beyond**2)
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    slant = dice.normal(0, 0.25)
    x = along * half_w * 0.97 + slant * side * height * 0.4
    line = _middle(area) + np.stack([x, side * height], axis=1) + dice.normal(0, 0.12, 2)
    return line + _shake(line, dice, 0.16)


def _stroke(start: Floats, end: Floats, dice: Dice, bow: float) -> Floats:
    """Give a stroke that bends a little, by up to `bow` of its length."""
    t = np.linspace(0, 1, 10)[:, None]
    way = end - start
    aside = np.array([-way[1], way[0]]) * dice.normal(0, bow / 2)
    line: Floats = start + way * t + aside * 4 * t * (1 - t)
    return line


def _shake(line: Floats, dice: Dice, by: float) -> Floats:
    return dice.normal(0, by, line.shape)


def _coin(dice: Dice, heads: float = 0.5) -> bool:
    return bool(dice.random() < heads)


def _middle(box: Box) -> Floats:
    return np.array([box.x + box.width / 2, box.y + box.height / 2])


_HANDS: Mapping[Hand, Callable[[Box, Box, Dice], Lines]] = {
    Hand.FILLED: _filled,
    Hand.SCRIBBLED: _scribbled,
    Hand.OVERRUN: _overrun,
    Hand.CROSS: _cross,
    Hand.TICK: _tick,
    Hand.SLASH: _slash,
    Hand.PARTIAL: _partial,
    Hand.DOT: _dot,
    Hand.FAINT: _filled,
    Hand.ERASED: _filled,
    Hand.BESIDE: _beside,
    Hand.RINGED: _ringed,
    Hand.WRITE_IN: _write_in,
    Hand.CIRCLED: _circled,
}
