"""The evidence for an alarm over the ballots, as places in a picture.

In powers of ten, with its limit, its likely start and the stretch that holds it with 95 %
confidence, and where the alarm came.
"""

import math
from dataclasses import dataclass

from qc_service.flow.trace import Trace
from qc_service.model.events import AlarmRecord

WIDTHS = 720, 340
"""Of the same plot for a wide screen and for a phone, where letters must not shrink with it."""

HEIGHT = 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 46
"""Units of the picture, and the margins around what is plotted."""

POINTS_MOST = 1000
"""Points drawn: more than there are pixels show nothing more."""

TIMES_LIMIT = 2.5
"""Height shown, in limits: what lies above is drawn at the upper edge, or a long fault would leave
nothing to be seen of how the alarm came about."""

TICKS = 6
"""Marks along an axis, about."""

TICK_WIDTH = 80
"""Units that a mark with its number takes across, about."""


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place and its number."""

    at: float
    number: int


@dataclass(frozen=True)
class EvidencePlot:
    """All places in units of the picture; `about` are the figures that say the same in words."""

    points: str
    limit: float
    start: float
    start_set: tuple[float, float]
    raised: tuple[float, float]
    across: tuple[Tick, ...]
    upward: tuple[Tick, ...]
    about: dict[str, int]
    width: int

    left, top, bottom, height = LEFT, TOP, HEIGHT - BOTTOM, HEIGHT

    @property
    def right(self) -> int:
        """The right end of what is plotted."""
        return self.width - RIGHT


def evidence_plots(trace: Trace, alarm: AlarmRecord) -> tuple[EvidencePlot, ...]:
    """Place everything, in each width; `alarm` is told as it was last, in the cell of the trace."""
    return tuple(_plot(trace, alarm, width) for width in WIDTHS)


def _plot(trace: Trace, alarm: AlarmRecord, width: int) -> EvidencePlot:
    sheets = max(1, trace.last)
    ticks = min(TICKS, (width - LEFT - RIGHT) // TICK_WIDTH)
    powers = math.ceil(TIMES_LIMIT * _power(trace.limit))

    def across(sheet: float) -> float:
        inside = min(max(sheet, 0.0), sheets)
        return round(LEFT + (width - LEFT - RIGHT) * inside / sheets, 1)

    def upward(power: float) -> float:
        share = min(1.0, max(0.0, power / powers))
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    first, last = alarm.start_set
    every = max(1, -(-len(trace.points) // POINTS_MOST))
    shown = (*trace.points[:-1:every], *trace.points[-1:])
    return EvidencePlot(
        points=" ".join(f"{across(at):g},{upward(_power(value)):g}" for at, value in shown),
        limit=upward(_power(trace.limit)),
        start=across(alarm.start),
        start_set=(across(first - 1), across(last)),
        raised=(across(trace.raised[0]), upward(_power(trace.raised[1]))),
        across=tuple(Tick(across(n), n) for n in range(0, sheets + 1, _step(sheets, ticks))),
        upward=tuple(Tick(upward(n), n) for n in range(0, powers + 1, _step(powers, TICKS))),
        about={
            "limit": round(_power(trace.limit)),
            "raised": trace.raised[0],
            "last": round(_power(trace.points[-1][1])),
            "start": alarm.start,
            "first": first,
            "last_start": last,
        },
        width=width,
    )


def _power(log_evidence: float) -> float:
    return log_evidence / math.log(10)


def _step(most: int, ticks: int) -> int:
    """Give a round distance between marks, for about so many of them."""
    rough = max(1.0, most / ticks)
    unit = 10 ** math.floor(math.log10(rough))
    return next(int(unit * times) for times in (1, 2, 5, 10) if unit * times >= rough)
