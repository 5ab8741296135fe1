"""Draws the night's ballots before it, in as many processes as the machine has cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import msgspec
import numpy as np

from qc_calibration.municipality.plan import ELECTION, STOP_AFTER, STOPPED, Box, taken_for
from qc_calibration.municipality.reporting import record_json, report
from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth.drawing import Passage
from qc_calibration.synth.sheets import draw_sheet
from qc_calibration.synth.writing import write_images
from qc_service.model.layout import Layout
from qc_service.model.units import Grey

SETTINGS = {"copy": 0.0, "tear": 0.0, "crossed": False}
"""Left out of a night of a few hundred sheets: they are one in some thousand."""

LAID_IN_AGAIN = "igjen"
"""The end of the name of a sheet's images that were scanned a second time."""

SHIFT = 3
"""Pixels by which a sheet lies elsewhere when it is laid in again."""

PAUSE = 0.5
"""Seconds between two looks at whether drawing is still wanted."""


@dataclass(frozen=True)
class Task:
    """One sheet to draw: where it is scanned, its number there, its list and what it is taken for.

    `seed` is its number of the whole night.
    """

    scanner: str
    box: str
    number: int
    code: str
    said: str
    seed: int


def tasks(boxes: Sequence[Box], seed: int) -> tuple[Task, ...]:
    """Give the sheets of all boxes; every one has a seed, and so a printed number, of its own."""
    wanted = [
        (box.batch.scanner, box.id, number, code, said)
        for box in boxes
        for number, (code, said) in enumerate(zip(box.lists, taken_for(box), strict=True), start=1)
    ]
    return tuple(
        Task(*ballot, seed=seed * 1_000_003 + place) for place, ballot in enumerate(wanted)
    )


def draw_all(wanted: Sequence[Task], pool: Path, told: Callable[[int], None]) -> None:
    """Draw all sheets into `pool`, a folder for each box; `told` hears how many there are.

    What `told` raises ends the drawing.
    """
    for box in {task.box for task in wanted}:
        (pool / box).mkdir(parents=True)
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (str(pool),)) as hands:
        drawing = [hands.submit(_draw, task) for task in wanted]
        try:
            for count, done in enumerate(as_completed(drawing), start=1):
                done.result()
                told(count)
        except BaseException:
            hands.shutdown(cancel_futures=True)
            raise


_pool = Path()
_layouts: dict[str, Layout] = {}


def _begin(pool: str) -> None:
    """Prepare a process: one thread, and the layouts by their list's code."""
    global _pool  # noqa: PLW0603 - what a process of the pool knows is set once, at its start
    _pool = Path(pool)
    cv2.setNumThreads(1)
    _layouts.update({one.style: one for one in shipped_layouts() if one.election == ELECTION})


def _draw(task: Task) -> None:
    folder, name = _pool / task.box, sheet_name(task.box, task.number)
    layout = _layouts[task.code]
    sides = draw_sheet(layout, Passage(name, task.seed), settings=SETTINGS)
    write_images(sides, folder)
    truths = tuple(side.truth for side in sides)
    said = report(name, task.said, task.scanner, layout, truths)
    (folder / record(name)).write_bytes(record_json(said, layout))
    if (task.box, task.number) == (STOPPED, STOP_AFTER):
        again = laid_in_again(name)
        for old, new in zip(images(name), images(again), strict=True):
            (folder / new).write_bytes(_again(folder / old))
        said = msgspec.structs.replace(said, record=again, images=images(again))
        (folder / record(again)).write_bytes(record_json(said, layout))


def sheet_name(box: str, number: int) -> str:
    """Name a sheet as a scanner does: its box, and its number in it."""
    return f"{box}-{number:04}"


def laid_in_again(name: str) -> str:
    """Name the second passage of a sheet."""
    return f"{name}-{LAID_IN_AGAIN}"


def images(name: str) -> tuple[str, str]:
    """Name a sheet's images, front and back."""
    return f"{name}-front.jpg", f"{name}-back.jpg"


def record(name: str) -> str:
    """Name the scanner's record of a sheet."""
    return f"{name}.json"


def _again(image: Path) -> bytes:
    """Scan the same paper once more: it lies elsewhere, and the lamp is a little warmer."""
    pixels: Grey = np.asarray(cv2.imread(str(image), cv2.IMREAD_GRAYSCALE), np.uint8)
    moved = np.roll(pixels, (SHIFT, -SHIFT), axis=(0, 1))
    lighter = np.clip(moved.astype(np.int16) + 2, 0, 255).astype(np.uint8)
    _, encoded = cv2.imencode(".jpg", lighter, [cv2.IMWRITE_JPEG_QUALITY, 82])
    return encoded.tobytes()
