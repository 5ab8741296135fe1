"""The board: what the service writes, seen by the page as one whole piece."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from qc_service.adapters.board import FINDINGS, RATE_SECONDS, SCANNERS_MOST, Board
from qc_service.flow.check_views import BoxView, CheckWork, SampleView
from qc_service.flow.desk import Desk
from qc_service.model.batch import Batch
from qc_service.model.checks import Outcome
from qc_service.model.events import AlarmRecord, Cell, Finding, SheetRecord
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind

KEY = SheetKey("hall-2", "s1", "b1", 7)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def text(self) -> str:
        return f"at {self.now:g}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> Board:
    return Board(clock, clock.text)


def desk_with(*keys: SheetKey) -> Desk:
    desk = Desk({})
    difference = Difference(DifferenceKind.MISS, "c", "o", "empty", "marked", 0.5)
    for key in keys:
        desk.handle(
            SheetRecord("then", Examination(key, (), differences=(difference,), compared=True))
        )
    return desk


def test_it_begins_empty_and_says_since_when(board: Board) -> None:
    snapshot = board.snapshot()
    assert snapshot.scanners == ()
    assert (snapshot.started_at, snapshot.as_of, snapshot.heard_s) == ("at 1000", "at 1000", 0)


def test_the_rate_is_that_of_the_last_minute(board: Board, clock: Clock) -> None:
    for _ in range(120):
        clock.now += 1.0
        board.sheet("hall-2")
    (view,) = board.snapshot().scanners
    assert view.per_minute == pytest.approx(60, abs=1)
    clock.now += RATE_SECONDS / 2
    (view,) = board.snapshot().scanners
    assert view.per_minute == pytest.approx(30, abs=1)
    assert view.quiet_s == pytest.approx(30)
    clock.now += RATE_SECONDS
    (view,) = board.snapshot().scanners
    assert view.per_minute == 0


def test_the_first_sheets_make_no_absurd_rate(board: Board) -> None:
    board.sheet("hall-2")
    board.sheet("hall-2")
    (view,) = board.snapshot().scanners
    assert view.per_minute <= 24


def test_the_desks_figures_are_shown_also_of_before_the_start(board: Board) -> None:
    board.figures(desk_with(KEY, SheetKey("hall-1", "s", "b", 1)).figures())
    first, second = board.snapshot().scanners
    assert (first.scanner, second.scanner) == ("hall-1", "hall-2")
    assert (second.sheets, second.compared, second.differing) == (1, 1, 1)
    assert second.quiet_s is None
    assert second.per_minute == 0
    assert board.snapshot().latest[0].key.scanner == "hall-1"
    assert board.snapshot().latest[0].at == "then"


@pytest.mark.parametrize(("scanner", "others"), [("S1", False), ("", True)])
def test_a_scanner_is_checked_while_a_box_that_may_be_its_own_is(
    board: Board, scanner: str, others: bool
) -> None:
    def work(settled: Outcome | None) -> CheckWork:
        sample = SampleView("a", whole=True, place=0, revisions={}, settled=settled)
        box = BoxView(Batch("K1", scanner=scanner), 1, out=True, seal="", samples=(sample,))
        return CheckWork(boxes=(box,))

    assert not board.is_checked("S1")
    board.checks(work(None))
    assert board.is_checked("S1")
    assert board.is_checked("S2") is others
    board.checks(work(Outcome.SEEN))
    assert not board.is_checked("S1")


def test_a_connected_scanner_is_shown_before_its_first_sheet(board: Board) -> None:
    board.credit({"hall-3": 16})
    (view,) = board.snapshot().scanners
    assert (view.scanner, view.credit, view.sheets) == ("hall-3", 16, 0)
    board.credit({})
    assert board.snapshot().scanners == ()


def test_only_findings_are_kept_and_only_the_latest(board: Board) -> None:
    alarm = AlarmRecord(Cell(DifferenceKind.MISS, "hall-2"), 5, 1, 2, 4, 9.0, 8.0, KEY)
    board.effect(alarm)
    assert board.snapshot().findings == ()
    for number in range(FINDINGS + 5):
        board.effect(Finding("gap", KEY, str(number)))
    findings = board.snapshot().findings
    assert len(findings) == FINDINGS
    assert findings[0].message == str(FINDINGS + 4)


def test_the_version_rises_only_when_something_changed(board: Board, clock: Clock) -> None:
    board.queue(queued=1, in_hand=2, workers=3)
    board.credit({"hall-2": 3})
    before = board.version
    clock.now += 5
    board.queue(queued=1, in_hand=2, workers=3)
    board.credit({"hall-2": 3})
    assert board.version == before
    assert board.snapshot().heard_s == 0
    assert board.snapshot().as_of == "at 1005"
    board.queue(queued=0, in_hand=2, workers=3)
    assert board.version > before


def test_silence_of_the_service_is_seen(board: Board, clock: Clock) -> None:
    board.ledger(rows=3, head="ab")
    clock.now += 42
    snapshot = board.snapshot()
    assert snapshot.heard_s == 42
    assert snapshot.as_of == "at 1000"
    assert (snapshot.rows, snapshot.head) == (3, "ab")


def test_a_snapshot_does_not_change_afterwards(board: Board) -> None:
    board.place(ledger="night.sqlite", feeders="tcp://x:1")
    board.status("running")
    before = board.snapshot()
    kept = msgspec.json.encode(before)
    board.sheet("hall-2")
    board.status("draining")
    assert msgspec.json.encode(before) == kept
    assert before.status == "running"


def test_stray_names_cost_no_memory(board: Board) -> None:
    for number in range(SCANNERS_MOST + 50):
        board.sheet(f"stray-{number}")
    assert len(board.snapshot().scanners) == SCANNERS_MOST


def test_many_threads_see_whole_pieces(board: Board) -> None:
    def write(name: int) -> None:
        for number in range(200):
            board.sheet(f"hall-{name}")
            board.ledger(rows=number, head=str(number))

    def read(_: int) -> bool:
        return all(
            str(snapshot.rows) == snapshot.head or not snapshot.head
            for snapshot in (board.snapshot() for _ in range(200))
        )

    with ThreadPoolExecutor(4) as pool:
        writers = pool.map(write, range(2))
        assert all(pool.map(read, range(2)))
        list(writers)
    assert {view.scanner for view in board.snapshot().scanners} == {"hall-0", "hall-1"}
