"""A night with a dirty glass on one of three scanners, with what people did: for alarm tests."""

from collections.abc import Iterator
from pathlib import Path

from nights import BOX
from qc_service.adapters.ledger import Ledger
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmSeen,
    Meaning,
)
from qc_service.model.events import Entry, Genesis, SheetRecord
from qc_service.model.people import Person, Role
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
)

GENESIS = Genesis("2027-09-13T19:00:00Z", "0.1.0", (), {"alpha": 0.05, "scanners": 3})
ANN, BO = Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER)
OPTIONS = ("ada", "bo", "cai")
SHEETS = 1500
FAULT_FROM = 600
"""The hall's sheet from which scanner S3 loses two thirds of the marks for `bo`."""

ACTS: tuple[Act, ...] = (
    AlarmSeen(1),
    AlarmAcknowledged(1, Meaning.REPAIRED, "the glass was cleaned"),
    AlarmExplained(1, "glass"),
    AlarmClosed(1),
)


def ballot(at: int) -> SheetRecord:
    """Give the hall's sheet number `at`: scanners in turn, boxes of forty, a vote for one."""
    scanner, number = f"S{at % 3 + 1}", at // 3
    chosen = OPTIONS[(0, 1, 1, 0, 1, 2, 1, 0)[number % 8]]
    lost = scanner == "S3" and at >= FAULT_FROM and chosen == "bo" and number % 3 != 0
    marks = tuple(
        Mark("mayor", name, 0.9, MarkState.MARKED if name == chosen else MarkState.EMPTY, BOX)
        for name in OPTIONS
    )
    differences = (
        (Difference(DifferenceKind.MISS, "mayor", "bo", "empty", "marked", 0.9),) if lost else ()
    )
    return SheetRecord(
        f"2027-09-13T{20 + at // 1200}:{at // 20 % 60:02}:00Z",
        Examination(
            key=SheetKey(scanner, "1", str(10 * int(scanner[1]) + number // 100), number % 100 + 1),
            pages=(PageReread("front.png", "", layout="l", side="front", marks=marks),),
            contests=(ContestReread("mayor", ContestStatus.VOTED, (chosen,), (chosen,)),),
            differences=differences,
            compared=True,
            style="A",
            digest=f"d{at}",
        ),
    )


def act(what: Act) -> ActRecord:
    """Give an act of as many people as it takes."""
    by = (ANN,) if isinstance(what, AlarmSeen) else (ANN, BO)
    return ActRecord("2027-09-13T21:30:00Z", by, what)


def entries(acts: tuple[Act, ...] = (), sheets: int = SHEETS) -> Iterator[Entry]:
    """Give the night's ledger, with what people did at its end."""
    desk = Desk(GENESIS.plan)
    yield GENESIS
    for at in range(sheets):
        record = ballot(at)
        yield record
        yield from desk.handle(record)
    for what in acts:
        assert desk.refuses(act(what)) is None
        yield act(what)
        yield from desk.take_act(act(what))
    yield from closing_entries(desk, "2027-09-13T23:00:00Z")


def ledger(folder: Path, acts: tuple[Act, ...] = (), sheets: int = SHEETS) -> Path:
    """Write that ledger."""
    path = folder / "night.sqlite"
    first, *rest = entries(acts, sheets)
    assert isinstance(first, Genesis)
    with Ledger.create(path, first) as opened:
        opened.append(rest)
    return path
