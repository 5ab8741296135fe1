"""The evidence for an alarm over the sheets, made anew from the ledger: what its plot shows."""

from collections.abc import Iterable

import msgspec

from qc_service.detecting.cells import Disagreement, Spot, cells_of
from qc_service.detecting.evidence import circumstances, disagreements, spot_of
from qc_service.detecting.exposures import Exposures, window
from qc_service.detecting.facts import SheetFacts
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.plan import make_plan
from qc_service.detecting.scores import Scores
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import follow
from qc_service.model.acts import ActRecord, AlarmAcknowledged
from qc_service.model.events import AlarmRecord, Cell, Entry, Genesis
from qc_service.model.sheet import SheetKey


class Trace(msgspec.Struct, frozen=True):
    """The evidence in one cell: natural logarithms at sheets of its scanner, or of the hall.

    Before and after each disagreement, after every answer that let it begin anew, and at the end.
    `limit` is what it had to reach, `raised` the point at which the alarm came, `last` the last
    sheet.
    """

    cell: Cell
    points: tuple[tuple[int, float], ...]
    limit: float
    raised: tuple[int, float]
    last: int


def trace(entries: Iterable[Entry], alarm: AlarmRecord, raised_at: SheetKey) -> Trace:
    """Follow the cell of an alarm through its night, by itself, as if nothing else had erred.

    `raised_at` is the sheet at which the alarm came first, perhaps in another cell.

    Raises:
        QcError: `plan.*` where the ledger's plan cannot be meant.
    """
    desk, watch = Desk({}), _Watch(alarm.cell, raised_at, {})
    for entry in entries:
        if isinstance(entry, Genesis):
            watch = _Watch(alarm.cell, raised_at, entry.plan)
            desk = Desk(entry.plan, watch.take)
            continue
        if isinstance(entry, ActRecord) and isinstance(entry.act, AlarmAcknowledged):
            case = desk.alarm(entry.act.alarm)
            if case is not None:
                watch.begin_anew((case.latest.cell, *case.latest.also))
        follow(desk, entry)
    return watch.end(alarm.threshold)


class _Watch:
    """One cell under way, with the sheets that it lies among."""

    def __init__(self, cell: Cell, raised_at: SheetKey, plan: dict[str, float]) -> None:
        night = make_plan(plan).evidence().night()
        self._cell, self._spot = cell, spot_of(cell)
        self._raised_at = raised_at
        self._raised: list[tuple[int, float]] = [(0, 0.0)]
        self._exposures = Exposures(night.burst.length)
        self._lattice = Lattice(night, self._exposures)
        self._scores = Scores(night, self._exposures, self._lattice)
        self._points: list[tuple[int, float]] = []
        self._sheets = 0

    def take(self, facts: SheetFacts) -> None:
        if not facts.read:
            return
        where, at, before = circumstances(facts), len(self._exposures), len(self._points)
        self._exposures.take(where)
        self._sheets += self._cell.scanner in {"", facts.key.scanner}
        found = tuple(each for each in disagreements(facts) if self._concerns(each))
        if found:
            mine = any(self._spot.holds(each, where) for each in found)
            if mine:
                self._look(at, self._sheets - 1)
            self._lattice.note(cells_of(where, found), where.scanner, at)
            self._scores.disagree(where, found, at, set())
            if mine:
                self._look()
        if len(self._exposures) >= self._scores.due:
            self._scores.settle(set())
            self._look()
        if facts.key == self._raised_at:
            self._look()
            self._raised = [point for point in self._points[before:] if point[0] == self._sheets]

    def begin_anew(self, cells: Iterable[Cell]) -> None:
        spots: list[Spot] = [spot_of(cell) for cell in cells]
        if any(spot.meets(self._spot) for spot in spots):
            self._look()
            self._lattice.answer(spots, (), {})
            self._scores.answer(spots, ())
            self._look()

    def end(self, limit: float) -> Trace:
        self._look()
        raised = next((point for point in self._raised if point[1] >= limit), self._raised[-1])
        return Trace(self._cell, tuple(self._points), limit, raised, self._sheets)

    def _concerns(self, found: Disagreement) -> bool:
        """Say whether the cell's detectors look at it: on other scanners it is what is usual."""
        return found.kind is self._spot.kind and self._spot.position in {"", found.position}

    def _look(self, at: int | None = None, sheets: int | None = None) -> None:
        cut = window(self._exposures, len(self._exposures) if at is None else at)
        place = self._sheets if sheets is None else sheets
        self._points.append((place, self._scores.log_evidence(self._spot, cut)))
