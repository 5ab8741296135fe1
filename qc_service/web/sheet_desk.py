"""The page of one sheet, and the pictures of its disputed fields: for those who check paper."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qc_service.adapters.board import Board
from qc_service.adapters.doorkeeper import Session
from qc_service.model.acts import Refusal
from qc_service.model.errors import QcError
from qc_service.model.events import SheetRecord
from qc_service.model.layout import Layout
from qc_service.model.sheet import SheetKey
from qc_service.model.words import Language
from qc_service.web.addresses import CROPS, SHEETS, asked_sheet, sheet_address
from qc_service.web.alarm_desk import pictures_of, to_wall
from qc_service.web.archive import Archive
from qc_service.web.looks import LookLog
from qc_service.web.rendering import renderer
from qc_service.web.sheet_drawings import drawing, field_rows, sheet_titles
from qc_service.web.viewers import Viewer, Viewers

LOOKED_AT_SHEET = "sheet"
"""What the ledger says of a look at a sheet's page; of a picture it names the field."""

ZOOMS = ("1", "2", "3")
"""How many times as wide as the page a drawing may be."""


class SheetDesk:
    """The pages of single sheets."""

    def __init__(
        self,
        board: Board,
        viewers: Viewers,
        archive: Archive,
        looks: LookLog,
        layouts: Sequence[Layout],
        language: Callable[[Request], Language],
    ) -> None:
        """Keep who looks, where records are, and where looks are written down."""
        self._board, self._viewers, self._archive, self._looks = board, viewers, archive, looks
        self._layouts, self._language = layouts, language
        self.routes = [
            Route(SHEETS + "{rest:path}", self.sheet),
            Route(CROPS + "{rest:path}", self.crop),
        ]

    async def sheet(self, request: Request) -> Response:
        """Give one sheet as it was read; every look is an act in the ledger."""
        viewer = self._viewers.of(request)
        session = viewer.session
        if viewer.wall_only:
            return to_wall(request)
        if session is None and viewer.can_sign_in:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            query = urlencode({"next": here, "lang": self._language(request).value})
            return RedirectResponse(f"/sign-in?{query}", HTTPStatus.SEE_OTHER)
        if session is None or not viewer.sees_ballots:
            return self._kept_back(request, viewer, "sheet-not-for-you", HTTPStatus.FORBIDDEN)
        key, _ = _asked(request)
        if key.batch in self._board.under_check:
            return self._kept_back(request, viewer, "sheet-under-check", HTTPStatus.CONFLICT)
        record = await self._record(key)
        refusal = await self._looks.seen(session, key, LOOKED_AT_SHEET)
        if refusal is not None:
            return self._kept_back(request, viewer, "", HTTPStatus.CONFLICT, refusal)
        return await self._page(request, viewer, record)

    async def crop(self, request: Request) -> Response:
        """Give one picture of a field that differs, once the look is in the ledger."""
        viewer = self._viewers.of(request)
        key, sha256 = _asked(request)
        session = self._allowed(viewer, key)
        examination = (await self._record(key)).examination
        kept = next((each for each in examination.crops if each.sha256 == sha256), None)
        picture = await self._archive.crop(sha256) if kept is not None else None
        if kept is None or picture is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        what = f"{kept.contest}/{kept.option}".strip("/")
        refusal = await self._looks.seen(session, key, what)
        if refusal is not None:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, refusal.message)
        return Response(picture, media_type="image/png")

    def _allowed(self, viewer: Viewer, key: SheetKey) -> Session:
        """Give the session of somebody who may see a sheet now. Raises HTTPException."""
        if viewer.session is None:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "sign in first")
        if not viewer.sees_ballots:
            raise HTTPException(HTTPStatus.FORBIDDEN, "this is not for your role")
        if key.batch in self._board.under_check:
            raise HTTPException(HTTPStatus.CONFLICT, "the box is being checked")
        return viewer.session

    async def _record(self, key: SheetKey) -> SheetRecord:
        try:
            record = (await self._archive.records([key])).get(key)
        except QcError as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, error.message) from error
        if record is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return record

    async def _page(self, request: Request, viewer: Viewer, record: SheetRecord) -> Response:
        examination = record.examination
        key = examination.key
        zoom = request.query_params.get("zoom", "")
        beside = [replace(key, sequence=key.sequence + step) for step in (-1, 1)]
        there = await self._archive.records([each for each in beside if each.sequence >= 0])
        page = renderer(self._language(request)).fill(
            "sheet.html",
            viewer=viewer,
            session=viewer.session,
            here=sheet_address(key),
            sheet=examination,
            drawings=[
                (page, drawing(examination, page, self._layouts)) for page in examination.pages
            ],
            rows=field_rows(examination, self._layouts),
            titles=sheet_titles(examination, self._layouts),
            pictures=list(pictures_of(examination)) if self._archive.has_pictures else [],
            looks=await self._archive.looks(key),
            before=sheet_address(beside[0]) if beside[0] in there else "",
            after=sheet_address(beside[1]) if beside[1] in there else "",
            zoom=zoom if zoom in ZOOMS else ZOOMS[0],
            zooms=ZOOMS,
        )
        return HTMLResponse(page)

    def _kept_back(
        self,
        request: Request,
        viewer: Viewer,
        why: str,
        status: HTTPStatus,
        refusal: Refusal | None = None,
    ) -> Response:
        """Say why a sheet is not shown; nothing of it is on the page."""
        page = renderer(self._language(request)).fill(
            "sheet_kept_back.html",
            viewer=viewer,
            session=viewer.session,
            here="/alarms",
            why=why,
            refusal=refusal,
        )
        return HTMLResponse(page, status)


def _asked(request: Request) -> tuple[SheetKey, str]:
    found = asked_sheet(request)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found
