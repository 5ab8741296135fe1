"""What the benches hand to each other: encoded images, placed pages, and a way to take turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from qc_service.model.layout import Layout, Side
from qc_service.model.page import Page, Placement


@dataclass(frozen=True)
class Shot:
    """One encoded image as the scanner wrote it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Placed:
    """A decoded page with its layout, side and place."""

    page: Page
    layout: Layout
    side: Side
    placement: Placement


PerDecode = Callable[[Callable[[], object], int], float]
"""Takes a call and how many events it handles; gives events for each decoding of a page."""

Sizes = tuple[int, int]
"""How many items a bench takes twice: some, and many."""

TURNS = 3
"""Turns of two sizes: each of the many takes seconds, and a median of three bears one disturbed."""


def growth(few: Callable[[], object], many: Callable[[], object], sizes: Sizes) -> float:
    """Give how many times as much one item of many costs as one of few; 1 where cost is linear."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for call, times in zip((few, many), spent, strict=True):
            begun = time.perf_counter()
            call()
            times.append(time.perf_counter() - begun)
    one_of_few, one_of_many = (median(times) / n for times, n in zip(spent, sizes, strict=True))
    return one_of_many / one_of_few
