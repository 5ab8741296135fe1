"""The evidence of a night: one detector for each cell, alarms where one reaches its limit.

`docs/detection.md` has the formulae, the guarantee and its limits.
"""

import math
from collections import deque
from collections.abc import Iterator

from qc_service.detecting.facts import Place, SheetFacts
from qc_service.detecting.mixture import Mixture
from qc_service.detecting.plan import LEVELS, Plan
from qc_service.detecting.start import estimate_start
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import SheetKey

MEMORY = 200
"""Disagreements kept of each cell to estimate the start: older ones would not move the estimate."""

DECIMALS = 6
"""Logarithms come from the machine's own library; so rounded they are the same on every machine."""


class _CellState:
    """What one cell remembers; `exposures` counts up to its last disagreement."""

    def __init__(self, sums: tuple[float, ...]) -> None:
        self.sums = sums
        self.exposures = 0
        self.alarmed = False
        self.recent: deque[tuple[int, int]] = deque(maxlen=MEMORY)

    def state(self) -> tuple[object, ...]:
        return (self.sums, self.exposures, self.alarmed, tuple(self.recent))


class _Group:
    """Sheets of one scanner with the very same options read: one counter serves them all."""

    def __init__(self, read: tuple[Place, ...]) -> None:
        self.places = frozenset(read)
        self.sheets = 0


class _ScannerState:
    """The exposures of one scanner, kept so that an agreeing sheet moves two counters only."""

    def __init__(self) -> None:
        self.sheets = 0
        self.groups: dict[tuple[Place, ...], _Group] = {}
        self.abstained: dict[Place, int] = {}

    def take(self, facts: SheetFacts) -> None:
        self.sheets += 1
        group = self.groups.get(facts.read)
        if group is None:
            group = self.groups[facts.read] = _Group(facts.read)
        group.sheets += 1
        for place in facts.abstained:
            self.abstained[place] = self.abstained.get(place, 0) + 1

    def exposures(self, place: Place) -> int:
        read = 0
        for group in self.groups.values():
            if place in group.places:
                read += group.sheets
        return read - self.abstained.get(place, 0)

    def state(self) -> tuple[object, ...]:
        groups = sorted((list(group), what.sheets) for group, what in self.groups.items())
        return (self.sheets, groups, sorted(self.abstained.items()))


class Evidence:
    """Takes compared sheets in scan order and says where a scanner errs systematically.

    An agreeing sheet costs two counters, whatever the number of cells; a cell is made at its first
    disagreement, with all exposures since the start of the night.
    """

    def __init__(self, plan: Plan) -> None:
        """Begin a night under `plan`."""
        self._plan = plan
        self._scanner_mixture = Mixture(plan.baseline_scanner)
        self._option_mixture = Mixture(plan.baseline_option)
        self._scanners: dict[str, _ScannerState] = {}
        self._cells: dict[Cell, _CellState] = {}
        self._option_exposures = 0

    def update(self, facts: SheetFacts) -> tuple[AlarmRecord, ...]:
        """Take one compared sheet; give an alarm for each cell that reaches its limit with it.

        A cell alarms once. A sheet of which nothing could be read is no exposure.
        """
        if not facts.read:
            return ()
        scanner = self._scanners.setdefault(facts.key.scanner, _ScannerState())
        scanner.take(facts)
        self._option_exposures += len(facts.read) - len(facts.abstained)
        alarms = []
        for cell in _cells_of(facts):
            alarm = self._disagree(cell, scanner, facts.key)
            if alarm is not None:
                alarms.append(alarm)
        return tuple(alarms)

    def spent(self) -> float:
        """Give the budget used so far: the bound on false alarms up to now.

        It grows with exposures to `alpha` at the planned end; a longer night, more scanners or more
        options than planned take it beyond in proportion, and it shows here.
        """
        plan = self._plan
        planned = plan.scanners * plan.ballots_per_scanner
        sheets = 0
        for scanner in self._scanners.values():
            sheets += scanner.sheets
        return (plan.alpha / LEVELS) * (
            sheets / planned + self._option_exposures / (planned * plan.options)
        )

    def state(self) -> dict[str, object]:
        """Give the whole state as plain values in a fixed order, for the digest."""
        return {
            "cells": [
                ((cell.kind.value, cell.scanner, cell.contest, cell.option), what.state())
                for cell, what in sorted(self._cells.items())
            ],
            "scanners": [(name, what.state()) for name, what in sorted(self._scanners.items())],
            "option_exposures": self._option_exposures,
        }

    def _disagree(self, cell: Cell, scanner: _ScannerState, key: SheetKey) -> AlarmRecord | None:
        if cell.option:
            mixture, limit = self._option_mixture, self._plan.limit_option()
            baseline = self._plan.baseline_option
            exposures = scanner.exposures((cell.contest, cell.option))
        else:
            mixture, limit = self._scanner_mixture, self._plan.limit_scanner()
            baseline = self._plan.baseline_scanner
            exposures = scanner.sheets
        state = self._cells.get(cell)
        if state is None:
            state = self._cells[cell] = _CellState(mixture.start())
        agreed = exposures - state.exposures - 1
        state.sums = mixture.disagree(mixture.agree(state.sums, agreed))
        state.exposures = exposures
        state.recent.append((exposures, scanner.sheets))
        evidence = mixture.evidence(state.sums)
        if state.alarmed or evidence < limit:
            return None
        state.alarmed = True
        start = estimate_start(tuple(state.recent), baseline)
        return AlarmRecord(
            cell=cell,
            at=scanner.sheets,
            start=start.ordinal,
            wrong=start.wrong,
            seen=start.seen,
            log_evidence=round(math.log(evidence), DECIMALS),
            threshold=round(math.log(limit), DECIMALS),
            sheet=key,
        )


def _cells_of(facts: SheetFacts) -> Iterator[Cell]:
    """Give the cells that disagree on this sheet, each once: scanner cells, then option cells.

    An option counts only where it was read and not abstained on, as its exposures do.
    """
    scanner = facts.key.scanner
    for kind in sorted({kind for kind, _, _ in facts.wrong}):
        yield Cell(kind, scanner)
    open_places = set(facts.read) - set(facts.abstained)
    for kind, contest, option in sorted(set(facts.wrong)):
        if (contest, option) in open_places:
            yield Cell(kind, scanner, contest, option)
