"""What is shown of one scanner over the night: where on the ballot it differs, and its images.

All of it is bounded, whatever comes: a long night has longer blocks, not more of them.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from qc_service.model.sheet import Examination
from qc_service.model.verdict import DifferenceKind

BLOCKS_MOST = 120
"""Blocks kept at most: as many points as a chart of half a screen can show."""

FIRST_BLOCK = 25
"""Sheets of a block at first: some minutes of one scanner. Blocks are joined by twos when full."""

PLACES_MOST = 2_000
"""Places on ballots that are counted one by one: more than all lists of a large town together."""

MEASURES_MOST = 24
"""Measures of images that are followed: more than the shipped inspectors give."""


class PlaceCount(msgspec.Struct, frozen=True):
    """How many sheets differ in one way at one option of one style."""

    style: str
    contest: str
    option: str
    kind: DifferenceKind
    sheets: int


class Block(msgspec.Struct, frozen=True):
    """A stretch of a scanner's sheets, `first` to `last` from 1: means of its pages' measures.

    `evidence` is the highest that a differing sheet among them came to, as a share of an alarm's
    (`detecting.evidence.Evidence.levels`).
    """

    first: int
    last: int
    differing: int
    means: dict[str, float]
    evidence: float = 0.0


class Story(msgspec.Struct, frozen=True):
    """One scanner over the night; `places` with the most first, `blocks` in order.

    `profile` are the limits with which its latest sheet was judged.
    """

    places: tuple[PlaceCount, ...] = ()
    blocks: tuple[Block, ...] = ()
    profile: str = ""


class _Sum:
    """The block under way: sums and numbers of pages by measure."""

    def __init__(self, first: int) -> None:
        self.first = self.last = first
        self.differing = 0
        self.evidence = 0.0
        self.sums: dict[str, float] = {}
        self.pages: Counter[str] = Counter()

    def block(self) -> Block:
        means = {name: self.sums[name] / self.pages[name] for name in sorted(self.pages)}
        return Block(self.first, self.last, self.differing, means, self.evidence)


class StoryTeller:
    """Takes a scanner's sheets as they come; tells its story at any time."""

    def __init__(self) -> None:
        """Begin without sheets."""
        self._places: Counter[tuple[str, str, str, DifferenceKind]] = Counter()
        self._done: list[Block] = []
        self._size = FIRST_BLOCK
        self._sheets = 0
        self._now: _Sum | None = None
        self._profile = ""
        self._measures: set[str] = set()

    def take(self, examination: Examination) -> None:
        """Take one sheet."""
        if self._now is not None and self._now.last - self._now.first + 1 >= self._size:
            self._close(self._now)
        self._sheets += 1
        if self._now is None:
            self._now = _Sum(self._sheets)
        now = self._now
        self._profile = examination.profile
        now.last = self._sheets
        now.differing += bool(examination.differences)
        for page in examination.pages:
            for name, value in page.quality.items():
                if self._follows(name):
                    now.sums[name] = now.sums.get(name, 0.0) + value
                    now.pages[name] += 1
        for place in dict.fromkeys(
            (examination.style, each.contest, each.option, each.kind)
            for each in examination.differences
        ):
            if place in self._places or len(self._places) < PLACES_MOST:
                self._places[place] += 1

    def weighed(self, level: float) -> None:
        """Take the evidence as the latest sheet left it; there was one."""
        if self._now is not None:
            self._now.evidence = max(self._now.evidence, level)

    def story(self) -> Story:
        """Tell all of it so far, the block under way included."""
        places = tuple(
            PlaceCount(*place, sheets)
            for place, sheets in sorted(self._places.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        under_way = (self._now.block(),) if self._now is not None else ()
        return Story(places, (*self._done, *under_way), self._profile)

    def _follows(self, name: str) -> bool:
        if name not in self._measures and len(self._measures) < MEASURES_MOST:
            self._measures.add(name)
        return name in self._measures

    def _close(self, now: _Sum) -> None:
        self._done.append(now.block())
        self._now = None
        if len(self._done) >= BLOCKS_MOST:
            self._size *= 2
            self._done = [
                _joined(self._done[place : place + 2]) for place in range(0, len(self._done), 2)
            ]


def _joined(blocks: Sequence[Block]) -> Block:
    """Make one block of neighbours; means weigh by sheets."""
    names = dict.fromkeys(name for block in blocks for name in block.means)
    means = {}
    for name in names:
        having = [block for block in blocks if name in block.means]
        sheets = [block.last - block.first + 1 for block in having]
        whole = sum(n * block.means[name] for n, block in zip(sheets, having, strict=True))
        means[name] = whole / sum(sheets)
    return Block(
        blocks[0].first,
        blocks[-1].last,
        sum(b.differing for b in blocks),
        means,
        max(b.evidence for b in blocks),
    )
