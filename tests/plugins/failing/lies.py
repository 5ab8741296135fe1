"""A reader that scores targets which are not on the ballot."""

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading, TargetScore


class Lies:
    """Invents a candidate."""

    name = "lies"

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Score one target too many."""
        scores = [
            TargetScore(t.contest, t.option, 0.0, 0.0, 0.9, (0, 0, 1, 1)) for t in side.targets
        ]
        scores.append(TargetScore("mayor", "donald-duck", 1.0, 1.0, 1.0, (0, 0, 1, 1)))
        return Reading(tuple(scores))


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Lies(),)
