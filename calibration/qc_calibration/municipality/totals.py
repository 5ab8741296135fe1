"""The official totals of the night: what the boxes hold, with what went wrong on the way."""

from collections import Counter

from qc_calibration.municipality.plan import (
    BUNDLE,
    BUNDLE_LIST,
    BUNDLED,
    ELECTION,
    STOP_AFTER,
    STOPPED,
    Box,
    taken_for,
)
from qc_service.model.totals import CountKind, ListCount, Totals


def totals_of(box: Box, names: dict[str, str]) -> Totals:
    """Give a box's totals as they reach the authorities; `names` are the lists' by their codes."""
    lists = reported_lists(box)
    counted = [ListCount(code, lists[code], name=names[code]) for code in sorted(names)]
    return Totals(
        source="",
        lists=tuple(counted),
        election=ELECTION,
        category=box.batch.category,
        locale=box.batch.locale,
        batch=box.id,
        count=1,
        kind=CountKind.MACHINE,
        scanner=box.batch.scanner,
    )


def reported_lists(box: Box) -> Counter[str]:
    """Give what the scanner, and the hands after it, made of a box's ballots, by list."""
    lists = Counter(taken_for(box))
    if box.id == BUNDLED:
        lists[BUNDLE_LIST] -= BUNDLE
    if box.id == STOPPED:
        lists[box.lists[STOP_AFTER - 1]] += 1
    return lists
