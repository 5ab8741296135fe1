"""One option reported as another: every second ballot of X as Y, two swapped, one never reported.

No statistics are needed: a rule speaks at the fourth of sixteen. With a rate p of chance exchanges
of one option for one other, the chance that it ever speaks without a fault is at most
n C(15, 3) p^4 over n ballots: 3e-11 in a night of 360,000 at p = 2e-5.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

AS_OTHER, SWAPPED, NEVER = "read-as-other", "swapped", "option-zero"
"""The kinds: X taken for Y; X for Y and Y for X; X never reported."""

FEW, WINDOW = 4, 16
"""So many of so many ballots of an option taken for the same other one."""

EACH_WAY = 3
"""Ballots of each of two options, one after the other, that were taken for the other's."""

NEVER_FEW = 5
"""The first ballots of an option, none of which was reported with it."""


class Exchange(msgspec.Struct, frozen=True, order=True):
    """On one ballot, `option` as reread was reported as `other`; '' where as none at all.

    With an empty contest they are lists or ballot styles.
    """

    contest: str
    option: str
    other: str = ""


class Confusion(msgspec.Struct, frozen=True):
    """What is told: `wrong` of the last `ballots` with the option on that scanner."""

    kind: str
    scanner: str
    exchange: Exchange
    wrong: int
    ballots: int


@dataclass
class _Option:
    """One option on one scanner: ballots with it, those lost, and by other option the latest."""

    ballots: int = 0
    lost: int = 0
    others: dict[str, deque[int]] = field(default_factory=dict)

    def within(self, other: str, wrong: int) -> bool:
        """Say whether the last `wrong` ballots were all taken for another option."""
        latest = self.others.get(other, ())
        return len(latest) >= wrong and latest[-wrong] == self.ballots - wrong + 1


class Confusions:
    """Takes compared ballots in scan order; tells each pair of options and scanner once."""

    def __init__(self) -> None:
        """Begin with no ballot."""
        self._options: dict[tuple[str, str, str], _Option] = {}
        self._told: set[tuple[str, str, Exchange]] = set()

    def take(
        self,
        scanner: str,
        marked: Sequence[tuple[str, str]],
        exchanges: Sequence[Exchange] = (),
    ) -> tuple[Confusion, ...]:
        """Take one ballot: the options reread on it, and those that were reported otherwise."""
        for contest, option in marked:
            key = (scanner, contest, option)
            if key not in self._options:
                self._options[key] = _Option()
            self._options[key].ballots += 1
        found: list[Confusion] = []
        for each in exchanges:
            mine = self._options.get((scanner, each.contest, each.option))
            if mine is not None:
                found += self._weigh(scanner, each, mine)
        return tuple(found)

    def state(self) -> list[tuple[object, ...]]:
        """Give the whole state as plain values in a fixed order."""
        options: list[tuple[object, ...]] = [
            (*key, one.ballots, one.lost, sorted((o, list(at)) for o, at in one.others.items()))
            for key, one in sorted(self._options.items())
        ]
        told: list[tuple[object, ...]] = [(*key,) for key in sorted(self._told)]
        return options + told

    def _weigh(self, scanner: str, each: Exchange, mine: _Option) -> list[Confusion]:
        mine.lost += 1
        found = []
        if mine.lost == mine.ballots == NEVER_FEW:
            found += self._once(NEVER, scanner, Exchange(each.contest, each.option), mine.lost)
        if not each.other:
            return found
        latest = mine.others.setdefault(each.other, deque(maxlen=FEW))
        latest.append(mine.ballots)
        back = Exchange(each.contest, each.other, each.option)
        theirs = self._options.get((scanner, each.contest, each.other))
        both = theirs is not None and theirs.within(each.option, EACH_WAY)
        if both and mine.within(each.other, EACH_WAY):
            if (SWAPPED, scanner, back) not in self._told:
                found += self._once(SWAPPED, scanner, each, EACH_WAY)
        elif len(latest) == FEW and mine.ballots - latest[0] < WINDOW:
            ballots = mine.ballots - latest[0] + 1
            found += self._once(AS_OTHER, scanner, each, FEW, ballots)
        return found

    def _once(
        self, kind: str, scanner: str, exchange: Exchange, wrong: int, ballots: int = 0
    ) -> list[Confusion]:
        if (kind, scanner, exchange) in self._told:
            return []
        self._told.add((kind, scanner, exchange))
        return [Confusion(kind, scanner, exchange, wrong, ballots or wrong)]
