"""The web application: all pages and their updates, metrics, the state as JSON."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
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
from qc_service.adapters.board import Board, Snapshot, unnamed, veil
from qc_service.adapters.doorkeeper import Doorkeeper
from qc_service.model.events import Component
from qc_service.model.layout import Layout
from qc_service.model.words import LANGUAGES, Language
from qc_service.web.alarm_desk import AlarmDesk, to_wall
from qc_service.web.alarm_views import AlarmViews
from qc_service.web.archive import Archive, Sources
from qc_service.web.check_desk import CheckDesk, Office
from qc_service.web.deck_shelf import DeckShelf
from qc_service.web.door import Door
from qc_service.web.events import Updates, takes_gzip
from qc_service.web.headers import Headers
from qc_service.web.looks import LookLog
from qc_service.web.night_page import NightPage
from qc_service.web.rendering import SILENT_S, renderer
from qc_service.web.sheet_desk import SheetDesk
from qc_service.web.viewers import Viewers

STREAMS_MOST = 256
"""Browsers with live updates at one time: a hall, its phones and a press room. What they see is
rendered once for all of one language; each costs a connection."""

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Shown:
    """How the pages show: the language without a wish, and until when nothing is told by list.

    `open_from` is the embargo hour in seconds since 1970; `clock` gives now. `layouts` are drawn.
    `alpha` is the bound on false alarms of the night, `sources` where ledger, crops and decks are,
    `parts` what reads tonight.
    """

    language: Language = Language.NB
    open_from: float = 0.0
    layouts: tuple[Layout, ...] = ()
    clock: Callable[[], float] = time.time
    alpha: float = 0.05
    sources: Sources = field(default_factory=Sources)
    parts: tuple[Component, ...] = ()

    def asked(self, request: Request) -> Language:
        """Give the language that is asked for, or the one without a wish."""
        wanted = request.query_params.get("lang", "")
        return Language(wanted) if wanted in LANGUAGES else self.language

    def is_open(self) -> bool:
        """Say whether the embargo hour is past."""
        return self.clock() >= self.open_from


@dataclass(frozen=True)
class Staff:
    """Who can sign in, and what they work with."""

    keeper: Doorkeeper | None = None
    office: Office = field(default_factory=Office)


def make_app(
    board: Board,
    registry: CollectorRegistry,
    acts: ActQueue | None = None,
    shown: Shown | None = None,
    staff: Staff | None = None,
) -> Starlette:
    """Make the application. `app.state.closing` is an event that ends all streams of updates.

    `acts` is where people's acts go to be written; without it, and without `staff` who can sign in,
    the pages only show.
    """
    shown, staff = shown or Shown(), staff or Staff()
    asked = shown.asked
    door = Door(staff.keeper, acts, asked, board.has_confirmed)
    viewers = Viewers(door, shown.is_open)
    pages = _Pages(board, registry, shown, viewers)
    archive = Archive(shown.sources)
    views = AlarmViews(shown.layouts, shown.alpha)
    desks = (
        CheckDesk(board, door, staff.office, asked),
        AlarmDesk(board, door, viewers, archive, views, asked),
        SheetDesk(board, viewers, archive, LookLog(door), shown.layouts, asked),
        NightPage(board, viewers, archive, views, asked),
    )
    app = Starlette(
        routes=[
            Route("/", pages.hall),
            Route("/wall", pages.wall),
            Route("/scanners/{name:path}", pages.scanner),
            Route("/events", pages.hall_events),
            Route("/wall/events", pages.wall_events),
            Route("/api/state", pages.state),
            Route("/metrics", pages.metrics),
            Route("/healthz", pages.health),
            *door.routes,
            *(route for desk in desks for route in desk.routes),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Headers)],
        exception_handlers={HTTPException: pages.refused},
    )
    app.state.closing = pages.closing
    return app


class Seen(Enum):
    """What a stream of updates shows: the wall, the hall, or the hall with single ballots."""

    WALL = "wall"
    HALL = "hall"
    BALLOTS = "ballots"


class _Pages:
    """The answers; all from one board and one registry."""

    def __init__(
        self, board: Board, registry: CollectorRegistry, shown: Shown, viewers: Viewers
    ) -> None:
        self.closing = Event()
        self._board, self._registry, self._shown = board, registry, shown
        self._viewers = viewers
        self._updates = {
            (language, seen): Updates(board, partial(self._event, language, seen), self.closing)
            for language in Language
            for seen in Seen
        }
        self._streams = 0
        self._decks = DeckShelf(shown.sources.decks, shown.sources.ledger, shown.parts)

    async def hall(self, request: Request) -> Response:
        """Give the hall's page as it stands; readable without any script."""
        viewer = self._viewers.of(request)
        if viewer.wall_only:
            return to_wall(request)
        board = self._snapshot(named=viewer.sees_ballots)
        return HTMLResponse(renderer(self._shown.asked(request)).page(board))

    async def wall(self, request: Request) -> Response:
        """Give the page for a wall that everyone sees: nothing by list, nothing to press."""
        page = renderer(self._shown.asked(request)).page(veil(self._board.snapshot()), wall=True)
        return HTMLResponse(page)

    async def scanner(self, request: Request) -> Response:
        """Give the page of one scanner: where it differs, its images, its test decks."""
        if self._viewers.of(request).wall_only:
            return to_wall(request)
        name = request.path_params["name"]
        story = self._board.story(name)
        if story is None:
            return await self._waiting_scanner(request, name)
        # Who looks at the paper of its boxes must not find here what the machine said of them.
        checked = self._board.is_checked(name)
        if checked:
            story = msgspec.structs.replace(story, places=())
        decks = await self._decks.view(name)
        page = renderer(self._shown.asked(request)).scanner(
            self._snapshot(), name, story, self._shown.layouts, decks, checked=checked
        )
        return HTMLResponse(page)

    async def _waiting_scanner(self, request: Request, name: str) -> Response:
        """Give the page of a scanner without a ballot yet; a name that nothing knows has none.

        Before the count people look here how its test deck went.
        """
        decks, board = await self._decks.view(name), self._snapshot()
        known = {view.scanner for view in board.scanners}
        known |= {box.batch.scanner for box in board.boxes}
        # While decks are still being read, theirs may be the name.
        if not name or not (name in known or decks.last or decks.waiting):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        page = renderer(self._shown.asked(request)).waiting_scanner(board, name, decks)
        return HTMLResponse(page)

    async def hall_events(self, request: Request) -> Response:
        """Give live updates of the hall's page."""
        named = self._viewers.of(request, touched=False).sees_ballots
        return self._stream(request, Seen.BALLOTS if named else Seen.HALL)

    async def wall_events(self, request: Request) -> Response:
        """Give live updates of the wall's page."""
        return self._stream(request, Seen.WALL)

    def _snapshot(self, *, named: bool = False) -> Snapshot:
        """Give what may be shown at this hour; single ballots only to who may open them."""
        board = self._board.snapshot() if named else unnamed(self._board.snapshot())
        return board if self._shown.is_open() else veil(board)

    def _event(self, language: Language, seen: Seen) -> bytes:
        if seen is Seen.WALL:
            return renderer(language).event(veil(self._board.snapshot()), wall=True)
        return renderer(language).event(self._snapshot(named=seen is Seen.BALLOTS))

    def _stream(self, request: Request, seen: Seen) -> Response:
        if request.method == "HEAD":
            return Response(media_type=EVENT_STREAM)
        if self._streams >= STREAMS_MOST:
            return JSONResponse(
                {"code": "web.busy", "message": f"{STREAMS_MOST} browsers are watching already"},
                status_code=HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "10"},
            )
        updates = self._updates[self._shown.asked(request), seen]

        packed = takes_gzip(request.headers.get("accept-encoding", ""))
        headers = {"X-Accel-Buffering": "no", "Vary": "Accept-Encoding"}
        if packed:
            headers["Content-Encoding"] = "gzip"

        def may() -> bool:
            """Say whether it is still for them: who signs out is shown no ballots any more."""
            viewer = self._viewers.of(request, touched=False)
            return seen is not Seen.BALLOTS or viewer.sees_ballots

        return StreamingResponse(
            self._counted(updates.stream(packed=packed), may),
            media_type=EVENT_STREAM,
            headers=headers,
        )

    async def _counted(
        self, events: AsyncIterator[bytes], may: Callable[[], bool]
    ) -> AsyncIterator[bytes]:
        self._streams += 1
        try:
            async for event in events:
                if not may():
                    return
                yield event
        finally:
            self._streams -= 1

    async def state(self, request: Request) -> Response:
        """Give all the page shows, as JSON."""
        named = self._viewers.of(request, touched=False).sees_ballots
        board = self._snapshot(named=named)
        return Response(msgspec.json.encode(board), media_type="application/json")

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
            page = renderer(self._shown.asked(request)).missing()
            return HTMLResponse(page, status_code=status)
        detail = error.detail if isinstance(error, HTTPException) else str(error)
        return JSONResponse({"message": detail}, status_code=status, headers=headers)
