"""The format object: sniff, read leniently, write strictly."""

from collections.abc import Sequence
from enum import StrEnum

from qc_format_nist_cvr.definitions import read_definitions
from qc_format_nist_cvr.node import BYTE_ORDER_MARK, Log, open_report
from qc_format_nist_cvr.records import read_record
from qc_format_nist_cvr.vocabulary import CVR, VERSION
from qc_format_nist_cvr.writing import NO_TIME, write_report
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported

SIGNS = (b'"CVR.CastVoteRecordReport"', b'"CVRSnapshot"')
"""Words of which every report known to us shows one within its first 4096 bytes."""

SCHEMA = b'"$schema"'
"""The standard's own schema holds the same words, and this one, which no report has."""


class ReportKind(StrEnum):
    """What a written report says it is."""

    INDEPENDENT_REREAD = "independent-reread"
    ORIGINATING_DEVICE = "originating-device-export"


class NistCvrFormat:
    """NIST SP 1500-103 cast vote records in JSON.

    `kind` is what `write` calls the report: our own reread, or, for simulated scanners, what a
    scanner exports. The plugin offers one object of each, told apart by `name`.
    """

    def __init__(
        self, name: str = "nist-cvr", kind: ReportKind = ReportKind.INDEPENDENT_REREAD
    ) -> None:
        """Choose under which name it is offered and what its reports say they are."""
        self.name = name
        self.kind = kind

    def sniff(self, head: bytes) -> bool:
        """Say yes to a JSON object that shows a word of the standard."""
        start = head.removeprefix(BYTE_ORDER_MARK).lstrip()
        named = any(sign in start for sign in SIGNS)
        return start.startswith(b"{") and named and SCHEMA not in start

    def read(self, data: bytes, name: str) -> RecordFile:
        """Read all records of one file, counting every leniency.

        Raises:
            QcError: `cvr.…`, naming file and JSON path, where a record cannot be understood.
        """
        log = Log(name)
        report = open_report(data, log)
        if report.text("Version") not in {"", VERSION}:
            report.lenient("other-version", "Version")
        definitions = read_definitions(report)
        reported = tuple(read_record(cvr, definitions) for cvr in report.nodes("CVR", CVR))
        return RecordFile(reported=reported, leniencies=log.leniencies())

    def write(
        self, reported: Sequence[Reported], layouts: Sequence[Layout], made_at: str = NO_TIME
    ) -> bytes:
        """Write a report that keeps the standard strictly; the same input gives the same bytes.

        `made_at` (RFC 3339, with offset) becomes the report's date: this plugin has no clock.

        Raises:
            QcError: `cvr.…` where a record says something the standard has no words for.
        """
        own = self.kind is ReportKind.INDEPENDENT_REREAD
        return write_report(reported, layouts, made_at, independent=own)
