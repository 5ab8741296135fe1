"""Live updates: server-sent events, at most two a second, and a sign of life in between.

A hall of thirty scanners makes an event of sixty kilobytes, of which a tenth is left when it is
packed. An event is packed once for all who watch: as whole blocks of deflate that look back at
nothing, which may follow each other in any stream (RFC 1951, section 3.2).
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from threading import Event

from qc_service.adapters.board import Board

STEP_S = 0.5
"""Updates come at most this often: quicker than that nobody reads."""

HEARTBEAT_S = 5.0
"""Without a change the figures are sent again after this long: rates fall, and silence would say
nothing about whether we are still here. `page.js` waits twice as long before it says so."""

RETRY_MS = 2000
"""How long a browser waits before it connects again."""


GZIP_HEAD = b"\x1f\x8b\x08" + b"\0" * 6 + b"\xff"
"""The head of a gzip stream (RFC 1952): deflate, no name, no time."""


def takes_gzip(accepted: str) -> bool:
    """Say whether an `Accept-Encoding` header takes gzip."""
    for each in accepted.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";")
        if name == "gzip":
            return weight.rstrip("0") not in {"q=", "q=0."}
    return False


def pack(text: bytes) -> bytes:
    """Pack a piece of a stream so that any other packed piece may come before or after it."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(text) + packing.flush(zlib.Z_FULL_FLUSH)


class Updates:
    """Makes the events of one page; what several browsers see is rendered once."""

    def __init__(self, board: Board, render: Callable[[], bytes], closing: Event) -> None:
        """Keep the board, what renders an update, and the event that ends every stream."""
        self._board, self._render, self._closing = board, render, closing
        self._version = -1
        self._made = float("-inf")
        self._event = self._packed = b""

    async def stream(self, *, packed: bool = False) -> AsyncIterator[bytes]:
        """Give events until the service closes or the browser goes away; `packed` as gzip."""
        first = f"retry: {RETRY_MS}\n\n".encode()
        yield GZIP_HEAD + pack(first) if packed else first
        now = asyncio.get_running_loop().time
        sent = b""
        while not self._closing.is_set():
            event = self._current(now())
            if event is not sent:
                sent = event
                yield self._in_pack() if packed else event
            await asyncio.sleep(STEP_S)

    def _current(self, now: float) -> bytes:
        """Give the event for the board as it stands; a new one where it changed or grew old."""
        age = now - self._made
        if age >= HEARTBEAT_S or (age >= STEP_S and self._version != self._board.version):
            # Before it is rendered: what changes meanwhile makes the next update.
            version = self._version = self._board.version
            self._made = now
            # JSON has no line break outside its texts, and escapes those within.
            self._packed = b""
            self._event = b"event: board\nid: %d\ndata: %b\n\n" % (version, self._render())
        return self._event

    def _in_pack(self) -> bytes:
        """Give the same event packed, which is done once."""
        self._packed = self._packed or pack(self._event)
        return self._packed
