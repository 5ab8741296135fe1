"""Reasons to take a sheet out for a check by people: whatever we could not settle ourselves."""

from collections.abc import Sequence

from qc_service.model.faults import FOR_A_PERSON, Fault
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import (
    Candidate,
    ContestReread,
    ContestStatus,
    MarkState,
    RowState,
    StampState,
    WriteIn,
)


def candidates(
    pages: Sequence[PageReread],
    write_ins: Sequence[WriteIn],
    faults: Sequence[Fault],
    contests: Sequence[ContestReread] = (),
) -> tuple[Candidate, ...]:
    """Give each reason once: faults, unsure marks, marks outside targets, unmarked write-ins.

    On ballots of one list also: an open identity, a stamp that is missing or unsure, an unsure row
    of the write-in table, and more rows written in than the law allows (`contests`). In this order,
    each in the order of the pages, so that the same sheet gives the same list.
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
    found += _of_lists(pages, contests)
    return tuple(dict.fromkeys(found))


def _of_lists(pages: Sequence[PageReread], contests: Sequence[ContestReread]) -> list[Candidate]:
    """Give the reasons that only ballots of one list can have."""
    doubts = {doubt for page in pages for doubt in page.doubts}
    found = [Candidate("identity")] if doubts & FOR_A_PERSON - {"copy"} else []
    found += [Candidate("copy")] if "copy" in doubts else []
    found += [
        Candidate("stamp")
        for page in pages
        for stamp in page.stamps
        if stamp.state is not StampState.PRESENT
    ]
    rows = [row for page in pages for row in page.rows]
    found += [
        Candidate("row", row.contest, row.option) for row in rows if row.state is RowState.UNSURE
    ]
    tables = {row.contest for row in rows}
    found += [
        Candidate("limit", contest.contest)
        for contest in contests
        if contest.contest in tables and contest.status is ContestStatus.OVERVOTE
    ]
    return found
