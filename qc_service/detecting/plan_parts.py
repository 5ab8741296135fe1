"""The parts of a night's plan: what is usual, how unequal boxes are, how cells are compared."""

from typing import Literal

import msgspec

Stratum = Literal["style", "district"]


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates that nobody wants to hear of: disagreements of a kind, a position and a ballot."""

    field: float = 2e-5
    ballot: float = 5e-4


class Burst(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How unequal boxes are: the shape of a gamma distribution of their rates, 0 for equal boxes.

    The smaller, the more unequal: 0.5 is the worst that paper is thought to do. A bad stretch is no
    longer than `length` ballots: a larger box counts as several, or a fault in its midst would be
    taken for its nature.
    """

    field: float = 1.0
    ballot: float = 0.5
    length: int = 300


class Peers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a scanner's position is held against the same position on the others: blocks of ballots.

    `block`: ballots of each planned scanner in a block, 0 for no such comparison. `tolerance`: how
    many times worse than the others a scanner may be. `strata`: only ballots that agree in these
    circumstances are compared; without it, boxes must be spread over scanners at random.
    """

    block: float = 5
    tolerance: float = 1.0
    strata: tuple[Stratum, ...] = ("style",)


class BoxRanks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a scanner's boxes are ranked among all: those of `least` ballots and more; 0 for none."""

    least: int = 50


class Decks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What test decks told before the night, all scanners together.

    `wrong` of their `ballots` disagree in the kind that does most, `position` at one position.
    """

    ballots: int = 0
    wrong: int = 0
    position: int = 0
