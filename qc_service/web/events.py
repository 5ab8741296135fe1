"""Live updates: server-sent events, at most two a second, and a sign of life in between."""

import asyncio
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


class Updates:
    """Makes the events of one page; what several browsers see is rendered once."""

    def __init__(self, board: Board, render: Callable[[], bytes], closing: Event) -> None:
        """Keep the board, what renders an update, and the event that ends every stream."""
        self._board, self._render, self._closing = board, render, closing
        self._version = -1
        self._made = float("-inf")
        self._event = b""

    async def stream(self) -> AsyncIterator[bytes]:
        """Give events until the service closes or the browser goes away."""
        yield f"retry: {RETRY_MS}\n\n".encode()
        now = asyncio.get_running_loop().time
        sent = b""
        while not self._closing.is_set():
            event = self._current(now())
            if event is not sent:
                sent = event
                yield event
            await asyncio.sleep(STEP_S)

    def _current(self, now: float) -> bytes:
        """Give the event for the board as it stands; a new one where it changed or grew old."""
        age = now - self._made
        if age >= HEARTBEAT_S or (age >= STEP_S and self._version != self._board.version):
            # Before it is rendered: what changes meanwhile makes the next update.
            version = self._version = self._board.version
            self._made = now
            # JSON has no line break outside its texts, and escapes those within.
            self._event = b"event: board\nid: %d\ndata: %b\n\n" % (version, self._render())
        return self._event
