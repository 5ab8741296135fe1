"""The audit of the real sheets against the real scanner's records."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from qc_calibration.accuracy_bars import SHOWN, Line
from qc_calibration.accuracy_truth import TruePage
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.service.audit_summary import AuditReport
from qc_service.service.auditing import Archive, audit

AUDITED = "m17"
"""The set whose scanner left its records; it accepted ten sheets and returned four."""

RECORDS = "cast-vote-record-report.json"

ACCEPTED, SHEETS = 10, 14
"""Sheets with a record, and sheets in all."""


def run_audit(data: Path, config: Config) -> AuditReport:
    """Audit the set as `qc audit` does, in memory.

    Raises:
        QcError: folder, records, plugins or layouts are not as they must be.
    """
    lineup = load_lineup(config)
    archive = Archive(data / AUDITED, data / AUDITED / RECORDS, lineup.formats)
    return audit(config, archive, lineup.components, None, lambda _: None)


def audit_lines(report: AuditReport, truth: Sequence[TruePage]) -> Iterator[Line]:
    """Judge the audit: every accepted sheet compared, no false difference on a clear mark."""
    yield Line(
        "audit",
        "sheets reread, and of them compared with their record",
        f"{SHEETS}, {ACCEPTED}",
        f"{report.sheets}, {report.compared}; faults {report.faults}",
        (report.sheets, report.compared, report.faults) == (SHEETS, ACCEPTED, 0),
        tuple(f"{one.sheet} {one.image}: {one.code}" for one in report.fault_list[:SHOWN]),
    )
    doubtful = {
        (page.sheet, oval.contest, oval.option)
        for page in truth
        if page.folder == AUDITED
        for oval in page.expected
        if oval.intent
    }
    false: list[str] = []
    other: list[str] = []
    for one in report.differences:
        told = f"{one.sheet}: {one.contest}/{one.option}: reported {one.reported}"
        told = f"{told}, reread {one.reread} ({one.score:.3f})"
        (other if (one.sheet, one.contest, one.option) in doubtful else false).append(told)
    yield Line(
        "audit",
        "differences on clear marks",
        "0",
        f"{len(false)}; on doubtful marks {len(other)}",
        not false,
        (*false[:SHOWN], *other[:SHOWN]),
    )
