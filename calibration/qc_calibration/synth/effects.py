"""What happens to a one-list ballot on its way: every effect a number, fixed or by chance."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import get_type_hints

from qc_calibration.synth.hands import Dice
from qc_service.model.errors import ExitCode, QcError

OFF = frozenset({"off", "none", "no", "false"})
ON = frozenset({"on", "yes", "true"})

STAMPS = ("clear", "red", "double", "weak", "half", "smeared", "missing")
"""Kinds of stamp; what is weak, half or smeared, people may differ on."""

STAMP_SHARES = (0.9, 0.04, 0.02, 0.012, 0.008, 0.01, 0.01)
"""How often each: most stamps are clear; one ballot in a hundred was never stamped."""

BEDS = ("white", "black")


@dataclass(frozen=True)
class Effects:
    """One sheet's effects; the defaults are a perfect sheet on a perfect scanner.

    Lengths in mm, angles in degrees, greys 0..255, shares 0..1. `docs/synth.md` has the table.
    """

    skew: float = 0.0
    stretch: float = 0.0
    upside_down: bool = False
    bed: str = "white"
    shift: float = 0.0
    cut: float = 0.0
    blur: float = 0.5
    paper: float = 232.0
    contrast: float = 1.0
    gradient: float = 0.0
    grain: float = 3.0
    streak: float = 0.0
    quality: int = 80
    bilevel: bool = False
    bleed: float = 0.0
    fold: float = 0.0
    wrong_fold: float = 0.0
    corner: float = 0.0
    tear: float = 0.0
    folded: float = 0.0
    copy: float = 0.0
    stamp: str = "clear"
    marks: float = 0.0
    odd: float = 0.0
    writeins: int = 0
    tails: float = 0.0
    beside: bool = False
    crossed: bool = False

    @property
    def damaged(self) -> bool:
        """Say whether the sheet is one that people would look at anyway."""
        hurt = (self.corner, self.tear, self.folded, self.copy, max(0.0, self.cut - CUT_HARMLESS))
        return any(hurt) or self.crossed


CUT_HARMLESS = 2.0
"""Crop in mm that touches no mark: those stand 5 mm and more from the paper's edge."""


def vary(dice: Dice, *, rows: int, personal: bool) -> Effects:
    """Draw effects as they vary from sheet to sheet in a hall that works well.

    `rows` of a write-in table the form has; `personal`: it has boxes for personal votes.
    """
    writes = rows > 0 and dice.random() < WRITERS
    crop = dice.random()
    return Effects(
        skew=float(dice.normal(0, 0.35)),
        stretch=float(dice.normal(0, 0.003)),
        upside_down=_happens(dice, TURNED),
        bed=BEDS[int(_happens(dice, ON_BLACK))],
        shift=float(dice.normal(0, 0.3)),
        cut=float(dice.uniform(0, 1.5)) if crop < CROPPED else 0.0,
        blur=float((0.5, 0.6, 0.7)[int(dice.integers(3))]),
        paper=float(dice.uniform(218, 240)),
        contrast=float(dice.uniform(0.88, 1.0)),
        gradient=float(dice.uniform(0, 10)),
        grain=float((3.0, 3.5, 4.0)[int(dice.integers(3))]),
        streak=float(dice.uniform(0.06, 0.14)) if _happens(dice, STREAKED) else 0.0,
        quality=int(dice.integers(72, 88)),
        bleed=float((0.0, 0.02, 0.04)[int(dice.integers(3))]),
        fold=float(dice.uniform(0.03, 0.16)),
        wrong_fold=float(dice.uniform(30, 110)) if _happens(dice, FOLDED_ELSEWHERE) else 0.0,
        corner=float(dice.uniform(8, 22)) if _happens(dice, CORNER_TURNED) else 0.0,
        tear=float(dice.uniform(4, 14)) if _happens(dice, TORN) else 0.0,
        copy=float(dice.uniform(0.6, 1.0)) if _happens(dice, COPIED) else 0.0,
        stamp=str(dice.choice(STAMPS, p=STAMP_SHARES)),
        marks=float(dice.uniform(0.02, 0.3)) if personal and dice.random() < VOTERS else 0.0,
        odd=ODD,
        writeins=int(dice.integers(1, min(rows, 4) + 1)) if writes else 0,
        tails=float(dice.uniform(0.5, 2.5)) if writes and dice.random() < TAILED else 0.0,
        beside=bool(writes and dice.random() < BESIDE_TABLE),
        crossed=_happens(dice, CROSSED_OUT),
    )


WRITERS, VOTERS, ODD = 0.08, 0.3, 0.02
"""Shares of voters who write in names and who give personal votes; of marks that are odd."""

TURNED, ON_BLACK, CROPPED, STREAKED = 0.05, 0.1, 0.3, 0.1
"""Shares of sheets fed upside down, on a black bed, cut by up to 1.5 mm, with a dust streak."""

FOLDED_ELSEWHERE, CORNER_TURNED, TORN, COPIED = 0.02, 0.004, 0.003, 0.001
"""Shares of sheets folded where they should not, with a corner down, torn, and copied."""

TAILED, BESIDE_TABLE, CROSSED_OUT = 0.3, 0.02, 0.001
"""Shares of writers with long tails and who write beside the table; of sheets struck out."""


def _happens(dice: Dice, share: float) -> bool:
    return bool(dice.random() < share)


def with_settings(effects: Effects, settings: Mapping[str, object]) -> Effects:
    """Fix some effects."""
    return replace(effects, **settings)  # type: ignore[arg-type]


def parse_settings(texts: Sequence[str]) -> dict[str, object]:
    """Read `NAME=VALUE` settings; 0, off and none switch an effect off.

    Raises:
        QcError: `synth.effect` naming the setting, and the nearest right name.
    """
    kinds = get_type_hints(Effects)
    names = [field.name for field in fields(Effects)]
    settings: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in kinds:
            near = difflib.get_close_matches(name, names, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise _wrong(text, f"{meant}there are {', '.join(names)}")
        settings[name] = _value(text, name, kinds[name], value.strip().lower())
    return settings


def _value(text: str, name: str, kind: object, value: str) -> object:
    if kind is bool:
        if value in OFF | ON | {"0", "1"}:
            return value in ON | {"1"}
        raise _wrong(text, "expected on or off")
    if name in CHOICES:
        if value in CHOICES[name]:
            return value
        raise _wrong(text, f"expected one of {', '.join(CHOICES[name])}")
    low, high = RANGES[name]
    try:
        number = 0.0 if value in OFF else float(value)
    except ValueError:
        raise _wrong(text, "expected a number") from None
    if not low <= number <= high:
        raise _wrong(text, f"expected {low:g} to {high:g}")
    return int(number) if kind is int else number


CHOICES: Mapping[str, tuple[str, ...]] = {"bed": BEDS, "stamp": STAMPS}

RANGES: Mapping[str, tuple[float, float]] = {
    "skew": (-10, 10),
    "stretch": (-0.1, 0.1),
    "shift": (-10, 10),
    "cut": (0, 30),
    "blur": (0, 6),
    "paper": (60, 255),
    "contrast": (0.1, 1),
    "gradient": (0, 120),
    "grain": (0, 12),
    "streak": (0, 1),
    "quality": (5, 100),
    "bleed": (0, 0.5),
    "fold": (0, 0.6),
    "wrong_fold": (0, 400),
    "corner": (0, 80),
    "tear": (0, 60),
    "folded": (0, 0.7),
    "copy": (0, 1),
    "marks": (0, 1),
    "odd": (0, 1),
    "writeins": (0, 21),
    "tails": (0, 6),
}
"""What each number may be; beyond that there is no sheet left to draw."""


def _wrong(text: str, why: str) -> QcError:
    return QcError(
        "synth.effect",
        f"--effects {text}: {why}",
        "docs/synth.md lists every effect with its unit.",
        ExitCode.USAGE,
    )
