"""A reader that keeps every page it has seen, and opens files it never closes."""

import os

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading, TargetScore


class Leaks:
    """Never lets go."""

    name = "leaks"

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self.kept: list[tuple[Page, int]] = []

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Keep the page, and read all as empty."""
        self.kept.append((page, os.open(os.devnull, os.O_RDONLY)))
        return Reading(
            tuple(
                TargetScore(t.contest, t.option, 0.0, 0.0, 0.9, (0, 0, 1, 1)) for t in side.targets
            )
        )


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Leaks(),)
