"""The inspector: quality measures and outside marks of one page."""

from qc_inspect_image.outside import find_outside
from qc_inspect_image.quality import measures_of
from qc_service.model.layout import Layout, Side
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Inspection

NAME = "inspect-image"


class ImageInspector:
    """Measures what a scanner does to a page, and finds ink where no target is."""

    name = NAME

    def inspect(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Inspection:
        """Give the page's measures and its outside marks."""
        del layout
        return Inspection(measures_of(page, placement), find_outside(page, side, placement))
