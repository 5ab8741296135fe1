"""A box scanned twice, known by nothing but the order of its sheets' few coarse bits.

Each sheet has 4 to 8 bits (`flow.coarse`, and three of what is marked on it): thousands of sheets
share them, a sequence of twenty has no equal. Against every earlier place j of the hall, a sheet's
bits give a likelihood ratio "the same paper again" to "another"; along the diagonal (j - 1 with the
sheet before; j + 1 where the stack was laid in the other way round) they add up, and never fall
below 0:

    D_i(j) = max(0, D_{i-1}(j -+ 1) + llr(bits_i, bits_j)),   found at log(N^2 / alpha)

Under "another paper" exp(llr) has mean 1 whatever the earlier sheet: its denominator is how often
each value occurs. So each of the at most N^2 / 2 starts a way crosses with chance <= alpha / N^2.
It holds as far as sheets that lie together are not alike (one hand stamping the same place all
evening). The list a ballot is of is no evidence that two are the same, as bundles are sorted; only
that they are not. All in whole hundredths of nats: the same on every machine.

Method: shared design, section 3.3 C; the sum is Page's (Biometrika 41, 1954) over diagonals.
"""

import math
from collections import deque
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt

from qc_service.model.units import Ints

READ_WRONG = 0.05
"""Chance that one reading of a bit is wrong: a sheet lies near the border of two cells."""

SAME = (1 - READ_WRONG) ** 2 + READ_WRONG**2
"""Chance that two readings of a bit of the same paper agree."""

OTHER_LIST = -500
"""What another list says (hundredths of nats): a list is misread less than once in 150 ballots."""

LEARNED = 64
"""Sheets of a group before which a sign says nothing: how common its values are is not known."""

SIGNS = {"0": "01", "1": "01"} | dict.fromkeys("abcdefgh", "abcdefgh")
"""The values that a sign can have, by any of them: a bit, or one of eight. Others are unknown."""

SEGMENT = 512
"""Places given to a stream of sheets at a time; a diagonal does not go from one to the next."""

RECENT = 2
"""A code that one of so many sheets just before had as well is no evidence for the same paper: a
bundle of like ballots, or marks that a faulty scanner makes, are like themselves everywhere."""

CAP = 20_000
"""Most hundredths of nats kept; far above any limit."""

Row = npt.NDArray[np.int16]

UNKNOWN = "-"
"""The sign of a measure that could not be had."""

BYTES = 256
"""Signs are ASCII."""


class Rescan(msgspec.Struct, frozen=True):
    """Sheets of stream `again` come in the order of stream `before`, or (`back`) in reverse."""

    again: tuple[str, ...]
    before: tuple[str, ...]
    back: bool


@dataclass
class _Stream:
    """The sheets of one box on one scanner: its number, its last codes, its next sheet's place."""

    number: int
    next: int = 0
    left: int = 0
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))


@dataclass
class _Sums:
    """The running sums of the box a scanner is at, over all places, both ways."""

    stream: int
    same: Row = field(default_factory=lambda: np.zeros(0, np.int16))
    back: Row = field(default_factory=lambda: np.zeros(0, np.int16))

    def reach(self, places: int) -> None:
        more = np.zeros(places - len(self.same), np.int16)
        if len(more):
            self.same = np.concatenate([self.same, more])
            self.back = np.concatenate([self.back, more])


class _Group:
    """Sheets that may be the same paper: their codes, and how common each value in them is."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.seen: dict[tuple[int, str], dict[str, int]] = {}
        self._codes: list[str] = []
        self._columns: dict[int, npt.NDArray[np.uint8]] = {}
        self._says: dict[tuple[int, str], Row] = {}
        self._scores: dict[str, Row] = {}

    def add(self, number: int, code: str) -> None:
        """Take a code that is new."""
        self.numbers.append(number)
        self._codes.append(code)
        self._columns.clear()
        self._scores.clear()

    def learn(self, place: int, counts: dict[str, int], total: int) -> None:
        """Take how often each value of a place was seen."""
        shares = {value: _share(n, total) for value, n in counts.items()}
        for sign in counts:
            says = self._says[place, sign] = np.zeros(BYTES, np.int16)
            for before, (least, most) in shares.items():
                ratio = SAME / most if sign == before else (1 - SAME) / (1 - least)
                says[ord(before)] = math.floor(100 * math.log(ratio))
        self._scores.clear()

    def scores(self, code: str) -> Row:
        """Give what every code, in the order they came, says of a sheet with this one."""
        scores = self._scores.get(code)
        if scores is None:
            scores = np.zeros(len(self._codes), np.int16)
            for place, sign in enumerate(code):
                says = self._says.get((place, sign))
                if says is not None:
                    scores += says[self._column(place)]
            self._scores[code] = scores
        return scores

    def _column(self, place: int) -> npt.NDArray[np.uint8]:
        column = self._columns.get(place)
        if column is None:
            signs = "".join(code[place : place + 1] or UNKNOWN for code in self._codes)
            column = self._columns[place] = np.frombuffer(signs.encode(), np.uint8)
        return column


class Rescans:
    """Takes sheets in scan order; tells each pair of streams, and which way round, once."""

    def __init__(self, alpha: float, planned: float) -> None:
        """Spend `alpha` over the pairs of `planned` sheets."""
        # Half for each way round, and N^2 / 2 pairs.
        self._limit = math.ceil(100 * math.log(planned * planned / alpha))
        self._streams: dict[tuple[str, ...], _Stream] = {}
        self._names: list[tuple[str, ...]] = []
        self._owners: list[int] = []
        self._codes: dict[tuple[str, str], int] = {}
        self._groups: dict[str, _Group] = {}
        self._places: Ints = np.zeros(0, np.int64)
        self._sums: dict[str, _Sums] = {}
        self._told: set[tuple[int, int, bool]] = set()

    def take(self, name: tuple[str, ...], group: str, code: str) -> tuple[Rescan, ...]:
        """Take a sheet of stream `name` (its scanner first); `group` are sheets it may equal.

        `code` has a sign for each measure: 0 or 1, a to h, or - where it could not be had.
        """
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = _Stream(len(self._names))
            self._names.append(name)
        sums = self._sums.get(name[0])
        if sums is None or sums.stream != stream.number:
            # A scanner has one box at a time; what it left is not gone on with.
            sums = self._sums[name[0]] = _Sums(stream.number)
        number = self._number(group, code)
        mine = self._groups[group]
        found: tuple[Rescan, ...] = ()
        if len(self._places):
            table = self._table(mine, code)
            found = self._add(sums, np.minimum(table, 0) if code in stream.recent else table)
        self._put(stream, number)
        stream.recent.append(code)
        self._learn(mine, code)
        return found

    def state(self) -> list[object]:
        """Give the whole state as plain values in a fixed order, for a digest."""
        sums = [
            (scanner, one.stream, int(one.same.sum()), int(one.back.sum()))
            for scanner, one in sorted(self._sums.items())
        ]
        streams = [
            (*name, each.next, each.left, *each.recent) for name, each in self._streams.items()
        ]
        seen = [(name, sorted(each.seen.items())) for name, each in sorted(self._groups.items())]
        return [streams, self._places.tolist(), sums, seen, sorted(self._told)]

    def _number(self, group: str, code: str) -> int:
        """Give the number of a group and code; 0 is that of a place with no sheet."""
        number = self._codes.get((group, code))
        if number is None:
            number = self._codes[group, code] = len(self._codes) + 1
            self._groups.setdefault(group, _Group()).add(number, code)
        return number

    def _put(self, stream: _Stream, number: int) -> None:
        if not stream.left:
            stream.next, stream.left = len(self._places), SEGMENT
            self._places = np.concatenate([self._places, np.zeros(SEGMENT, np.int64)])
            self._owners.append(stream.number)
        self._places[stream.next] = number
        stream.next += 1
        stream.left -= 1

    def _add(self, sums: _Sums, table: Row) -> tuple[Rescan, ...]:
        """Add one sheet to the sums of its stream; give what is found."""
        sums.reach(len(self._places))
        scores = table[self._places]
        same, back = np.zeros_like(sums.same), np.zeros_like(sums.back)
        same[1:], back[:-1] = sums.same[:-1], sums.back[1:]
        same[::SEGMENT] = 0
        back[SEGMENT - 1 :: SEGMENT] = 0
        sums.same = np.minimum(np.maximum(same + scores, 0), CAP)
        sums.back = np.minimum(np.maximum(back + scores, 0), CAP)
        found = []
        for row, backwards in ((sums.same, False), (sums.back, True)):
            at = int(row.argmax())
            pair = (sums.stream, self._owners[at // SEGMENT], backwards)
            if row[at] >= self._limit and pair not in self._told:
                self._told.add(pair)
                found.append(Rescan(self._names[pair[0]], self._names[pair[1]], backwards))
        return tuple(found)

    def _learn(self, group: _Group, code: str) -> None:
        """Count how often each value occurs; what follows from it is made anew at doublings."""
        for place, sign in enumerate(code):
            if sign in SIGNS:
                values = SIGNS[sign]
                counts = group.seen.setdefault((place, values), dict.fromkeys(values, 0))
                counts[sign] += 1
                total = sum(counts.values())
                if total >= LEARNED and not total & (total - 1):
                    group.learn(place, counts, total)

    def _table(self, group: _Group, code: str) -> Row:
        """Give what each code at an earlier place says of a sheet (hundredths of nats)."""
        table = np.full(len(self._codes) + 1, OTHER_LIST, np.int16)
        table[group.numbers] = group.scores(code)
        return table


def _share(seen: int, of: int) -> tuple[float, float]:
    """Give how common a value is at least and at most: its share, one standard error apart.

    In whole per cent, so that the logarithm's last digit cannot matter.
    """
    share = (seen + 1) / (of + 2)
    error = math.sqrt(share * (1 - share) / of)
    least, most = math.floor(100 * (share - error)), math.ceil(100 * (share + error))
    return max(0, least) / 100, min(95, most) / 100
