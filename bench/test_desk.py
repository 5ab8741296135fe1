"""The desk: one writer for a whole night, so it must never be what the workers wait for."""

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode
from nights import sheet
from qc_service.adapters.config import PlanSection
from qc_service.flow.desk import Desk

SHEETS = 500

LEAST_PER_DECODE = 40
"""Sheets for each page decoded: one desk keeps up with eighty cores that only decode fronts."""


@pytest.mark.real
def test_desk(benchmark: BenchmarkFixture, per_decode: PerDecode, gate: bool) -> None:
    plan = msgspec.to_builtins(PlanSection())
    night = [sheet(number, wrong=number % 50 == 0) for number in range(1, SHEETS + 1)]

    def handle() -> Desk:
        desk = Desk(plan)
        for record in night:
            desk.handle(record)
        return desk

    ratio = per_decode(handle, SHEETS)
    benchmark.extra_info["sheets for each decoding"] = round(ratio)
    desk = benchmark(handle)
    assert desk.digest() == handle().digest()
    if gate:
        assert ratio >= LEAST_PER_DECODE
