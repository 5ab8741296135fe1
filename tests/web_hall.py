"""A municipality's hall at nine in the evening, made up: for pictures and for looking at pages."""

import msgspec

from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.adapters.board import Board
from qc_service.flow.figures import (
    BoxFigures,
    BoxState,
    Figures,
    LatestDifference,
    ScannerFigures,
)
from qc_service.flow.story import Block, PlaceCount, Story
from qc_service.model.batch import Batch
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.layout import Layout
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import Difference, DifferenceKind
from web_board import Clock, make_board

MISS = DifferenceKind.MISS

SHEETS = {"S01": 3120, "S02": 2876, "S03": 1633, "S04": 2410}

WRONG_AFTER = 1200
"""The ballot of S03 after which dust lies on its glass."""


def layouts() -> tuple[Layout, ...]:
    """Give the forms of tonight."""
    return tuple(each for each in shipped_layouts() if each.id.startswith("kst-01-"))


def dusty_story() -> Story:
    """Tell of a scanner that loses marks at one place of every list since dust fell on it."""
    places = [
        PlaceCount(layout.style, target.contest, target.option, MISS, sheets)
        for layout, sheets in zip(layouts(), (21, 9, 5, 2), strict=False)
        for target in layout.sides[0].targets[11:12]
    ]
    blocks = [
        Block(
            first,
            first + 24,
            0 if first < WRONG_AFTER else 2,
            {
                "paper_level": 226 + first % 3 - (6 if first > WRONG_AFTER else 0),
                "focus": 0.81 + 0.01 * (first % 2),
                "skew_deg": 0.12 + 0.02 * (first % 5),
                "streak": 0.01 + (0.35 if first > WRONG_AFTER else 0.0),
            },
            0.0 if first < WRONG_AFTER else min(1.05, 0.3 + (first - WRONG_AFTER) / 110),
        )
        for first in range(1, SHEETS["S03"], 25)
    ]
    return Story(tuple(places), tuple(blocks), "norwegian")


def hall(*, alarmed: bool) -> Board:
    """Make the board of the hall; with an alarm of S03 or without."""
    board = make_board(Clock())
    dusty = dusty_story()
    worst = dusty.places[0]
    key = SheetKey("S03", "kveld", "K07", SHEETS["S03"])
    raised = AlarmRecord(
        Cell(MISS, "S03", worst.contest, worst.option),
        1288, 1204, 37, 429, 31.0, 21.3, key,
        number=1, start_set=(1196, 1209), rate_interval=(0.058, 0.124),
    )  # fmt: skip
    scanners = []
    for name, sheets in SHEETS.items():
        bad = alarmed and name == "S03"
        scanners.append(
            ScannerFigures(
                scanner=name,
                sheets=sheets,
                pages=2 * sheets,
                compared=sheets - 4,
                faults={},
                differences={"miss": 37 if bad else 1},
                marks={},
                unsure=9,
                outside=1,
                write_ins=0,
                missing=0,
                held=0,
                doubles=0,
                conflicts=0,
                restarts=0,
                last=msgspec.structs.replace(key, scanner=name, sequence=sheets),
                alarms=(raised,) if bad else (),
                differing=37 if bad else 1,
                for_people=12,
                story=dusty if bad else Story(),
            )
        )
        board.sheet(name)
    latest = tuple(
        LatestDifference(
            msgspec.structs.replace(key, sequence=key.sequence - 7 * n),
            Difference(MISS, worst.contest, worst.option, "empty", "marked", 0.21),
        )
        for n in range(5 if alarmed else 1)
    )
    board.figures(Figures(tuple(scanners), latest, 0.012, _boxes()))
    board.credit(dict.fromkeys(SHEETS, 16))
    return board


def _boxes() -> tuple[BoxFigures, ...]:
    made = []
    for number in range(1, 13):
        box = Batch(
            f"K{number:02}",
            category="day-locale" if number > 4 else "advance-locale",
            locale=f"010{1 + number % 4}",
            locale_name=("Nes skole", "Fjordvik skole", "Rådhuset", "Sund grendehus")[number % 4],
            box=1 + number % 3,
            boxes=3,
            scanner=f"S0{1 + number % 4}",
        )
        if number <= 7:
            made.append(BoxFigures(box, BoxState.CLOSED, 800 + number, 800 + number))
        elif number <= 10:
            made.append(BoxFigures(box, BoxState.OPEN, 310 + number, 820))
        else:
            made.append(BoxFigures(box, BoxState.PLANNED, 0, 800))
    return tuple(made)
