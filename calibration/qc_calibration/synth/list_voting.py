"""Made-up voters of one-list ballots: which boxes they mark, and whom they write in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from qc_calibration.synth.effects import Effects
from qc_calibration.synth.hands import Dice, Hand
from qc_calibration.synth.pens import BALL_PEN, FELT_TIP, PENCIL, Pen
from qc_calibration.synth.voting import SMUDGE, Inked
from qc_service.model.layout import Region, RegionKind, Target
from qc_service.model.units import Floats

USUAL: Mapping[Hand, float] = {
    Hand.CROSS: 0.72,
    Hand.TICK: 0.18,
    Hand.FILLED: 0.06,
    Hand.OVERRUN: 0.04,
}
"""How voters mark a box: told to put a cross, most do."""

ODD: Mapping[Hand, float] = {
    Hand.DOT: 0.3,
    Hand.ERASED: 0.25,
    Hand.CIRCLED: 0.2,
    Hand.SLASH: 0.15,
    Hand.BESIDE: 0.1,
}
"""Marks on which people may differ."""

FINE_PEN = replace(BALL_PEN, width=0.35)
BLUE_PEN = replace(BALL_PEN, ink=0.72)
RED_PEN = replace(BALL_PEN, ink=0.5)

PENS: Mapping[Pen, float] = {
    BALL_PEN: 0.35,
    FINE_PEN: 0.15,
    BLUE_PEN: 0.25,
    RED_PEN: 0.03,
    FELT_TIP: 0.1,
    PENCIL: 0.12,
}
"""Pens, with the ink's darkness as a grey scanner sees it: blue a little lighter, red half."""

NAMES = (
    "KARI NORDMO", "OLA VIKEN", "PER BYGDE", "INGRID SUND", "JON FJELL", "LISE HAUGE",
    "Jorgen Bygg", "Peggy Berg", "Gry Haugjord", "Birgit Lyng", "Kjell Ygre", "Magny Fugl",
)  # fmt: skip
"""Names that nobody bears in these lists; those in small letters have tails."""


@dataclass(frozen=True)
class Written:
    """A name in a row, or (`row` None) beside the table."""

    region: Region
    text: str
    aligned: bool


def list_marks(
    targets: tuple[Target, ...], effects: Effects, dice: Dice
) -> tuple[Pen, tuple[Inked, ...]]:
    """Mark a share `effects.marks` of the boxes by one voter's pen and usual hand."""
    pens = list(PENS)
    pen = pens[int(dice.choice(len(pens), p=_shares(PENS)))]
    usual = list(USUAL)[int(dice.choice(len(USUAL), p=_shares(USUAL)))]
    chosen = [target for target in targets if dice.random() < effects.marks]
    marks = []
    for target in chosen:
        odd = dice.random() < effects.odd
        hand = list(ODD)[int(dice.choice(len(ODD), p=_shares(ODD)))] if odd else usual
        used = SMUDGE if hand is Hand.ERASED else pen
        marks.append(Inked(target.contest, target.option, hand, used))
    return pen, tuple(marks)


def one_choice(
    targets: tuple[Target, ...], effects: Effects, dice: Dice
) -> tuple[Pen, tuple[Inked, ...]]:
    """Mark one box of a tick-box ballot."""
    one = targets[int(dice.integers(len(targets)))]
    return list_marks((one,), replace(effects, marks=1.0), dice)


def written_rows(rows: list[Region], effects: Effects, dice: Dice) -> list[Written]:
    """Write names into the first rows of a table, as many as `effects.writeins`."""
    count = min(effects.writeins, len(rows))
    chosen = sorted(rows, key=lambda region: region.row)[:count]
    tailed = [name for name in NAMES if not name.isupper()]
    return [
        Written(
            region,
            str(dice.choice(tailed if effects.tails else NAMES)),
            bool(dice.random() < ALIGNED),
        )
        for region in chosen
    ]


ALIGNED = 0.7
"""Share of writers who keep to the comb's cells."""


def table_rows(regions: tuple[Region, ...]) -> list[Region]:
    """Give the rows of a side's write-in table."""
    return [region for region in regions if region.kind is RegionKind.WRITE_IN and region.row]


def _shares(of: Mapping[Hand, float] | Mapping[Pen, float]) -> Floats:
    weights = np.array(list(of.values()))
    shares: Floats = weights / weights.sum()
    return shares
