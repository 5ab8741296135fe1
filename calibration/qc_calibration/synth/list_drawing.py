"""Draws ballots of one list: printed, numbered, marked, written on, stamped, folded, scanned."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from qc_calibration.synth.drawing import DrawnSide, Passage, ink_cover, true_mark
from qc_calibration.synth.effects import Effects, vary, with_settings
from qc_calibration.synth.hands import NO_OVAL, Dice, strokes
from qc_calibration.synth.handwriting import Words, write
from qc_calibration.synth.list_voting import (
    Written,
    list_marks,
    one_choice,
    table_rows,
    written_rows,
)
from qc_calibration.synth.paper import cut_away, fold, photocopy, printed_through, tear, turn_corner
from qc_calibration.synth.pens import BALL_PEN, Pen, lay
from qc_calibration.synth.printing import PAPER, Form, print_serial
from qc_calibration.synth.scanning import BLACK_BED, Scan, scan
from qc_calibration.synth.stamping import stamp
from qc_calibration.synth.truth import ListSideTruth, TrueOutside, TrueRow
from qc_calibration.synth.voting import Inked
from qc_service.model.layout import Box, Layout, NumberLine, RegionKind, Side
from qc_service.model.units import Floats

DOUBTFUL_STAMPS = frozenset({"weak", "half", "smeared"})
"""Kinds on which people may differ: whether they count as stamped is for them to say."""

LETTER_MM, STEP_MM = 3.4, 2.9
"""Height of a written capital, and the way to the next where a writer minds no comb."""


@dataclass(frozen=True, eq=False)
class _Sheet:
    """One sheet in the making: what is on it, and by which pen."""

    layout: Layout
    passage: Passage
    effects: Effects
    serial: str
    pen: Pen
    marks: tuple[Inked, ...]


def draw_list_sheet(
    layout: Layout, passage: Passage, settings: Mapping[str, object] | None = None
) -> tuple[DrawnSide, ...]:
    """Draw both sides of one sheet; `settings` fix effects that else vary by the seed."""
    dice = np.random.default_rng([passage.seed, 0])
    rows = [row for side in layout.sides for row in table_rows(side.regions)]
    targets = tuple(target for side in layout.sides for target in side.targets)
    personal = bool(targets) and layout.contests[0].votes_allowed > 1
    effects = with_settings(vary(dice, rows=len(rows), personal=personal), settings or {})
    if targets and not personal:
        pen, marks = one_choice(targets, effects, dice)
    else:
        pen, marks = list_marks(targets, effects, dice)
    serial = "".join(map(str, dice.integers(0, 10, 8).tolist()))
    sheet = _Sheet(layout, passage, effects, serial, pen, marks)
    return tuple(_draw(sheet, side, number) for number, side in enumerate(layout.sides, start=1))


@dataclass(frozen=True, eq=False)
class _Side:
    """One side with all that was put on it, before anything hurt it."""

    form: Form
    marks: tuple[Inked, ...]
    covers: tuple[float, ...]
    written: list[Written]
    beside: bool


def _draw(sheet: _Sheet, side: Side, number: int) -> DrawnSide:
    effects = sheet.effects
    dice = np.random.default_rng([sheet.passage.seed, number])
    filled = _fill(sheet, side, number, dice)
    form = filled.form
    _hurt(form, sheet.layout, side, effects, dice)
    form, moved = cut_away(form, effects.folded, dice) if effects.folded else (form, np.zeros(2))
    if effects.copy:
        form = Form(photocopy(form.pixels, effects.copy, dice), form.scale)
    page, to_px = scan(form, _settings(sheet, dice), dice)
    to_px[:, 2] -= to_px[:, :2] @ moved
    truth = _truth(sheet, side, filled, to_px, (page.shape[1], page.shape[0]))
    return DrawnSide(page, effects.quality, truth, bilevel=effects.bilevel)


def _fill(sheet: _Sheet, side: Side, number: int, dice: Dice) -> _Side:
    """Print one side, number it, and put on it what the voter and the official did."""
    layout, effects = sheet.layout, sheet.effects
    blank = printed_through(layout, side.name, sheet.passage.dpi, effects.bleed)
    form = Form(blank.pixels.copy(), blank.scale)
    if isinstance(side.identification, NumberLine):
        digits = side.identification.serial_digits
        print_serial(form.pixels, form.scale, side, sheet.serial[:digits])
    here = {(target.contest, target.option) for target in side.targets}
    marks = tuple(mark for mark in sheet.marks if (mark.contest, mark.option) in here)
    for mark in marks:
        _mark(form, side, mark, dice)
    if effects.crossed and number == 1:
        _cross_out(form, layout, sheet.pen, dice)
    covers = tuple(ink_cover(blank, form, target) for target in side.targets)
    written = written_rows(table_rows(side.regions), effects, dice)
    for words in written:
        _write(form, words, effects, sheet.pen, dice)
    room = _room_beside(side, written) if effects.beside else None
    if room is not None:
        _write_beside(form, room, sheet.pen, dice)
    for region in side.regions:
        if region.kind is RegionKind.STAMP:
            stamp(form.pixels, form.scale, region.box, effects.stamp, dice)
    return _Side(form, marks, covers, written, beside=room is not None)


def _truth(
    sheet: _Sheet, side: Side, filled: _Side, to_px: Floats, size: tuple[int, int]
) -> ListSideTruth:
    layout, effects = sheet.layout, sheet.effects
    by_place = {(m.contest, m.option): m for m in filled.marks if m.hand not in NO_OVAL}
    outside = [
        TrueOutside(mark.hand.value, mark.contest, mark.option)
        for mark in filled.marks
        if mark.hand in NO_OVAL
    ]
    if filled.beside:
        outside.append(TrueOutside("beside-table", "", ""))
    return ListSideTruth(
        image=f"{sheet.passage.sheet}-{side.name}.{'tif' if effects.bilevel else 'jpg'}",
        side=side.name,
        sheet=sheet.passage.sheet,
        style=layout.style,
        page=layout.sides.index(side) + 1,
        dpi=sheet.passage.dpi,
        size=size,
        rotation=180 if effects.upside_down else 0,
        kind="drawn",
        layout=layout.id,
        seed=sheet.passage.seed,
        expected=tuple(
            true_mark(layout, target, by_place, cover, to_px)
            for target, cover in zip(side.targets, filled.covers, strict=True)
        ),
        outside=tuple(outside),
        election=layout.election,
        list=layout.style,
        form_code=layout.form_code,
        stamp=_stamp_truth(side, effects),
        writeins=_rows_truth(side, filled.written),
        damaged=effects.damaged,
        effects={name: value for name, value in asdict(effects).items() if value},
    )


def _mark(form: Form, side: Side, mark: Inked, dice: Dice) -> None:
    target = next(t for t in side.targets if (t.contest, t.option) == (mark.contest, mark.option))
    cells = (r.box for r in side.regions if r.kind is RegionKind.OPTION and r.option == mark.option)
    room = next(cells, target.box)
    lay(form.pixels, form.scale, strokes(mark.hand, target.box, room, dice), mark.pen, dice)


def _cross_out(form: Form, layout: Layout, pen: Pen, dice: Dice) -> None:
    """Strike through the whole sheet from corner to corner."""
    paper = layout.paper
    inset = dice.uniform(0.1, 0.25, 4)
    x0, x1 = inset[0] * paper.width, (1 - inset[1]) * paper.width
    y0, y1 = inset[2] * paper.height, (1 - inset[3]) * paper.height
    lines = [np.array([(x0, y0), (x1, y1)]), np.array([(x0, y1), (x1, y0)])]
    lay(form.pixels, form.scale, lines, pen, dice)


def _write(form: Form, written: Written, effects: Effects, pen: Pen, dice: Dice) -> None:
    box, comb = written.region.box, written.region.comb
    step = comb.pitch if comb is not None and written.aligned else STEP_MM
    text = written.text[: int(box.width / step) - 1]
    base = box.y + box.height - dice.uniform(0.6, 1.4)
    words = Words(text, box.x + dice.uniform(0.2, 1.0), base, LETTER_MM, step, tails=effects.tails)
    write(form.pixels, form.scale, words, pen, dice)


def _room_beside(side: Side, written: list[Written]) -> Box | None:
    """Give the clear paper nearest to the table on which a name has room; None where none has."""
    if not written:
        return None
    table = written[0].region.box
    free = [
        region.box
        for region in side.regions
        if region.kind is RegionKind.CLEAR
        and region.box.width >= NAME_ROOM[0]
        and region.box.height >= NAME_ROOM[1]
    ]
    return min(free, key=lambda box: abs(box.y + box.height - table.y), default=None)


NAME_ROOM = (40.0, 7.0)
"""Width and height in mm that a name takes."""


def _write_beside(form: Form, room: Box, pen: Pen, dice: Dice) -> None:
    """Write a name above the table, where no reader of rows looks (Voss 2023)."""
    base = room.y + room.height - dice.uniform(1.5, 2.5)
    words = Words("KARI SOLVIK", room.x + dice.uniform(2, 6), base, LETTER_MM, STEP_MM)
    write(form.pixels, form.scale, words, pen if pen.width < 1 else BALL_PEN, dice)


def _hurt(form: Form, layout: Layout, side: Side, effects: Effects, dice: Dice) -> None:
    if effects.fold:
        for x in side.folds:
            fold(form.pixels, form.scale, x, effects.fold)
    if effects.wrong_fold:
        fold(form.pixels, form.scale, min(effects.wrong_fold, layout.paper.width), 0.15)
    behind = BLACK_BED if effects.bed == "black" else PAPER
    if effects.corner:
        turn_corner(form.pixels, form.scale, effects.corner, behind, dice)
    if effects.tear:
        tear(form.pixels, form.scale, effects.tear, behind, dice)


def _settings(sheet: _Sheet, dice: Dice) -> Scan:
    """Give the scanner's settings: both sides pass at once, each with its own edges."""
    effects, paper = sheet.effects, sheet.layout.paper
    aside = dice.normal(0, 1, 2) * effects.shift
    edges = np.array([aside[0], aside[1], -aside[0], -aside[1]]) + dice.uniform(-0.4, 0.8, 4)
    edges[int(dice.integers(4))] -= effects.cut
    streaks: tuple[tuple[float, float, float], ...] = ()
    if effects.streak:
        streaks = ((float(dice.uniform(5, paper.width - 5)), 0.3, effects.streak),)
    size = 1.0 + (float(dice.normal(0, 0.012)) if effects.copy else 0.0)
    return Scan(
        dpi=sheet.passage.dpi,
        skew_deg=effects.skew,
        stretch_x=size,
        stretch_y=size * (1.0 + effects.stretch),
        margin=(float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3])),
        black_bed=effects.bed == "black",
        upside_down=effects.upside_down,
        blur_px=effects.blur,
        paper=effects.paper,
        contrast=effects.contrast,
        gradient=effects.gradient,
        grain=effects.grain,
        streaks=streaks,
        quality=effects.quality,
    )


def _stamp_truth(side: Side, effects: Effects) -> str:
    if not any(region.kind is RegionKind.STAMP for region in side.regions):
        return ""
    if effects.stamp == "missing":
        return "missing"
    return "doubtful" if effects.stamp in DOUBTFUL_STAMPS else "present"


def _rows_truth(side: Side, written: list[Written]) -> tuple[TrueRow, ...]:
    used = {words.region.row for words in written}
    rows = sorted(region.row for region in table_rows(side.regions))
    return tuple(TrueRow(row, "written" if row in used else "empty") for row in rows)
