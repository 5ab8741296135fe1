"""Decoding one page and making its small copy."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Shot
from qc_service.model.page import Page
from qc_service.reading.decode import decode


@pytest.mark.real
def test_decode(benchmark: BenchmarkFixture, shot: Shot) -> None:
    assert isinstance(benchmark(decode, shot.data), Page)
