"""The whole line over loopback reaches at least 70 % of the same processes calling `examine` alone.

Both run real sheets, front and back, of about 1.1 MB; the measures alternate, so that what else the
machine does falls on both, and the median of their ratios is the gate.
"""

from pathlib import Path
from statistics import median

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture

from fakes.line import Alone, Line, submission
from fakes.running import configured, running
from qc_service.adapters.config import Config, ReadingSection
from qc_service.adapters.layout_files import write_layout
from qc_service.adapters.plugin_loading import importers
from qc_service.model.sheet import Submission
from qc_service.service.bootstrap import EXAMINER
from shared import real_data

WORKERS = 2
SHEETS = 40
ROUNDS = 5
LEAST_RATIO = 0.70


@pytest.fixture
def sheets() -> tuple[Submission, ...]:
    fronts = sorted((real_data() / "m17").glob("*-front.jpg"))
    return tuple(
        submission(number, (front, front.with_name(front.name.replace("front", "back"))))
        for number, front in enumerate(fronts, start=1)
    )


@pytest.fixture
def config(tmp_path: Path) -> Config:
    source = real_data() / "m17" / "election.json"
    layouts = tmp_path / "layouts"
    layouts.mkdir()
    for importer in importers(Config()):
        for layout in importer.convert(source.read_bytes(), source.name):
            write_layout(layout, layouts)
    return replace(configured(tmp_path), reading=ReadingSection(layouts=str(layouts)))


@pytest.mark.real
def test_line(benchmark: BenchmarkFixture, config: Config, sheets: tuple[Submission, ...]) -> None:
    alone = Alone(EXAMINER, config, sheets, WORKERS)
    rounds = ROUNDS if benchmark.enabled else 1
    with running(config, EXAMINER) as service:
        line = Line(service, sheets)
        line.seconds(2 * WORKERS)
        pairs = [(alone.seconds(SHEETS), line.seconds(SHEETS)) for _ in range(rounds)]
        alone.close()
        benchmark.pedantic(line.seconds, (SHEETS,), rounds=1)  # type: ignore[no-untyped-call]
        service.kill()
    ratio = median(by_itself / through for by_itself, through in pairs)
    benchmark.extra_info["ratio to examine alone"] = ratio
    benchmark.extra_info["sheets a second"] = SHEETS / median(through for _, through in pairs)
    if benchmark.enabled:
        assert ratio >= LEAST_RATIO
