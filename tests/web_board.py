"""Boards for tests of the page: empty, busy, with an alarm."""

import msgspec

from qc_service.adapters.board import Board
from qc_service.flow.figures import Figures, LatestDifference, ScannerFigures
from qc_service.flow.story import Block, PlaceCount, Story
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.finding_words import make_finding
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import Difference, DifferenceKind

KEY = SheetKey("hall-2", "s1", "box-1", 1633)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def text(self) -> str:
        return "2026-11-03T19:20:21.123+00:00"


def make_board(clock: Clock) -> Board:
    """Make a board of a service that has just started."""
    board = Board(clock, clock.text)
    board.place(ledger="night.sqlite", feeders="tcp://127.0.0.1:5557")
    board.status("running")
    return board


def alarm(option: str = "smith") -> AlarmRecord:
    """Make an alarm of hall-2."""
    cell = Cell(DifferenceKind.MISS, "hall-2", "mayor", option)
    return AlarmRecord(cell, 1633, 1204, 37, 1416, 25.1, 20.0, KEY)


def busy_board(
    clock: Clock,
    alarms: tuple[AlarmRecord, ...] = (),
    compared: int = 1600,
    scanner: str = "hall-2",
) -> Board:
    """Make a board of a service at work, with one scanner."""
    board = make_board(clock)
    key = msgspec.structs.replace(KEY, scanner=scanner)
    difference = Difference(DifferenceKind.MISS, "mayor", "smith", "empty", "marked", 0.21)
    figures = ScannerFigures(
        scanner=scanner,
        sheets=1633,
        pages=3266,
        compared=compared,
        faults={"not-located": 3},
        differences={"miss": 37},
        marks={"marked": 9000, "empty": 40_000, "unsure": 12},
        unsure=12,
        outside=1,
        write_ins=2,
        missing=2,
        held=0,
        doubles=1,
        conflicts=0,
        restarts=0,
        last=key,
        alarms=alarms,
        differing=37,
        for_people=4,
        story=Story(
            (PlaceCount("s", "mayor", "smith", DifferenceKind.MISS, 37),),
            (Block(1, 1633, 37, {"skew_deg": 0.2, "focus": 0.8}),),
        ),
    )
    board.figures(Figures((figures,), (LatestDifference(key, difference),), 0.01))
    board.sheet(scanner)
    board.effect(make_finding("gap", key, "gap", {"first": 1601, "last": 1602, "sheets": 2}))
    board.credit({scanner: 16})
    return board
