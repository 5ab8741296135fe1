"""What all benches share: the real m17 pages, the shipped plugins, and ratios within one run.

Absolute times depend on the machine and on what else it does; a ratio of two things measured in
turns does not. `--gate` (as `make bench` gives it) makes a missed ratio a failure.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pytest

from benching import PerDecode, Placed, Shot
from qc_service.adapters.config import Config, ReadingSection
from qc_service.adapters.layout_files import write_layout
from qc_service.adapters.plugin_loading import importers, load_lineup
from qc_service.flow.lineup import Lineup
from qc_service.model.page import Identity, Page, Placement
from qc_service.reading.decode import decode
from shared import real_data

ROUNDS = 9
"""Turns of a ratio: the median of nine bears four that were disturbed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--gate", action="store_true", help="fail where a ratio misses its bar")


@pytest.fixture(scope="session")
def gate(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--gate"))


@pytest.fixture(autouse=True)
def _single_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


@pytest.fixture(scope="session")
def shots() -> tuple[Shot, ...]:
    found = sorted((real_data() / "m17").glob("*.jpg"))
    return tuple(Shot(path.name, path.read_bytes()) for path in found)


@pytest.fixture(scope="session")
def shot(shots: tuple[Shot, ...]) -> Shot:
    """Give the front of the first sheet: 32 ovals, the fuller side."""
    return next(one for one in shots if "front" in one.name)


@pytest.fixture(scope="session")
def lineup(tmp_path_factory: pytest.TempPathFactory) -> Lineup:
    layouts: Path = tmp_path_factory.mktemp("layouts")
    source = real_data() / "m17" / "election.json"
    for importer in importers(Config()):
        for layout in importer.convert(source.read_bytes(), source.name):
            write_layout(layout, layouts)
    return load_lineup(Config(reading=ReadingSection(layouts=str(layouts))))


@pytest.fixture(scope="session")
def placed(lineup: Lineup, shot: Shot) -> Placed:
    page = decode(shot.data)
    assert isinstance(page, Page)
    family = lineup.layouts[0]
    placement = lineup.locators[0].locate(page, family.fiducials, family.paper)
    assert isinstance(placement, Placement)
    identity = lineup.identifiers[0].identify(page, placement, lineup.layouts)
    assert isinstance(identity, Identity)
    layout = next(one for one in lineup.layouts if one.id == identity.layout)
    side = next(one for one in layout.sides if one.name == identity.side)
    return Placed(page, layout, side, placement)


@pytest.fixture(scope="session")
def per_decode(shot: Shot, gate: bool) -> PerDecode:
    """Measure in turns with the decoding of one page; once where nothing is judged."""
    encoded = np.frombuffer(shot.data, np.uint8)

    def measure(call: Callable[[], object], events: int) -> float:
        ratios = []
        for _ in range(ROUNDS if gate else 1):
            began = time.perf_counter()
            cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
            between = time.perf_counter()
            call()
            ended = time.perf_counter()
            ratios.append((between - began) / (ended - between) * events)
        return median(ratios)

    return measure


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Time the page ratio first, with the heap of a fresh process.

    Large blocks freed before raise glibc's mmap threshold: decoding then finds its memory without
    page faults, in two thirds of the time, and the ratio to it grows though no page is slower.
    """
    items.sort(key=lambda item: item.path.name != "test_page_ratio.py")
