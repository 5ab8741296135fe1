"""One page, decoding included, takes at most 1.6 times the decoding of the same JPEG.

Both are timed in turns, page by page; each page counts with its best round, so that what else the
machine does falls out, and the gate is the ratio of the sums over all pages.
"""

import hashlib
import time
from collections import Counter

import cv2
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Shot
from qc_service.flow.lineup import Lineup
from qc_service.flow.reread import reread_page

MOST = 1.6
ROUNDS = 25


@pytest.mark.real
def test_page_ratio(
    benchmark: BenchmarkFixture, lineup: Lineup, shots: tuple[Shot, ...], gate: bool
) -> None:
    decoding: dict[str, list[float]] = {shot.name: [] for shot in shots}
    rereading: dict[str, list[float]] = {shot.name: [] for shot in shots}
    stages: Counter[str] = Counter()
    for _ in range(ROUNDS if gate else 1):
        for shot in shots:
            encoded = np.frombuffer(shot.data, np.uint8)
            began = time.perf_counter()
            cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
            between = time.perf_counter()
            reread, elapsed = reread_page(lineup, shot.name, shot.data, time.perf_counter)
            ended = time.perf_counter()
            assert reread.fault is None
            decoding[shot.name].append(between - began)
            rereading[shot.name].append(ended - between)
            stages.update(elapsed)
    best = sum(min(times) for times in decoding.values())
    ratio = sum(min(times) for times in rereading.values()) / best
    whole = sum(stages.values())
    benchmark.extra_info["ratio to decoding"] = round(ratio, 3)
    benchmark.extra_info["share of time"] = {n: round(v / whole, 3) for n, v in stages.items()}
    benchmark(reread_page, lineup, shots[0].name, shots[0].data, time.perf_counter)
    if gate:
        assert ratio <= MOST


@pytest.mark.real
def test_digest(benchmark: BenchmarkFixture, shot: Shot) -> None:
    """The sender's SHA-256 is checked besides: told here, as it is no part of reading a page."""
    assert len(benchmark(lambda: hashlib.sha256(shot.data).hexdigest())) == 64
