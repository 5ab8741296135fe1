"""Finding the frame of timing marks on one page."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode, Placed
from qc_service.flow.lineup import Lineup
from qc_service.model.page import Placement

LEAST_PER_DECODE = 2
"""Locating takes less than half a decoding, or a page cannot keep to its 1.6."""


@pytest.mark.real
def test_locate(
    benchmark: BenchmarkFixture,
    lineup: Lineup,
    placed: Placed,
    per_decode: PerDecode,
    gate: bool,
) -> None:
    locator = lineup.locators[0]

    def locate() -> object:
        return locator.locate(placed.page, placed.layout.fiducials, placed.layout.paper)

    ratio = per_decode(locate, 1)
    benchmark.extra_info["pages for each decoding"] = round(ratio, 2)
    assert isinstance(benchmark(locate), Placement)
    if gate:
        assert ratio >= LEAST_PER_DECODE
