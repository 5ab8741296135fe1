"""Identifies layout and side by the bars of the bottom timing-mark row."""

from qc_identify_timing_code.identifier import TimingCodeIdentifier
from qc_service.api import Identifier, hookimpl


@hookimpl
def qc_identifiers() -> tuple[Identifier, ...]:
    """Offer the timing-code identifier."""
    return (TimingCodeIdentifier(),)
