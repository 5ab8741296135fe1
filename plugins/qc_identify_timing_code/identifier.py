"""Reads the code row bar by bar and compares it with every candidate layout's sides."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Identification,
    Layout,
    NoCode,
    Side,
    TimingMarkCode,
    TimingMarks,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.units import Floats

NAME = "identify-timing-code"

PRESENT = 0.6
"""Mean ink in a bar's inner area from which the bar is there; a whole bar has about 1."""

ABSENT = 0.3
"""Mean ink below which it is not; between the two a bar is unreadable."""

MAX_UNREADABLE = 2
"""Unreadable bars tolerated: another card of one election differs in two at least (checksum)."""

INNER = 0.3
"""Half the inner area's size as a share of the bar's: clear of edges a pixel or two off."""


class TimingCodeIdentifier:
    """Names layout and side by the code row; never guesses a bar."""

    name = NAME

    def knows(self, identification: Identification) -> bool:
        """Say yes to code rows, and to a side without any where it stands alone."""
        return isinstance(identification, TimingMarkCode | NoCode)

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        """Choose the one side whose code agrees with every readable bar."""
        word = ""
        fits: list[tuple[Layout, Side, int]] = []
        for layout in layouts:
            if not isinstance(layout.fiducials, TimingMarks):
                continue
            word = word or read_code(page, placement, layout.fiducials)
            fits += [
                (layout, side, _unreadable(word, side.identification))
                for side in layout.sides
                if isinstance(side.identification, TimingMarkCode)
                and _agrees(word, side.identification.bits)
            ]
        if not fits and len(layouts) == 1 and len(layouts[0].sides) == 1:
            only = layouts[0].sides[0]
            if isinstance(only.identification, NoCode):
                return Identity(layouts[0].id, only.name, 1.0)
        if len(fits) != 1:
            return _no_answer(word, fits)
        layout, side, unreadable = fits[0]
        if unreadable > MAX_UNREADABLE:
            return _no_answer(word, [])
        return Identity(layout.id, side.name, 1.0 - unreadable / len(word), unreadable)


def read_code(page: Page, placement: Placement, marks: TimingMarks) -> str:
    """Read the last row's bars as a word over 0, 1 and ? (unreadable), leftmost column first."""
    ink = _bar_ink(page, placement, marks)
    return "".join("1" if d >= PRESENT else "0" if d < ABSENT else "?" for d in ink.tolist())


@lru_cache(maxsize=16)
def _bars(marks: TimingMarks) -> tuple[Floats, Floats]:
    """Give the bars' centres with three points that tell scale and tilt, and an inner area's grid.

    The first is (columns + 3, 2) mm on the paper, the second (15, 2) mm from a bar's centre.
    """
    x = marks.origin.x + marks.pitch.x * np.arange(marks.columns)
    y = np.full(marks.columns, marks.origin.y + marks.pitch.y * (marks.rows - 1))
    # Two steps of a millimetre at the row's middle give scale and tilt for all of its bars.
    middle = np.array([[x.mean(), y[0]]])
    steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    dx = marks.mark.width * np.linspace(-INNER, INNER, 5)
    dy = marks.mark.height * np.linspace(-INNER, INNER, 3)
    grid = np.stack(np.meshgrid(dx, dy), axis=-1).reshape(-1, 2)
    return np.concatenate([np.stack([x, y], axis=1), middle + steps]), grid


def _bar_ink(page: Page, placement: Placement, marks: TimingMarks) -> Floats:
    """Give the mean ink, 0 paper .. 1 print, in each of the last row's (columns,) places."""
    points, grid = _bars(marks)
    mapped = placement.to_px(points)
    origin, right, down = mapped[-3:]
    inner = grid @ np.stack([right - origin, down - origin])
    px = (mapped[:-3, None] + inner).reshape(-1, 2)
    height, width = page.pixels.shape
    at = np.clip(np.rint(px).astype(int), 0, (width - 1, height - 1))
    grey = page.pixels[at[:, 1], at[:, 0]].reshape(marks.columns, -1)
    contrast = placement.paper_level - placement.ink_level
    ink = np.clip((placement.paper_level - grey) / contrast, 0, 1).mean(axis=1)
    off = ((px < 0) | (px > (width - 1, height - 1))).any(axis=1).reshape(marks.columns, -1)
    # A bar off the image is neither there nor absent.
    bars: Floats = np.where(off.any(axis=1), (PRESENT + ABSENT) / 2, ink)
    return bars


def _agrees(word: str, bits: str) -> bool:
    return len(word) == len(bits) and all(
        "?" in (seen, said) or seen == said for seen, said in zip(word, bits, strict=True)
    )


def _unreadable(word: str, code: TimingMarkCode) -> int:
    return sum(seen == "?" and said != "?" for seen, said in zip(word, code.bits, strict=True))


def _no_answer(word: str, fits: list[tuple[Layout, Side, int]]) -> Fault:
    if fits:
        names = ", ".join(f"{layout.id}/{side.name}" for layout, side, _ in fits)
        return Fault(
            FaultCode.UNIDENTIFIED,
            f"the bottom row's code {word} fits more than one side: {names}",
            {"code": word, "fits": len(fits)},
            NAME,
        )
    return Fault(
        FaultCode.UNIDENTIFIED,
        f"the bottom row's code {word or '(none)'} is that of no layout in use",
        {"code": word, "fits": 0, "unreadable": word.count("?")},
        NAME,
    )
