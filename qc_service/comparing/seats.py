"""How many misread ballots it takes to move a seat: from list votes alone, exact, the worst case.

Seats go one by one to the list with the largest quotient of votes and next divisor (a method of
highest averages). A list keeps its last seat as long as that quotient stays above every other
list's next one (Stark and Teague 2014, "Verifiable European Elections").
"""

from collections.abc import Mapping
from enum import StrEnum
from itertools import permutations

import msgspec

SCALE = 5
"""Divisors are kept times five, so that 1.4 is the whole number 7 and every comparison is exact."""

FIRST_MODIFIED = 7
"""The Norwegian first divisor 1.4, times `SCALE`."""


class Method(StrEnum):
    """Which divisors share out the seats.

    Norway: 1.4, 3, 5, 7 …; Sainte-Laguë: 1, 3, 5, 7 …; D'Hondt: 1, 2, 3, 4 ….
    """

    MODIFIED = "modified-sainte-lague"
    SAINTE_LAGUE = "sainte-lague"
    DHONDT = "dhondt"


def divisor(method: Method, seat: int) -> int:
    """Give the divisor, times `SCALE`, for a list's seat number `seat`, counted from 1."""
    if method is Method.DHONDT:
        return SCALE * seat
    if method is Method.MODIFIED and seat == 1:
        return FIRST_MODIFIED
    return SCALE * (2 * seat - 1)


class Settlement(msgspec.Struct, frozen=True):
    """Seats by list, in the order of the votes given.

    `equal` names the lists that share the quotient at which the last seats went; empty where one
    list alone had it. `lot` is true where two of them have the same number of votes as well: then
    a seat is drawn by lot, and the one given here is only the first in order.
    """

    method: Method
    votes: dict[str, int]
    seats: dict[str, int]
    equal: tuple[str, ...] = ()
    lot: bool = False


def settle(votes: Mapping[str, int], seats: int, method: Method = Method.MODIFIED) -> Settlement:
    """Share out seats; of equal quotients the list with more votes goes first, as in Norway.

    Raises:
        ValueError: fewer than no votes or seats, or seats but not one vote.
    """
    if seats < 0 or any(count < 0 for count in votes.values()):
        raise ValueError("votes and seats cannot be below zero")
    if seats and not any(votes.values()):
        raise ValueError("no list has a vote: no seat can be given")
    given = dict.fromkeys(votes, 0)
    for _ in range(seats):
        given[_leader(votes, given, method)] += 1
    ties = _ties(votes, given, method)
    equal = {code for tie in ties for code in tie}
    lot = any(votes[holder] == votes[rival] for holder, rival in ties)
    return Settlement(method, dict(votes), given, tuple(c for c in votes if c in equal), lot)


def _leader(votes: Mapping[str, int], given: Mapping[str, int], method: Method) -> str:
    """Give the list with the largest next quotient; of equal ones that with most votes."""
    codes = iter(votes)
    best = next(codes)
    for code in codes:
        mine = votes[code] * divisor(method, given[best] + 1)
        theirs = votes[best] * divisor(method, given[code] + 1)
        if (mine, votes[code]) > (theirs, votes[best]):
            best = code
    return best


def _ties(
    votes: Mapping[str, int], given: Mapping[str, int], method: Method
) -> tuple[tuple[str, str], ...]:
    """Give each list with a seat, and each other whose next quotient is just its last one."""
    return tuple(
        (holder, rival)
        for holder, rival in permutations(votes, 2)
        if given[holder]
        and votes[holder] * divisor(method, given[rival] + 1)
        == votes[rival] * divisor(method, given[holder])
    )


class Pair(msgspec.Struct, frozen=True):
    """A list's last seat and the list that is next in line for it.

    `misread` is the fewest misread ballots with which the rival's quotient reaches the holder's: so
    many ballots of the rival that were read as the holder's. At a mere tie the seat is counted as
    moved, since another rule than the votes then decides; 0 says that the numbers tie already.
    """

    holder: str
    rival: str
    misread: int


def tightest_pairs(settlement: Settlement, weight: int = 1) -> tuple[Pair, ...]:
    """Give each list's last seat against each other list's next, the tightest first.

    `weight` is how many of the votes one ballot carries: at a Norwegian municipal election the
    number of seats, since every ballot gives its list one list vote for each.
    """
    votes, given = settlement.votes, settlement.seats
    pairs = [
        Pair(holder, rival, _fewest(settlement, holder, rival, weight))
        for holder, rival in permutations(votes, 2)
        if given[holder]
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.misread))


def fewest_misread(settlement: Settlement, weight: int = 1) -> int | None:
    """Give the fewest misread ballots that could move any seat; None where none can move.

    Exact in both directions. Fewer cannot do it: each misread ballot lowers the holder's votes and
    raises the rival's by one ballot at most. So many can: all of them in the tightest pair.
    """
    pairs = tightest_pairs(settlement, weight)
    return pairs[0].misread if pairs else None


def _fewest(settlement: Settlement, holder: str, rival: str, weight: int) -> int:
    """Give the least k with (holder − k·weight) / its divisor <= (rival + k·weight) / its next."""
    last = divisor(settlement.method, settlement.seats[holder])
    following = divisor(settlement.method, settlement.seats[rival] + 1)
    gap = settlement.votes[holder] * following - settlement.votes[rival] * last
    return -(-gap // (weight * (last + following)))
