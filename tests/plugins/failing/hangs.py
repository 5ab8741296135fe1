"""A reader that never comes back."""

import sys
import threading

from qc_service.api import Reader, hookimpl
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading


class Hangs:
    """Waits for an event that nobody sets."""

    name = "hangs"

    def reads(self, shape: TargetShape) -> bool:
        """Know every shape."""
        return bool(shape)

    def scores(self, region: Region) -> bool:
        """Leave regions to others."""
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Say so, and wait for ever."""
        del page, layout, side, placement
        sys.stdout.write("hanging\n")
        sys.stdout.flush()
        threading.Event().wait()
        return Reading(())


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer it."""
    return (Hangs(),)
