"""Inspects the image itself (light, focus, skew, streaks) and looks for marks outside targets."""

from qc_inspect_image.inspector import ImageInspector
from qc_service.api import Inspector, hookimpl


@hookimpl
def qc_inspectors() -> tuple[Inspector, ...]:
    """Offer the image inspector."""
    return (ImageInspector(),)
