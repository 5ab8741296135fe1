"""From a ledger's sheets to counts of each box: what `qc reconcile` holds against the totals."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from qc_service.model.events import Entry, SheetRecord
from qc_service.model.sheet import Examination
from qc_service.model.totals import PARTIES, RereadBox, ticked_list

OPEN_LIST = frozenset({"identity", "copy"})
"""Candidates' reasons with which a sheet's list counts as not known."""


def count_boxes(entries: Iterable[Entry]) -> tuple[RereadBox, ...]:
    """Count the sheets of each box on each scanner, by list, in the order of box and scanner.

    A sheet without a list that is beyond doubt (a fault, a doubtful identity, not just
    one box marked on a tick-box ballot) is counted as undecided, never left out.
    """
    counts: dict[tuple[str, str], _Box] = defaultdict(_Box)
    first_seen: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, SheetRecord):
            sheet = entry.examination
            counts[sheet.key.batch, sheet.key.scanner].take(sheet, first_seen)
    return tuple(
        counts[box, scanner].reread(box, scanner) for box, scanner in sorted(counts, key=str)
    )


def list_of(sheet: Examination) -> str | None:
    """Give the code of the list a sheet is a vote for; None where a person must look.

    One side's fault does not hide the list that the other side shows.
    """
    reasons = {each.reason for each in sheet.candidates}
    if sheet.faults or not sheet.style or OPEN_LIST & reasons:
        return None
    for contest in sheet.contests:
        if contest.contest == PARTIES:
            return ticked_list(contest.votes)
    return sheet.style


class _Box:
    """The running counts of one box."""

    def __init__(self) -> None:
        self._lists: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._again: Counter[str] = Counter()
        self._undecided = 0

    def take(self, sheet: Examination, first_seen: dict[str, str]) -> None:
        papers = {page.paper for page in sheet.pages if page.paper}
        seen = [first_seen[paper] for paper in papers if paper in first_seen]
        if seen:
            self._again[seen[0]] += 1
        first_seen |= {paper: sheet.key.batch for paper in papers if paper not in first_seen}
        code = list_of(sheet)
        if code is None:
            self._undecided += 1
            return
        self._lists[code] += 1
        # A side with a fault may be the one that should show the stamp.
        if any(each.reason in {"stamp", "fault"} for each in sheet.candidates):
            self._open[code] += 1

    def reread(self, box: str, scanner: str) -> RereadBox:
        return RereadBox(
            box,
            dict(sorted(self._lists.items())),
            self._undecided,
            dict(sorted(self._open.items())),
            dict(sorted(self._again.items())),
            scanner,
        )
