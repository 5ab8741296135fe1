"""A night with a dirty glass on one of three scanners, with what people did: for alarm tests."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np

from nights import BOX
from qc_service.adapters.crop_folder import CropFolder, open_crops
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
from qc_service.model.sheet import Crop, Examination, PageReread, SheetKey
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


def picture(at: int) -> bytes:
    """Draw the field of a sheet as a scanner may see it: an oval with a mark in it."""
    dice = np.random.default_rng(at)
    field = np.full((70, 130), 245, np.uint8)
    cv2.ellipse(field, (65, 35), (38, 20), 0, 0, 360, 60, 2, cv2.LINE_AA)
    for _ in range(7):
        left, right = dice.integers(10, 60, 4), dice.integers(10, 60, 4)
        start = (40 + int(left[0]) // 3, 22 + int(left[1]) // 2)
        end = (70 + int(right[0]) // 3, 22 + int(right[1]) // 2)
        cv2.line(field, start, end, 90, 2, cv2.LINE_AA)
    return cv2.imencode(".png", field)[1].tobytes()


def crossed(at: int) -> bytes:
    """Draw the box of a Norwegian form as a scanner may see it: with a cross by hand in it."""
    dice = np.random.default_rng(at)
    field = np.full((70, 130), 245, np.uint8)
    cv2.rectangle(field, (49, 19), (81, 51), 60, 2, cv2.LINE_AA)
    for turn in (1, -1):
        (x0, x1), (y0, y1) = dice.integers(-5, 6, 2), dice.integers(-5, 6, 2)
        start = 52 + int(x0), 35 - turn * (13 + int(y0))
        end = 78 + int(x1), 35 + turn * (13 + int(y1))
        cv2.line(field, start, end, 80, 3, cv2.LINE_AA)
    return cv2.imencode(".png", field)[1].tobytes()


def with_crops(record: SheetRecord, at: int, folder: CropFolder) -> SheetRecord:
    """Keep a crop of a sheet that differs, and name it in its record."""
    examination = record.examination
    if not examination.differences:
        return record
    drawn = picture(at)
    crop = Crop("mayor", "bo", hashlib.sha256(drawn).hexdigest())
    examination = msgspec.structs.replace(examination, crops=(crop,))
    folder.keep(examination, (drawn,))
    return msgspec.structs.replace(record, examination=examination)


def act(what: Act) -> ActRecord:
    """Give an act of as many people as it takes."""
    by = (ANN,) if isinstance(what, AlarmSeen) else (ANN, BO)
    return ActRecord("2027-09-13T21:30:00Z", by, what)


def entries(
    acts: tuple[Act, ...] = (), sheets: int = SHEETS, crops: CropFolder | None = None
) -> Iterator[Entry]:
    """Give the night's ledger, with what people did at its end."""
    desk = Desk(GENESIS.plan)
    yield GENESIS
    for at in range(sheets):
        record = ballot(at) if crops is None else with_crops(ballot(at), at, crops)
        yield record
        yield from desk.handle(record)
    for what in acts:
        assert desk.refuses(act(what)) is None
        yield act(what)
        yield from desk.take_act(act(what))
    yield from closing_entries(desk, "2027-09-13T23:00:00Z")


def ledger(
    folder: Path, acts: tuple[Act, ...] = (), sheets: int = SHEETS, crops: Path | None = None
) -> Path:
    """Write that ledger, and crops of its differing fields where a folder is given."""
    path = folder / "night.sqlite"
    first, *rest = entries(acts, sheets, None if crops is None else open_crops(crops))
    assert isinstance(first, Genesis)
    with Ledger.create(path, first) as opened:
        opened.append(rest)
    return path
