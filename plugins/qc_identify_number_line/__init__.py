"""Names a ballot of one list by its line of OCR-B digits and by the list's printed name."""

from qc_identify_number_line.identifier import NumberLineIdentifier
from qc_service.api import Identifier, hookimpl


@hookimpl
def qc_identifiers() -> tuple[Identifier, ...]:
    """Offer the number-line identifier."""
    return (NumberLineIdentifier(),)
