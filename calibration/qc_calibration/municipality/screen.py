"""Shows how far the hall is: a live table, or a line now and then."""

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from qc_calibration.demo.watching import LINE_SECONDS, LINES, recorded
from qc_calibration.municipality.hall import HallScanner
from qc_calibration.municipality.words import say
from qc_service.adapters.board import Snapshot


class HallScreen:
    """The hall on a terminal (`live`), or as plain lines."""

    def __init__(self, language: str, below: Sequence[str], *, live: bool) -> None:
        """Prepare; nothing is shown yet. `below` are lines that stay below the table."""
        self._language, self._below = language, below
        self._said: list[str] = []
        self._next = 0.0
        self._live = Live(console=Console(), refresh_per_second=4) if live else None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live is not None:
            self._stack.enter_context(self._live)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state on the screen."""
        self._stack.close()

    def say(self, text: str) -> None:
        """Say one thing that happened."""
        self._said.append(text)
        if self._live is None:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def show(self, state: Snapshot | None, scanners: Sequence[HallScanner]) -> None:
        """Show how things stand."""
        sheets = recorded(state)
        if self._live is not None:
            self._live.update(self._table(state, scanners))
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + LINE_SECONDS
            for each in scanners:
                self.say(
                    say(
                        "line",
                        self._language,
                        scanner=each.name,
                        boxes=len(each.closed),
                        scanned=each.scanned,
                        recorded=sheets.get(each.name, 0),
                    )
                )

    def _table(self, state: Snapshot | None, scanners: Sequence[HallScanner]) -> Group:
        table = Table(title=say("title", self._language), title_justify="left")
        table.add_column(say("scanner", self._language))
        for name in ("boxes", "scanned", "recorded", "a-minute"):
            table.add_column(say(name, self._language), justify="right")
        sheets = recorded(state)
        pace = {view.scanner: view.per_minute for view in state.scanners} if state else {}
        for each in scanners:
            numbers = (each.scanned, sheets.get(each.name, 0), round(pace.get(each.name, 0.0)))
            boxes = f"{len(each.closed)} / {len(each.boxes)}"
            table.add_row(each.name, boxes, *map(str, numbers))
        below = (Text(line, style="cyan") for line in self._below)
        return Group(table, *below, *map(Text, self._said[-LINES:]))
