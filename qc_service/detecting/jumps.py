"""A scanner on which a sign (blank, overvoted, doubtful) is suddenly far more frequent than beside.

Both readings may agree on such ballots: phantom marks are in the image (South Bronx 2010), a lamp
sees no red ink (Marinette 2016). So the comparison is with the other scanners' ballots of the same
stratum. Each scanner's ballots of a stratum are cut into blocks of 8, 16, 32 … 256; every full
block is tested once, exactly (`odds`), when it is full. Blocks of a size hold each ballot once, so
their parts of the budget, in proportion to their size, add up to it: the chance of any false
finding in the planned night is at most `alpha`, if ballots of a stratum are independent and no
scanner's odds of the sign are more than `ratio` times its peers'.
"""

from dataclasses import dataclass, field

import msgspec

from qc_service.detecting.odds import upper_tail

SIZES = (8, 16, 32, 64, 128, 256)
"""Ballots in a block: from what a person can look through to a box."""

FEW = 4
"""Signs in a block below which nothing is said: three crumpled ballots may lie together."""

_LAST = (1 << SIZES[-1]) - 1


class Jump(msgspec.Struct, frozen=True):
    """A block of `ballots` on a scanner with `found` signs, beside `peers_found` in `peers`."""

    scanner: str
    stratum: str
    sign: str
    found: int
    ballots: int
    peers_found: int
    peers: int


@dataclass
class _Run:
    """One scanner's ballots of one stratum and one sign; `bits` are the last 256, latest lowest."""

    ballots: int = 0
    found: int = 0
    bits: int = 0
    told: bool = False


@dataclass
class _Stratum:
    """All scanners' ballots of one stratum and one sign."""

    ballots: int = 0
    found: int = 0
    runs: dict[str, _Run] = field(default_factory=dict)


class Jumps:
    """Takes ballots in scan order and tells each scanner, stratum and sign once."""

    def __init__(self, alpha: float, planned: float, signs: int, ratio: float) -> None:
        """Spend `alpha` over `planned` ballots and so many `signs`; `ratio` of odds is no fault."""
        self._ratio = ratio
        # Half for the smallest blocks, a quarter for the next …: what is quick is what is gross.
        self._limits = {
            size: alpha / signs * size / planned / 2.0 ** (place + 1)
            for place, size in enumerate(SIZES)
        }
        self._strata: dict[tuple[str, str], _Stratum] = {}

    def take(self, scanner: str, stratum: str, sign: str, *, there: bool) -> Jump | None:
        """Take one ballot, with the sign or without it."""
        place = self._strata.setdefault((stratum, sign), _Stratum())
        run = place.runs.setdefault(scanner, _Run())
        place.ballots += 1
        place.found += there
        run.ballots += 1
        run.found += there
        run.bits = (run.bits << 1 | there) & _LAST
        if run.told or run.ballots % SIZES[0]:
            return None
        others, beside = place.ballots - run.ballots, place.found - run.found
        for size in SIZES:
            if run.ballots % size:
                return None
            found = (run.bits & (1 << size) - 1).bit_count()
            chance = 1.0
            if found >= FEW and others:
                chance = upper_tail(found, size, others, found + beside, self._ratio)
            if chance <= self._limits[size]:
                run.told = True
                return Jump(scanner, stratum, sign, found, size, beside, others)
        return None

    def state(self) -> list[tuple[object, ...]]:
        """Give the whole state as plain values in a fixed order."""
        return [
            (*place, scanner, run.ballots, run.found, format(run.bits, "x"), run.told)
            for place, stratum in sorted(self._strata.items())
            for scanner, run in sorted(stratum.runs.items())
        ]
