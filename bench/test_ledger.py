"""A group of sheets onto the disk: canonical bytes, chain and commit. The disk sets the pace."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode
from nights import GENESIS, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.recording.canonical import encode_entry
from qc_service.recording.chain import GENESIS_PREVIOUS, SALT_BYTES, leaf, link, seal
from qc_service.recording.public import public_part

GROUP = 50
"""Rows of one commit under load."""

LEAST_PER_DECODE = 40
"""Rows encoded and chained for each page decoded; the disk itself is told, not judged."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.sqlite", GENESIS) as made:
        yield made


def test_ledger(benchmark: BenchmarkFixture, ledger: Ledger) -> None:
    numbers = count(1)

    def commit() -> None:
        ledger.append([sheet(next(numbers)) for _ in range(GROUP)])

    benchmark(commit)
    report = ledger.verify()
    assert report.rows == next(numbers)


@pytest.mark.real
def test_chain(benchmark: BenchmarkFixture, per_decode: PerDecode, gate: bool) -> None:
    rows = [sheet(number) for number in range(1, GROUP + 1)]

    def chain() -> bytes:
        # All but the salt, which is another each time.
        previous = GENESIS_PREVIOUS
        for row in rows:
            sealed = seal(bytes(SALT_BYTES), encode_entry(row))
            previous = link(previous, leaf(sealed, public_part(row)))
        return previous

    ratio = per_decode(chain, GROUP)
    benchmark.extra_info["rows for each decoding"] = round(ratio)
    assert benchmark(chain) == chain()
    if gate:
        assert ratio >= LEAST_PER_DECODE
