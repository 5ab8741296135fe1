"""What the marks of one sheet say of each option, where an option may have more than one target."""

from collections.abc import Iterable
from dataclasses import dataclass

from qc_service.model.verdict import Mark, MarkState


@dataclass(frozen=True)
class OptionReread:
    """One option as reread: its state over all its targets read, and their highest score."""

    state: MarkState
    score: float


def reread_options(marks: Iterable[Mark]) -> dict[tuple[str, str], OptionReread]:
    """Join marks by (contest, option): marked if any is, else unsure if any is, else empty."""
    rank = (MarkState.EMPTY, MarkState.UNSURE, MarkState.MARKED)
    joined: dict[tuple[str, str], OptionReread] = {}
    for mark in marks:
        place = (mark.contest, mark.option)
        before = joined.get(place)
        if before is None:
            joined[place] = OptionReread(mark.state, mark.score)
        else:
            joined[place] = OptionReread(
                max(before.state, mark.state, key=rank.index), max(before.score, mark.score)
            )
    return joined
