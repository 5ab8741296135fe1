"""The door of the pages: who is signed in, and whether a request is really theirs.

An act is taken only from our own pages (`Origin`, `Sec-Fetch-Site`), with the session's cookie and
with its token; a cookie alone would be sent along by pages of others.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.doorkeeper import Doorkeeper, Session
from qc_service.model.acts import Act, NoCandidate, Refusal
from qc_service.model.people import Person
from qc_service.model.words import Language
from qc_service.web.rendering import renderer

COOKIE = "qc-session"

BODY_MOST = 65_536
"""Bytes of a request's body: the fullest entry of a ballot has some thousand."""

FIELDS_MOST = 2_000

HOME = "/checks"


@dataclass(frozen=True)
class Fields:
    """The fields of a form as they were sent."""

    values: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Give a field's text without white space around it, empty where there is none."""
        return self.values.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Give all texts of a field."""
        return self.values.get(name, [])

    def second(self) -> "Second":
        """Give who does it together with the one who is signed in."""
        on_no_list = self.one("second_no_candidate") == "yes"
        return Second(self.one("second_name"), self.one("second_pin"), on_no_list)


@dataclass(frozen=True)
class Second:
    """The second of two who do something: name, PIN, and whether they stand on no list today."""

    name: str
    pin: str
    no_candidate: bool


class Door:
    """Lets people in, and passes on what they do."""

    def __init__(
        self,
        keeper: Doorkeeper | None,
        acts: ActQueue | None,
        language: Callable[[Request], Language],
        confirmed: Callable[[str, str], bool],
    ) -> None:
        """Keep who knows the people and where acts go; without either the pages only show.

        `confirmed` says whether the ledger has it of a name and a day that they stand on no list.
        """
        self._keeper, self._acts, self._language = keeper, acts, language
        self._confirmed = confirmed
        self.routes = [
            Route("/sign-in", self._sign_in_page),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    @property
    def open(self) -> bool:
        """Say whether anybody can sign in."""
        return self._keeper is not None and self._acts is not None

    def session(self, request: Request, *, touched: bool = True) -> Session | None:
        """Give who is signed in, or None; a page that asks by itself touches nothing."""
        secret = request.cookies.get(COOKIE, "")
        if self._keeper is None or not secret:
            return None
        return self._keeper.session(secret, touched=touched)

    async def body(self, request: Request) -> bytes:
        """Give a request's body if one of our own pages sent it. Raises HTTPException."""
        if not _ours(request):
            _forbid("this came from another page")
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > BODY_MOST:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return bytes(data)

    async def fields(self, request: Request) -> Fields:
        """Give the fields of a form of ours. Raises HTTPException."""
        body = await self.body(request)
        try:
            return Fields(
                parse_qs(
                    body.decode("utf-8"),
                    keep_blank_values=True,
                    errors="strict",
                    max_num_fields=FIELDS_MOST,
                )
            )
        except ValueError as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from error

    def known(self, request: Request, token: str) -> Session:
        """Give the session that a request belongs to. Raises HTTPException 401 or 403."""
        session = self.session(request)
        if session is None:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "sign in first")
        if not hmac.compare_digest(token.encode(), session.token.encode()):
            _forbid("this page is of an earlier session: load it again")
        return session

    async def ask(self, session: Session, act: Act, second: Second | None = None) -> Refusal | None:
        """Hand an act to the one writer; `second` does it together with who is signed in."""
        if self._keeper is None or self._acts is None:
            return Refusal("acts.read-only", "nobody can sign in here")
        by = [session.person]
        if second is not None:
            other = await run_in_threadpool(self._keeper.vouch, second.name, second.pin)
            if isinstance(other, Refusal):
                return other
            lets_in = partial(self._lets_in, self._keeper, no_candidate=second.no_candidate)
            if (refusal := await run_in_threadpool(lets_in, other)) is not None:
                return refusal
            by.append(other)
        answer = await run_in_threadpool(self._acts.ask, by, act)
        return answer.refusal

    def _lets_in(self, keeper: Doorkeeper, person: Person, *, no_candidate: bool) -> Refusal | None:
        """Say why somebody cannot take part today, or nothing once the ledger has it that they can.

        Candidates cannot (valgloven § 10-6); `no_candidate`: they confirm now that they are none.
        """
        day = keeper.today()
        if self._confirmed(person.name, day):
            return None
        if not no_candidate:
            return Refusal("people.candidate", "who stands on a list cannot take part")
        if self._acts is None:
            return Refusal("acts.read-only", "nobody can sign in here")
        return self._acts.ask((person,), NoCandidate(day)).refusal

    async def _sign_in_page(self, request: Request) -> Response:
        wanted = _local(request.query_params.get("next", HOME))
        if not self.open or self.session(request) is not None:
            there = _in_language(wanted, self._language(request))
            return RedirectResponse(there, HTTPStatus.SEE_OTHER)
        return self._page(request, wanted)

    async def _sign_in(self, request: Request) -> Response:
        fields = await self.fields(request)
        wanted = _local(fields.one("next"))
        if self._keeper is None:
            return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
        on_no_list = fields.one("no_candidate") == "yes"
        lets_in = partial(self._lets_in, self._keeper, no_candidate=on_no_list)
        secret = await run_in_threadpool(
            self._keeper.sign_in, fields.one("name"), fields.one("pin"), lets_in
        )
        if isinstance(secret, Refusal):
            return self._page(request, wanted, secret, fields.one("name"))
        answer = RedirectResponse(
            _in_language(wanted, self._language(request)), HTTPStatus.SEE_OTHER
        )
        answer.set_cookie(
            COOKIE,
            secret,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    async def _sign_out(self, request: Request) -> Response:
        fields = await self.fields(request)
        self.known(request, fields.one("token"))
        if self._keeper is not None:
            self._keeper.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(f"/sign-in?lang={self._language(request)}", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    def _page(
        self, request: Request, wanted: str, refusal: Refusal | None = None, name: str = ""
    ) -> Response:
        page = renderer(self._language(request)).fill(
            "sign_in.html", wanted=wanted, refusal=refusal, name=name
        )
        status = HTTPStatus.OK if refusal is None else HTTPStatus.FORBIDDEN
        return HTMLResponse(page, status_code=status)


def _ours(request: Request) -> bool:
    """Tell whether a browser says that one of our own pages sent this; no word is no."""
    origin = request.headers.get("origin", "")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.headers.get("host", "")
    return request.headers.get("sec-fetch-site", "") == "same-origin"


def _local(place: str) -> str:
    """Give an address of ours to go on to, whatever was asked for."""
    fine = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return place if fine else HOME


def _in_language(place: str, language: Language) -> str:
    """Give an address of ours with the language in which somebody signed in."""
    path, _, query = place.partition("?")
    others = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    return f"{path}?{urlencode([*others, ('lang', language.value)])}"


def _forbid(why: str) -> NoReturn:
    raise HTTPException(HTTPStatus.FORBIDDEN, why)
