"""A header can claim any size: what is too large for OpenCV is a fault before memory is taken."""

import struct
import zlib

import pytest

from qc_service.model.faults import Fault, FaultCode
from qc_service.reading.decode import decode


def png_that_claims(width: int, height: int) -> bytes:
    """Make a PNG whose header claims a size that its few bytes of pixels do not have."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(100))), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(("width", "height"), [(40_000, 40_000), (999_999, 2_000)])
def test_a_size_no_ballot_has_is_a_fault(width: int, height: int) -> None:
    fault = decode(png_that_claims(width, height))
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.UNDECODABLE
    assert "OpenCV refused" in fault.message
