"""Reads fields that are no targets: is there a stamp, which rows of a table are written in."""

from qc_read_fields.reader import FieldReader
from qc_service.api import Reader, hookimpl


@hookimpl
def qc_readers() -> tuple[Reader, ...]:
    """Offer the field reader."""
    return (FieldReader(),)
