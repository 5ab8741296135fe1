"""Reads ovals and boxes: the place is decided by match with the outline, the vote by fill."""

from qc_read_ovals.reader import OvalReader
from qc_service.api import Reader, hookimpl


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer the reader of ovals and boxes."""
    return (OvalReader(),)
