"""What makes readings disagree, by the pattern of where they do: the table of causes.

Patterns after the documented failures of ballot scanners: a streak or dust in one column of one
scanner (Maryland 2016, Stoughton 2014), a reader blind to an ink (Marinette 2016), names or
positions mapped wrongly (Antrim 2020, Pottawattamie 2006), folds through a target (Windham 2020),
one box of damp or badly folded paper, and a fault of our own reading, which shows everywhere.
"""

from enum import StrEnum

from qc_service.model.events import Cell
from qc_service.model.verdict import DifferenceKind


class Cause(StrEnum):
    """What lies behind an alarm; the last three are found by people only."""

    GLASS = "glass"
    LAMP = "lamp"
    SETUP = "setup"
    PRINT = "print"
    DEFINITION = "definition"
    FOLD = "fold"
    BOX = "box"
    READER = "reader"
    INK = "ink"
    HANDLING = "handling"
    UNKNOWN = "unknown"


CAUSES = tuple(cause.value for cause in Cause)

NEEDS_WORDS = frozenset({Cause.HANDLING.value, Cause.UNKNOWN.value})
"""Causes that say little by themselves: whoever names them must say more."""

PATTERNS: dict[frozenset[str], Cause] = {
    frozenset({"scanner", "option"}): Cause.GLASS,
    frozenset({"scanner"}): Cause.LAMP,
    frozenset({"scanner", "style"}): Cause.SETUP,
    frozenset({"option"}): Cause.PRINT,
    frozenset({"style"}): Cause.DEFINITION,
    frozenset({"style", "option"}): Cause.DEFINITION,
    frozenset({"district"}): Cause.FOLD,
    frozenset({"district", "option"}): Cause.FOLD,
    frozenset({"scanner", "batch"}): Cause.BOX,
    frozenset(): Cause.READER,
}
"""The likeliest cause by what a cell names; a cell that names something else is looked at whole."""

NAMED = ("scanner", "option", "style", "district", "batch")


def likely_cause(cell: Cell) -> Cause:
    """Give the likeliest cause of an alarm in a cell.

    A sheet taken for another kind of ballot is no matter of glass, light or print: what the scanner
    or all of them were told of the forms is wrong.
    """
    named = frozenset(name for name in NAMED if getattr(cell, name))
    cause = PATTERNS.get(named, Cause.READER)
    if cell.kind is DifferenceKind.STYLE and cause in {Cause.GLASS, Cause.LAMP}:
        return Cause.SETUP
    if cell.kind is DifferenceKind.STYLE and cause is Cause.PRINT:
        return Cause.DEFINITION
    return cause
