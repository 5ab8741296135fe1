"""Asks the service how it is getting on, and shows it: a live table, or a line now and then."""

import http.client
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

import msgspec
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from qc_calibration.demo.scanner import Scanner
from qc_service.adapters.board import ScannerView, Snapshot
from qc_service.flow.advice import title
from qc_service.model.events import AlarmRecord

ANSWER_SECONDS = 2.0
"""Longest wait for an answer; a busy machine takes a tenth of it."""

LINE_SECONDS = 10.0
"""Pause between two lines of progress without a live table."""


LINES = 8
"""Lines of events below the table: with it they fit on the smallest terminal."""


class Screen(Protocol):
    """Something that shows how far the night is."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the screen in order."""

    def say(self, text: str) -> None:
        """Say one thing that happened."""

    def show(self, state: Snapshot | None, scanners: Sequence[Scanner]) -> None:
        """Show how things stand."""


def ask_state(page: str) -> Snapshot | None:
    """Give the service's state as its page has it; None where it does not answer in time."""
    place = urlsplit(page)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=ANSWER_SECONDS)
    try:
        line.request("GET", "/api/state")
        return msgspec.json.decode(line.getresponse().read(), type=Snapshot)
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        return None
    finally:
        line.close()


def recorded(state: Snapshot | None) -> dict[str, int]:
    """Give how many sheets of each scanner have their record."""
    return {view.scanner: view.sheets for view in state.scanners} if state is not None else {}


class Lines:
    """Progress as plain lines, for logs and machines without a screen."""

    def __init__(self) -> None:
        """Begin at once."""
        self._next = 0.0

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to leave."""

    def say(self, text: str) -> None:
        """Write one line."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def show(self, state: Snapshot | None, scanners: Sequence[Scanner]) -> None:
        """Write how things stand, now and then."""
        if state is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LINE_SECONDS
        for view, scanned in _views(state, scanners):
            self.say(
                f"{view.scanner}: {scanned} scanned, {view.sheets} recorded, "
                f"{view.per_minute:.0f} a minute, {view.differing} differing, "
                f"{view.unsure} unsure, alarms: {len(view.alarms)}"
            )


class LiveTable:
    """Progress as a table that stays in its place, with what happened below it."""

    def __init__(self, page: str) -> None:
        """Prepare for a terminal."""
        self._page, self._said = page, list[str]()
        self._live = Live(console=Console(), refresh_per_second=4)

    def __enter__(self) -> Self:
        """Begin to show."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state on the screen."""
        self._live.stop()

    def say(self, text: str) -> None:
        """Add one line below the table."""
        self._said.append(text)

    def show(self, state: Snapshot | None, scanners: Sequence[Scanner]) -> None:
        """Bring the table up to date."""
        if state is None:
            return
        table = Table(title="A small count night", title_justify="left")
        table.add_column("scanner")
        for heading in ("scanned", "recorded", "a minute", "differences", "unsure", "faults"):
            table.add_column(heading, justify="right")
        table.add_column("alarms")
        for view, scanned in _views(state, scanners):
            texts = alarm_text(view)
            more = f" (+ {len(texts) - 1} about single options)" if len(texts) > 1 else ""
            alarms = texts[0] + more if texts else "none"
            style = "bold red" if view.alarms else ""
            numbers = (scanned, view.sheets, round(view.per_minute), view.differing)
            table.add_row(
                view.scanner,
                *map(str, (*numbers, view.unsure, view.faulty)),
                Text(alarms, style=style),
            )
        page = Text(f"the page, live: {self._page}", style="cyan")
        self._live.update(Group(table, page, *map(Text, self._said[-LINES:])))


def alarm_text(view: ScannerView) -> list[str]:
    """Give a scanner's standing alarms as few words, those of the scanner as a whole first."""
    return [
        f"{alarm.cell.text()} since about sheet {alarm.start} (sheet {alarm.at})"
        for alarm in _widest_first(view)
    ]


def alarm_sentences(view: ScannerView) -> list[str]:
    """Give the same as a sentence for each, for whoever has not seen an alarm before."""
    return [
        f"{title(alarm.cell, 'en')}; since about its sheet {alarm.start}, told at sheet {alarm.at}"
        for alarm in _widest_first(view)
    ]


def _widest_first(view: ScannerView) -> list[AlarmRecord]:
    return sorted(view.alarms, key=lambda alarm: (bool(alarm.cell.option), alarm.at))


def _views(state: Snapshot, scanners: Sequence[Scanner]) -> list[tuple[ScannerView, int]]:
    scanned = {scanner.name: scanner.scanned for scanner in scanners}
    return [(view, scanned.get(view.scanner, 0)) for view in state.scanners]
