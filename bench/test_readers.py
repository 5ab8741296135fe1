"""Reading every oval and region of one page, by each reader in use."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Placed
from qc_service.flow.lineup import Lineup


@pytest.mark.real
@pytest.mark.parametrize("number", [0])
def test_readers(benchmark: BenchmarkFixture, lineup: Lineup, placed: Placed, number: int) -> None:
    reader = lineup.readers[number]
    benchmark.extra_info["reader"] = reader.name
    reading = benchmark(reader.read, placed.page, placed.layout, placed.side, placed.placement)
    assert len(reading.targets) == len(placed.side.targets)
