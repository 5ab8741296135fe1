"""Imports ballot layouts from a VotingWorks election definition (AccuVote-style timing marks)."""

from qc_layout_vxsuite.importer import VxSuiteImporter
from qc_service.api import LayoutImporter, hookimpl


@hookimpl
def qc_layout_importers() -> tuple[LayoutImporter, ...]:
    """Offer the importer `vxsuite`."""
    return (VxSuiteImporter(),)
