"""A reader that raises on every page."""

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading


class Raises:
    """Raises something no kit foresees."""

    name = "raises"

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Raise."""
        del page, layout, side, placement
        raise ArithmeticError("no reading today")


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Raises(),)
