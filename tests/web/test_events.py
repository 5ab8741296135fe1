"""Live updates as they go over the wire: whole, and packed once for all who watch."""

import asyncio
import zlib
from collections.abc import Iterator
from threading import Event

import httpx
import pytest

from qc_service.adapters.metrics import Metrics
from qc_service.model.words import Language
from qc_service.web import events
from qc_service.web.app import make_app
from qc_service.web.events import GZIP_HEAD, Updates, pack, takes_gzip
from qc_service.web.rendering import renderer
from qc_service.web.server import WebServer
from web_big_hall import big_hall
from web_board import Clock, busy_board

MOST_BYTES = 12_000
"""An update of thirty scanners and 120 boxes over the wire: two a second for 200 browsers is what
one hall's network carries."""


@pytest.fixture
def server() -> Iterator[WebServer]:
    server = WebServer(make_app(busy_board(Clock()), Metrics().registry), "127.0.0.1:0")
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip, deflate, br, zstd", True),
        ("br, GZIP", True),
        ("gzip;q=0.5", True),
        ("gzip; q=0, br", False),
        ("gzip;q=0.000", False),
        ("gzip;q=1.0", True),
        ("gzip;q=10", True),
        ("identity", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_who_takes_gzip_says_so(accepted: str, *, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


def test_pieces_may_follow_each_other_in_any_order() -> None:
    pieces = [b"event: board\n" * 50, b"data: \xc3\xa6\n\n", b"event: board\n" * 50]
    for order in (pieces, pieces[::-1], pieces[1:] * 3):
        reading = zlib.decompressobj(wbits=31)
        assert reading.decompress(GZIP_HEAD) == b""
        # Each can be read at once: nothing waits for the next.
        assert [reading.decompress(pack(each)) for each in order] == order


@pytest.mark.parametrize(("asked", "coding"), [("gzip", "gzip"), ("identity", None)])
def test_a_stream_is_packed_for_who_takes_it(
    server: WebServer, asked: str, coding: str | None
) -> None:
    with httpx.stream(
        "GET", f"{server.address}events?lang=en", headers={"Accept-Encoding": asked}
    ) as answer:
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        lines = answer.iter_lines()
        assert next(lines) == "retry: 2000"
        assert next(line for line in lines if line.startswith("data: ")).endswith("}}")


def test_an_update_is_packed_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []

    def count(text: bytes) -> bytes:
        packed.append(text)
        return pack(text)

    monkeypatch.setattr(events, "pack", count)
    monkeypatch.setattr(events, "STEP_S", 0.01)
    board, closing, rendered = busy_board(Clock()), Event(), iter([b"1", b"2", b"3"])
    updates = Updates(board, lambda: next(rendered), closing)

    async def watch() -> list[bytes]:
        streams = [updates.stream(packed=True) for _ in range(3)]
        for stream in streams:
            await anext(stream)
        first = [await anext(stream) for stream in streams]
        board.credit({"hall-9": 16})
        await asyncio.sleep(0.02)
        second = [await anext(stream) for stream in streams]
        closing.set()
        for stream in streams:
            assert [each async for each in stream] == []
        return [*first, *second]

    told = asyncio.run(watch())
    assert (len(set(told[:3])), len(set(told[3:]))) == (1, 1)
    assert told[0] != told[3]
    assert [text[-4:] for text in packed if text.startswith(b"event")] == [b" 1\n\n", b" 2\n\n"]


@pytest.mark.parametrize("language", Language)
def test_an_update_of_a_large_hall_is_small(language: Language) -> None:
    board = big_hall(30, 120, alarms=2, away=1, wrong=3).snapshot()
    assert len(pack(renderer(language).event(board))) < MOST_BYTES
