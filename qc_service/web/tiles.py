"""How a view lays out many: which scanners come first, how full a tile is, what is only counted.

A hall has one scanner or sixty, and a wall cannot be scrolled. So tiles become plainer in steps, by
the number of scanners alone: nothing is measured, and a page without scripts looks the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from qc_service.adapters.board import ScannerView
from qc_service.model.events import AlarmRecord

FULL_MOST, COMPACT_MOST, WALL_MOST = 5, 12, 30
"""Scanners on the wall whose tiles have all, name and three figures, or name and one figure; what
lies beyond the last is told in words. At 1920 x 1080 and sizes of the same shape all of it fits."""

SHORT_NAME = 5
"""Letters of a name beside which a figure stands in the smallest tile; where any name is longer,
such tiles have name and state only."""

HALL_FULL_MOST = 12
"""Scanners on the hall's page whose tiles also have what is zero."""

BOXES_FEW = 12
"""Boxes whose rows on a phone have everything."""

WALL_ALARMS = 3
"""Alarms in words on the wall; each scanner's newest comes before any scanner's second."""

WALL_NAMES = 6
"""Names on the wall in a row, of boxes that do not add up and of scanners with more alarms."""


@dataclass(frozen=True)
class Tiles:
    """The scanners of one view: `step` is the style of a tile, `rest` has no tile."""

    step: str
    shown: tuple[ScannerView, ...]
    rest: tuple[ScannerView, ...] = ()


def lay_out(views: Sequence[ScannerView], *, wall: bool) -> Tiles:
    """Choose order and fullness of the tiles.

    Those in alarm come first, then those without contact, then all others; by name within each. A
    scanner that is quiet for a while keeps its place, so tiles move only where somebody should.
    """
    ordered = tuple(sorted(views, key=_need))
    if not wall:
        return Tiles("full" if len(ordered) <= HALL_FULL_MOST else "many", ordered)
    return Tiles(_wall_step(ordered), ordered[:WALL_MOST], ordered[WALL_MOST:])


def _wall_step(views: Sequence[ScannerView]) -> str:
    if len(views) <= FULL_MOST:
        return "full"
    if len(views) <= COMPACT_MOST:
        return "compact"
    short = all(len(view.scanner) <= SHORT_NAME for view in views)
    return "dense" if short else "named"


def wall_alarms(
    views: Sequence[ScannerView],
) -> tuple[tuple[AlarmRecord, ...], tuple[AlarmRecord, ...]]:
    """Give the alarms that the wall tells in words, and those that it only counts.

    Those of the whole hall come first: no tile would show them.
    """
    newest_first = [tuple(reversed(view.alarms)) for view in sorted(views, key=_need)]
    in_turns = [each for turn in zip_longest(*newest_first) for each in turn if each is not None]
    ordered = tuple(sorted(in_turns, key=lambda each: bool(each.cell.scanner)))
    return ordered[:WALL_ALARMS], ordered[WALL_ALARMS:]


def _need(view: ScannerView) -> tuple[int, list[tuple[int, str]]]:
    need = 0 if view.alarms else 1 if view.credit is None else 2
    return need, by_name(view.scanner)


def by_name(name: str) -> list[tuple[int, str]]:
    """Order names as people do: S2 before S10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]
