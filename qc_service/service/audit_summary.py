"""What an audit found, over everything in its ledger: the object that `qc audit --json` prints."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from qc_service.adapters.scan_folder import TROUBLE_CODES
from qc_service.model.events import AlarmRecord, Entry, Finding, SheetRecord
from qc_service.model.faults import Fault
from qc_service.model.reported import Leniency
from qc_service.model.sheet import Examination
from qc_service.model.verdict import MarkState


class AuditDifference(msgspec.Struct, frozen=True):
    """One option on which *reported* and *reread* disagree, on the sheet that bears it."""

    sheet: str
    contest: str
    option: str
    reported: str
    reread: str
    score: float
    kind: str
    scanner: str
    batch: str
    sequence: int
    images: tuple[str, ...]


class AuditFault(msgspec.Struct, frozen=True):
    """One fault of a sheet, or of one of its images."""

    sheet: str
    image: str
    code: str
    message: str


class AuditReport(msgspec.Struct, frozen=True):
    """The whole audit: counts first, then what a person must look at. `docs/audit.md` says all."""

    sheets: int
    faults: int
    compared: int
    differences: tuple[AuditDifference, ...]
    unsure: int
    unreported: int
    marks: dict[str, int]
    faults_by_code: dict[str, int]
    fault_list: tuple[AuditFault, ...]
    candidates: dict[str, int]
    alarms: tuple[AlarmRecord, ...]
    findings: tuple[Finding, ...]
    record_troubles: tuple[Leniency, ...]
    leniencies: tuple[Leniency, ...]
    new_sheets: int
    ledger: str
    state: str

    @property
    def clean(self) -> bool:
        """Say whether nothing differs, nothing failed and every record was read and has images."""
        return not (self.differences or self.faults or self.record_troubles)


class AuditSummary:
    """Adds up ledger entries, old and new, and what was wrong with the record files."""

    def __init__(self) -> None:
        """Start from nothing."""
        self._counts: Counter[str] = Counter()
        self._marks: Counter[str] = Counter({state.value: 0 for state in MarkState})
        self._codes: Counter[str] = Counter()
        self._candidates: Counter[str] = Counter()
        self._told: Counter[tuple[str, str]] = Counter()
        self._differences: list[AuditDifference] = []
        self._faults: list[AuditFault] = []
        self._alarms: dict[int, AlarmRecord] = {}
        self._findings: list[Finding] = []

    def take(self, entry: Entry) -> None:
        """Add one entry of the ledger."""
        if isinstance(entry, SheetRecord):
            self._sheet(entry.examination)
        elif isinstance(entry, AlarmRecord):
            self._alarms[entry.refines or entry.number] = entry
        elif isinstance(entry, Finding):
            self._findings.append(entry)

    def tell(self, told: Leniency) -> None:
        """Add what was wrong with the records of this run."""
        self._told[told.code, told.place] += told.count

    def report(self, *, new_sheets: int, ledger: str, state: str) -> AuditReport:
        """Give all that was added up."""
        told = [Leniency(code, place, count) for (code, place), count in sorted(self._told.items())]
        return AuditReport(
            sheets=self._counts["sheets"],
            faults=self._counts["faults"],
            compared=self._counts["compared"],
            differences=tuple(self._differences),
            unsure=self._marks[MarkState.UNSURE.value],
            unreported=self._counts["unreported"],
            marks=dict(self._marks),
            faults_by_code=dict(sorted(self._codes.items())),
            fault_list=tuple(self._faults),
            candidates=dict(sorted(self._candidates.items())),
            alarms=tuple(self._alarms.values()),
            findings=tuple(self._findings),
            record_troubles=tuple(each for each in told if each.code in TROUBLE_CODES),
            leniencies=tuple(each for each in told if each.code not in TROUBLE_CODES),
            new_sheets=new_sheets,
            ledger=ledger,
            state=state,
        )

    def _sheet(self, examination: Examination) -> None:
        sheet = sheet_name(examination)
        self._counts["sheets"] += 1
        self._counts["compared"] += examination.compared
        self._counts["unreported"] += not examination.record
        faults = list(_faults(examination))
        self._counts["faults"] += bool(faults)
        self._codes.update(fault.code.value for _, fault in faults)
        self._faults += [AuditFault(sheet, i, f.code.value, f.message) for i, f in faults]
        for page in examination.pages:
            self._marks.update(mark.state.value for mark in page.marks)
        self._candidates.update({candidate.reason for candidate in examination.candidates})
        self._differences += [
            AuditDifference(
                sheet=sheet,
                contest=each.contest,
                option=each.option,
                reported=each.reported,
                reread=each.reread,
                score=each.score,
                kind=each.kind.value,
                scanner=examination.key.scanner,
                batch=examination.key.batch,
                sequence=examination.key.sequence,
                images=tuple(page.image for page in examination.pages),
            )
            for each in examination.differences
        ]


def sheet_name(examination: Examination) -> str:
    """Name a sheet as its scanner does, else by its first image."""
    images = [page.image for page in examination.pages]
    return examination.record or (images[0] if images else examination.key.text())


def _faults(examination: Examination) -> Iterable[tuple[str, Fault]]:
    """Give the faults of a sheet and of its pages, each fault once."""
    shared = set()
    for fault in examination.faults:
        shared.add(fault.message)
        yield "", fault
    for page in examination.pages:
        if page.fault is not None and page.fault.message not in shared:
            yield page.image, page.fault
