"""From a ledger's sheets to counts of each box: what `qc reconcile` holds against the totals."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchPlan
from qc_service.model.events import Entry, SheetRecord
from qc_service.model.sheet import Examination
from qc_service.model.totals import PARTIES, RereadBox, ticked_list

OPEN_LIST = frozenset({"identity", "copy"})
"""Candidates' reasons with which a sheet's list counts as not known."""


FIRST_COUNT = 1
"""The count that sheets belong to where nobody told which."""


def count_boxes(entries: Iterable[Entry]) -> tuple[RereadBox, ...]:
    """Count the sheets of each box on each scanner, by list, in the order of box and scanner.

    A sheet without a list that is beyond doubt (a fault, a doubtful identity, not just
    one box marked on a tick-box ballot) is counted as undecided, never left out. Of a box that a
    scanner counted twice, as its notices tell, the last count that was ended stands alone, as in
    the totals: a second one that is still running, or was given up, is not yet the box.
    """
    night = _Night()
    for entry in entries:
        night.take(entry)
    return night.boxes()


def expected_boxes(entries: Iterable[Entry]) -> frozenset[str]:
    """Give the boxes that there must be: those of the last plan, and all that were opened."""
    planned: frozenset[str] = frozenset()
    told: set[str] = set()
    for entry in entries:
        if isinstance(entry, BatchPlan):
            planned = frozenset(box.id for box in entry.boxes)
        elif isinstance(entry, BatchEvent):
            told.add(entry.notice.batch.id)
    return planned | told


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


class _Night:
    """The counts of all boxes so far, and what was told of them."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], dict[int, _Box]] = defaultdict(dict)
        self._told: dict[str, Batch] = {}
        self._streams: dict[tuple[str, str, str], int] = {}
        self._ended: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._first_seen: dict[int, dict[str, str]] = defaultdict(dict)

    def take(self, entry: Entry) -> None:
        if isinstance(entry, BatchPlan):
            for box in entry.boxes:
                self._told.setdefault(box.id, box)
        elif isinstance(entry, BatchEvent):
            key, box = entry.notice.key(), entry.notice.batch
            self._told[box.id] = box
            self._streams[key.scanner, key.session, key.batch] = box.count
            ended = self._ended[box.id, key.scanner]
            if entry.notice.kind is BatchKind.CLOSED:
                ended.add(box.count)
            else:
                ended.discard(box.count)
        elif isinstance(entry, SheetRecord):
            self._sheet(entry.examination)

    def _sheet(self, sheet: Examination) -> None:
        key = sheet.key
        count = self._streams.get((key.scanner, key.session, key.batch), FIRST_COUNT)
        counts = self._counts[key.batch, key.scanner]
        counts.setdefault(count, _Box()).take(sheet, self._first_seen[count])

    def boxes(self) -> tuple[RereadBox, ...]:
        return tuple(
            counts[self._standing(box, scanner, counts)].reread(
                box, scanner, self._told.get(box, Batch(box))
            )
            for (box, scanner), counts in sorted(self._counts.items())
        )

    def _standing(self, box: str, scanner: str, counts: Iterable[int]) -> int:
        """Give the count that stands for a box: the last that was ended, or else the last."""
        ended = self._ended[box, scanner].intersection(counts)
        return max(ended or counts)


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

    def reread(self, box: str, scanner: str, told: Batch) -> RereadBox:
        return RereadBox(
            box,
            dict(sorted(self._lists.items())),
            self._undecided,
            dict(sorted(self._open.items())),
            dict(sorted(self._again.items())),
            scanner,
            told.locale,
            told.category,
        )
