"""A small file that unpacks to a huge image is refused before it costs memory."""

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

from qc_service.cli.main import MOST_PIXELS

SIDE = 12_000


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def white_png() -> bytes:
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * SIDE
    packed = b"".join(packer.compress(row) for _ in range(SIDE)) + packer.flush()
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_an_image_of_too_many_pixels_is_a_fault(tmp_path: Path) -> None:
    assert SIDE * SIDE > MOST_PIXELS
    (tmp_path / "huge.png").write_bytes(white_png())
    qc = Path(sys.executable).with_name("qc")
    done = subprocess.run(
        [qc, "read", "--json", tmp_path / "huge.png"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["fault"]["code"] == "undecodable"
