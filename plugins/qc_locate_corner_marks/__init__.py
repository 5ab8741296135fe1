"""Locates a ballot by separate registration marks: skewed, turned, stretched, with marks lost."""

from qc_locate_corner_marks.locator import CornerMarkLocator
from qc_service.api import Locator, hookimpl


@hookimpl
def qc_locators() -> tuple[Locator, ...]:
    """Offer the corner-mark locator."""
    return (CornerMarkLocator(),)
