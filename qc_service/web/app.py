"""The web application: the page, its updates, the metrics and the state as JSON. Read-only."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from threading import Event

import msgspec
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.board import Board
from qc_service.web.events import Updates
from qc_service.web.headers import Headers
from qc_service.web.rendering import SILENT_S, Renderer

STREAMS_MOST = 64
"""Browsers with live updates at one time; each costs a connection and a rendering now and then."""

EVENT_STREAM = "text/event-stream"


def make_app(board: Board, registry: CollectorRegistry, acts: ActQueue | None = None) -> Starlette:
    """Make the application. `app.state.closing` is an event that ends all streams of updates.

    `acts` is where people's acts go to be written; without it the pages only show.
    """
    pages = _Pages(board, registry)
    app = Starlette(
        routes=[
            Route("/", pages.page),
            Route("/events", pages.events),
            Route("/api/state", pages.state),
            Route("/metrics", pages.metrics),
            Route("/healthz", pages.health),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Headers)],
        exception_handlers={HTTPException: pages.refused},
    )
    app.state.closing = pages.closing
    app.state.acts = acts
    return app


class _Pages:
    """The answers; all from one board and one registry."""

    def __init__(self, board: Board, registry: CollectorRegistry) -> None:
        self.closing = Event()
        self._board, self._registry = board, registry
        self._renderer = Renderer()
        self._updates = Updates(board, self._renderer, self.closing)
        self._streams = 0

    async def page(self, _request: Request) -> Response:
        """Give the page as it stands; readable without any script."""
        return HTMLResponse(self._renderer.page(self._board.snapshot()))

    async def events(self, request: Request) -> Response:
        """Give live updates."""
        if request.method == "HEAD":
            return Response(media_type=EVENT_STREAM)
        if self._streams >= STREAMS_MOST:
            return JSONResponse(
                {"code": "web.busy", "message": f"{STREAMS_MOST} browsers are watching already"},
                status_code=HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "10"},
            )
        return StreamingResponse(
            self._counted(), media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"}
        )

    async def _counted(self) -> AsyncIterator[bytes]:
        self._streams += 1
        try:
            async for event in self._updates.stream():
                yield event
        finally:
            self._streams -= 1

    async def state(self, _request: Request) -> Response:
        """Give all the page shows, as JSON."""
        return Response(msgspec.json.encode(self._board.snapshot()), media_type="application/json")

    async def metrics(self, request: Request) -> Response:
        """Give the metrics, in the text format that was asked for."""
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self._registry), headers={"Content-Type": kind})

    async def health(self, _request: Request) -> Response:
        """Say whether the service is alive: this thread may be, when its main loop hangs."""
        heard = self._board.snapshot().heard_s
        well = heard <= SILENT_S
        return JSONResponse(
            {"status": "ok" if well else "silent", "heard_s": round(heard, 1)},
            status_code=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE,
        )

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an address where nothing is, and a method that is not offered."""
        status = (
            error.status_code
            if isinstance(error, HTTPException)
            else HTTPStatus.INTERNAL_SERVER_ERROR
        )
        headers = error.headers if isinstance(error, HTTPException) else None
        if status == HTTPStatus.NOT_FOUND and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(self._renderer.missing(), status_code=status)
        detail = error.detail if isinstance(error, HTTPException) else str(error)
        return JSONResponse({"message": detail}, status_code=status, headers=headers)
