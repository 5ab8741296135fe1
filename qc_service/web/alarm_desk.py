"""The pages of alarms: the list, one alarm with its evidence, and what people do about it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qc_service.adapters.board import Board
from qc_service.flow.alarms import AlarmAct
from qc_service.flow.causes import NEEDS_WORDS
from qc_service.flow.severity import Severity
from qc_service.model.acts import Meaning, Refusal
from qc_service.model.errors import QcError
from qc_service.model.events import Cell
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.words import Language
from qc_service.web import alarm_acts
from qc_service.web.addresses import crop_address
from qc_service.web.alarm_views import AlarmView, AlarmViews, cause_names
from qc_service.web.archive import Archive
from qc_service.web.door import Door, Fields
from qc_service.web.evidence_plots import evidence_plots
from qc_service.web.rendering import renderer
from qc_service.web.viewers import Viewer, Viewers

PICTURES_MOST = 48
"""Pictures on a page, in order of time: what two people look through; the list has all ballots."""


@dataclass(frozen=True)
class Picture:
    """One disputed field beside what both readings say."""

    key: SheetKey
    address: str
    contest: str
    option: str
    reported: str
    reread: str


class AlarmDesk:
    """The pages of alarms."""

    def __init__(
        self,
        board: Board,
        door: Door,
        viewers: Viewers,
        archive: Archive,
        views: AlarmViews,
        language: Callable[[Request], Language],
    ) -> None:
        """Keep where alarms come from, who looks, and where acts go."""
        self._board, self._door, self._viewers = board, door, viewers
        self._archive, self._views, self._language = archive, views, language
        self.routes = [
            Route("/alarms", self.overview),
            Route("/alarms/{number:int}", self.alarm),
            *(
                Route(f"/alarms/{{number:int}}/{name}", self._doing(name, make), methods=["POST"])
                for name, make in alarm_acts.ACTS.items()
            ),
        ]

    async def overview(self, request: Request) -> Response:
        """Give all alarms, those with something left to do first, the newest of each first."""
        viewer = self._viewers.of(request)
        if viewer.wall_only:
            return to_wall(request)
        language = self._language(request)
        views = [self._views.view(each, viewer, language) for each in self._board.severities]
        views.sort(key=lambda view: (view.state.name == "running", -view.number))
        page = renderer(language).fill("alarms.html", **_before(request, viewer), views=views)
        return HTMLResponse(page)

    async def alarm(self, request: Request) -> Response:
        """Give one alarm."""
        return await self._alarm(request, None)

    def _doing(
        self, name: str, make: Callable[[int, Fields], AlarmAct]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Give what answers a form with which people act on an alarm."""

        async def do(request: Request) -> Response:
            fields = await self._door.fields(request)
            session = self._door.known(request, fields.one("token"))
            number = request.path_params["number"]
            try:
                act = make(number, fields)
            except ValueError as error:
                raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from error
            alone = name in alarm_acts.ALONE
            second = None if alone else fields.second()
            refusal = await self._door.ask(session, act, second)
            if refusal is not None:
                return await self._alarm(request, refusal)
            query = urlencode({"lang": self._language(request).value, "done": name})
            return RedirectResponse(f"/alarms/{number}?{query}", HTTPStatus.SEE_OTHER)

        return do

    async def _alarm(self, request: Request, refusal: Refusal | None) -> Response:
        viewer = self._viewers.of(request)
        if viewer.wall_only:
            return to_wall(request)
        severity = self._severity(request.path_params["number"])
        language = self._language(request)
        study = await self._archive.study(severity.case)
        under_check = self._board.under_check
        view = self._views.view(
            severity,
            viewer,
            language,
            stakes=study.stakes if study is not None else (),
            under_check=under_check,
        )
        page = renderer(language).fill(
            "alarm.html",
            **_before(request, viewer),
            view=view,
            refusal=refusal,
            plots=() if study is None else evidence_plots(study.trace, view.latest),
            pictures=await self._pictures(severity, viewer),
            kept=self._archive.has_pictures,
            meanings=tuple(Meaning),
            causes=cause_names(language),
            needs_words=NEEDS_WORDS,
            done=_done(request, view),
        )
        return HTMLResponse(page, HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT)

    async def _pictures(self, severity: Severity, viewer: Viewer) -> Sequence[Picture]:
        """Give the pictures of an alarm's sheets in order of time, to whoever may see them.

        None of a box under check. Only their addresses: each picture is logged as it is fetched.
        """
        if not (viewer.sees_ballots and self._archive.has_pictures):
            return ()
        cell = severity.case.latest.cell
        keys = [
            sheet.key for sheet in severity.sheets if sheet.key.batch not in self._board.under_check
        ][:PICTURES_MOST]
        try:
            records = await self._archive.records(keys)
        except QcError:
            return ()
        sheets = [records[key].examination for key in keys if key in records]
        found = [picture for sheet in sheets for picture in pictures_of(sheet, cell)]
        return found[:PICTURES_MOST]

    def _severity(self, number: int) -> Severity:
        for each in self._board.severities:
            if each.case.number == number:
                return each
        raise HTTPException(HTTPStatus.NOT_FOUND)


def pictures_of(sheet: Examination, cell: Cell | None = None) -> Iterator[Picture]:
    """Give the pictures kept of a sheet: of the fields that a cell is about, or of all."""
    said = {(each.contest, each.option): each for each in sheet.differences}
    for crop in sheet.crops:
        difference = said.get((crop.contest, crop.option))
        if difference is None:
            continue
        if cell is not None and (
            difference.kind is not cell.kind
            or (cell.option and (cell.contest, cell.option) != (crop.contest, crop.option))
        ):
            continue
        yield Picture(
            sheet.key,
            crop_address(sheet.key, crop.sha256),
            crop.contest,
            crop.option,
            difference.reported,
            difference.reread,
        )


def to_wall(request: Request) -> Response:
    """Lead an observer to what is theirs."""
    lang = request.query_params.get("lang", "")
    query = f"?{urlencode({'lang': lang})}" if lang else ""
    return RedirectResponse(f"/wall{query}", HTTPStatus.SEE_OTHER)


def _before(request: Request, viewer: Viewer) -> dict[str, object]:
    return {"viewer": viewer, "session": viewer.session, "here": request.url.path}


def _done(request: Request, view: AlarmView) -> str:
    """Say what was just done, so that whoever did it sees that it stands."""
    done = request.query_params.get("done", "")
    return view.state.word if done in alarm_acts.ACTS else ""
