"""Locates a ballot by its frame of timing marks, skewed, turned, stretched, damaged or cropped."""

from qc_locate_timing_marks.locator import TimingMarkLocator
from qc_service.api import Locator, hookimpl


@hookimpl
def qc_locators() -> tuple[Locator, ...]:
    """Offer the timing-mark locator."""
    return (TimingMarkLocator(),)
