"""What the benches hand to each other: encoded images, placed pages, and a way to take turns."""

from collections.abc import Callable
from dataclasses import dataclass

from qc_service.model.layout import Layout, Side
from qc_service.model.page import Page, Placement


@dataclass(frozen=True)
class Shot:
    """One encoded image as the scanner wrote it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Placed:
    """A decoded page with its layout, side and place."""

    page: Page
    layout: Layout
    side: Side
    placement: Placement


PerDecode = Callable[[Callable[[], object], int], float]
"""Takes a call and how many events it handles; gives events for each decoding of a page."""
