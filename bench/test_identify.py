"""Naming layout and side of a placed page by its code row."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Placed
from qc_service.flow.lineup import Lineup
from qc_service.model.page import Identity


@pytest.mark.real
def test_identify(benchmark: BenchmarkFixture, lineup: Lineup, placed: Placed) -> None:
    identifier = lineup.identifiers[0]
    found = benchmark(identifier.identify, placed.page, placed.placement, lineup.layouts)
    assert isinstance(found, Identity)
    assert (found.layout, found.side) == (placed.layout.id, placed.side.name)
