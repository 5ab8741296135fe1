"""The key beside a layout's picture: facts of the side, the colours, the list of targets."""

import cv2

from qc_service.model.layout import (
    CornerMarks,
    Layout,
    NoCode,
    NumberLine,
    RegionKind,
    Side,
    TimingMarkCode,
    Title,
)
from qc_service.reports.layout_canvas import (
    BOLD,
    INK,
    LEAST,
    MARGIN,
    NORMAL,
    REGULAR,
    TARGET,
    Canvas,
    Colour,
    fitting,
)
from qc_service.reports.layout_fiducials import LANDMARK

KEY_WIDTH = 640
"""Pixels for the key beside the paper: a contest's and an option's title on one line."""

# The colours of Okabe and Ito, which people with any kind of colour sight tell apart.
KINDS: dict[RegionKind, tuple[Colour, str]] = {
    RegionKind.OPTION: ((233, 180, 86), "option: a printed option's cell"),
    RegionKind.WRITE_IN: ((0, 159, 230), "write-in: where a name is written"),
    RegionKind.CLEAR: ((66, 228, 240), "clear: paper without print (its id: side, number, name)"),
    RegionKind.STAMP: ((167, 121, 204), "stamp: where officials stamp or sign"),
    RegionKind.NUMBER_LINE: ((115, 158, 0), "number-line: where numbers are written"),
    RegionKind.TEXT: ((170, 170, 170), "text: print that is not read"),
    RegionKind.TONE: ((150, 150, 150), "tone: printed in a tint or pattern, as dark as here"),
}


def draw_key(canvas: Canvas, layout: Layout, side: Side) -> None:
    """Write the legend and the list of targets beside the paper."""
    x = canvas.pixels.shape[1] - KEY_WIDTH - MARGIN
    y = canvas.top + NORMAL
    for words in _facts(layout, side):
        canvas.text(fitting(words, KEY_WIDTH, NORMAL), (x, y), NORMAL, INK)
        y += NORMAL + 9
    y += 12
    kinds = {region.kind for region in side.regions}
    if isinstance(side.identification, NumberLine):
        kinds.add(RegionKind.NUMBER_LINE)
    marks = side.fiducials or layout.fiducials
    if isinstance(marks, CornerMarks):
        entries = [(INK, "registration marks: number and shape, in their clear paper")]
        entries.append((LANDMARK, "landmark: a printed edge to fall back on"))
    else:
        entries = [(INK, "fiducials: black printed, hollow not printed, ? not looked at")]
    if side.targets:
        entries.append((TARGET, "target, with its number on this side"))
    entries += [entry for kind, entry in KINDS.items() if kind in kinds]
    for colour, words in entries:
        cv2.rectangle(canvas.pixels, (x, y - 13), (x + 26, y + 3), colour, -1)
        canvas.text(fitting(words, KEY_WIDTH - 36, NORMAL), (x + 36, y), NORMAL, INK)
        y += NORMAL + 9
    _draw_list(canvas, layout, side, (x, y + 20))


def _facts(layout: Layout, side: Side) -> tuple[str, ...]:
    paper = layout.paper
    return (
        f"layout {layout.id}, format {layout.format}",
        f"paper {paper.width:g} × {paper.height:g} mm, sheet {side.sheet}, {side.name}",
        _code(side),
        f"{len(side.targets)} targets, {len(side.regions)} regions on this side",
    )


def _code(side: Side) -> str:
    match side.identification:
        case TimingMarkCode(bits):
            return f"code {bits}"
        case NumberLine() as line:
            own = f"and {line.serial_digits} digits of the sheet's own"
            return f"number {line.number}, form {line.form_code}, {own}"
        case Title() as named:
            return f"title {named.title.text}"
        case NoCode():
            return "no code"


def _draw_list(canvas: Canvas, layout: Layout, side: Side, start: tuple[int, int]) -> None:
    """List the targets under their contests, as many as there is room for."""
    x, y = start
    lines: list[tuple[str, int]] = []
    for contest in layout.contests:
        titles = {option.id: option.title for option in contest.options}
        mine = [
            (f"{number}  {titles.get(target.option, '')}   [{target.option}]", REGULAR)
            for number, target in enumerate(side.targets, start=1)
            if target.contest == contest.id
        ]
        if mine:
            lines.append((f"{contest.title} (vote for {contest.votes_allowed})", BOLD))
            lines += mine
    bottom = canvas.pixels.shape[0] - MARGIN
    step = max(LEAST, min(NORMAL + 7, (bottom - y) // max(1, len(lines))))
    height = min(NORMAL, step - 3) if step > LEAST + 2 else LEAST
    for words, weight in lines:
        indent = 0 if weight == BOLD else 14
        shown = fitting(words, KEY_WIDTH - indent, height, weight)
        canvas.text(shown, (x + indent, y), height, INK, weight)
        y += step
