"""Turning one page's scores into verdicts, and a sheet's verdicts into votes."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode, Placed
from qc_service.comparing.interpret import interpret
from qc_service.comparing.judge import judge_page
from qc_service.flow.lineup import Lineup

LEAST_PER_DECODE = 25
"""Verdicts are arithmetic on some dozen numbers: not worth a twenty-fifth of a decoding."""


@pytest.mark.real
def test_judge(
    benchmark: BenchmarkFixture,
    lineup: Lineup,
    placed: Placed,
    per_decode: PerDecode,
    gate: bool,
) -> None:
    reading = lineup.readers[0].read(placed.page, placed.layout, placed.side, placed.placement)

    def judge() -> object:
        return interpret(placed.layout, judge_page(reading, placed.side, lineup.profile))

    ratio = per_decode(judge, 1)
    benchmark.extra_info["pages for each decoding"] = round(ratio)
    assert benchmark(judge)
    if gate:
        assert ratio >= LEAST_PER_DECODE
