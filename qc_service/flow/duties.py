"""Who reads what of a side: each target and region goes to the first reader that knows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from qc_service.api.protocols import Reader
from qc_service.model.layout import Region, Side, Target, TargetShape


@dataclass(frozen=True)
class Duty:
    """What one reader is asked: the side with only its targets, and the regions that are its."""

    reader: Reader
    side: Side
    regions: frozenset[str]


@dataclass(frozen=True)
class Duties:
    """All that is asked of a side; `order` is the place of each contest's option on it.

    `unread` are the shapes of targets that no reader in use knows.
    """

    asked: tuple[Duty, ...]
    order: dict[tuple[str, str], int]
    unread: tuple[str, ...]


def share_out(readers: Sequence[Reader], side: Side) -> Duties:
    """Share a side's targets and regions out among readers, the first that knows one takes it."""
    asked = tuple(_asked(readers, side))
    read = {target.shape for duty in asked for target in duty.side.targets}
    unread = sorted({target.shape for target in side.targets} - read)
    # An option with two targets has them side by side, whichever reader read them.
    order = {(t.contest, t.option): i for i, t in reversed([*enumerate(side.targets)])}
    return Duties(asked, order, tuple(unread))


def _asked(readers: Sequence[Reader], side: Side) -> Iterator[Duty]:
    shapes: set[TargetShape] = {target.shape for target in side.targets}
    regions: list[Region] = list(side.regions)
    for reader in readers:
        mine = {shape for shape in shapes if reader.reads(shape)}
        scored = frozenset(region.id for region in regions if reader.scores(region))
        if not mine and not scored:
            continue
        shapes -= mine
        regions = [region for region in regions if region.id not in scored]
        yield Duty(reader, _only(side, tuple(t for t in side.targets if t.shape in mine)), scored)


def _only(side: Side, targets: tuple[Target, ...]) -> Side:
    if targets == side.targets:
        return side
    return msgspec.structs.replace(side, targets=targets)
