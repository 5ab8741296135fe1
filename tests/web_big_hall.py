"""A big town's hall, made up: any number of scanners and boxes, quiet or in trouble."""

import msgspec

from qc_service.adapters.board import Board
from qc_service.flow.figures import BoxFigures, BoxState, Figures, ScannerFigures
from qc_service.model.batch import Batch
from qc_service.model.events import AlarmRecord, Cell, Finding
from web_board import Clock, make_board
from web_hall import MISS
from web_hall import hall as small_hall


def big_hall(
    scanners: int,
    boxes: int = 60,
    *,
    alarms: int = 0,
    away: int = 0,
    wrong: int = 0,
    name: str = "S{:02}",
) -> Board:
    """Make the board; alarms are of the last scanners by name, those without contact before them.

    `wrong` boxes are closed with another number of ballots than was told.
    """
    board = make_board(Clock())
    names = [name.format(number) for number in range(1, scanners + 1)]
    alarmed = names[scanners - alarms :]
    made = [_scanner(n, each, alarmed=each in alarmed) for n, each in enumerate(names, start=1)]
    latest = small_hall(alarmed=True).snapshot().latest
    planned = tuple(_box(number, boxes, scanners, wrong) for number in range(1, boxes + 1))
    board.figures(Figures(tuple(made), latest * 10, 0.012, planned))
    for each in names:
        board.sheet(each)
    board.credit(dict.fromkeys([*names[: scanners - alarms - away], *alarmed], 16))
    for number in range(20):
        board.effect(Finding("gap", latest[0].key, f"numbers {number} to 21 did not come"))
    return board


def _scanner(number: int, name: str, *, alarmed: bool) -> ScannerFigures:
    (old,) = small_hall(alarmed=True)._figures.scanners[2:3]
    key = msgspec.structs.replace(old.last, scanner=name)
    raised = AlarmRecord(
        Cell(MISS, name, "kommunestyre", "k11"),
        1288, 1204, 37, 429, 31.0, 21.3, key,
        number=number, start_set=(1196, 1209), rate_interval=(0.058, 0.124),
    )  # fmt: skip
    return msgspec.structs.replace(
        old,
        scanner=name,
        sheets=9000 + 217 * number,
        compared=9000 + 217 * number - 3,
        last=key,
        differing=37 if alarmed else number % 3,
        alarms=(raised,) if alarmed else (),
    )


def with_hall_alarm(board: Board) -> Board:
    """Have a sheet of the last scanner raise an alarm of the whole hall too."""
    *others, last = board._figures.scanners
    cell = Cell(MISS, "", "kommunestyre", "k11")
    of_hall = msgspec.structs.replace(last.alarms[0], cell=cell, number=99)
    last = msgspec.structs.replace(last, alarms=(*last.alarms, of_hall))
    board.figures(msgspec.structs.replace(board._figures, scanners=(*others, last)))
    return board


def _box(number: int, boxes: int, scanners: int, wrong: int) -> BoxFigures:
    box = Batch(
        f"K{number:03}",
        category="day-locale",
        locale=f"01{number % 40:02}",
        locale_name="Fjordvik skole",
        box=1 + number % 3,
        boxes=3,
        scanner=f"S{1 + number % scanners:02}",
    )
    if number <= boxes * 2 // 3:
        return BoxFigures(box, BoxState.CLOSED, 812, 820 if number <= wrong else 812)
    state = BoxState.OPEN if number <= boxes * 5 // 6 else BoxState.PLANNED
    return BoxFigures(box, state, 310 if state is BoxState.OPEN else 0, 820)
