"""A real HTTP server that answers as the test says: well, badly, elsewhere, late or not at all."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

HANG, CLOSE, DRIP = 0, -1, -2
"""Instead of a status: never answer, cut the line, or send a byte now and then for ever."""


@dataclass
class Receiver:
    """A running server: where it is, what it answers next, and what it was sent."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    taken: list[tuple[str, Message, bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def status(self) -> int:
        """Give the next status; the last one for ever."""
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    state = Receiver()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of lines that the other side cut."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        state = cast("_Server", self.server).state
        body = self.rfile.read(int(self.headers["Content-Length"]))
        state.taken.append((self.path, self.headers, body))
        status = state.status()
        if status > 0:
            self.send_response(status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif status == HANG:
            state.over.wait(30)
        elif status == DRIP:
            self._drip(state.over)
        self.close_connection = True

    def _drip(self, over: threading.Event) -> None:
        self.wfile.write(b"HTTP/1.1 200 ")
        while not over.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(*statuses: int, certificate: tuple[Path, Path] | None = None) -> Iterator[Receiver]:
    """Have a server that gives these statuses in turn, the last one for ever; 200 without any."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        scheme = "http"
        if certificate:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        url = f"{scheme}://127.0.0.1:{server.server_port}"
        server.state = Receiver(url, list(statuses) or [200])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.state
        finally:
            server.state.over.set()
            server.shutdown()
            thread.join()
