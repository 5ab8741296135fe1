"""Inspects ballots of one list: ink where paper must be clear, tints that are not the printer's."""

from qc_inspect_fields.inspector import FieldInspector
from qc_service.api import Inspector, hookimpl


@hookimpl
def qc_inspectors() -> tuple[Inspector, ...]:
    """Offer the inspector of fields."""
    return (FieldInspector(),)
