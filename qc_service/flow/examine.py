"""One sheet, from bytes to record: reread every page, then open what was reported, and compare.

Stateless and parallel. The scanner's interpretation stays closed until every page is reread.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from qc_service.comparing.compare import compare
from qc_service.comparing.interpret import ROW_AS_MARK, interpret, write_ins
from qc_service.flow.laps import Clock, Laps
from qc_service.flow.lineup import Lineup
from qc_service.flow.reread import reread_page
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Layout
from qc_service.model.reported import Reported
from qc_service.model.sheet import Examination, PageReread, Submission
from qc_service.model.verdict import ContestReread, Difference, Mark, MarkState, Profile, WriteIn
from qc_service.sampling.candidates import candidates

__all__ = ["Clock", "Examined", "examine", "reread_page", "submission_digest", "unexamined"]


NOWHERE = (0, 0, 0, 0)
"""In place of a mark's pixels, where nobody asks for them."""

OTHER_STYLE = frozenset({FaultCode.UNIDENTIFIED, FaultCode.FOREIGN_BALLOT})
"""Faults of a page that may be cured by looking among other layouts."""


class Examined(msgspec.Struct, frozen=True):
    """What comes back from a worker: the record, and per page what each stage took in ms.

    `pictures` are encoded images, one for each crop of the record, where crops are wanted.
    """

    examination: Examination
    elapsed_ms: tuple[dict[str, float], ...]
    pictures: tuple[bytes, ...] = ()


def examine(lineup: Lineup, submission: Submission, clock: Clock) -> Examined:
    """Reread every page of a sheet, then open what the scanner reported, and compare."""
    rereads = _reread_pages(lineup, submission, clock)
    pages = tuple(page for page, _ in rereads)
    laps = Laps(clock)
    layout = _sheet_layout(lineup, pages)
    pages = _settled(pages, layout)
    marks = [mark for page in pages for mark in page.marks]
    contests: tuple[ContestReread, ...] = ()
    written: tuple[WriteIn, ...] = ()
    if layout is not None:
        written = _write_ins(layout, pages, lineup.profile)
        marks = _without_oval(marks, written)
        contests = interpret(layout, marks, [row for page in pages for row in page.rows])
    faults = list(_pages_disagree(pages))
    laps.lap("judge")
    # Only now is the scanner's word opened (law: the reread is finished first).
    reported = _open(submission.reported)
    differences: tuple[Difference, ...] = ()
    if isinstance(reported, Fault):
        faults.append(reported)
    elif reported is not None and not faults:
        differences = compare(reported, layout, contests, [*marks, *_row_marks(pages)])
    opened = isinstance(reported, Reported)
    examination = Examination(
        key=submission.key,
        pages=pages,
        contests=contests,
        write_ins=written,
        differences=differences,
        candidates=candidates(pages, written, faults, contests),
        faults=tuple(faults),
        compared=opened and layout is not None and not faults,
        record=reported.record if isinstance(reported, Reported) else "",
        style=layout.style if layout is not None else "",
        election=layout.election if layout is not None else "",
        profile=lineup.profile.id,
        digest=submission_digest(submission),
        form_code=layout.form_code if layout is not None else "",
        reported=said(reported) if isinstance(reported, Reported) else None,
    )
    laps.lap("compare")
    return Examined(examination, (*(elapsed for _, elapsed in rereads), laps.elapsed_ms))


def _reread_pages(
    lineup: Lineup, submission: Submission, clock: Clock
) -> list[tuple[PageReread, dict[str, float]]]:
    """Reread all images; a page whose code fits several styles is of its sheet's other page's.

    The backs of one election may all bear the same code: only the front tells the style.
    """
    images = list(zip(submission.heads, submission.images, strict=True))
    rereads: list[tuple[PageReread, dict[str, float]]] = []
    for head, data in images:
        read = [page for page, _ in rereads]
        known = _sheet_layout(lineup, read)
        narrowed = lineup if known is None else lineup.only((known.id,))
        seen = [page.side for page in read if page.fault is None]
        found = reread_page(narrowed, head.name, data, clock, head.sha256, seen)
        if known is not None and _unidentified(found[0]):
            found = _again(found, reread_page(lineup, head.name, data, clock, head.sha256))
        rereads.append(found)
    possible = _shared([page for page, _ in rereads if page.fault is None])
    if possible:
        narrowed = lineup.only(possible)
        for i, (head, data) in enumerate(images):
            if _unidentified(rereads[i][0]):
                found = reread_page(narrowed, head.name, data, clock, head.sha256)
                rereads[i] = _again(rereads[i], found)
    return rereads


def _unidentified(page: PageReread) -> bool:
    return page.fault is not None and page.fault.code in OTHER_STYLE


def _again(
    first: tuple[PageReread, dict[str, float]], second: tuple[PageReread, dict[str, float]]
) -> tuple[PageReread, dict[str, float]]:
    """Keep the second reread, with the time that both took."""
    stages = dict.fromkeys((*first[1], *second[1]))
    return second[0], {one: first[1].get(one, 0.0) + second[1].get(one, 0.0) for one in stages}


def submission_digest(submission: Submission) -> str:
    """Give one SHA-256 (hex) for a sheet's images, as their sender names them, and its record."""
    parts = [head.sha256 for head in submission.heads]
    if submission.reported is not None:
        parts.append(hashlib.sha256(submission.reported).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def unexamined(submission: Submission, fault: Fault, profile: str) -> Examination:
    """Give the record of a sheet that no worker could finish: the fault on each of its pages."""
    pages = tuple(PageReread(head.name, head.sha256, fault) for head in submission.heads)
    return Examination(
        key=submission.key,
        pages=pages,
        candidates=candidates(pages, (), ()),
        profile=profile,
        digest=submission_digest(submission),
    )


def _sheet_layout(lineup: Lineup, pages: Sequence[PageReread]) -> Layout | None:
    """Give the one layout that all reread pages can be of; None where none is or several are."""
    names = _shared([page for page in pages if page.fault is None])
    return next((one for one in lineup.layouts if {one.id} == names), None)


def _shared(pages: Sequence[PageReread]) -> set[str]:
    """Give the layouts that all these pages can be of: a page's own, or one printed just alike."""
    possible = [{page.layout, *page.alike} for page in pages]
    return set.intersection(*possible) if possible else set()


def _settled(pages: tuple[PageReread, ...], layout: Layout | None) -> tuple[PageReread, ...]:
    """Name the sheet's layout on pages that could not tell it from others alone."""
    if layout is None:
        return pages
    return tuple(
        msgspec.structs.replace(page, layout=layout.id, alike=()) if page.alike else page
        for page in pages
    )


def _write_ins(
    layout: Layout, pages: Sequence[PageReread], profile: Profile
) -> tuple[WriteIn, ...]:
    sides = {side.name: side for side in layout.sides}
    return tuple(
        written
        for page in pages
        if page.fault is None
        for written in write_ins(layout, sides[page.side], page.marks, page.regions, profile)
    )


def _without_oval(marks: list[Mark], written: Sequence[WriteIn]) -> list[Mark]:
    """Count a write-in line with handwriting and no filled oval as unsure: rules differ on it."""
    open_lines = {(one.contest, one.option) for one in written if one.without_mark}
    return [
        msgspec.structs.replace(mark, state=MarkState.UNSURE, reason="write-in")
        if (mark.contest, mark.option) in open_lines
        else mark
        for mark in marks
    ]


def _row_marks(pages: Sequence[PageReread]) -> list[Mark]:
    """Give rows of write-in tables as marks: a record may name them (Ski 2011)."""
    return [
        Mark(row.contest, row.option, row.score, ROW_AS_MARK[row.state], NOWHERE)
        for page in pages
        for row in page.rows
    ]


def _pages_disagree(pages: Sequence[PageReread]) -> tuple[Fault, ...]:
    """Say where the pages of one sheet cannot belong together: two styles, one side twice."""
    good = [page for page in pages if page.fault is None]
    if good and not _shared(good):
        names = sorted({page.layout for page in good})
        message = f"the pages of one sheet are of different layouts: {', '.join(names)}"
        return (Fault(FaultCode.UNIDENTIFIED, message),)
    sides = [page.side for page in good]
    if len(set(sides)) < len(sides):
        message = f"the same side came twice for one sheet: {', '.join(sides)}"
        return (Fault(FaultCode.UNIDENTIFIED, message),)
    return ()


def said(reported: Reported) -> tuple[tuple[str, str], ...]:
    """Give what the scanner says is marked, for whoever holds it against the paper later."""
    return tuple(
        (contest.contest, option)
        for contest in reported.contests
        for option in (
            [mark.option for mark in contest.marks if mark.indicated]
            if contest.marks
            else contest.votes
        )
    )


def _open(reported: bytes | None) -> Reported | Fault | None:
    """Open the scanner's interpretation."""
    if reported is None:
        return None
    try:
        return msgspec.json.decode(reported, type=Reported)
    except msgspec.DecodeError as error:
        return Fault(FaultCode.REPORTED_UNREADABLE, f"the reported interpretation: {error}")
