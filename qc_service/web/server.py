"""The web server: uvicorn in a thread of its own, beside the service's one loop."""

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from qc_service.adapters.address import split_address
from qc_service.model.errors import ExitCode, QcError

START_SECONDS = 10.0
"""Longest the server may take to start; it takes some milliseconds."""

STOP_SECONDS = 5.0
"""Longest stopping waits for answers under way; streams of updates end within half a second."""

BACKLOG = 128
"""Connections the kernel keeps waiting: every screen of a hall may connect again at once."""


class _Server(uvicorn.Server):
    """Tells when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class WebServer:
    """One web server; `start` and `stop` once each."""

    def __init__(self, app: Starlette, address: str) -> None:
        """Keep what to serve and where: HOST:PORT, port 0 for any free one."""
        self._app, self._wanted = app, address
        self._host, self._port = split_address(address)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Give the address for a browser; with the real port once started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/"

    def start(self) -> None:
        """Listen and answer. Raises QcError `web.*` where it cannot."""
        listener = self._listen()
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,  # the log of the service is one JSON object a line, and not of pages
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(STOP_SECONDS),
        )
        server = _Server(config)
        # A daemon: a browser that does not let go must not keep the service from ending.
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="qc-web", daemon=True
        )
        self._server, self._thread = server, thread
        thread.start()
        if not server.ready.wait(START_SECONDS):
            self.stop()
            raise QcError(
                "web.start",
                f"{self._wanted}: the web server did not start within {START_SECONDS:g} s",
                "Look at the log above; the page can be left out with an empty [service] web.",
                ExitCode.UNREACHABLE,
            )

    def stop(self) -> None:
        """End all streams, finish answers under way, and stop listening."""
        if self._server is None or self._thread is None:
            return
        self._app.state.closing.set()
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(STOP_SECONDS)
        self._server = self._thread = None

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family, backlog=BACKLOG)
        except OSError as error:
            raise QcError(
                "web.bind",
                f"{self._wanted}: cannot listen: {error.strerror or error}",
                "Another program may hold the port: name another in [service] web, or stop it.",
                ExitCode.UNREACHABLE,
            ) from error
