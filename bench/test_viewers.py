"""Two hundred viewers of the page at once cost less than a tenth of the line's throughput.

The same service takes the same sheets in turns with and without viewers; the gate is the median of
the ratios of neighbouring turns. Viewers run on the same machine, so their own work counts as cost.
"""

from pathlib import Path
from statistics import median

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture

from fakes.line import Line, submission
from fakes.running import configured, running, watching
from qc_service.service.bootstrap import EXAMINER
from shared import real_data

VIEWERS = 200
SHEETS = 60
ROUNDS = 5
LEAST_RATIO = 0.9


@pytest.mark.real
def test_viewers(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    fronts = sorted((real_data() / "m17").glob("*-front.jpg"))
    sheets = tuple(submission(number, (front,)) for number, front in enumerate(fronts, start=1))
    config = configured(tmp_path)
    config = replace(config, service=replace(config.service, web="127.0.0.1:0"))
    rounds, viewers, count = (ROUNDS, VIEWERS, SHEETS) if benchmark.enabled else (1, 4, 4)
    ratios = []
    with running(config, EXAMINER) as service:
        line = Line(service, sheets)
        line.seconds(count)
        for _ in range(rounds):
            alone = line.seconds(count)
            with watching(service.web, viewers):
                watched = line.seconds(count)
            ratios.append(alone / watched)
        benchmark.pedantic(line.seconds, (count,), rounds=1)  # type: ignore[no-untyped-call]
        service.kill()
    benchmark.extra_info["throughput with viewers to without"] = median(ratios)
    if benchmark.enabled:
        assert median(ratios) >= LEAST_RATIO
