"""Measures the reading of one-list ballots: drawn with all effects, set beside their truth."""

import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

import msgspec

from qc_calibration.accuracy_bars import Line
from qc_calibration.synth import DrawnSide, ListSideTruth, Passage, draw_sheet
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import FOR_A_PERSON, Fault
from qc_service.model.sheet import Examination, ImageHead, PageReread, SheetKey, Submission
from qc_service.model.verdict import MarkState, RowState, StampState

SHEETS, QUICK_SHEETS = 5_000, 120
"""Drawn in a full run, and in a quick one; shared out over all layouts of one list."""

PER_JOB = 20
"""Sheets of one layout drawn one after the other: its printed form is made once."""

FIRST_SEED = 7_000_000
"""A range that nothing else draws from: what was built was built on other seeds."""

MOST_FOR_A_PERSON = 0.005
"""Share of undamaged sheets whose list may be left to people."""

MOST_UNSURE = 0.01
"""Share of boxes that may be unsure."""

SHOWN = 8
"""Findings named with a line."""

GROUP = "ballots of one list, drawn"


class ListJob(msgspec.Struct, frozen=True):
    """Some sheets of one layout, by their seeds."""

    layout: str
    seeds: tuple[int, ...]


class ListResult(msgspec.Struct, frozen=True):
    """Counts over some sheets, and the names of what went wrong, by kind."""

    counts: dict[str, int]
    found: dict[str, tuple[str, ...]] = {}
    seconds: float = 0.0


ListMeasurer = Callable[[ListJob], ListResult]
"""What a worker does."""


class _Tally:
    """Counts and named findings while a job runs."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.found: dict[str, list[str]] = {}

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def tell(self, what: str, name: str) -> None:
        self.count(what)
        self.found.setdefault(what, []).append(name)


class _Measure:
    """Holds the lineup of a worker."""

    def __init__(self, lineup: Lineup) -> None:
        self._lineup = lineup

    def __call__(self, job: ListJob) -> ListResult:
        """Draw, examine and compare sheet by sheet."""
        layout = next(one for one in self._lineup.layouts if one.id == job.layout)
        tally = _Tally()
        seconds = 0.0
        for seed in job.seeds:
            name = f"{job.layout}-{seed}"
            sides = draw_sheet(layout, Passage(name, seed))
            images = tuple(side.encoded() for side in sides)
            heads = tuple(
                ImageHead(side.truth.image, sha256(data).hexdigest(), len(data))
                for side, data in zip(sides, images, strict=True)
            )
            submission = Submission(SheetKey("drawn", "", job.layout, seed), heads, images)
            began = time.perf_counter()
            examination = examine(self._lineup, submission, time.perf_counter).examination
            seconds += time.perf_counter() - began
            _set_beside(tally, name, examination, sides)
        found = {what: tuple(names) for what, names in tally.found.items()}
        return ListResult(tally.counts, found, seconds)


def make_list_measurer(config: Config) -> ListMeasurer:
    """Load the lineup with the shipped layouts; runs once in every worker."""
    return _Measure(load_lineup(config))


def lost_lists(job: ListJob, fault: Fault) -> ListResult:
    """Give the result of sheets that no worker could finish: their lists count as wrong."""
    names = tuple(f"{job.layout}-{seed}: {fault.code}: {fault.message}" for seed in job.seeds)
    return ListResult({"sheets": len(names), "list wrong": len(names)}, {"list wrong": names})


def list_jobs(lineup: Lineup, *, quick: bool) -> tuple[ListJob, ...]:
    """Share the sheets out over all layouts of one list, every layout the same number."""
    layouts = [layout.id for layout in lineup.layouts if layout.form_code]
    each = -(-(QUICK_SHEETS if quick else SHEETS) // max(1, len(layouts)))
    jobs = []
    for number, layout in enumerate(layouts):
        first = FIRST_SEED + number * each
        seeds = range(first, first + each)
        jobs += [ListJob(layout, tuple(seeds[i : i + PER_JOB])) for i in range(0, each, PER_JOB)]
    return tuple(jobs)


def for_a_person(examination: Examination) -> bool:
    """Say whether the sheet's list is left to people."""
    doubts = {doubt for page in examination.pages for doubt in page.doubts}
    faulty = bool(examination.faults) or any(page.fault for page in examination.pages)
    return faulty or not examination.style or bool(doubts & FOR_A_PERSON)


def _set_beside(
    tally: _Tally, name: str, examination: Examination, sides: Sequence[DrawnSide]
) -> None:
    """Set one sheet's examination beside the truth of its sides."""
    true, damaged = sides[0].truth, any(_truth(side).damaged for side in sides)
    tally.count("sheets")
    tally.count("undamaged", not damaged)
    if for_a_person(examination):
        what = "damaged for a person" if damaged else "for a person"
        tally.tell(what, f"{name}: {_why(examination)}")
        # Nothing on it is taken for read before somebody has looked.
        return
    if examination.style != true.style:
        tally.tell("list wrong", f"{name}: read {examination.style}, is {true.style}")
    for page, side in zip(examination.pages, sides, strict=True):
        if page.fault is None:
            _boxes(tally, name, page, side)
            _stamps(tally, name, page, side)
            _rows(tally, name, page, side)


def _boxes(tally: _Tally, name: str, page: PageReread, side: DrawnSide) -> None:
    expected = {(mark.contest, mark.option): mark for mark in side.truth.expected}
    for mark in page.marks:
        truth = expected[mark.contest, mark.option]
        unsure = mark.state is MarkState.UNSURE
        tally.count("boxes")
        tally.count("boxes unsure", unsure)
        if truth.doubtful or unsure:
            continue
        tally.count("clear marks", truth.marked)
        if (mark.state is MarkState.MARKED) != truth.marked:
            what = "marks lost" if truth.marked else "marks made up"
            tally.tell(what, f"{name} {page.side} {mark.option}: {truth.hand} {mark.score:.3f}")


def _rows(tally: _Tally, name: str, page: PageReread, side: DrawnSide) -> None:
    states = {row.row: row.state for row in page.rows}
    for row in _truth(side).writeins:
        state = states.get(row.row)
        if row.doubtful or state is None:
            continue
        tally.count("rows")
        tally.count("rows unsure", state is RowState.UNSURE)
        if state not in (row.state, RowState.UNSURE):
            tally.tell("rows wrong", f"{name} row {row.row}: read {state}, is {row.state}")


def _truth(side: DrawnSide) -> ListSideTruth:
    truth = side.truth
    assert isinstance(truth, ListSideTruth)  # noqa: S101 - drawn from a form of one list
    return truth


def _stamps(tally: _Tally, name: str, page: PageReread, side: DrawnSide) -> None:
    stamp = _truth(side).stamp
    if not stamp or not page.stamps:
        return
    state = page.stamps[0].state
    if stamp == StampState.PRESENT:
        tally.count("clear stamps")
        tally.count("clear stamps unsure", state == StampState.UNSURE)
        if state == StampState.MISSING:
            tally.tell("stamps missed", name)
    elif stamp == StampState.MISSING:
        tally.count("missing stamps")
        if state == StampState.PRESENT:
            tally.tell("missing stamps passed", name)


def _why(examination: Examination) -> str:
    faults = [fault for page in examination.pages if (fault := page.fault) is not None]
    faults += examination.faults
    if faults:
        return f"{faults[0].code}: {faults[0].message}"
    return ", ".join(doubt for page in examination.pages for doubt in page.doubts) or "no list"


def list_lines(results: Sequence[ListResult]) -> Iterator[Line]:
    """Judge all sheets together."""
    total = _Tally()
    for result in results:
        for what, number in result.counts.items():
            total.count(what, number)
        for what, names in result.found.items():
            total.found.setdefault(what, []).extend(names)
    counts, sheets = total.counts, total.counts.get("sheets", 0)
    yield _none(total, "sheets taken for another list in silence", "list wrong", "sheets")
    yield _share(
        total, "undamaged sheets for a person", ("for a person", "undamaged"), MOST_FOR_A_PERSON
    )
    yield _none(total, "clear marks in boxes called empty", "marks lost", "clear marks")
    yield _none(total, "clean boxes called marked", "marks made up", "boxes")
    yield _share(total, "boxes unsure", ("boxes unsure", "boxes"), MOST_UNSURE)
    yield _none(total, "clear stamps called missing", "stamps missed", "clear stamps")
    yield _none(total, "missing stamps called present", "missing stamps passed", "missing stamps")
    yield _none(total, "rows to write in read wrongly", "rows wrong", "rows")
    for what, part, whole in (
        ("clear stamps unsure", "clear stamps unsure", "clear stamps"),
        ("rows unsure", "rows unsure", "rows"),
        ("damaged sheets for a person", "damaged for a person", "damaged"),
    ):
        counts.setdefault("damaged", sheets - counts.get("undamaged", 0))
        share = counts.get(part, 0) / max(1, counts.get(whole, 0))
        yield Line(GROUP, what, "told", f"{share:.2%} of {counts.get(whole, 0)}", met=True)


def _none(total: _Tally, what: str, kind: str, among: str) -> Line:
    bad, whole = total.counts.get(kind, 0), total.counts.get(among, 0)
    names = tuple(total.found.get(kind, ())[:SHOWN])
    return Line(GROUP, what, "0", f"{bad} of {whole}", bool(whole) and not bad, names)


def _share(total: _Tally, what: str, kinds: tuple[str, str], most: float) -> Line:
    part, whole = (total.counts.get(kind, 0) for kind in kinds)
    share = part / whole if whole else 1.0
    names = tuple(total.found.get(kinds[0], ())[:SHOWN])
    return Line(GROUP, what, f"≤ {most:.1%}", f"{share:.2%} of {whole}", share <= most, names)
