"""The door: signing in, and refusing what is not really from the one who is signed in."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from check_desks import PINS
from desk_app import Rig, rig
from qc_service.adapters.metrics import Metrics
from qc_service.web.app import make_app
from qc_service.web.door import BODY_MOST, COOKIE
from web_board import Clock, make_board

OWN = {"origin": "http://here"}
Found = TypeVar("Found")


def ask(app: Rig, what: Callable[[httpx.AsyncClient], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        transport = httpx.ASGITransport(app.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await what(client)

    return asyncio.run(run())


async def sign_in(client: httpx.AsyncClient, name: str = "AB", **fields: str) -> httpx.Response:
    given = {"name": name, "pin": PINS.get(name, "123456"), "no_candidate": "yes"}
    sent = given | {"next": "/checks"} | fields
    return await client.post("/sign-in?lang=en", data=sent, headers=OWN)


@pytest.fixture
def app(tmp_path: Path) -> Rig:
    return rig(tmp_path)


def test_signing_in_gives_a_cookie_that_scripts_and_others_do_not_get(app: Rig) -> None:
    answer = ask(app, sign_in)
    assert (answer.status_code, answer.headers["location"]) == (303, "/checks?lang=en")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age" not in cookie
    assert "expires" not in cookie.lower()


def test_a_cookie_over_https_is_for_https_only(app: Rig) -> None:
    async def secure(client: httpx.AsyncClient) -> httpx.Response:
        client.base_url = httpx.URL("https://here")
        given = {"name": "AB", "pin": PINS["AB"], "no_candidate": "yes", "next": "/checks"}
        return await client.post("/sign-in", data=given, headers={"origin": "https://here"})

    assert "Secure" in ask(app, secure).headers["set-cookie"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pin": "999999"}, "Name or PIN is wrong."),
        ({"name": "<b>"}, "Name or PIN is wrong."),
        ({"no_candidate": ""}, "Candidates cannot take part."),
    ],
)
def test_who_is_not_let_in_is_told_why(app: Rig, fields: dict[str, str], said: str) -> None:
    async def wrongly(client: httpx.AsyncClient) -> httpx.Response:
        return await sign_in(client, **fields)

    answer = ask(app, wrongly)
    assert answer.status_code == 403
    assert said in answer.text
    assert "<b>" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/checks/box?id=K+1&lang=nb", "/checks/box?id=K+1&lang=en"),
        ("https://localhost", "/checks?lang=en"),
        ("//elsewhere", "/checks?lang=en"),
        ("/\\elsewhere", "/checks?lang=en"),
        ("/a\r\nb", "/checks?lang=en"),
        ("", "/checks?lang=en"),
    ],
)
def test_after_signing_in_one_stays_here(app: Rig, wanted: str, place: str) -> None:
    async def on(client: httpx.AsyncClient) -> httpx.Response:
        return await sign_in(client, next=wanted)

    assert ask(app, on).headers["location"] == place


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://localhost"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(app: Rig, headers: dict[str, str]) -> None:
    async def forged(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/sign-in", data={"name": "AB"}, headers=headers)

    assert ask(app, forged).status_code == 403


def test_a_browser_that_says_same_origin_is_believed(app: Rig) -> None:
    async def own(client: httpx.AsyncClient) -> httpx.Response:
        given = {"name": "AB", "pin": PINS["AB"], "no_candidate": "yes"}
        headers = {"origin": "null", "sec-fetch-site": "same-origin"}
        return await client.post("/sign-in", data=given, headers=headers)

    assert ask(app, own).status_code == 303


def test_a_cookie_alone_does_nothing(app: Rig) -> None:
    async def act(client: httpx.AsyncClient) -> list[int]:
        await sign_in(client)
        given = {"box": "1 K01", "second_name": "CD", "second_pin": PINS["CD"]}
        found = []
        for token in ("", "x" * 43):
            sent = given | {"token": token}
            found.append((await client.post("/checks/commit", data=sent, headers=OWN)).status_code)
        client.cookies.clear()
        found.append((await client.post("/checks/commit", data=given, headers=OWN)).status_code)
        return found

    assert ask(app, act) == [403, 403, 401]
    assert app.evening.desk.checks.work().rounds == ()


def confirmations(app: Rig) -> list[tuple[str, str]]:
    return sorted(app.evening.desk.confirmed.all())


def test_that_one_is_no_candidate_is_asked_once_a_day_and_the_writer_keeps_it(app: Rig) -> None:
    async def twice(client: httpx.AsyncClient) -> list[int]:
        found = []
        for ticked in ("", "yes", ""):
            client.cookies.clear()
            found.append((await sign_in(client, no_candidate=ticked)).status_code)
        return found

    assert ask(app, twice) == [403, 303, 303]
    assert confirmations(app) == [("AB", "today")]


def test_who_cannot_be_put_on_record_is_not_let_in(app: Rig) -> None:
    assert app.acts is not None
    app.acts.busy = True
    answer = ask(app, sign_in)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert confirmations(app) == []


def test_the_second_one_confirms_too_and_only_once(app: Rig) -> None:
    async def plan(client: httpx.AsyncClient) -> list[bool]:
        await sign_in(client)
        page = await client.get("/checks?lang=en")
        (token,) = set(re.findall(r'name="token" value="([^"]+)"', page.text))
        given = {"token": token, "box": "1 K01", "second_name": "CD", "second_pin": PINS["CD"]}
        found = []
        for ticked in ({}, {"second_no_candidate": "yes"}, {}):
            answer = await client.post("/checks/commit?lang=en", data=given | ticked, headers=OWN)
            found.append("Candidates cannot take part." in answer.text)
        return found

    assert ask(app, plan) == [True, False, False]
    assert confirmations(app) == [("AB", "today"), ("CD", "today")]
    assert len(app.evening.desk.checks.work().rounds) == 1


def test_signing_out_ends_the_session(app: Rig) -> None:
    async def out(client: httpx.AsyncClient) -> list[str]:
        await sign_in(client)
        page = await client.get("/checks?lang=en")
        (token,) = set(re.findall(r'name="token" value="([^"]+)"', page.text))
        again = await client.get("/sign-in?next=/checks")
        secret = client.cookies[COOKIE]
        left = await client.post("/sign-out", data={"token": token}, headers=OWN)
        client.cookies.clear()
        client.cookies.set(COOKIE, secret)
        after = await client.get("/checks")
        return [again.headers["location"], left.headers["location"], after.headers["location"]]

    assert ask(app, out) == [
        "/checks?lang=nb",
        "/sign-in?lang=nb",
        "/sign-in?next=%2Fchecks&lang=nb",
    ]


def test_too_much_and_what_is_no_form_are_refused(app: Rig) -> None:
    async def sent(client: httpx.AsyncClient, body: bytes) -> int:
        return (await client.post("/sign-in", content=body, headers=OWN)).status_code

    assert ask(app, lambda client: sent(client, b"x" * (BODY_MOST + 1))) == 413
    assert ask(app, lambda client: sent(client, b"\xff")) == 400
    assert ask(app, lambda client: sent(client, b"a=%ff")) == 400
    assert ask(app, lambda client: sent(client, b"a&" * 3000)) == 400


def test_the_sign_in_page_has_one_form_and_no_script(app: Rig) -> None:
    async def page(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/sign-in?lang=nn&next=/checks")

    answer = ask(app, page)
    assert answer.status_code == 200
    assert '<html lang="nn">' in answer.text
    assert "Eg står ikkje på noka valliste" in answer.text
    assert "<script" not in answer.text


def test_without_people_nobody_signs_in_and_the_page_says_how() -> None:
    board = make_board(Clock())
    bare = Rig(make_app(board, Metrics().registry), board)

    async def look(client: httpx.AsyncClient) -> tuple[httpx.Response, list[int]]:
        page = await client.get("/checks?lang=en")
        codes = [
            (await client.get("/sign-in")).status_code,
            (await client.post("/sign-in", data={"name": "AB"}, headers=OWN)).status_code,
            (await client.post("/sign-out", data={"token": ""}, headers=OWN)).status_code,
            (await client.get("/checks/box?id=K01")).status_code,
        ]
        return page, codes

    page, codes = ask(bare, look)
    assert page.status_code == 200
    assert "qc people add AB --role officer" in page.text
    assert "<form" not in page.text
    assert codes == [303, 303, 401, 303]
