"""Packing a sheet of two real images into frames, and checking it on the other side."""

import hashlib

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode, Shot
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.wire.messages import pack, unpack

LEAST_PER_DECODE = 50
"""Images are handed on, not copied, so a sheet's size must not matter."""


@pytest.mark.real
def test_wire(
    benchmark: BenchmarkFixture, shots: tuple[Shot, ...], per_decode: PerDecode, gate: bool
) -> None:
    heads = tuple(
        ImageHead(shot.name, hashlib.sha256(shot.data).hexdigest(), len(shot.data))
        for shot in shots[:2]
    )
    images = tuple(shot.data for shot in shots[:2])
    sent = Submission(SheetKey("S01", "night", "B1", 7), heads, images, b"{}")

    def there() -> object:
        return unpack(pack(sent))

    ratio = per_decode(there, 1)
    benchmark.extra_info["sheets for each decoding"] = round(ratio)
    assert benchmark(there) == sent
    if gate:
        assert ratio >= LEAST_PER_DECODE
