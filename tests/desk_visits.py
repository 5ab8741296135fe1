"""Who visits the check desk's pages, and what their browsers send."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import msgspec

from check_desks import PINS
from check_nights import ANN, BO
from desk_app import Rig
from qc_service.model.acts import BoxTaken
from qc_service.model.checks import Draw, Sample

OWN = {"origin": "http://here"}
Found = TypeVar("Found")


class Visitor:
    """Somebody signed in, and what their browser sends."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.token = ""

    async def enter(self, name: str) -> None:
        given = {"name": name, "pin": PINS[name], "no_candidate": "yes"}
        await self.client.post("/sign-in", data=given, headers=OWN)
        page = await self.client.get("/checks?lang=en")
        self.token = re.findall(r'name="token" value="([^"]+)"', page.text)[0]

    async def get(self, place: str) -> str:
        return (await self.client.get(place)).text

    async def post(self, place: str, **fields: str | list[str]) -> httpx.Response:
        second = {"second_name": "CD", "second_pin": PINS["CD"], "second_no_candidate": "yes"}
        given = {"token": self.token, **second, **fields}
        return await self.client.post(place, data=given, headers=OWN)

    async def send(self, **fields: object) -> httpx.Response:
        content = msgspec.json.encode({"token": self.token, "revision": 1, **fields})
        return await self.client.post("/checks/entry?lang=en", content=content, headers=OWN)


def visit(app: Rig, what: Callable[[Visitor], Awaitable[Found]], name: str = "AB") -> Found:
    async def run() -> Found:
        transport = httpx.ASGITransport(app.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            visitor = Visitor(client)
            await visitor.enter(name)
            return await what(visitor)

    return asyncio.run(run())


def drawn(app: Rig) -> Draw:
    """Bind and draw, and take out the first box."""
    draw = app.evening.draw()
    first = draw.samples[0]
    app.evening.act(ANN, BO, act=BoxTaken(first.batch, first.count, "1"))
    app.board.checks(app.evening.desk.checks.work())
    return draw


def box_of(sample: Sample) -> str:
    return f"id={sample.batch}&count={sample.count}&lang=en"


def ballot_of(draw: Draw) -> Sample:
    return next(s for s in draw.samples if s.sheet and s.batch == draw.samples[0].batch)
