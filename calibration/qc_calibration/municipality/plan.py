"""What is scanned where, and what goes wrong: four scanners, twelve boxes, three categories."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qc_service.model.batch import Batch

ELECTION = "kst-9901-2027"
SESSION = "telling-1"

SCANNERS = ("S01", "S02", "S03", "S04")

LISTS: dict[str, int] = {"A": 8, "H": 7, "SS": 2, "TI": 1, "AL": 1}
"""Fewest ballots of each list in a box, by the list's code."""

VARY = 4
"""One more than the most by which a list may have more: no two boxes are to be alike."""

BUNDLE = 50
"""Ballots in a bundle, as they are counted by hand."""

BUNDLED, BUNDLE_LIST = "K05", "H"
"""The box of whose totals a bundle is left out, and whose bundle it is."""

MISREADING, LOSES, GAINS = "S03", "A", "H"
"""The scanner that takes every second ballot of one list for another's."""

EVERY = 2

STOPPED = "K11"
"""The box in which the paper stops: the sheet before the stop is laid in again."""

STOP_AFTER = 13
"""The sheet of that box after which the paper stops."""


ALPHA = 0.05
"""Expected false alarms of the night, as in the service's own defaults."""

BALLOTS, OPTIONS = 500, 60
"""Planned ballots of a scanner, and options on a ballot: more than there are."""

DRAWN = 5
"""Ballots that are drawn of every scanner and category where people draw."""

BASELINE_SCANNER = 0.005
"""Rate of disagreement not worth an alarm: one ballot in 200."""


@dataclass(frozen=True)
class Box:
    """One box: what its label says, where it is scanned, and the lists of its ballots in order."""

    batch: Batch
    lists: tuple[str, ...]

    @property
    def id(self) -> str:
        """Give the box's name."""
        return self.batch.id


PLACES: tuple[tuple[str, str, str], ...] = (
    ("advance-locale", "4001", "Rådhuset"),
    ("advance-locale", "4001", "Rådhuset"),
    ("advance-locale", "4001", "Rådhuset"),
    ("day-locale", "0101", "Nes skole"),
    ("day-locale", "0101", "Nes skole"),
    ("day-locale", "0101", "Nes skole"),
    ("day-locale", "0102", "Sund grendehus"),
    ("day-locale", "0102", "Sund grendehus"),
    ("day-locale", "0102", "Sund grendehus"),
    ("day-other", "0000", "Samlekrets"),
    ("day-other", "0000", "Samlekrets"),
    ("day-other", "0000", "Samlekrets"),
)
"""Category, code and name of each box's polling place; three boxes go to each scanner."""


def boxes(seed: int) -> tuple[Box, ...]:
    """Plan the night's boxes; the seed shuffles the ballots within each."""
    made = []
    for place, (category, locale, name) in enumerate(PLACES):
        box = f"K{place + 1:02}"
        dice = np.random.default_rng([seed, place])
        more = dice.integers(0, VARY, len(LISTS)).tolist()
        lists = [code for code, n in zip(LISTS, more, strict=True) for _ in range(LISTS[code] + n)]
        if box == BUNDLED:
            lists += [BUNDLE_LIST] * BUNDLE
        of_place = [i for i, each in enumerate(PLACES) if each == PLACES[place]]
        order = dice.permutation(len(lists)).tolist()
        batch = Batch(
            box,
            ELECTION,
            category,
            locale,
            name,
            of_place.index(place) + 1,
            len(of_place),
            SCANNERS[place * len(SCANNERS) // len(PLACES)],
            expected=len(lists),
        )
        made.append(Box(batch, tuple(lists[i] for i in order)))
    return tuple(made)


@dataclass(frozen=True)
class Night:
    """What the user asked for."""

    out: Path
    seconds: float
    seed: int
    headless: bool
    web: str
    language: str
    pin: str
    boxes: tuple[Box, ...] = field(default=())

    def of(self, scanner: str) -> tuple[Box, ...]:
        """Give a scanner's boxes in the order it takes them."""
        return tuple(box for box in self.boxes if box.batch.scanner == scanner)


def taken_for(box: Box) -> tuple[str, ...]:
    """Give the list that the scanner takes each of a box's ballots for, in order."""
    said, seen = [], 0
    for code in box.lists:
        seen += code == LOSES
        wrong = box.batch.scanner == MISREADING and code == LOSES and seen % EVERY == 0
        said.append(GAINS if wrong else code)
    return tuple(said)


def plan_csv(planned: Sequence[Box]) -> str:
    """Give the plan of boxes as `[boxes] plan` reads it."""
    names = ("id", "election", "category", "locale", "locale_name", "box", "boxes", "expected")
    rows = [[str(getattr(box.batch, name)) for name in names] for box in planned]
    return "".join(",".join(row) + "\n" for row in (names, *rows))


def label_toml(box: Box, sheets: int | None = None) -> str:
    """Give a box's `box.toml`; `sheets` scanned, once it is closed."""
    batch = box.batch
    lines = [
        f'id = "{batch.id}"',
        f'election = "{batch.election}"',
        f'category = "{batch.category}"',
        f'locale = "{batch.locale}"',
        f'locale_name = "{batch.locale_name}"',
        f"box = {batch.box}",
        f"boxes = {batch.boxes}",
        f"expected = {batch.expected}",
        f"closed = {'true' if sheets is not None else 'false'}",
    ]
    if sheets is not None:
        lines.append(f"sheets = {sheets}")
    return "\n".join(lines) + "\n"


def config_text(night: Night) -> str:
    """Give the configuration that the service and the feeders run with."""
    return f"""# Written by the demo. All keys are explained in docs/config.schema.json.

[service]
bind = "tcp://127.0.0.1:*"
web = "{night.web}"
ledger = "ledger.sqlite"

[boxes]
plan = "boxes.csv"

[checks]
# Enough to see a draw; a real one is larger (docs/checks.md).
ballots_least = {DRAWN}

[people]
file = "people.toml"

[page]
language = "{night.language}"

[plan]
# Limits are set so that an alarm comes within a small night. `alpha` is honest all the same: the
# chance of any false alarm in a night of this size is at most {ALPHA}.
alpha = {ALPHA}
scanners = {len(SCANNERS)}
ballots_per_scanner = {BALLOTS}
options = {OPTIONS}
baseline_scanner = {BASELINE_SCANNER}
# The demo's boxes are all alike.
burst_scanner = 0
burst_option = 0
"""
