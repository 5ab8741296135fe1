"""Draws sides and sheets: print, mark, scan, and write down what is true of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from qc_calibration.synth.hands import DOUBTFUL, INTENT, NO_OVAL, Dice, Hand, strokes
from qc_calibration.synth.pens import lay
from qc_calibration.synth.printing import (
    INK,
    PAPER,
    Form,
    inner_area,
    print_side,
    side_of,
)
from qc_calibration.synth.scanning import Scan, encode, encode_bilevel, scan, vary_scan
from qc_calibration.synth.truth import Eye, SideTruth, TrueMark, TrueOutside
from qc_calibration.synth.voting import Ballot, Habits, Inked, vote
from qc_service.model.layout import Box, Layout, RegionKind, Side, Target, TimingMarks
from qc_service.model.reading import PxBox
from qc_service.model.units import Floats, Grey

FIRM = 0.35
"""Darkness against print from which ink is firm, here as in the shipped reader."""

INSET_MM = 0.30
"""Distance of an oval's inner area from the middle of its line, as in the shipped reader."""

CLEAR_COVER = 0.22
"""Cover under which a mark is doubtful whatever its hand: half as much again as the shipped profile
asks for, as a scan moves a score by a pixel's share at every edge."""

STRAY_COVER = 0.005
"""Cover from which a stroke that was meant for elsewhere makes an empty oval doubtful."""

NAME_REACH = 27.0
"""How far left of its oval a name begins, in mm, where the layout has no cell."""


@dataclass(frozen=True, eq=False)
class DrawnSide:
    """One scanned side: `page` (height, width), uint8, 0 = black; its JPEG quality; its truth."""

    page: Grey
    quality: int
    truth: SideTruth
    bilevel: bool = False

    def jpeg(self) -> bytes:
        """Give the file as a scanner writes it that keeps greys."""
        return encode(self.page, self.quality)

    def encoded(self) -> bytes:
        """Give the file as the scanner writes it: JPEG, or TIFF of black and white."""
        return encode_bilevel(self.page) if self.bilevel else self.jpeg()


@dataclass(frozen=True)
class Passage:
    """One sheet's passage: its name and seed, and settings; None lets them vary by the seed."""

    sheet: str
    seed: int
    dpi: int = 200
    settings: Scan | None = None


def draw_sheet(
    layout: Layout, passage: Passage, ballot: Ballot | None = None, habits: Habits | None = None
) -> tuple[DrawnSide, ...]:
    """Draw all sides of one sheet; without a ballot one is voted by the seed."""
    dice = np.random.default_rng([passage.seed, 0])
    ballot = ballot or vote(layout, dice, habits)
    settings = passage.settings or vary_scan(dice, passage.dpi, width_mm=layout.paper.width)
    passage = replace(passage, settings=settings)
    return tuple(draw(layout, side.name, ballot, passage) for side in layout.sides)


def draw(layout: Layout, side_name: str, ballot: Ballot, passage: Passage) -> DrawnSide:
    """Draw one side with a ballot's marks on it and pass it through the scanner."""
    side = side_of(layout, side_name)
    page_number = layout.sides.index(side) + 1
    dice = np.random.default_rng([passage.seed, page_number])
    settings = passage.settings or vary_scan(dice, passage.dpi, width_mm=layout.paper.width)
    form = print_side(layout, side_name, settings.dpi)
    here = {(target.contest, target.option) for target in side.targets}
    marks = [mark for mark in ballot.marks if (mark.contest, mark.option) in here]
    marked = Form(form.pixels.copy(), form.scale)
    for mark in marks:
        _ink(marked, side, mark, dice)
    page, to_px = scan(marked, settings, dice)
    covers = [ink_cover(form, marked, target) for target in side.targets]
    by_place = {(m.contest, m.option): m for m in marks if m.hand not in NO_OVAL}
    truth = SideTruth(
        image=f"{passage.sheet}-{side_name}.jpg",
        side=side_name,
        sheet=passage.sheet,
        style=layout.style,
        page=page_number,
        dpi=settings.dpi,
        size=(page.shape[1], page.shape[0]),
        rotation=180 if settings.upside_down else 0,
        kind="drawn",
        layout=layout.id,
        seed=passage.seed,
        expected=tuple(
            true_mark(layout, target, by_place, cover, to_px)
            for target, cover in zip(side.targets, covers, strict=True)
        ),
        outside=tuple(
            TrueOutside(mark.hand.value, mark.contest, mark.option)
            for mark in marks
            if mark.hand in NO_OVAL
        ),
    )
    return DrawnSide(page, settings.quality, truth)


def _ink(form: Form, side: Side, mark: Inked, dice: Dice) -> None:
    target = next(t for t in side.targets if (t.contest, t.option) == (mark.contest, mark.option))
    room = _room(side, target, mark.hand)
    lay(form.pixels, form.scale, strokes(mark.hand, target.box, room, dice), mark.pen, dice)


def _room(side: Side, target: Target, hand: Hand) -> Box:
    """Give where a name stands, or where one is written."""
    kind = RegionKind.WRITE_IN if hand is Hand.WRITE_IN else RegionKind.OPTION
    for region in side.regions:
        if region.kind is kind and (region.contest, region.option) == (
            target.contest,
            target.option,
        ):
            box = region.box
            if kind is RegionKind.WRITE_IN:
                return box
            break
    else:
        box = Box(target.box.x - NAME_REACH, 0, NAME_REACH, 0)
    # A ring is drawn around a name that ends just left of its oval.
    middle = target.box.y + target.box.height / 2
    return Box(box.x + 1.5, middle - 3.2, target.box.x - box.x - 2.0, 6.4)


def ink_cover(blank: Form, marked: Form, target: Target) -> float:
    """Give the share of an oval's inner area that firm ink covers."""
    inner = inner_area(target, blank.scale, INSET_MM)
    before = blank.pixels[inner.part].astype(np.int16)
    firm = (before - marked.pixels[inner.part]) >= FIRM * (PAPER - INK)
    inside = int(np.count_nonzero(inner.mask))
    return int(np.count_nonzero(firm & inner.mask)) / max(1, inside)


def true_mark(
    layout: Layout,
    target: Target,
    marks: Mapping[tuple[str, str], Inked],
    cover: float,
    to_px: Floats,
) -> TrueMark:
    """Give what is true of one target: its hand, its cover, and whether people may differ."""
    mark = marks.get((target.contest, target.option))
    hand = mark.hand if mark is not None else None
    column, row = _grid_place(layout, target)
    return TrueMark(
        contest=target.contest,
        option=target.option,
        col=column,
        row=row,
        px=_px_box(target.box, to_px),
        marked=hand is not None and INTENT.get(hand, "vote") == "vote",
        source="drawn",
        cover=round(cover, 4),
        hand=hand.value if hand is not None else "",
        doubtful=(eye := _eye(hand, cover)) is not None,
        eye=eye,
    )


def _eye(hand: Hand | None, cover: float) -> Eye | None:
    """Say what a person takes a mark for where that is open; None where it is clear."""
    if hand is None:
        return Eye("stray", "no_vote") if cover > STRAY_COVER else None
    if hand in DOUBTFUL or cover < CLEAR_COVER:
        return Eye(hand.value, INTENT.get(hand, "vote"))
    return None


def _grid_place(layout: Layout, target: Target) -> tuple[float, float]:
    """Give a target's middle in steps of the frame from its top left bar."""
    frame, box = layout.fiducials, target.box
    if not isinstance(frame, TimingMarks):
        return 0.0, 0.0
    return (
        round((box.x + box.width / 2 - frame.origin.x) / frame.pitch.x, 3),
        round((box.y + box.height / 2 - frame.origin.y) / frame.pitch.y, 3),
    )


def _px_box(box: Box, to_px: Floats) -> PxBox:
    """Give the pixel rectangle around a box."""
    xs, ys = (box.x, box.x + box.width), (box.y, box.y + box.height)
    corners = np.array([(x, y) for x in xs for y in ys]) @ to_px[:, :2].T + to_px[:, 2]
    low, high = np.rint(corners.min(axis=0)), np.rint(corners.max(axis=0))
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def doubtful_places(sides: Iterable[SideTruth]) -> set[tuple[str, str]]:
    """Give the options on which two honest readings of a sheet may differ."""
    return {(m.contest, m.option) for side in sides for m in side.expected if m.doubtful}
