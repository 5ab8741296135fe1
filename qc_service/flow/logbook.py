"""From a ledger to the record behind its documents. Pure: the same entries, the same record."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from qc_service.flow.figures import BoxFigures, ScannerFigures
from qc_service.flow.log_acts import Acts
from qc_service.flow.log_facts import (
    BoundPoint,
    BoxLine,
    CategoryLine,
    ListCell,
    Logbook,
    LogRow,
    Office,
    Proof,
    ScannerLine,
)
from qc_service.flow.log_rows import checked_of, log_rows
from qc_service.flow.log_sheets import Sheets
from qc_service.flow.replaying import replay
from qc_service.flow.stake import SeatStake
from qc_service.model.acts import ActRecord
from qc_service.model.batch import BatchEvent, BatchPlan
from qc_service.model.categories import CATEGORIES, find_category
from qc_service.model.checks import CheckPlan, SampleKind
from qc_service.model.events import Entry, Finding, Genesis, Note, SheetRecord
from qc_service.sampling.evaluating import Evaluation, evaluate_boxes, evaluate_papers

COURSE_POINTS = 24
"""Points of the bound's course: as many as a picture can show apart."""


def make_logbook(
    entries: Callable[[], Iterable[Entry]],
    office: Office = Office(),  # noqa: B008 - frozen
    proof: Proof = Proof(),  # noqa: B008 - the same
    seats: SeatStake | None = None,
) -> Logbook:
    """Make the record of a ledger; `entries` gives them from the first, and is called twice.

    The first pass tells what was drawn, the second takes everything through a fresh desk.

    Raises:
        QcError: `plan.*` where the ledger's plan cannot be meant.
    """
    acts = Acts()
    for entry in entries():
        acts.take(entry)
    drawn = (each.looks.sample.sheet for each in acts.samples.values())
    night = _Night(Sheets([key for key in drawn if key is not None]))
    replayed = replay(night.watched(entries()))
    figures, sheets, plan = replayed.desk.figures(), night.sheets, acts.plan
    rows = log_rows(acts, sheets)
    return Logbook(
        office=office,
        proof=proof,
        version=night.genesis.version,
        parts=night.parts(),
        began=night.began,
        ended=night.ended,
        replay=replayed.difference,
        plan=plan,
        rounds=tuple(of for _, of in sorted(acts.rounds.items())),
        rows=rows,
        categories=_categories(rows, sheets),
        papers=None if plan is None else _papers(acts, sheets, plan),
        whole_boxes=None if plan is None else _whole_boxes(acts, sheets, plan),
        course=() if plan is None else tuple(_course(acts, sheets, plan)),
        deviations=tuple(acts.deviations),
        scanners=tuple(_scanner(each, sheets) for each in figures.scanners),
        cells=tuple(
            ListCell(scanner, code, cell.sheets, cell.differing)
            for (scanner, code), cell in sorted(sheets.cells.items())
        ),
        alarms=acts.alarms(),
        findings=dict(sorted(night.findings.items())),
        boxes=tuple(_box(each, night) for each in figures.boxes),
        people=acts.people(),
        seats=seats,
    )


class _Night:
    """What the second pass gathers beside the desk."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.genesis = Genesis("", "", ())
        self.began = self.ended = ""
        self.findings: Counter[str] = Counter()
        self.of_boxes: dict[str, set[str]] = {}

    def watched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Hand entries on, one by one."""
        for entry in entries:
            if isinstance(entry, Genesis):
                self.genesis = entry
            elif isinstance(entry, Finding):
                self.findings[entry.kind] += 1
                if entry.kind.startswith("box-"):
                    self.of_boxes.setdefault(entry.key.batch, set()).add(entry.kind)
            at = _time_of(entry)
            self.began = self.began or at
            self.ended = max(self.ended, at)
            self.sheets.take(entry)
            yield entry

    def parts(self) -> str:
        """Give the digest of the configuration that ran; empty where none is named."""
        digests = (one.digest for one in self.genesis.components if one.kind == "configuration")
        return next(digests, "")


def _time_of(entry: Entry) -> str:
    if isinstance(entry, Genesis | Note):
        return entry.made_at
    if isinstance(entry, SheetRecord):
        return entry.received_at
    if isinstance(entry, ActRecord | BatchEvent | BatchPlan):
        return entry.at
    return ""


def _scanner(figures: ScannerFigures, sheets: Sheets) -> ScannerLine:
    tally = sheets.scanners[figures.scanner]
    faults = sum(figures.faults.values())
    return ScannerLine(
        figures.scanner,
        figures.sheets,
        figures.compared,
        tally.differing,
        tally.for_people,
        faults,
    )


def _box(figures: BoxFigures, night: _Night) -> BoxLine:
    batch = figures.batch
    return BoxLine(
        night.sheets.box((batch.id, batch.count)),
        figures.state.value,
        figures.sheets,
        figures.expected,
        tuple(sorted(night.of_boxes.get(batch.id, ()))),
    )


def _papers(acts: Acts, sheets: Sheets, plan: CheckPlan) -> Evaluation:
    checks = [checked_of(each, sheets) for each in acts.samples.values()]
    return evaluate_papers(acts.papers, checks, plan, spending=len(acts.rounds) > 1)


def _whole_boxes(acts: Acts, sheets: Sheets, plan: CheckPlan) -> Evaluation:
    checks = [checked_of(each, sheets) for each in acts.samples.values()]
    return evaluate_boxes(acts.boxes, checks, plan, spending=len(acts.rounds) > 1)


def _course(acts: Acts, sheets: Sheets, plan: CheckPlan) -> Iterator[BoundPoint]:
    """Give the bound on all papers as it stood after one settled look after the other."""
    random = acts.of_kind(SampleKind.RANDOM, whole=False)
    checks = {each.turn: checked_of(each, sheets) for each in random if each.turn}
    papers = sum(acts.papers.values())
    waiting = [
        msgspec.structs.replace(checked_of(each, sheets), outcome=None, paper=None)
        for each in random
    ]
    turns = sorted(checks)
    step = max(1, len(turns) // COURSE_POINTS)
    for number in range(0, len(turns) + 1, step) if turns else ():
        done = [checks[turn] for turn in turns[:number]]
        known = {each.drawn.id for each in done}
        all_of_them = [*done, *(each for each in waiting if each.drawn.id not in known)]
        together = evaluate_papers(acts.papers, all_of_them, plan).together
        yield BoundPoint(number, together.upper / papers)


def _categories(rows: tuple[LogRow, ...], sheets: Sheets) -> tuple[CategoryLine, ...]:
    """Add up boxes and checks by counting category, in the protocol's order."""
    order = [each.code for each in CATEGORIES]
    boxes: Counter[str] = Counter()
    ballots: Counter[str] = Counter()
    for place, tally in sheets.boxes.items():
        category = category_code(sheets.box(place).category)
        boxes[category] += 1
        ballots[category] += tally.sheets
    names = sorted(boxes, key=lambda code: (order.index(code) if code in order else 99, code))
    lines = []
    for name in names:
        inside = [row for row in rows if category_code(row.box.category) == name]
        looked = _once(row for row in inside if row.checked)
        lines.append(
            CategoryLine(
                category=name,
                boxes=boxes[name],
                boxes_checked=len(looked),
                ballots=ballots[name],
                checked=sum(checked for checked, _ in looked.values()),
                differing=sum(differing for _, differing in looked.values()),
                uncompared=sum(row.uncompared for row in inside),
            )
        )
    return tuple(lines)


def _once(rows: Iterable[LogRow]) -> dict[tuple[str, int], tuple[int, int]]:
    """Give checked and differing ballots by box, each ballot once.

    In a box that was counted whole, single ballots were looked at as well: they are among the whole
    box's, and what was found on them may be.
    """
    whole: Counter[tuple[str, int]] = Counter()
    single: Counter[tuple[str, int]] = Counter()
    apart: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        place = (row.box.id, row.box.count)
        (whole if row.whole else single)[place] += row.checked
        apart[place][row.whole] += row.differing
    return {place: (max(whole[place], single[place]), max(apart[place])) for place in apart}


def category_code(word: str) -> str:
    """Give our code of a category, or the word itself where we know none."""
    found = find_category(word)
    return word if found is None else found.code
