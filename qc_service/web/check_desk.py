"""The check desk: the ceremony, the pick list, and a screen for each of the pair.

What is sent to a browser comes from `flow.check_views`, which holds no reading, no reason and no
ticket, and what the other entered only when both have and it differs.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from qc_service.adapters.board import Board
from qc_service.flow.check_views import BoxView
from qc_service.model.acts import Act, Refusal
from qc_service.model.checks import CheckPlan
from qc_service.model.layout import Layout
from qc_service.model.people import Role
from qc_service.model.words import Language
from qc_service.web import check_acts
from qc_service.web.ballot_forms import ballot_forms
from qc_service.web.door import Door, Fields, Second
from qc_service.web.rendering import renderer
from qc_service.web.viewers import AT_PAPER

LATER = frozenset({"acts.busy", "acts.stopping"})
"""Refusals after which the same entry is sent again."""

STANDS_ALREADY = "checks.known"

SCRIPT_WORDS = (
    "entry-open", "entry-unsent", "entry-mine", "entry-others", "entry-differ", "entry-settled",
    "entry-not-found", "entry-cannot-agree", "entry-place", "entry-whole", "entry-outcome",
    "outcome-seen", "outcome-not-found", "outcome-cannot-agree", "entry-list", "entry-choose",
    "entry-other", "entry-numbers", "entry-numbers-help", "entry-rows", "entry-stamp",
    "stamp-present", "stamp-weak", "stamp-missing", "entry-total", "entry-reason",
    "entry-save", "entry-cancel", "entry-correct", "entry-together", "entry-said",
    "entry-unknown", "entry-saved", "entry-refused", "entry-offline", "contact-well",
    "contact-lost", "contact-out", "unsent", "second-name", "second-pin", "second-no-candidate",
    "entry-unmarked",
    "entry-counted", "sign-in",
)  # fmt: skip
"""Texts that the script puts on the page."""


@dataclass(frozen=True)
class Office:
    """What the check desk is set up with: what ballots look like, the plan, who makes the labels.

    `labels` gives the PDF of a round's placeholder sheets: reports and pages know nothing of each
    other.
    """

    layouts: tuple[Layout, ...] = ()
    plan: CheckPlan = field(default_factory=CheckPlan)
    labels: Callable[[int, Sequence[BoxView], Language], bytes] | None = None


class CheckDesk:
    """The pages of the checks."""

    def __init__(
        self, board: Board, door: Door, office: Office, language: Callable[[Request], Language]
    ) -> None:
        """Keep where the state comes from, who is at the door, and what ballots look like."""
        self._board, self._door, self._office = board, door, office
        self._language = language
        posts: dict[str, Callable[[Fields], Act]] = {
            "commit": lambda fields: check_acts.committed(fields, office.plan),
            "plan": lambda fields: check_acts.planned(fields, self._plan()),
            "seed": check_acts.seeded,
            "take": check_acts.taken,
            "return": check_acts.returned,
            "sign": check_acts.signed,
        }
        self.routes = [
            Route("/checks", self.overview),
            Route("/checks/box", self.box),
            Route("/checks/work", self.work),
            Route("/checks/labels.pdf", self.labels),
            Route("/checks/entry", self.entry, methods=["POST"]),
            *(
                Route(f"/checks/{name}", self._doing(make), methods=["POST"])
                for name, make in posts.items()
            ),
        ]

    async def overview(self, request: Request) -> Response:
        """Give the rounds, their boxes, and what can be done with them."""
        return self._overview(request, None)

    async def box(self, request: Request) -> Response:
        """Give the screen of one person at one box."""
        return self._box(request, None)

    async def work(self, request: Request) -> Response:
        """Give how the samples of a box stand, for the script."""
        session = self._door.session(request, touched=False)
        if session is None:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "sign in first")
        if session.person.role not in AT_PAPER:
            raise HTTPException(HTTPStatus.FORBIDDEN, "for those who look at paper")
        view = self._view(request)
        return Response(msgspec.json.encode(view.samples), media_type="application/json")

    async def labels(self, request: Request) -> Response:
        """Give a round's placeholder sheets and labels."""
        if self._door.session(request) is None:
            return self._to_door(request)
        wanted = request.query_params.get("round", "")
        boxes = [box for box in self._board.work.boxes if str(box.round) == wanted]
        if not boxes or self._office.labels is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        made = await run_in_threadpool(
            self._office.labels, boxes[0].round, boxes, self._language(request)
        )
        return Response(
            made,
            media_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="qc-labels-{wanted}.pdf"'},
        )

    async def entry(self, request: Request) -> Response:
        """Take what one person found; the same entry again is one entry."""
        body = await self._door.body(request)
        try:
            asked = msgspec.json.decode(body, type=check_acts.EntryAsked)
        except msgspec.DecodeError as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from error
        session = self._door.known(request, asked.token)
        second = None
        if asked.third:
            second = Second(asked.second_name, asked.second_pin, asked.second_no_candidate)
        refusal = await self._door.ask(session, check_acts.entered(asked), second)
        if refusal is None or refusal.code == STANDS_ALREADY:
            return JSONResponse({"sample": asked.sample})
        said = renderer(self._language(request)).refused(refusal)
        status = HTTPStatus.SERVICE_UNAVAILABLE if refusal.code in LATER else HTTPStatus.CONFLICT
        return JSONResponse({"code": refusal.code, "message": said}, status_code=status)

    def _doing(self, make: Callable[[Fields], Act]) -> Callable[[Request], Awaitable[Response]]:
        """Give what answers a form with which two people do something."""

        async def do(request: Request) -> Response:
            fields = await self._door.fields(request)
            session = self._door.known(request, fields.one("token"))
            try:
                act = make(fields)
            except ValueError as error:
                raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from error
            refusal = await self._door.ask(session, act, fields.second())
            at_box = "id" in request.query_params
            if refusal is None:
                place = "/checks/box" if at_box else "/checks"
                return RedirectResponse(f"{place}?{request.url.query}", HTTPStatus.SEE_OTHER)
            return self._box(request, refusal) if at_box else self._overview(request, refusal)

        return do

    def _overview(self, request: Request, refusal: Refusal | None) -> Response:
        session = self._door.session(request)
        if session is None and self._door.open:
            return self._to_door(request)
        role = Role.OBSERVER if session is None else session.person.role
        return self._page(
            request,
            "checks.html",
            refusal,
            work=self._board.work,
            plan=self._plan(),
            session=session,
            officer=role is Role.OFFICER,
            checker=role in AT_PAPER,
        )

    def _box(self, request: Request, refusal: Refusal | None) -> Response:
        session = self._door.session(request)
        if session is None:
            return self._to_door(request)
        view = self._view(request)
        of = next(each for each in self._board.work.rounds if each.round == view.round)
        checker = session.person.role in AT_PAPER
        forms = ballot_forms(self._office.layouts, view.batch.election)
        speak = renderer(self._language(request))
        return self._page(
            request,
            "check_box.html",
            refusal,
            box=view,
            session=session,
            checker=checker,
            signed=bool(of.signed_by),
            root=of.root,
            place=urlencode(
                {"id": view.batch.id, "count": view.batch.count, "lang": speak.language.value}
            ),
            forms=msgspec.json.encode(forms).decode(),
            samples=msgspec.json.encode(view.samples if checker else ()).decode(),
            words=msgspec.json.encode({name: speak.text(name) for name in SCRIPT_WORDS}).decode(),
        )

    def _plan(self) -> CheckPlan:
        """Give the plan in force: the ledger's own, or the configuration's."""
        return self._board.work.plan or self._office.plan

    def _view(self, request: Request) -> BoxView:
        """Give the box that is asked for. Raises HTTPException 404."""
        name, count = request.query_params.get("id", ""), request.query_params.get("count", "1")
        for box in self._board.work.boxes:
            if (box.batch.id, str(box.batch.count)) == (name, count):
                return box
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def _page(
        self, request: Request, template: str, refusal: Refusal | None, **values: object
    ) -> Response:
        page = renderer(self._language(request)).fill(template, refusal=refusal, **values)
        status = HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT
        return HTMLResponse(page, status_code=status)

    def _to_door(self, request: Request) -> Response:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query = urlencode({"next": here, "lang": self._language(request).value})
        return RedirectResponse(f"/sign-in?{query}", HTTPStatus.SEE_OTHER)
