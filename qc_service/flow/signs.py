"""From an examination to what the direct checks need of it: no more than waits for its turn."""

import hashlib
from collections.abc import Iterator

from qc_service.comparing.compare import MARKED
from qc_service.detecting.confusions import Exchange
from qc_service.detecting.signs import BLANK, OVERVOTE, UNSURE, Signs
from qc_service.flow.coarse import UNKNOWN
from qc_service.model.sheet import Examination
from qc_service.model.verdict import ContestReread, ContestStatus, DifferenceKind

VALUES = "abcdefgh"
"""What is marked on a sheet, as one of eight: `detecting.rescans` learns how common each is."""


def signs_of(sheet: Examination, count: int) -> Signs:
    """Draw the signs of a sheet that is of so-many-eth count of its box."""
    known = bool(sheet.style) and not sheet.faults
    marked = [(each.contest, option) for each in sheet.contests for option in each.marked]
    if known:
        marked.append(("", sheet.style))
    return Signs(
        stratum=sheet.style if known else "",
        there=tuple(_there(sheet.contests)) if known else (),
        marked=tuple(marked) if sheet.compared else (),
        exchanges=tuple(_exchanges(sheet)),
        count=count,
        code=_code(sheet),
    )


def _there(contests: tuple[ContestReread, ...]) -> Iterator[str]:
    statuses = {each.status for each in contests}
    if ContestStatus.OVERVOTE in statuses:
        yield OVERVOTE
    if statuses == {ContestStatus.BLANK}:
        yield BLANK
    if ContestStatus.UNSURE in statuses:
        yield UNSURE


def _exchanges(sheet: Examination) -> Iterator[Exchange]:
    """Give what was reported in place of what is marked; several options for several, all pairs."""
    lost: dict[str, list[str]] = {}
    gained: dict[str, list[str]] = {}
    for each in sheet.differences:
        if each.kind is DifferenceKind.STYLE:
            if not each.contest:
                yield Exchange("", each.reread, each.reported)
        elif each.option:
            side = gained if each.reported == MARKED else lost
            side.setdefault(each.contest, []).append(each.option)
    for contest, options in lost.items():
        for option in options:
            for other in gained.get(contest, [""]):
                yield Exchange(contest, option, other)


def _code(sheet: Examination) -> str:
    """Give one of eight letters for what is marked on a sheet, and its coarse bits."""
    bits = "".join(page.coarse for page in sorted(sheet.pages, key=lambda page: page.side))
    marks = ";".join(f"{c.contest}={','.join(c.marked)}" for c in sheet.contests if c.marked)
    if not (sheet.style and marks) or any(each.unsure for each in sheet.contests):
        return bits and UNKNOWN + bits
    return VALUES[hashlib.sha256(marks.encode()).digest()[0] % len(VALUES)] + bits
