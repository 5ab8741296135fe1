"""Measuring the image itself and looking for marks outside targets."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Placed
from qc_service.flow.lineup import Lineup


@pytest.mark.real
def test_inspect(benchmark: BenchmarkFixture, lineup: Lineup, placed: Placed) -> None:
    inspector = lineup.inspectors[0]
    found = benchmark(inspector.inspect, placed.page, placed.layout, placed.side, placed.placement)
    assert found.measures
