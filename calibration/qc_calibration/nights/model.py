"""A made-up night: which ballot comes when, and on which of them the two readings disagree.

The model of the shared design: scanners take boxes of one district and style in turn; every
position disagrees rarely by chance, boxes and scanners more or less so; a fault adds to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.model.units import Ints
from qc_service.model.verdict import DifferenceKind

Dice = np.random.Generator

KINDS = (DifferenceKind.MISS, DifferenceKind.FALSE)
"""Kinds that happen by chance: a faint mark missed, a smudge taken for a mark."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong: in which cells, at which rate a ballot of each, since which ballot (from 0).

    `parts` are all hit; each on its own dice. `factor` multiplies the background there instead.
    """

    parts: tuple[Spot, ...]
    rate: float
    start: int
    name: str = ""


@dataclass(frozen=True)
class Model:
    """How a night goes without a fault.

    `background` is the rate of disagreement of a position and kind. `burst` is the shape of the
    gamma distribution of boxes' rates (0: alike), `spread` the sigma of scanners' lognormal rates,
    `worse` (factor, ballot) makes everything worse from a ballot on.
    """

    scanners: int = 12
    ballots: int = 30_000
    styles: int = 9
    districts: int = 10
    positions: int = 40
    batch: int = 150
    background: float = 2e-5
    burst: float = 0.0
    spread: float = 0.0
    worse: tuple[float, int] | None = None
    faults: tuple[Fault, ...] = field(default=())


@dataclass(frozen=True, eq=False)
class MadeNight:
    """All ballots in order: `groups` (n,) are numbers into `where`; `wrong` by ballot number.

    `worse`: the scanners whose own rate is above the hall's mean.
    """

    groups: Ints
    where: tuple[Circumstances, ...]
    wrong: dict[int, tuple[Disagreement, ...]]
    worse: frozenset[str] = frozenset()


def make_night(model: Model, dice: Dice) -> MadeNight:
    """Draw one night."""
    boxes = -(-model.ballots // model.batch)
    where = tuple(
        Circumstances(
            f"S{scanner + 1:02}",
            f"B{scanner * boxes + box + 1:05}",
            f"D{dice.integers(model.districts) + 1:02}",
            f"{_style(int(dice.integers(model.styles)))}",
        )
        for scanner in range(model.scanners)
        for box in range(boxes)
    )
    # Every round takes one ballot of each scanner, in an order of its own.
    rounds = np.argsort(dice.random((model.ballots, model.scanners)), axis=1)
    box = np.arange(model.ballots)[:, None] // model.batch
    groups = (rounds * boxes + box).reshape(-1).astype(np.int64)
    wrong: dict[int, list[Disagreement]] = {}
    worse = _background(model, groups, wrong, dice)
    for fault in model.faults:
        for spot in fault.parts:
            _plant(model, fault, spot, (groups, where), wrong, dice)
    found = {at: tuple(sorted(set(each))) for at, each in wrong.items()}
    return MadeNight(groups, where, found, worse)


def _style(number: int) -> str:
    """Name a style by letters, as lists are: A to Z, then AA."""
    return chr(ord("A") + number % 26) * (1 + number // 26)


def _background(
    model: Model, groups: Ints, wrong: dict[int, list[Disagreement]], dice: Dice
) -> frozenset[str]:
    """Let positions disagree by chance; give the scanners that do so more than the mean."""
    worse: frozenset[str] = frozenset()
    boxes = -(-model.ballots // model.batch)
    count = model.scanners * boxes
    factors = np.ones(count)
    if model.burst:
        factors *= dice.gamma(model.burst, 1 / model.burst, count)
    if model.spread:
        # Mean 1, so that the hall is as good as without a spread.
        sigma = model.spread
        each = dice.lognormal(-sigma * sigma / 2, sigma, model.scanners)
        factors *= np.repeat(each, boxes)
        worse = frozenset(f"S{at + 1:02}" for at in np.flatnonzero(each > 1))
    rates = factors[groups]
    if model.worse is not None:
        rates[model.worse[1] :] *= model.worse[0]
    fields = model.positions * len(KINDS)
    for at in np.flatnonzero(dice.random(len(groups)) < _any(rates * model.background, fields)):
        number = int(dice.integers(fields))
        found = Disagreement(KINDS[number % len(KINDS)], f"p{number // len(KINDS) + 1:02}")
        wrong.setdefault(int(at), []).append(found)
    return worse


def _any(rate: np.ndarray, fields: int) -> np.ndarray:
    return np.asarray(1 - (1 - np.minimum(rate, 1)) ** fields)


def _plant(
    model: Model,
    fault: Fault,
    spot: Spot,
    night: tuple[Ints, Sequence[Circumstances]],
    wrong: dict[int, list[Disagreement]],
    dice: Dice,
) -> None:
    groups, where = night
    names = ("scanner", "style", "district", "batch")
    inside = np.array(
        [all(getattr(spot, n) in {"", getattr(w, n)} for n in names) for w in where], bool
    )
    hit = inside[groups] & (dice.random(len(groups)) < fault.rate)
    hit[: fault.start] = False
    for at in np.flatnonzero(hit):
        position = spot.position or f"p{int(dice.integers(model.positions)) + 1:02}"
        wrong.setdefault(int(at), []).append(Disagreement(spot.kind, position))
