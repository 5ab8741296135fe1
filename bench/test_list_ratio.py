"""Both sides of a one-list ballot, decoding included, take at most 1.8 times their decoding.

Timed in turns, sheet by sheet, each with its best round, as for pages of a timing-mark grid.
"""

import time
from collections import Counter

import cv2
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from qc_calibration.synth import Passage, draw_sheet
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.examine import examine
from qc_service.model.sheet import ImageHead, SheetKey, Submission

MOST = 1.8
ROUNDS, SHEETS = 25, 8


@pytest.fixture(scope="module")
def submissions() -> tuple[Submission, ...]:
    made = []
    lists = [one for one in load_lineup(Config()).layouts if one.id.startswith("kst-01-")]
    for number in range(SHEETS):
        layout = lists[number % len(lists)]
        sides = draw_sheet(layout, Passage(f"b{number}", 900 + number), settings={"copy": 0.0})
        images = tuple(side.encoded() for side in sides)
        heads = tuple(
            ImageHead(s.truth.image, "", len(d)) for s, d in zip(sides, images, strict=True)
        )
        made.append(Submission(SheetKey("S01", "", "", number), heads, images))
    return tuple(made)


def test_list_ratio(
    benchmark: BenchmarkFixture, submissions: tuple[Submission, ...], gate: bool
) -> None:
    lineup = load_lineup(Config())
    decoding: dict[int, list[float]] = {}
    reading: dict[int, list[float]] = {}
    stages: Counter[str] = Counter()
    for _ in range(ROUNDS if gate else 1):
        for number, submission in enumerate(submissions):
            began = time.perf_counter()
            for data in submission.images:
                cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
            between = time.perf_counter()
            examined = examine(lineup, submission, time.perf_counter)
            ended = time.perf_counter()
            assert not any(page.fault for page in examined.examination.pages)
            decoding.setdefault(number, []).append(between - began)
            reading.setdefault(number, []).append(ended - between)
            for elapsed in examined.elapsed_ms:
                stages.update(elapsed)
    ratio = sum(map(min, reading.values())) / sum(map(min, decoding.values()))
    whole = sum(stages.values())
    benchmark.extra_info["ratio to decoding"] = round(ratio, 3)
    benchmark.extra_info["share of time"] = {n: round(v / whole, 3) for n, v in stages.items()}
    benchmark(examine, lineup, submissions[0], time.perf_counter)
    if gate:
        assert ratio <= MOST
