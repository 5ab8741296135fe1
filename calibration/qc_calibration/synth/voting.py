"""Made-up voters: whom a ballot is for, and by which hand each of its marks is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from qc_calibration.synth.hands import Dice, Hand
from qc_calibration.synth.pens import BALL_PEN, FELT_TIP, PENCIL, Pen
from qc_service.model.layout import Contest, Layout, Option

Kind = TypeVar("Kind")

USUAL: Mapping[Hand, float] = {
    Hand.FILLED: 0.74,
    Hand.SCRIBBLED: 0.15,
    Hand.OVERRUN: 0.05,
    Hand.CROSS: 0.04,
    Hand.TICK: 0.02,
}
"""How voters mark: most do as told; shares as on ballots marked by hand."""

PENS: Mapping[Pen, float] = {BALL_PEN: 0.5, FELT_TIP: 0.25, PENCIL: 0.25}

ODDITIES = (Hand.SLASH, Hand.PARTIAL, Hand.DOT, Hand.ERASED, Hand.BESIDE, Hand.RINGED)
"""Single marks out of a voter's usual way."""

FAINT_INK = (0.50, 0.58)
"""Darkness of a faint voter's pencil: a person sees it well, and so must a scanner."""

FAINT_GRAIN = 0.1
"""A hard pencil on smooth paper leaves little out."""

SMUDGE = Pen(width=0.65, ink=0.20, grain=0.3, smear=0.35)
"""What an eraser leaves of a pencil mark."""

WRITING = Pen(width=0.4, ink=0.86, grain=0.1)


@dataclass(frozen=True)
class Habits:
    """How an electorate votes, as shares: of contests, of voters, of options.

    `blank`: contests left out; `over`: contests with a mark too many; `odd`: contests with one odd
    mark in place of a usual one; `faint`: voters who mark everything faintly; `write_in`:
    contests with a write-in, its oval filled; `unfilled`: write-ins whose oval is left empty.
    """

    blank: float = 0.12
    over: float = 0.01
    odd: float = 0.012
    faint: float = 0.12
    write_in: float = 0.04
    unfilled: float = 0.15
    hands: Mapping[Hand, float] = field(default_factory=lambda: USUAL)


@dataclass(frozen=True)
class Inked:
    """One mark: at which option, by which hand, with which pen."""

    contest: str
    option: str
    hand: Hand
    pen: Pen


@dataclass(frozen=True)
class Ballot:
    """All marks of one voter on one sheet, front and back."""

    marks: tuple[Inked, ...]
    faint: bool = False


def vote(layout: Layout, dice: Dice, habits: Habits | None = None) -> Ballot:
    """Let one voter fill in a ballot: one hand and one pen, with a slip now and then."""
    habits = habits or Habits()
    pen = _draw(PENS, dice)
    hand = _draw(habits.hands, dice)
    faint = bool(dice.random() < habits.faint)
    if faint:
        hand, pen = Hand.FAINT, replace(PENCIL, ink=dice.uniform(*FAINT_INK), grain=FAINT_GRAIN)
    marks: list[Inked] = []
    for contest in layout.contests:
        if dice.random() >= habits.blank:
            marks += _contest(contest, hand, pen, dice, habits)
    return Ballot(tuple(marks), faint)


def _contest(contest: Contest, hand: Hand, pen: Pen, dice: Dice, habits: Habits) -> Iterator[Inked]:
    """Mark as many options as allowed, or one more, or one fewer."""
    printed = [option for option in contest.options if not option.write_in]
    lines = [option for option in contest.options if option.write_in]
    count = contest.votes_allowed
    if dice.random() < habits.over:
        count += 1
    elif count > 1:
        count -= int(dice.integers(0, 2))
    order = dice.permutation(len(printed))[: min(count, len(printed))].tolist()
    chosen = [printed[i] for i in order]
    if lines and chosen and dice.random() < habits.write_in:
        chosen[-1] = lines[0]
    for i, option in enumerate(chosen):
        odd = i == 0 and not option.write_in and dice.random() < habits.odd
        yield from _mark(contest, option, _odd(dice) if odd else hand, pen, dice, habits)


def _odd(dice: Dice) -> Hand:
    return ODDITIES[int(dice.integers(len(ODDITIES)))]


def _mark(
    contest: Contest, option: Option, hand: Hand, pen: Pen, dice: Dice, habits: Habits
) -> Iterator[Inked]:
    if option.write_in:
        yield Inked(contest.id, option.id, Hand.WRITE_IN, WRITING)
        if dice.random() < habits.unfilled:
            return
    if hand is Hand.ERASED:
        pen = SMUDGE
    yield Inked(contest.id, option.id, hand, pen)


def _draw(shares: Mapping[Kind, float], dice: Dice) -> Kind:
    kinds, weights = list(shares), np.array(list(shares.values()))
    return kinds[int(dice.choice(len(kinds), p=weights / weights.sum()))]
