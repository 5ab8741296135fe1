"""A reader that takes its process down with it."""

import ctypes

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading


class Segfaults:
    """Reads where no memory is."""

    name = "segfaults"

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Read address 0."""
        del page, layout, side, placement
        ctypes.string_at(0)
        return Reading(())


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Segfaults(),)
