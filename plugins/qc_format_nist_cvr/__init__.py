"""Reads and writes NIST SP 1500-103 cast vote records, version 1.0, in JSON."""

from qc_format_nist_cvr.format import NistCvrFormat, ReportKind
from qc_service.api import Format, hookimpl

__all__ = ["NistCvrFormat", "ReportKind", "qc_formats"]


@hookimpl
def qc_formats() -> tuple[Format, ...]:
    """Offer it twice: `nist-cvr` writes our reread, `nist-cvr-device` a scanner's export."""
    return (
        NistCvrFormat(),
        NistCvrFormat(name="nist-cvr-device", kind=ReportKind.ORIGINATING_DEVICE),
    )
