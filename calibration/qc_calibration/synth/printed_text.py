"""What is printed to be read: titles, names, captions, in the font that comes with OpenCV."""

from dataclasses import dataclass

import cv2

from qc_calibration.synth.rules import bands
from qc_service.model.layout import Box, Contest, Layout, Region, RegionKind, Side, Target
from qc_service.model.units import Grey

BOLD, REGULAR = 600, 400
"""Weights of the font, on the scale of 100 to 900 that fonts use."""

NAME, TITLE, CAPTION, HEADING = 3.9, 4.0, 2.7, 6.4
"""Heights of a line of type in mm: an option's name, a contest, small print, the ballot's title."""

LEAST = 1.8
"""Height of type below which a text is left out rather than shrunk, in mm."""

BEFORE_OVAL = 1.6
"""Gap between a name and its oval, in mm."""

LEADING = 1.15
"""Height of a line against its type's."""


@dataclass(frozen=True)
class Type:
    """A press: where it prints, how large, in which grey."""

    pixels: Grey
    scale: float
    ink: int
    face: cv2.FontFace

    def line(self, text: str, x: float, baseline: float, size: float, weight: int) -> None:
        """Print one line from `x` (mm) rightwards, standing on `baseline` (mm)."""
        place = (round(x * self.scale), round(baseline * self.scale))
        height = round(size * self.scale)
        cv2.putText(self.pixels, text, place, (self.ink,) * 3, self.face, height, weight)

    def width(self, text: str, size: float, weight: int) -> float:
        """Give a line's width in mm."""
        height = round(size * self.scale)
        rect = cv2.getTextSize((0, 0), text, (0, 0), self.face, height, weight)
        return float(rect[2]) / self.scale

    def fitted(self, text: str, size: float, weight: int, room: float) -> float:
        """Give the height at which a line fits into `room` mm: at most `size`; 0 if too small."""
        wide = self.width(text, size, weight)
        size = size if wide <= room else size * room / wide
        return size if size >= LEAST else 0.0


def print_texts(pixels: Grey, scale: float, layout: Layout, side: Side, ink: int) -> None:
    """Print all text of a side in the grey `ink`."""
    press = Type(pixels, scale, ink, cv2.FontFace("sans"))
    contests = {contest.id: contest for contest in layout.contests}
    cells = {(r.contest, r.option): r for r in side.regions if r.kind is RegionKind.OPTION}
    for target in side.targets:
        contest = contests[target.contest]
        option = next((o for o in contest.options if o.id == target.option), None)
        if option is not None and option.write_in:
            _print_caption(press, target, option.title)
        elif option is not None:
            _print_name(press, target, cells.get((target.contest, target.option)), option.title)
    for region in side.regions:
        if region.kind is RegionKind.TEXT and region.contest in contests:
            _print_title(press, region.box, contests[region.contest])
    _print_heading(press, layout, side)


def _print_name(press: Type, target: Target, cell: Region | None, text: str) -> None:
    """Print a name beside its oval, on the side where its cell has more room."""
    box = target.box
    area = cell.box if cell is not None else Box(box.x - 30, box.y, box.width + 30, box.height)
    left = box.x - BEFORE_OVAL - area.x
    right = area.x + area.width - (box.x + box.width + BEFORE_OVAL)
    size = press.fitted(text, NAME, BOLD, max(left, right) - 0.5)
    if not size:
        return
    baseline = box.y + box.height / 2 + 0.35 * size
    x = box.x + box.width + BEFORE_OVAL
    if left >= right:
        x = box.x - BEFORE_OVAL - press.width(text, size, BOLD)
    press.line(text, x, baseline, size, BOLD)


def _print_caption(press: Type, target: Target, text: str) -> None:
    """Print what a write-in line is for, below it."""
    x = target.box.x - 2 - press.width(text, CAPTION, REGULAR)
    baseline = target.box.y + target.box.height / 2 + 1.5 + CAPTION
    press.line(text, x, baseline, CAPTION, REGULAR)


def _print_title(press: Type, area: Box, contest: Contest) -> None:
    """Print a contest's title and rule in the middle of its area, each line as large as fits."""
    rule = f"Vote for not more than {contest.votes_allowed}"
    middle, room = area.x + area.width / 2, area.width - 1
    lines = [
        (text, press.fitted(text, size, weight, room), weight)
        for text, size, weight in ((contest.title, TITLE, BOLD), (rule, CAPTION, REGULAR))
    ]
    baseline = area.y + area.height / 2 - sum(size for _, size, _ in lines) * LEADING / 2
    for text, size, weight in lines:
        if size:
            baseline += LEADING * size
            x = middle - press.width(text, size, weight) / 2
            press.line(text, x, baseline - 0.3 * size, size, weight)


def _print_heading(press: Type, layout: Layout, side: Side) -> None:
    """Print the ballot's title where there is room above the contests, and where to go on."""
    stacked = bands(side)
    if not stacked:
        return
    paper, top = layout.paper, stacked[0][1].y
    bottom = max(box.y + box.height for _, box in stacked)
    frame = 17.0
    if top - frame >= 2 * HEADING * LEADING:
        lines = ("OFFICIAL BALLOT", layout.election or layout.title)
        for i, text in enumerate(lines):
            size = HEADING - 1.6 * i
            x = paper.width / 2 - press.width(text, size, BOLD) / 2
            press.line(text, x, frame + (i + 1) * LEADING * HEADING, size, BOLD)
    if paper.height - 2 * frame - bottom >= 2 * HEADING:
        text = "Turn over: the ballot goes on" if side.name == "front" else "End of the ballot"
        x = paper.width / 2 - press.width(text, HEADING, BOLD) / 2
        press.line(text, x, (bottom + paper.height - frame) / 2, HEADING, BOLD)
