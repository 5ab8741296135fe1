"""Reasons to take a sheet out for a check by people: whatever we could not settle ourselves."""

from collections.abc import Sequence

from qc_service.model.faults import Fault
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import Candidate, MarkState, WriteIn


def candidates(
    pages: Sequence[PageReread], write_ins: Sequence[WriteIn], faults: Sequence[Fault]
) -> tuple[Candidate, ...]:
    """Give each reason once: faults, unsure marks, marks outside targets, unmarked write-ins.

    In this order, each in the order of the pages, so that the same sheet gives the same list.
    """
    found: list[Candidate] = []
    if faults or any(page.fault is not None for page in pages):
        found.append(Candidate("fault"))
    found += [
        Candidate("unsure", mark.contest, mark.option)
        for page in pages
        for mark in page.marks
        if mark.state is MarkState.UNSURE
    ]
    found += [
        Candidate("outside", outside.contest, outside.option)
        for page in pages
        for outside in page.outside
    ]
    found += [
        Candidate("write-in", line.contest, line.option) for line in write_ins if line.without_mark
    ]
    return tuple(dict.fromkeys(found))
