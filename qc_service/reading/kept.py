"""Remembers what was made of a layout's parts, which are the same objects all night."""

from collections.abc import Callable
from typing import Generic, TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")

MOST = 256
"""Parts kept: two sides of as many layouts as a scanner meets in a row; more begin anew."""


class Kept(Generic[Part, Made]):
    """Calls `make` once for each part of a layout, told by identity: hashing a side is slow."""

    def __init__(self, make: Callable[[Part], Made]) -> None:
        """Remember nothing yet; `make` must depend on the part alone, and the part never change."""
        self._make = make
        self._kept: dict[int, tuple[Part, Made]] = {}

    def __call__(self, part: Part) -> Made:
        """Give what `make` gives for the part, the same object each time."""
        kept = self._kept.get(id(part))
        # The part is held with what was made of it, so that its identity is not given away.
        if kept is None or kept[0] is not part:
            if len(self._kept) >= MOST:
                self._kept.clear()
            kept = self._kept[id(part)] = (part, self._make(part))
        return kept[1]
