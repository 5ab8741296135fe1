"""Measures the reading on drawn sheets: many hands and pens, the truth exact, no scans needed."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from qc_calibration.accuracy_bars import Line, located_line, none_line, wrong
from qc_calibration.accuracy_pages import PageResult, result_of
from qc_calibration.accuracy_truth import TruePage
from qc_calibration.synth import DrawnSide, Passage, draw_sheet
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.examine import reread_page
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import Fault
from qc_service.model.verdict import MarkState

DPIS = (200, 300)
"""What ballot scanners give."""

SHEETS, QUICK_SHEETS = 25, 4
"""Drawn of each layout at each resolution; in a quick run."""

FIRST_SEED = 20_000
"""A range of its own, so that these are not the sheets of tests and demo."""

FOUND_OUTSIDE = frozenset({"beside", "ringed"})
"""Hands that leave a mark outside every oval, which an inspector should find."""

GROUP = "drawn sheets"


class DrawnJob(msgspec.Struct, frozen=True):
    """One sheet to draw and reread."""

    layout: str
    dpi: int
    seed: int


class DrawnResult(msgspec.Struct, frozen=True):
    """Its pages, and how many marks outside ovals were drawn and found."""

    pages: tuple[PageResult, ...]
    outside: int = 0
    outside_found: int = 0


DrawnMeasurer = Callable[[DrawnJob], DrawnResult]
"""What a worker does."""


class _Seen(NamedTuple):
    page: PageResult
    outside: int
    outside_found: int


class _Measure:
    """Holds the lineup of a worker."""

    def __init__(self, lineup: Lineup) -> None:
        self._lineup = lineup

    def __call__(self, job: DrawnJob) -> DrawnResult:
        """Draw one sheet and reread its sides."""
        layout = next(one for one in self._lineup.layouts if one.id == job.layout)
        passage = Passage(f"{job.layout}-{job.dpi}-{job.seed}", job.seed, job.dpi)
        told = [self._side(side) for side in draw_sheet(layout, passage)]
        return DrawnResult(
            tuple(one.page for one in told),
            sum(one.outside for one in told),
            sum(one.outside_found for one in told),
        )

    def _side(self, side: DrawnSide) -> _Seen:
        truth = side.truth
        page = msgspec.convert(msgspec.to_builtins(truth), TruePage)
        page = msgspec.structs.replace(page, folder="drawn")
        reread, _ = reread_page(self._lineup, truth.image, side.jpeg(), time.perf_counter)
        drawn = {(o.contest, o.option) for o in truth.outside if o.hand in FOUND_OUTSIDE}
        found = {(o.contest, o.option) for o in reread.outside}
        return _Seen(result_of(self._lineup, page, reread), len(drawn), len(drawn & found))


def make_drawn_measurer(config: Config) -> DrawnMeasurer:
    """Load the lineup with the shipped layouts; runs once in every worker."""
    return _Measure(load_lineup(config))


def lost_drawn(job: DrawnJob, fault: Fault) -> DrawnResult:
    """Give the result of a sheet that no worker could finish."""
    image = f"{job.layout}-{job.dpi}-{job.seed}"
    return DrawnResult((PageResult("drawn", image, "original", fault.code, fault.message),))


def drawn_jobs(lineup: Lineup, *, quick: bool) -> tuple[DrawnJob, ...]:
    """Give every sheet to draw: all shipped layouts with timing marks, at all resolutions."""
    return tuple(
        DrawnJob(layout.id, dpi, FIRST_SEED + number)
        for layout in lineup.layouts
        if not layout.form_code
        for dpi in DPIS
        for number in range(QUICK_SHEETS if quick else SHEETS)
    )


def drawn_lines(results: Sequence[DrawnResult]) -> Iterator[Line]:
    """Judge the drawn sheets; what a hand leaves open, and marks outside, are told, not judged."""
    pages = [page for result in results for page in result.pages]
    yield located_line(GROUP, pages)
    ovals = [(page, oval) for page in pages for oval in page.ovals]
    clear = [(page, oval) for page, oval in ovals if not oval.intent]
    for what, marked in (("clear marks called empty", True), ("clean ovals called marked", False)):
        mine = [(page, oval) for page, oval in clear if oval.marked is marked]
        yield none_line(GROUP, what, mine, [(p, o) for p, o in mine if wrong(o)])
    unsure = sum(1 for _, oval in clear if oval.state == MarkState.UNSURE)
    share = unsure / len(clear) if clear else 0.0
    yield _told("clear ovals unsure", f"{share:.2%} ({unsure} of {len(clear)})")
    doubtful = [oval for _, oval in ovals if oval.intent]
    kept = sum(1 for oval in doubtful if oval.state == MarkState.UNSURE)
    other = sum(1 for oval in doubtful if wrong(oval))
    yield _told(
        "doubtful ovals", f"{kept} of {len(doubtful)} unsure, {other} read otherwise than meant"
    )
    drawn = sum(result.outside for result in results)
    found = sum(result.outside_found for result in results)
    yield _told("marks outside ovals found", f"{found} of {drawn}")


def _told(what: str, measured: str) -> Line:
    return Line(GROUP, what, "told", measured, met=True)
