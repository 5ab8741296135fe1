"""Reads and writes plain tables of totals: one line for each list of each box."""

from qc_format_totals_csv.format import TotalsCsvFormat
from qc_service.api import Format, hookimpl

__all__ = ["TotalsCsvFormat", "qc_formats"]


@hookimpl
def qc_formats() -> tuple[Format, ...]:
    """Offer it."""
    return (TotalsCsvFormat(),)
