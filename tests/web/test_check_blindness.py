"""Blind at the check desk: nobody learns before it is time what the machines, or others, read."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest

from desk_app import Rig, rig
from desk_visits import Visitor, ballot_of, box_of, drawn, visit


@pytest.fixture
def app(tmp_path: Path) -> Rig:
    return rig(tmp_path)


def bare(page: str) -> str:
    """Give a page without the links at its foot, where a page is called the night."""
    return re.sub(r"(?s)<footer>.*</footer>", "", page)


def test_on_the_wire_nobody_sees_what_the_other_entered_before_both_have(app: Rig) -> None:
    draw = drawn(app)
    sample, at = ballot_of(draw), box_of(draw.samples[0])
    secret = {
        "sample": sample.id, "outcome": "seen", "style": "FB", "marked": [["personstemmer", "k09"]]
    }  # fmt: skip

    async def everything(visitor: Visitor) -> list[str]:
        places = ("/checks?lang=en", f"/checks/box?{at}", f"/checks/work?{at}", "/", "/api/state")
        return [await visitor.get(place) for place in places]

    visit(app, lambda visitor: visitor.send(**secret), "AB")
    for name in ("AB", "CD"):
        overview, box, work, hall, state = visit(app, everything, name)
        assert "k09" not in work + overview + hall + state
        assert [each["looks"] for each in msgspec.json.decode(work)] == [[]] * len(
            msgspec.json.decode(work)
        )
        without_forms = re.sub(r'data-forms="[^"]*"', "", bare(box))
        assert "k09" not in without_forms
        for text in (bare(overview), without_forms, work):
            for word in ("unsure", "difference", '"ticket"', "stratum=", "night", sample.ticket):
                assert word not in text, word
    visit(app, lambda visitor: visitor.send(sample=sample.id, outcome="not-found"), "CD")
    *_, work, _, _ = visit(app, everything, "CD")
    assert "k09" in work


def test_who_only_looks_gets_no_ballot_of_a_box(app: Rig) -> None:
    draw = drawn(app)
    sample, at = ballot_of(draw), box_of(draw.samples[0])
    seen = {"sample": sample.id, "outcome": "seen", "style": "FB", "marked": []}
    visit(app, lambda visitor: visitor.send(**seen), "AB")
    visit(app, lambda visitor: visitor.send(sample=sample.id, outcome="not-found"), "CD")

    async def everything(visitor: Visitor) -> tuple[httpx.Response, str]:
        work = await visitor.client.get(f"/checks/work?{at}")
        return work, await visitor.get(f"/checks/box?{at}")

    work, box = visit(app, everything, "GH")
    assert work.status_code == 403
    assert sample.id not in work.text + box
    assert "not-found" not in work.text
    work, box = visit(app, everything, "CD")
    assert work.status_code == 200
    assert "not-found" in work.text
    assert sample.id in box


def test_differences_of_a_box_are_shown_nowhere_while_it_is_checked(app: Rig) -> None:
    app.board.figures(app.evening.desk.figures())

    async def everything(visitor: Visitor) -> str:
        places = ("/?lang=en", "/wall?lang=en", "/scanners/S01?lang=en", "/api/state")
        return "".join([await visitor.get(place) for place in places])

    assert '"batch":"K02","sequence":5' in visit(app, everything)
    assert "k01" in visit(app, lambda visitor: visitor.get("/scanners/S01?lang=en"))
    draw = app.evening.draw()
    app.evening.take_out_all()
    app.board.checks(app.evening.desk.checks.work())
    shown = visit(app, everything)
    assert '"latest":[]' in shown
    assert "k01" not in shown
    assert "Boxes of this scanner are being checked." in shown
    app.evening.settle(draw.samples)
    app.board.checks(app.evening.desk.checks.work())
    assert '"batch":"K02","sequence":5' in visit(app, everything)


def test_who_is_not_signed_in_gets_nothing_of_a_box(app: Rig) -> None:
    at = box_of(drawn(app).samples[0])

    async def leave(visitor: Visitor) -> list[httpx.Response]:
        visitor.client.cookies.clear()
        return [
            await visitor.client.get(f"/checks/work?{at}"),
            await visitor.client.get(f"/checks/box?{at}"),
            await visitor.client.get("/checks"),
        ]

    work, box, overview = visit(app, leave)
    assert work.status_code == 401
    assert box.status_code == overview.status_code == 303
    assert box.headers["location"].startswith("/sign-in?next=%2Fchecks%2Fbox%3Fid%3D")
