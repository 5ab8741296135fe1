"""How many ballots each cell has seen, and when, at one append a ballot.

Ballots under the same circumstances form a group; a ballot is its group's number, in the order of
scanning. Counts of any stretch of the night follow from that, when a disagreement asks for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qc_service.detecting.cells import Circumstances
from qc_service.model.units import Ints

CHECKPOINT = 4096
"""Ballots from one kept count of all groups to the next: an older stretch is counted from there."""

EDGES = tuple(4**i for i in range(7))
"""How many ballots back the last stretches of a night begin: 1, 4, 16 … 4,096."""

NAMES = ("scanner", "batch", "district", "style")


@dataclass(frozen=True, eq=False)
class Groups:
    """All groups so far: numbers of their circumstances, arrays (groups,), by name."""

    codes: dict[str, Ints]
    boxes: Ints


class Exposures:
    """The night's ballots in order, as group numbers."""

    def __init__(self, longest: int) -> None:
        """Begin without ballots; a box of more than `longest` counts as several."""
        self._longest = longest
        self._number: dict[tuple[Circumstances, int], int] = {}
        self._codes: dict[str, dict[str, int]] = {name: {} for name in NAMES}
        self._values: dict[str, list[str]] = {name: [] for name in NAMES}
        self._boxes: dict[tuple[str, str, int], int] = {}
        self._in_box: dict[tuple[str, str], int] = {}
        self._order = np.zeros(CHECKPOINT, np.int32)
        self._length = 0
        self._pending: list[int] = []
        self._kept: list[Ints] = []
        nothing = np.zeros(0, np.int64)
        self._groups = Groups(dict.fromkeys(NAMES, nothing), nothing)

    def number(self, where: Circumstances, stretch: int = 0) -> int:
        """Give the number of a group; a new one where there is none yet."""
        found = self._number.get((where, stretch))
        if found is None:
            found = self._number[where, stretch] = len(self._number)
            for name in NAMES:
                codes, value = self._codes[name], getattr(where, name)
                if value not in codes:
                    codes[value] = len(codes)
                    self._values[name].append(value)
            self._boxes.setdefault((where.scanner, where.batch, stretch), len(self._boxes))
        return found

    def take(self, where: Circumstances) -> None:
        """Take one ballot, and see to it that a long box is cut."""
        box = where.scanner, where.batch
        count = self._in_box.get(box, 0)
        self._in_box[box] = count + 1
        self._pending.append(self.number(where, count // self._longest))

    def cut(self) -> None:
        """Count every box as another from here on: what it showed before says nothing of it now."""
        for box, count in self._in_box.items():
            self._in_box[box] = -(-count // self._longest) * self._longest

    def extend(self, groups: Iterable[int]) -> None:
        """Take ballots in order, as numbers of groups; their boxes are not cut."""
        self._pending.extend(groups)

    def __len__(self) -> int:
        """Give how many ballots there were."""
        return self._length + len(self._pending)

    def code(self, name: str, value: str) -> int:
        """Give the number of one circumstance; -1 where no ballot has it."""
        return self._codes[name].get(value, -1)

    def named(self, name: str, code: int) -> str:
        """Give one circumstance by its number."""
        return self._values[name][code]

    def values(self, name: str) -> int:
        """Give how many different values a circumstance has had."""
        return len(self._codes[name])

    def boxes(self) -> int:
        """Give how many boxes there have been."""
        return len(self._boxes)

    def mixed(self) -> bool:
        """Say whether a box has had ballots of several styles or districts."""
        return len(self._number) > len(self._boxes)

    def groups(self) -> Groups:
        """Give the circumstances of every group, as arrays."""
        had = len(self._groups.boxes)
        if had < len(self._number):
            new = list(self._number)[had:]
            codes = {
                name: np.array([self._codes[name][getattr(w, name)] for w, _ in new], np.int64)
                for name in NAMES
            }
            boxes = np.array([self._boxes[w.scanner, w.batch, n] for w, n in new], np.int64)
            old = self._groups
            self._groups = Groups(
                {name: np.concatenate([old.codes[name], codes[name]]) for name in NAMES},
                np.concatenate([old.boxes, boxes]),
            )
        return self._groups

    def box_of(self, ballot: int) -> int:
        """Give the number of a ballot's box."""
        self._flush()
        return int(self.groups().boxes[self._order[ballot]])

    def scanner_of(self, ballot: int) -> str:
        """Give a ballot's scanner."""
        self._flush()
        return self.named("scanner", int(self.groups().codes["scanner"][self._order[ballot]]))

    def between(self, first: int, end: int) -> Ints:
        """Count ballots number `first` to before `end`, from 0: (groups,)."""
        self._flush()
        counts = np.bincount(self._order[first:end], minlength=len(self._number))
        return counts.astype(np.int64, copy=False)

    def before(self, end: int) -> Ints:
        """Count all ballots before number `end`: (groups,)."""
        self._flush()
        block = end // CHECKPOINT
        counts = self.between(block * CHECKPOINT, end)
        if block:
            kept = self._kept[block - 1]
            counts[: len(kept)] += kept
        return counts

    def which(self, first: int, end: int, wanted: Sequence[int] | Ints) -> Ints:
        """Give the numbers of the ballots of the `wanted` groups in a stretch."""
        self._flush()
        chosen = np.zeros(len(self._number), bool)
        chosen[np.asarray(wanted, np.int64)] = True
        return np.flatnonzero(chosen[self._order[first:end]]) + first

    def firsts(self, first: int, end: int) -> list[tuple[int, int]]:
        """Give, in order, the first ballot of each group in a stretch, and the group."""
        self._flush()
        groups, places = np.unique(self._order[first:end], return_index=True)
        return sorted(zip((places + first).tolist(), groups.tolist(), strict=True))

    def _flush(self) -> None:
        if not self._pending:
            return
        new = np.array(self._pending, np.int32)
        self._pending.clear()
        end = self._length + len(new)
        if end > len(self._order):
            room = len(self._order)
            while room < end:
                room *= 2
            grown = np.zeros(room, np.int32)
            grown[: self._length] = self._order[: self._length]
            self._order = grown
        self._order[self._length : end] = new
        self._length = end
        while (len(self._kept) + 1) * CHECKPOINT <= end:
            first = len(self._kept) * CHECKPOINT
            counts = np.bincount(
                self._order[first : first + CHECKPOINT], minlength=len(self._number)
            ).astype(np.int64)
            if self._kept:
                counts[: len(self._kept[-1])] += self._kept[-1]
            self._kept.append(counts)


@dataclass(frozen=True, eq=False)
class Window:
    """What came before one ballot, cut in stretches that grow backwards.

    `edges` are n ballot numbers, oldest first, the last the ballot itself; `groups` (m,) those that
    had ballots since the first edge, in the order of their `boxes` (m,) (`single`: each another),
    `counts` (m, n) their ballots before each edge, `all` (every group,) all before the last.
    """

    edges: list[int]
    groups: Ints
    boxes: Ints
    single: bool
    counts: Ints
    all: Ints


def window(exposures: Exposures, at: int) -> Window:
    """Cut the ballots before number `at`."""
    edges = sorted({max(0, at - back) for back in EDGES} | {at})
    oldest = exposures.before(edges[0])
    steps = [exposures.between(a, b) for a, b in pairwise(edges)]
    counts = np.add.accumulate(np.array([oldest, *steps]), axis=0)
    active = np.flatnonzero(counts[-1] - counts[0])
    boxes = exposures.groups().boxes[active]
    single = not exposures.mixed() or len(set(boxes.tolist())) == len(boxes)
    if not single:
        order = np.argsort(boxes, kind="stable")
        active, boxes = active[order], boxes[order]
    return Window(edges, active, boxes, single, counts[:, active].T.copy(), counts[-1])
