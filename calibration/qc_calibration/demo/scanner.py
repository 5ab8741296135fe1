"""A made-up scanner: writes images and its own record of each sheet into a folder, like a real one.

What it says of a sheet comes from the truth of the drawing, by a rule of its own, and never from
the reading of the service.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from qc_calibration.demo.counting import count_contest
from qc_calibration.demo.plan import BATCH, LOST, SLIP
from qc_calibration.demo.pool import PooledSheet
from qc_calibration.synth.hands import Dice, Hand
from qc_calibration.synth.truth import TrueMark
from qc_service.model.layout import Contest, Layout
from qc_service.model.reported import Reported, ReportedContest, ReportedMark

MARKED_FROM = 0.08
"""Cover from which the scanner takes an oval for marked."""

MARGINAL_FROM = 0.05
"""Cover from which it leaves the decision to people."""


class Writer(Protocol):
    """What writes the scanner's records."""

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        """Write records."""


@dataclass(frozen=True)
class Planted:
    """What the scanner did wrong on one sheet: options lost to the fault, and slips."""

    sheet: str
    number: int
    lost: tuple[tuple[str, str], ...]
    slips: tuple[tuple[str, str], ...]


class Scanner:
    """One scanner of the night; `onset` is the first sheet on which it loses faint marks, or 0."""

    def __init__(self, name: str, folder: Path, layout: Layout, writer: Writer, seed: int) -> None:
        """Make the folder it writes into."""
        self.name, self.folder = name, folder
        self.scanned = 0
        self.onset = 0
        self.planted: list[Planted] = []
        self._layout, self._writer = layout, writer
        self._dice = np.random.default_rng(seed)
        self._order: list[int] = []
        folder.mkdir(parents=True)

    def scan(self, pool: Sequence[PooledSheet]) -> None:
        """Scan one sheet: write its images, then its record, each complete under its name."""
        sheet = pool[self._next(len(pool))]
        self.scanned += 1
        name = f"{self.name}-{self.scanned:05}"
        images = []
        for image, side in zip(sheet.images, sheet.sides, strict=True):
            images.append(f"{name}-{side.side}{image.suffix}")
            _place(image, self.folder / images[-1])
        drifting = 0 < self.onset <= self.scanned
        reported, planted = self._report(name, tuple(images), sheet, drifting=drifting)
        self.planted.append(planted)
        hidden = self.folder / f".{name}.json"
        hidden.write_bytes(self._writer.write([reported], [self._layout]))
        hidden.rename(self.folder / f"{name}.json")

    def _next(self, count: int) -> int:
        """Choose the next sheet of the pool: all of them in a new order before any comes again."""
        if not self._order:
            self._order = self._dice.permutation(count).tolist()
        return self._order.pop()

    def _report(
        self, name: str, images: tuple[str, ...], sheet: PooledSheet, *, drifting: bool
    ) -> tuple[Reported, Planted]:
        """Give the record, and what is wrong in it."""
        said: dict[tuple[str, str], bool | None] = {}
        covers: dict[tuple[str, str], float] = {}
        lost, slips = [], []
        for mark in (mark for side in sheet.sides for mark in side.expected):
            place = (mark.contest, mark.option)
            said[place], covers[place] = _indication(mark), mark.cover
            if drifting and mark.hand == Hand.FAINT and self._dice.random() < LOST:
                said[place] = False
                lost.append(place)
        if self._dice.random() < SLIP:
            place = list(said)[int(self._dice.integers(len(said)))]
            said[place] = not said[place]
            slips.append(place)
        contests = tuple(
            _contest(contest, said, covers, self._dice) for contest in self._layout.contests
        )
        reported = Reported(
            record=name,
            style=self._layout.style,
            contests=contests,
            scanner=self.name,
            batch=BATCH,
            sequence=self.scanned,
            images=images,
        )
        return reported, Planted(name, self.scanned, tuple(lost), tuple(slips))


def _indication(mark: TrueMark) -> bool | None:
    """Say by the scanner's rule whether an oval is marked."""
    if mark.cover >= MARKED_FROM:
        return True
    return None if mark.cover >= MARGINAL_FROM else False


def _contest(
    contest: Contest,
    said: dict[tuple[str, str], bool | None],
    covers: dict[tuple[str, str], float],
    dice: Dice,
) -> ReportedContest:
    """Count one contest by its rule."""
    marks = tuple(
        ReportedMark(
            option.id,
            said[contest.id, option.id],
            _metric(covers[contest.id, option.id], said[contest.id, option.id], dice),
        )
        for option in contest.options
    )
    return count_contest(contest, marks)


def _metric(cover: float, indicated: bool | None, dice: Dice) -> float:
    """Give the scanner's own measure: what it says must follow from it, right or wrong."""
    measured = float(np.clip(cover + dice.normal(0, 0.004), 0, 1))
    if indicated and measured < MARKED_FROM:
        measured = MARKED_FROM
    if indicated is False and measured >= MARGINAL_FROM:
        measured = MARGINAL_FROM / 2
    return round(measured, 4)


def _place(source: Path, target: Path) -> None:
    """Put a file there under its name when it is whole; without a copy where the disk allows."""
    hidden = target.with_name(f".{target.name}")
    try:
        os.link(source, hidden)
    except OSError:
        # Another file system, or one without links.
        shutil.copyfile(source, hidden)
    hidden.rename(target)
