"""The night as a picture: ballots over the hours, and how far each scanner agrees with us."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qc_service.adapters.board import ScannerView
from qc_service.adapters.ledger_lookup import Pace

WIDTHS = 720.0, 340.0
"""Of the same chart for a wide screen and for a phone, where letters must not shrink with it."""

HEIGHT = 220.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 20.0, 14.0, 30.0
"""Units of the picture, and the margins around what is plotted."""

BARS_MOST = 72
"""Bars at most: six hours by five minutes."""

STEPS_MINUTES = (5, 10, 15, 30, 60, 120, 240, 720, 1440)
"""Widths of a bar to choose from: times that people read off a clock."""

HOUR_WIDTH = 54.0
"""Units that a time along the axis takes."""

MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Bar:
    """The ballots of one stretch of time; `at` is its beginning in UTC."""

    x: float
    y: float
    width: float
    height: float
    at: str
    sheets: int


@dataclass(frozen=True)
class Hour:
    """A time on the axis: its place, and the time in UTC."""

    x: float
    at: str


@dataclass(frozen=True)
class PaceChart:
    """Ballots in each stretch of `minutes`, from the first ballot to the last."""

    bars: tuple[Bar, ...]
    hours: tuple[Hour, ...]
    most: int
    minutes: int
    sheets: int
    width: float

    height, left, top, bottom = HEIGHT, LEFT, TOP, HEIGHT - BOTTOM

    @property
    def right(self) -> float:
        """The right end of what is drawn."""
        return self.width - RIGHT


def pace_charts(pace: Sequence[Pace]) -> tuple[PaceChart, ...]:
    """Draw the ballots over time, in each width; nothing where there are none."""
    by_minute: Counter[datetime] = Counter()
    for each in pace:
        by_minute[datetime.strptime(f"{each.minute}+0000", f"{MINUTE}%z")] += each.sheets
    if not by_minute:
        return ()
    return tuple(_pace_chart(by_minute, width) for width in WIDTHS)


def _pace_chart(by_minute: Counter[datetime], width: float) -> PaceChart:
    first, last = min(by_minute), max(by_minute)
    whole = int((last - first).total_seconds()) // 60 + 1
    minutes = next((each for each in STEPS_MINUTES if whole / each <= BARS_MOST), STEPS_MINUTES[-1])
    # From a round time of day, so that bars begin where people look for them.
    begin = first - timedelta(minutes=(first.hour * 60 + first.minute) % minutes)
    counts: Counter[int] = Counter()
    for at, sheets in by_minute.items():
        counts[int((at - begin).total_seconds()) // 60 // minutes] += sheets
    stretches = max(counts) + 1
    most = max(counts.values())
    step = (width - LEFT - RIGHT) / stretches

    def time_of(stretch: int) -> str:
        return (begin + timedelta(minutes=minutes * stretch)).strftime(f"{MINUTE}Z")

    bars = tuple(
        _bar(LEFT + step * stretch, step, counts[stretch] / most, time_of(stretch), counts[stretch])
        for stretch in range(stretches)
    )
    every = -(-stretches // int((width - LEFT - RIGHT) // HOUR_WIDTH))
    hours = tuple(
        Hour(round(LEFT + step * stretch, 1), time_of(stretch))
        for stretch in range(0, stretches, every)
    )
    return PaceChart(bars, hours, most, minutes, sum(counts.values()), width)


def _bar(x: float, step: float, share: float, at: str, sheets: int) -> Bar:
    height = round((HEIGHT - TOP - BOTTOM) * share, 1)
    return Bar(
        round(x + 0.1 * step, 1),
        round(HEIGHT - BOTTOM - height, 1),
        round(0.8 * step, 1),
        height,
        at,
        sheets,
    )


@dataclass(frozen=True)
class Agreement:
    """One scanner: ballots compared and differing; `length` of its bar is of the worst's rate."""

    scanner: str
    sheets: int
    compared: int
    differing: int
    length: float


def agreements(scanners: Sequence[ScannerView]) -> tuple[Agreement, ...]:
    """Give every scanner with the length (0 to 100) of the bar that shows how often it differs."""
    rates = {each.scanner: each.differing / max(1, each.compared) for each in scanners}
    worst = max(rates.values(), default=0.0)
    return tuple(
        Agreement(
            each.scanner,
            each.sheets,
            each.compared,
            each.differing,
            round(100 * rates[each.scanner] / worst, 1) if worst else 0.0,
        )
        for each in scanners
    )
