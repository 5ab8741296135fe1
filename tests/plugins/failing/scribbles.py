"""A reader that draws into the page it was given to read."""

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading, TargetScore


class Scribbles:
    """Marks what it has seen."""

    name = "scribbles"

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Write into the pixels, which are read-only."""
        page.pixels[0, 0] = 0
        return Reading(
            tuple(
                TargetScore(t.contest, t.option, 0.0, 0.0, 0.9, (0, 0, 1, 1)) for t in side.targets
            )
        )


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Scribbles(),)
