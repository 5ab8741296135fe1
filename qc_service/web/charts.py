"""A scanner over its ballots: measures of its images with control limits, and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from qc_service.flow.story import Block

WIDTH, HEIGHT = 320.0, 96.0
"""Units of a chart's picture; it is stretched to the width there is."""

RIM = 6.0
"""Free space above and below a line."""

USUAL_SHEETS = 200
"""Ballots at the start that tell what is usual for this scanner: some minutes of it."""

LIMITS = 3.0
"""Standard deviations to either side (Shewhart 1931): one mean in 370 lies outside by chance."""

ALARM = 1.0
"""The share of an alarm's evidence that is one."""

LEAST_BLOCKS = 3
"""Blocks from which a spread can be told at all."""


@dataclass(frozen=True)
class Chart:
    """One measure: its line as SVG points, its control limits as heights, and its numbers.

    `low` and `high` are the limits' values, None where too little has come to set them; `outside`
    counts blocks beyond them.
    """

    name: str
    points: str
    upper: float | None
    lower: float | None
    low: float | None
    high: float | None
    last: float
    first_sheet: int
    last_sheet: int
    outside: int


def charts(blocks: Sequence[Block]) -> tuple[Chart, ...]:
    """Draw every measure of the blocks."""
    names = sorted({name for block in blocks for name in block.means})
    return tuple(_chart(name, [b for b in blocks if name in b.means]) for name in names)


def evidence_chart(blocks: Sequence[Block]) -> Chart | None:
    """Draw how near to an alarm the differing sheets came; `upper` is where one comes."""
    if not blocks:
        return None
    values = [block.evidence for block in blocks]
    top = max(ALARM, *values)

    def height(value: float) -> float:
        return round(HEIGHT - RIM - (HEIGHT - 2 * RIM) * value / top, 2)

    return Chart(
        name="evidence",
        points=_points(blocks, [height(value) for value in values]),
        upper=height(ALARM),
        lower=None,
        low=None,
        high=ALARM,
        last=values[-1],
        first_sheet=blocks[0].first,
        last_sheet=blocks[-1].last,
        outside=sum(1 for value in values if value >= ALARM),
    )


def _points(blocks: Sequence[Block], heights: Sequence[float]) -> str:
    """Put each block's height over its middle sheet."""
    last = blocks[-1].last
    return " ".join(
        f"{round(WIDTH * (block.first + block.last) / (2 * last), 2):g},{height:g}"
        for block, height in zip(blocks, heights, strict=True)
    )


def _chart(name: str, blocks: Sequence[Block]) -> Chart:
    values = [block.means[name] for block in blocks]
    limits = _limits(name, blocks)
    shown = [*values, *(limits or ())]
    bottom, top = min(shown), max(shown)
    room = (top - bottom) or 1.0

    def height(value: float) -> float:
        share: float = (value - bottom) / room
        return round(HEIGHT - RIM - (HEIGHT - 2 * RIM) * share, 2)

    low, high = limits or (None, None)
    return Chart(
        name=name,
        points=_points(blocks, [height(value) for value in values]),
        upper=None if high is None else height(high),
        lower=None if low is None else height(low),
        low=low,
        high=high,
        last=values[-1],
        first_sheet=blocks[0].first,
        last_sheet=blocks[-1].last,
        outside=0 if limits is None else sum(1 for v in values if not limits[0] <= v <= limits[1]),
    )


def _limits(name: str, blocks: Sequence[Block]) -> tuple[float, float] | None:
    """Give the control limits from the first ballots; None where they are too few."""
    usual = [block.means[name] for block in blocks if block.last <= USUAL_SHEETS] or [
        block.means[name] for block in blocks[:LEAST_BLOCKS]
    ]
    if len(usual) < LEAST_BLOCKS:
        return None
    mean = sum(usual) / len(usual)
    spread = sqrt(sum((value - mean) ** 2 for value in usual) / (len(usual) - 1))
    return mean - LIMITS * spread, mean + LIMITS * spread
