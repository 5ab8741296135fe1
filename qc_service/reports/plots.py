"""Pictures of numbers as SVG: the same in PDF and HTML, legible in print and without colour.

No library: three small pictures, each with its numbers written beside the ink.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10, sqrt
from textwrap import wrap
from xml.sax.saxutils import escape

WIDTH = 640
INK, SOFT, PALE, PAPER = "#16202b", "#5b6875", "#dfe4ea", "#ffffff"
FONT = "'Libertinus Serif', 'Liberation Sans', Arial, sans-serif"
TYPE = 13
LETTER = 0.56
"""Width of a letter, as a share of the type's size, on the safe side for any of the fonts."""


@dataclass(frozen=True)
class Bar:
    """One bar: `part` of `whole`, and what is written behind it."""

    name: str
    part: float
    whole: float
    words: str


def bars(rows: Sequence[Bar], top_words: str) -> str:
    """Draw bars one under the other, all to one scale: what was checked, within what there is."""
    line, head = 36, 26
    names = _width([row.name for row in rows], WIDTH * 0.42)
    tail = _width([row.words for row in rows], WIDTH * 0.4)
    room = WIDTH - names - tail - 24
    most = max((row.whole for row in rows), default=0) or 1.0
    ink = [_text(names + 8, 16, top_words, SOFT)]
    for place, row in enumerate(rows):
        y = head + place * line
        lines = _two_lines(row.name, names)
        for number, part in enumerate(lines):
            height = y + 16 - 7 * (len(lines) - 1) + 14 * number
            ink.append(_text(names, height, part, INK, "end"))
        ink.append(_box(names + 8, y + 3, room * row.whole / most, 17, PALE, SOFT))
        ink.append(_box(names + 8, y + 3, room * row.part / most, 17, INK, INK))
        ink.append(_text(names + 16 + room * row.whole / most, y + 16, row.words, INK))
    return _svg(head + line * len(rows) + 6, ink)


@dataclass(frozen=True)
class Axis:
    """What stands along an axis: the words, and how to write one of its numbers."""

    words: str
    ticks: Sequence[tuple[float, str]]


def course(points: Sequence[tuple[float, float]], across: Axis, up: Axis) -> str:
    """Draw a line through points, as steps: each value stands until the next one."""
    left, right, top, bottom = 64, 20, 30, 44
    height = 260
    x_most = max([x for x, _ in points] + [x for x, _ in across.ticks] + [1.0])
    y_most = max([y for _, y in points] + [y for y, _ in up.ticks] + [1e-9])

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            left + (WIDTH - left - right) * x / x_most,
            height - bottom - (height - top - bottom) * y / y_most,
        )

    ink = [_text(left, 16, up.words, SOFT)]
    for value, words in up.ticks:
        x, y = at(0, value)
        ink.append(_line(x, y, WIDTH - right, y, PALE))
        ink.append(_text(x - 6, y + 4, words, INK, "end"))
    for value, words in across.ticks:
        x, y = at(value, 0)
        ink.append(_line(x, y, x, y + 5, INK))
        ink.append(_text(x, y + 19, words, INK, "middle"))
    ink.append(_line(*at(0, 0), *at(x_most, 0), INK))
    ink.append(_text(WIDTH - right, height - 6, across.words, SOFT, "end"))
    ink.append(_steps([at(x, y) for x, y in points]))
    if points:
        x, y = at(*points[-1])
        ink.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>')
    return _svg(height, ink)


@dataclass(frozen=True)
class Spot:
    """One place of a grid: how much ink (0 to 1), and what is written in it; `known` or hidden."""

    share: float
    words: str
    known: bool = True


def grid(rows: Sequence[str], columns: Sequence[str], spots: Sequence[Sequence[Spot]]) -> str:
    """Draw a disc for each row and column: its area is the share, its number stands under it."""
    line, head, largest = 46, 30, 14.0
    names = _width(rows, WIDTH * 0.34)
    step = (WIDTH - names - 12) / max(len(columns), 1)
    ink = []
    for place, name in enumerate(columns):
        x = names + 12 + step * (place + 0.5)
        ink.append(_text(x, 18, _fit(name, step), INK, "middle"))
    for place, name in enumerate(rows):
        y = head + place * line
        ink.append(_line(0, y, WIDTH, y, PALE))
        ink.append(_text(names, y + line / 2 + 4, _fit(name, names), INK, "end"))
        for column, spot in enumerate(spots[place]):
            x = names + 12 + step * (column + 0.5)
            radius = largest * sqrt(max(0.0, min(1.0, spot.share)))
            if spot.known and radius:
                ink.append(
                    f'<circle cx="{x:.1f}" cy="{y + 17:.1f}" r="{radius:.1f}" fill="{INK}"/>'
                )
            ink.append(_text(x, y + 42, spot.words, INK if spot.known else SOFT, "middle", 11))
    return _svg(head + line * len(rows) + 6, ink)


def ticks(most: float, wanted: int = 4) -> list[float]:
    """Give round numbers from 0 to about `most`: about so many steps of 1, 2 or 5 times a ten."""
    if most <= 0:
        return [0.0]
    rough = most / wanted
    ten = 10.0 ** int(ceil(log10(rough)) - 1)
    step = next(ten * each for each in (1, 2, 5, 10) if ten * each >= rough * 0.999)
    return [step * number for number in range(ceil(most / step) + 1)]


def _svg(height: float, ink: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    ground = _box(0, 0, WIDTH, height, PAPER, PAPER)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" '
        f'font-size="{TYPE}">{ground}{"".join(ink)}</svg>'
    )


def _width(words: Sequence[str], most: float) -> float:
    """Give the room that the longest of some words takes."""
    return min(most, max((len(each) for each in words), default=0) * TYPE * LETTER + 4)


def _two_lines(words: str, room: float) -> list[str]:
    """Break words into at most two lines of the room there is."""
    lines = wrap(words, max(1, int(room / (TYPE * LETTER)))) or [""]
    return lines if len(lines) == 1 else [lines[0], _fit(" ".join(lines[1:]), room)]


def _fit(words: str, room: float) -> str:
    """Shorten words to the room there is."""
    letters = max(1, int(room / (TYPE * LETTER)))
    return words if len(words) <= letters else words[: letters - 1] + "…"


def _text(
    x: float, y: float, words: str, colour: str, anchor: str = "start", size: int = TYPE
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text {place} font-size="{size}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str, edge: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{edge}" stroke-width="0.6"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" '
        f'stroke="{colour}" stroke-width="1"/>'
    )


def _steps(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    path += [f"H{x:.1f}V{y:.1f}" for x, y in points[1:]]
    return f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="2"/>'
