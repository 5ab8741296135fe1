"""From a field's score to a verdict: is it stamped, is there writing in it."""

import math
from collections.abc import Iterator, Mapping, Sequence

from qc_service.model.layout import Region, RegionKind, Side
from qc_service.model.reading import RegionScore
from qc_service.model.verdict import (
    Profile,
    RowReread,
    RowState,
    StampReread,
    StampState,
    UseLimits,
)

STAMP_STATES = {True: StampState.PRESENT, False: StampState.MISSING, None: StampState.UNSURE}

ROW_STATES = {True: RowState.WRITTEN, False: RowState.EMPTY, None: RowState.UNSURE}

OPEN = frozenset({"cut", "outside"})
"""Flags under which a field that seems unused may be used where nobody could look."""


def judge_stamps(
    side: Side, regions: Sequence[RegionScore], profile: Profile
) -> tuple[StampReread, ...]:
    """Judge every stamp field of a side that was scored."""
    return tuple(
        StampReread(region.id, score.score, STAMP_STATES[_used(score, profile.stamp)])
        for region, score in _scored(side, regions)
        if region.kind is RegionKind.STAMP
    )


def judge_rows(
    side: Side, regions: Sequence[RegionScore], profile: Profile
) -> tuple[RowReread, ...]:
    """Judge every row of a side's write-in table that was scored, from the top.

    A row that holds only what reaches in from the next one (`overflow`) is unused: whoever counts
    letter tails gives votes that nobody cast (Ski 2011).
    """
    rows = [
        RowReread(
            contest=region.contest,
            option=region.option,
            row=region.row,
            score=score.score,
            state=ROW_STATES[_used(score, profile.row)],
            flags=score.flags,
        )
        for region, score in _scored(side, regions)
        if region.kind is RegionKind.WRITE_IN and region.row
    ]
    return tuple(sorted(rows, key=lambda row: (row.contest, row.row)))


def _used(score: RegionScore, limits: UseLimits) -> bool | None:
    """Say whether a region is used, or None where that is open; what is no share is open."""
    if not (math.isfinite(score.score) and 0.0 <= score.score <= 1.0):
        return None
    if score.score >= limits.used_from:
        return True
    if score.score < limits.unused_below and OPEN.isdisjoint(score.flags):
        return False
    return None


def _scored(side: Side, regions: Sequence[RegionScore]) -> Iterator[tuple[Region, RegionScore]]:
    scores = {score.region: score for score in regions}
    for region in side.regions:
        if region.id in scores:
            yield region, scores[region.id]


def judge_copy(measures: Mapping[str, float], profile: Profile) -> tuple[str, ...]:
    """Give the doubt `copy` where an inspector's measure of that name takes the page for one."""
    return ("copy",) if measures.get("copy", 0.0) >= profile.copy_from else ()
