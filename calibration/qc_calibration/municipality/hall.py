"""The hall's scanners: each takes box after box and leaves images and records in a folder."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from qc_calibration.municipality.drawing import images, laid_in_again, record, sheet_name
from qc_calibration.municipality.plan import STOP_AFTER, STOPPED, Box, label_toml

REST = 0.3
"""Seconds between the last sheet of a box and its closing: an operator's hand is slower."""


class HallScanner:
    """One scanner at work: box by box, sheet by sheet, at its pace."""

    def __init__(self, name: str, boxes: tuple[Box, ...], pool: Path, folder: Path) -> None:
        """Begin with nothing scanned; images are moved from `pool` to `folder`."""
        self.name, self.boxes = name, boxes
        self._pool, self._folder = pool, folder
        folder.mkdir(parents=True)
        self.scanned = 0
        self.closed: dict[str, int] = {}

    @property
    def wanted(self) -> int:
        """Give how many times a sheet is to pass."""
        return sum(len(_passages(box)) for box in self.boxes)

    def work(self, seconds: float, stop: Event, wait: Callable[[], bool]) -> None:
        """Scan all boxes within about that time; `wait` holds it back while it says so."""
        pace, began = seconds / self.wanted, time.monotonic()
        for box in self.boxes:
            into = self._folder / box.id
            into.mkdir()
            _label(into, box, None)
            for name in _passages(box):
                due = began + self.scanned * pace
                while stop.wait(max(0.0, due - time.monotonic())) or wait():
                    if stop.wait(pace):
                        return
                self._pass(box, name, into)
            if stop.wait(REST):
                return
            _label(into, box, len(_passages(box)))
            self.closed[box.id] = len(_passages(box))

    def _pass(self, box: Box, name: str, into: Path) -> None:
        for file in (*images(name), record(name)):
            (self._pool / box.id / file).replace(into / file)
        self.scanned += 1


def _passages(box: Box) -> list[str]:
    """Name the sheets in the order they pass: after the paper stop the last one passes again."""
    names = [sheet_name(box.id, number) for number in range(1, len(box.lists) + 1)]
    if box.id == STOPPED:
        names.insert(STOP_AFTER, laid_in_again(names[STOP_AFTER - 1]))
    return names


def _label(folder: Path, box: Box, sheets: int | None) -> None:
    made = folder / "box.toml.part"
    made.write_text(label_toml(box, sheets), encoding="utf-8")
    made.replace(folder / "box.toml")
