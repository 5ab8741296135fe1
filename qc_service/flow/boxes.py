"""The boxes of the night: planned, opened, filled, closed; what is wrong with one as a whole.

Pure, like the desk that owns it: same plan, notices and sheets in the same order, same findings.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from qc_service.flow.box_facts import (
    Differing,
    box_finding,
    count_facts,
    differing,
    forgotten_facts,
    never_closed_facts,
    numbers_missing,
    reopened_facts,
)
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.flow.papers import Papers
from qc_service.flow.setups import Setups
from qc_service.flow.sisters import Sisters
from qc_service.model.batch import Batch, BatchKind, BatchNotice, BatchPlan, NoticeKey
from qc_service.model.events import Facts, Finding
from qc_service.model.sheet import Examination, SheetKey

COUNT, DOUBLED, FORGOTTEN, OPEN = "box-count", "box-doubled", "box-forgotten", "box-open"
ELECTION, UNPLANNED, LATE = "box-election", "box-unplanned", "box-after-close"
"""Kinds of finding of whole boxes; `box-category`, `box-election`, `box-locale` name the field."""


@dataclass
class _Count:
    """One count of one box so far; `batch` is what was told last, or else what was planned."""

    batch: Batch
    planned: Batch | None
    begun: bool = False
    closed: bool = False
    sheets: int = 0
    late: bool = False
    told: set[tuple[str, str]] = field(default_factory=set)

    def state(self) -> BoxState:
        if not self.begun:
            return BoxState.PLANNED
        return BoxState.CLOSED if self.closed else BoxState.OPEN

    def expected(self) -> int | None:
        """Give the number expected, as the box says, else as planned."""
        if self.batch.expected is not None or self.planned is None:
            return self.batch.expected
        return self.planned.expected


class Boxes:
    """Keeps every count of every box, and to which of them a sheet belongs."""

    def __init__(self) -> None:
        """Begin with no box."""
        self._counts: dict[tuple[str, int], _Count] = {}
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        self._plan: dict[tuple[str, int], Batch] = {}
        self._streams: dict[tuple[str, str, str], _Count] = {}
        self._notices: dict[NoticeKey, BatchNotice] = {}
        self._last: dict[tuple[str, str, str], BatchNotice] = {}
        self._papers = Papers()
        self._setups = Setups()
        self._sisters = Sisters()

    def plan(self, plan: BatchPlan) -> None:
        """Take a plan instead of the one before; what was begun stays."""
        self._plan = {(box.id, box.count): box for box in plan.boxes}
        begun = {place: count for place, count in self._counts.items() if count.begun}
        self._counts.clear()
        self._numbers.clear()
        for place in [*begun, *(place for place in self._plan if place not in begun)]:
            self._keep(place, begun.get(place))

    def notice(self, notice: BatchNotice) -> Iterator[Finding]:
        """Take a notice that is new (`known` says so), with all that is wrong with it."""
        key, batch = notice.key(), notice.batch
        place = (batch.id, batch.count)
        stream = (key.scanner, key.session, key.batch)
        self._notices[key] = self._last[stream] = notice
        if self._plan and not any(box == batch.id for box, _ in self._plan):
            yield box_finding(UNPLANNED, batch, UNPLANNED)
        reference = self._reference(batch)
        before = self._counts.get(place)
        again = before is not None and before.begun and notice.kind is BatchKind.OPENED
        count = before or self._keep(place, None)
        if again:
            yield box_finding(DOUBLED, batch, DOUBLED, reopened_facts(count.batch, key))
        count.batch, count.begun, count.late = batch, True, False
        self._streams[stream] = count
        count.closed = notice.kind is BatchKind.CLOSED
        for each in differing(batch, reference):
            yield from self._once(count, each)
        yield from self._setups.take(batch, key)
        if count.closed:
            facts = count_facts(count.sheets, batch, count.planned, notice.sheets)
            if facts:
                yield box_finding(COUNT, batch, COUNT, facts)
            yield from self._papers.close(batch, count.sheets)
            yield from self._sisters.close(batch)

    def sheet(self, sheet: Examination) -> Iterator[Finding]:
        """Take one new sheet, of a box or of none."""
        count = self._count_of(sheet.key)
        if count is None:
            yield from self._papers.take(sheet, None)
            return
        count.begun = True
        count.sheets += 1
        batch = count.batch
        yield from self._papers.take(sheet, batch)
        self._sisters.take(sheet, batch)
        if batch.election and sheet.election and sheet.election != batch.election:
            facts: Facts = {
                "told": batch.election,
                "found": sheet.election,
                "number": sheet.key.sequence,
            }
            if (ELECTION, sheet.election) not in count.told:
                count.told.add((ELECTION, sheet.election))
                yield box_finding(ELECTION, batch, "box-holds-election", facts)
        if count.closed and not count.late:
            count.late = True
            yield box_finding(LATE, batch, LATE, {"number": sheet.key.sequence})

    def finish(self) -> Iterator[Finding]:
        """Tell at the end of a run which boxes were never opened, and which are still open."""
        for place in sorted(self._counts):
            count = self._counts[place]
            if count.state() is BoxState.PLANNED:
                yield box_finding(FORGOTTEN, count.batch, *forgotten_facts(count.batch))
            elif count.state() is BoxState.OPEN:
                told = never_closed_facts(count.sheets, count.expected())
                yield box_finding(OPEN, count.batch, *told)
        if not self._plan:
            begun = [count.batch for count in self._counts.values()]
            for batch, missing in numbers_missing(begun):
                yield box_finding(FORGOTTEN, batch, "box-number-missing", missing)

    def known(self, key: NoticeKey) -> BatchNotice | None:
        """Give the notice on record under this key, or None."""
        return self._notices.get(key)

    def last(self, scanner: str, session: str, batch: str) -> BatchNotice | None:
        """Give what a scanner's session told last of a box, or None."""
        return self._last.get((scanner, session, batch))

    def place_of(self, key: SheetKey) -> tuple[str, int] | None:
        """Give the box, and which count of it, that a sheet belongs to; None where to no box."""
        count = self._count_of(key)
        return None if count is None else (count.batch.id, count.batch.count)

    def figures(self) -> tuple[BoxFigures, ...]:
        """Give every count of every box, by id."""
        return tuple(
            BoxFigures(
                batch=count.batch,
                state=count.state(),
                sheets=count.sheets,
                expected=count.expected(),
            )
            for _, count in sorted(self._counts.items())
        )

    def state(self) -> dict[str, object]:
        """Give all that the answers depend on, for a digest; nothing where there are no boxes."""
        papers = self._papers.first_counts()
        given: dict[str, object] = {"papers": papers} if papers else {}
        if not self._counts:
            return given
        return given | {
            "boxes": [
                (each.batch, each.planned, each.state(), each.sheets, each.late, sorted(each.told))
                for _, each in sorted(self._counts.items())
            ],
            "notices": sorted(self._notices.items()),
            "streams of boxes": [
                (*stream, count.batch.id, count.batch.count)
                for stream, count in sorted(self._streams.items(), key=lambda each: each[0])
            ],
            "plan of boxes": sorted(self._plan.items()),
            "papers of boxes": self._papers.state(),
            "setups": self._setups.state(),
            "lists of boxes": self._sisters.state(),
        }

    def _keep(self, place: tuple[str, int], count: _Count | None) -> _Count:
        """Keep a count of a box, a new one or one that was begun, with what the plan says of it."""
        name, number = place
        planned = self._plan.get(place)
        if count is None:
            count = _Count(planned or Batch(name, count=number), planned)
        count.planned = planned
        self._counts[place] = count
        self._numbers[name] = sorted({*self._numbers[name], number})
        return count

    def _count_of(self, key: SheetKey) -> _Count | None:
        """Give the count that a sheet belongs to: as its feeder told, else the first still open."""
        told = self._streams.get((key.scanner, key.session, key.batch))
        if told is not None:
            return told
        numbers = self._numbers.get(key.batch)
        if not numbers:
            return None
        counts = [self._counts[key.batch, number] for number in numbers]
        return next((count for count in counts if not count.closed), counts[-1])

    def _reference(self, batch: Batch) -> Batch | None:
        """Give what a box must agree with: its plan, that of another count, or what was told."""
        planned = self._plan.get((batch.id, batch.count))
        numbers = self._numbers.get(batch.id, [])
        others = [self._counts[batch.id, number] for number in numbers]
        return planned or next((count.planned or count.batch for count in others), None)

    def _once(self, count: _Count, each: Differing) -> Iterator[Finding]:
        if (each.kind, each.told) not in count.told:
            count.told.add((each.kind, each.told))
            yield box_finding(each.kind, count.batch, each.kind, each.facts)
