"""How many sheets of one list, front and back, one core draws and encodes at 200 dpi (told only).

The forms are printed before: a run prints each once, whatever the number of sheets.
"""

import time

import cv2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from qc_calibration.synth import Passage, draw_sheet
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup

SHEETS = 10


@pytest.mark.parametrize("name", ["kst-01-H", "kst-02-H"])
def test_synth(benchmark: BenchmarkFixture, name: str) -> None:
    cv2.setNumThreads(1)
    layout = next(one for one in load_lineup(Config()).layouts if one.id == name)

    def sheets() -> int:
        drawn = (draw_sheet(layout, Passage("s", seed)) for seed in range(SHEETS))
        return sum(len(side.encoded()) for sides in drawn for side in sides)

    assert sheets() > 0
    assert benchmark(sheets) == sheets()
    began = time.perf_counter()
    sheets()
    took = time.perf_counter() - began
    benchmark.extra_info["sheets a second"] = round(SHEETS / took, 1)
