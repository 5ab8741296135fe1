"""Reads and writes counts in OASIS EML 5.0: message 510, and 460 where ballots stand one by one."""

from qc_format_eml.format import EmlFormat
from qc_service.api import Format, hookimpl

__all__ = ["EmlFormat", "qc_formats"]


@hookimpl
def qc_formats() -> tuple[Format, ...]:
    """Offer it."""
    return (EmlFormat(),)
