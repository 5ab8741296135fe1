"""Whether a scanner's images change through the night: no reported interpretation is needed.

Of one sheet in so many of a scanner a few measures are taken. Each is ranked among that scanner's
own values so far, from above and from below (conformal ranks, equal values against the finding, as
in `detecting.ranks`), and bets on extreme ranks are added up from every possible start on
(Shiryaev-Roberts). While the values of a scanner come in an order that could as well be another,

    P(any finding in the planned night) <= image_alpha

whatever their distribution. Paper and print change from box to box, and neighbouring sheets are
alike: that is why few sheets are looked at, and why a finding is a hint to look at the scanner and
never an alarm. Method: shared design, section 3.1; only +, -, *, / are used, so replay is exact.
"""

import math
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from qc_service.detecting.mixture import CAP
from qc_service.detecting.plan import Plan
from qc_service.detecting.ranks import BETS, LOST
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_words import make_finding
from qc_service.model.sheet import Examination
from qc_service.model.verdict import MarkState

IMAGE_DRIFT = "image-drift"
"""The kind of finding."""

MARKS, RESIDUAL = "marks", "residual_px"
"""Measures that are not an inspector's: mean score of the sheet's marks, and how well it lies."""

QUALITY = ("paper_level", "ink_level", "skew_deg", "streak", "focus")
"""Measures of an inspector that a scanner's lamp, glass, rollers and lens change."""

MEASURES = (MARKS, RESIDUAL, *QUALITY)

WAYS = ("up", "down")
"""What a measure may have done, in the order of its tails."""


@dataclass(eq=False)
class _Tail:
    """One direction of a measure: sums and runs (one a bet), and the sheets at which runs began.

    A run is the greatest product of a bet's last payments: where it begins, the drift may have.
    """

    sums: list[float] = field(default_factory=lambda: [0.0] * len(BETS))
    runs: list[float] = field(default_factory=lambda: [0.0] * len(BETS))
    since: list[int] = field(default_factory=lambda: [0] * len(BETS))

    def take(self, rank: float, sheet: int) -> float:
        """Take a rank; give the mean of the sums."""
        for place, ((share, pays), lost) in enumerate(zip(BETS, LOST, strict=True)):
            paid = pays if rank <= share else lost
            self.sums[place] = min((self.sums[place] + 1.0) * paid, CAP)
            if self.runs[place] < 1.0:
                self.runs[place], self.since[place] = 1.0, sheet
            self.runs[place] = min(self.runs[place] * paid, CAP)
        return math.fsum(self.sums) / len(BETS)

    def start(self) -> int:
        """Give the sheet since which the bet that won most has been winning."""
        return self.since[max(range(len(BETS)), key=lambda place: self.runs[place])]


@dataclass(eq=False)
class _Measure:
    """One measure of one scanner since it was last found to drift: values in order of size."""

    values: "array[float]" = field(default_factory=lambda: array("d"))
    tails: tuple[_Tail, _Tail] = field(default_factory=lambda: (_Tail(), _Tail()))


class Drift:
    """Looks at the images of all scanners, in the order in which their sheets are recorded."""

    def __init__(self, plan: Plan) -> None:
        """Begin a night under `plan`."""
        self._on = plan.image_alpha > 0
        self._every = round(plan.image_every)
        looks = plan.scanners * plan.ballots_per_scanner / self._every * len(MEASURES)
        self._limit = looks / plan.image_alpha if self._on else math.inf
        self._sheets: dict[str, int] = {}
        self._measures: dict[tuple[str, str], _Measure] = {}

    def sheet(self, examination: Examination) -> Iterator[Finding]:
        """Take one sheet; tell which measures of its scanner have come to drift."""
        scanner = examination.key.scanner
        number = self._sheets[scanner] = self._sheets.get(scanner, 0) + 1
        if not self._on or number % self._every:
            return
        for name, value in measures(examination):
            place = scanner, name
            measure = self._measures.setdefault(place, _Measure())
            usual = measure.values[len(measure.values) // 2] if measure.values else value
            tail = self._look(measure, value, number)
            if tail is not None:
                facts: Facts = {
                    "measure": name,
                    "way": WAYS[tail],
                    "since": measure.tails[tail].start(),
                    "value": value,
                    "usual": usual,
                }
                yield make_finding(IMAGE_DRIFT, examination.key, IMAGE_DRIFT, facts)
                # What it is now is what later sheets are held against.
                self._measures[place] = _Measure()

    def _look(self, measure: _Measure, value: float, number: int) -> int | None:
        """Take one value; give the direction in which it has drifted, if it has."""
        values = measure.values
        above = len(values) - bisect_left(values, value)
        below = bisect_right(values, value)
        insort(values, value)
        evidence = [
            tail.take((1 + beyond) / len(values), number)
            for tail, beyond in zip(measure.tails, (above, below), strict=True)
        ]
        # Each direction is half of the measure's evidence.
        if math.fsum(evidence) / 2 < self._limit:
            return None
        return 0 if evidence[0] >= evidence[1] else 1

    def state(self) -> dict[str, object]:
        """Give the state as plain values in a fixed order, for a digest."""
        return {
            "sheets": sorted(self._sheets.items()),
            "measures": [
                (place, each.values.tolist(), [(t.sums, t.runs, t.since) for t in each.tails])
                for place, each in sorted(self._measures.items())
            ],
        }


def measures(examination: Examination) -> Iterator[tuple[str, float]]:
    """Give what is measured of a sheet, each the mean of its pages that have it, in a fixed order.

    Pages that could not be read have nothing.
    """
    pages = [page for page in examination.pages if page.fault is None]
    marks = [m.score for page in pages for m in page.marks if m.state is MarkState.MARKED]
    found = {MARKS: marks, RESIDUAL: [page.residual_px for page in pages]}
    for name in QUALITY:
        found[name] = [page.quality[name] for page in pages if name in page.quality]
    for name, values in found.items():
        if values:
            yield name, math.fsum(values) / len(values)
