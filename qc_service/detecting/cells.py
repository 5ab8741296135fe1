"""Where a systematic error may sit: a cell is a kind of difference and some of its circumstances.

A level is the set of cells that name the same circumstances. Every ballot lies in exactly one cell
of a level and kind, or in one for each of its positions: what a level costs is thus known from the
number of ballots alone, however many scanners, styles, districts and boxes there turn out to be.
"""

from enum import StrEnum

import msgspec

from qc_service.model.verdict import DifferenceKind


class Disagreement(msgspec.Struct, frozen=True, order=True):
    """One difference on one ballot: of which kind, at which position ('' where of the ballot)."""

    kind: DifferenceKind
    position: str = ""


class Circumstances(msgspec.Struct, frozen=True, order=True):
    """What is known of a ballot beside its marks; empty where it is not told.

    `batch` is a box of that scanner, `district` a polling place, `style` a ballot style or a list.
    """

    scanner: str
    batch: str = ""
    district: str = ""
    style: str = ""


class Spot(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """A cell: what is empty is not part of it."""

    kind: DifferenceKind
    scanner: str = ""
    position: str = ""
    style: str = ""
    district: str = ""
    batch: str = ""

    def level(self) -> "Level":
        """Give the level of cells that name what this one names."""
        named = self.scanner, self.position, self.style, self.district, self.batch
        return BY_FIELDS[tuple(map(bool, named))]

    def contains(self, other: "Spot") -> bool:
        """Say whether every disagreement in another cell is one in this."""
        if self.kind is not other.kind:
            return False
        return all(getattr(self, name) in {"", getattr(other, name)} for name in FIELDS)

    def meets(self, other: "Spot") -> bool:
        """Say whether a disagreement can lie in both cells: they name nothing differently."""
        if self.kind is not other.kind:
            return False
        pairs = ((getattr(self, name), getattr(other, name)) for name in FIELDS)
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)

    def takes_exposures(self, other: "Spot") -> bool:
        """Say whether ballots of this cell, once it is muted, are no exposures of another.

        They are none where nothing is left on them that the other could see: a muted position
        takes no ballot from a cell that watches all positions.
        """
        return self.kind is other.kind and self.position in {"", other.position}

    def holds(self, found: Disagreement, where: Circumstances) -> bool:
        """Say whether a disagreement under some circumstances lies in this cell."""
        return (
            found.kind is self.kind
            and self.position in {"", found.position}
            and self.scanner in {"", where.scanner}
            and self.style in {"", where.style}
            and self.district in {"", where.district}
            and self.batch in {"", where.batch}
        )


FIELDS = ("scanner", "position", "style", "district", "batch")


class Level(StrEnum):
    """Which circumstances a cell names beside its kind; a batch is one of a scanner."""

    KIND = "kind"
    SCANNER = "scanner"
    STYLE = "style"
    DISTRICT = "district"
    BATCH = "batch"
    SCANNER_STYLE = "scanner-style"
    POSITION = "position"
    SCANNER_POSITION = "scanner-position"
    STYLE_POSITION = "style-position"
    DISTRICT_POSITION = "district-position"


NAMED: dict[Level, frozenset[str]] = {
    Level.KIND: frozenset(),
    Level.BATCH: frozenset({"scanner", "batch"}),
} | {
    level: frozenset(level.value.split("-"))
    for level in Level
    if level not in {Level.KIND, Level.BATCH}
}
"""The circumstances that the cells of each level name."""

BY_FIELDS = {tuple(name in NAMED[level] for name in FIELDS): level for level in Level}

OF_POSITION = frozenset(level for level in Level if "position" in NAMED[level])
"""Levels whose cells watch one position each; the others watch whole ballots."""


def cells_of(where: Circumstances, found: tuple[Disagreement, ...]) -> tuple[Spot, ...]:
    """Give every cell that disagrees on a ballot, each once, in a fixed order.

    A level is left out where the ballot does not tell what it names.
    """
    spots: dict[Spot, None] = {}
    every = sorted(set(found))
    for named in BY_FIELDS:
        for each in every:
            told = where.scanner, each.position, where.style, where.district, where.batch
            values = [value if wanted else "" for wanted, value in zip(named, told, strict=True)]
            if tuple(map(bool, values)) == named:
                spots[Spot(each.kind, *values)] = None
    return tuple(spots)
