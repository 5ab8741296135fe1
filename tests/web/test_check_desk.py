"""The check desk's pages and answers: by role, in three languages, and blind on the wire."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
import pytest

from check_desks import PINS
from check_nights import ANN, BO, SEED, Evening, night, truth
from desk_app import LAYOUTS, Rig, rig
from qc_service.flow.check_views import BoxView
from qc_service.model.acts import ActRecord, BoxesCommitted, BoxReturned, BoxTaken
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan, Draw, Outcome, PaperShows, Sample, StampSeen
from qc_service.model.layout import Contest, Layout, Option
from qc_service.model.people import Role
from qc_service.model.words import LANGUAGES, Language
from qc_service.web.ballot_forms import ballot_forms
from qc_service.web.check_acts import EntryAsked, entered
from qc_service.web.check_words import CheckSpeaker
from qc_service.web.words import Speaker

OWN = {"origin": "http://here"}
Found = TypeVar("Found")


@pytest.fixture
def app(tmp_path: Path) -> Rig:
    return rig(tmp_path)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_every_language(app: Rig, language: str) -> None:
    drawn(app)

    async def pages(visitor: Visitor) -> list[str]:
        sample = app.evening.desk.checks.draws()[0].samples[0]
        at = f"id={sample.batch}&lang={language}"
        return [
            await visitor.get(f"/checks?lang={language}"),
            await visitor.get(f"/checks/box?{at}"),
        ]

    for text in visit(app, pages):
        assert f'<html lang="{language}">' in text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


def test_an_officer_binds_and_draws_with_a_second_person(app: Rig) -> None:
    async def ceremony(visitor: Visitor) -> list[str]:
        page = await visitor.get("/checks?lang=en")
        assert "Box K01" in page
        assert "0102 Ås, box 1 of 1" in page
        bound = await visitor.post("/checks/commit?lang=en", box=["1 K01", "1 K03"])
        assert (bound.status_code, bound.headers["location"]) == (303, "/checks?lang=en")
        bad = await visitor.post("/checks/seed?lang=en", round="1", seed="123")
        assert bad.status_code == 409
        assert "checks.seed-digits" in bad.text
        grouped = " ".join(re.findall("....", SEED))
        assert (await visitor.post("/checks/seed", round="1", seed=grouped)).status_code == 303
        return [await visitor.get("/checks?lang=en")]

    (page,) = visit(app, ceremony)
    of = app.evening.desk.checks.work().rounds[0]
    assert of.seed == SEED
    assert [each.batch for each in of.boxes] == ["K01", "K03"]
    assert of.root[8:] in page
    assert "Closed boxes that wait: 1" in page


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("/checks/commit", {}),
        ("/checks/commit", {"box": "x K01"}),
        ("/checks/seed", {"round": "one", "seed": SEED}),
        ("/checks/sign", {"round": ""}),
        ("/checks/take?id=K01", {"id": "K01", "count": ""}),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused(
    app: Rig, place: str, fields: dict[str, str]
) -> None:
    answer = visit(app, lambda visitor: visitor.post(place, **fields))
    assert answer.status_code == 400


def test_an_officer_draws_more_by_raising_the_threshold(app: Rig) -> None:
    drawn(app)
    before = len(app.evening.desk.checks.draws()[0].samples)

    async def more(visitor: Visitor) -> list[httpx.Response]:
        sent = ("70,5", "10", "1000", "many")
        return [await visitor.post("/checks/plan?lang=en", percent=each) for each in sent]

    raised, lower, mad, no_number = visit(app, more)
    assert raised.status_code == 303
    assert app.evening.desk.checks.work().rounds[0].plan.threshold == 0.705
    assert app.evening.desk.checks.work().rounds[0].drawn > before
    assert "The threshold may only rise." in lower.text
    assert "from 0 to 100 per cent" in mad.text
    assert no_number.status_code == 400


def test_the_second_person_needs_their_own_pin(app: Rig) -> None:
    async def alone(visitor: Visitor) -> list[str]:
        wrong = await visitor.post("/checks/commit?lang=en", box="1 K01", second_pin="nope")
        same = await visitor.post(
            "/checks/commit?lang=en", box="1 K01", second_name="AB", second_pin=PINS["AB"]
        )
        return [wrong.text, same.text]

    wrong, same = visit(app, alone)
    assert "Name or PIN is wrong." in wrong
    assert "Two different people must take part." in same
    assert app.evening.desk.checks.work().rounds == ()


def test_who_only_looks_has_nothing_to_press(app: Rig) -> None:
    drawn(app)
    place = f"/checks/box?{box_of(app.evening.desk.checks.draws()[0].samples[0])}"

    async def look(visitor: Visitor) -> list[str]:
        return [await visitor.get("/checks?lang=en"), await visitor.get(place)]

    overview, box = visit(app, look, "GH")
    assert "/checks/sign" not in overview
    assert "Only controllers and officers look at paper." in box
    assert "<script" not in box


def test_a_controller_is_told_that_an_officer_must_be_signed_in(app: Rig) -> None:
    page = visit(app, lambda visitor: visitor.get("/checks?lang=en"), "CD")
    assert "One of the two must be an officer" in page
    app.evening.act(ANN, BO, act=_commit())
    app.board.checks(app.evening.desk.checks.work())
    page = visit(app, lambda visitor: visitor.get("/checks?lang=en"), "CD")
    assert "Waits for the dice" in page
    assert "/checks/seed" not in page


def _commit() -> BoxesCommitted:
    return BoxesCommitted(plan=CheckPlan(ballots_least=2))


def test_boxes_go_out_and_back_and_what_fails_is_told_at_the_box(app: Rig) -> None:
    draw = drawn(app)
    first, at = draw.samples[0], box_of(draw.samples[0])
    fields = {"id": first.batch, "count": "1", "seal": "2", "whole": "yes"}

    async def out(visitor: Visitor) -> list[httpx.Response]:
        return [
            await visitor.post(f"/checks/take?{at}", **fields),
            await visitor.post(f"/checks/return?{at}", **fields),
            await visitor.post(f"/checks/take?{at}", **fields),
            await visitor.post("/checks/sign?lang=en", round="1", text="-"),
        ]

    again, back, taken, sign = visit(app, out)
    assert again.status_code == 409
    assert "The box is taken out already." in again.text
    assert (back.status_code, back.headers["location"]) == (303, f"/checks/box?{at}")
    assert taken.status_code == 303
    assert (sign.status_code, "checks.unfinished" in sign.text) == (409, True)


def test_an_entry_is_taken_once_however_often_it_is_sent(app: Rig) -> None:
    sample = ballot_of(drawn(app))
    entry = {
        "sample": sample.id,
        "outcome": "seen",
        "style": "A",
        "marked": [["personstemmer", "k02"], ["personstemmer", "k01"]],
        "rows": 1,
        "stamp": "weak",
    }

    async def twice(visitor: Visitor) -> list[httpx.Response]:
        changed = {**entry, "rows": 2}
        return [await visitor.send(**each) for each in (entry, entry, changed)]

    first, second, changed = visit(app, twice)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == {"sample": sample.id}
    assert changed.status_code == 409
    assert changed.json()["code"] == "checks.revision"
    assert changed.json()["message"].startswith("Something newer was entered")


def test_entries_wait_while_the_service_is_busy_and_bad_ones_are_refused(app: Rig) -> None:
    sample = ballot_of(drawn(app))

    async def send(visitor: Visitor) -> list[int]:
        assert app.acts is not None
        bad = [
            await visitor.send(sample=sample.id, outcome="seen", colour="red"),
            await visitor.send(sample=sample.id, outcome="maybe"),
        ]
        app.acts.busy = True
        bad.append(await visitor.send(sample=sample.id, outcome="not-found"))
        visitor.token = visitor.token[::-1]
        bad.append(await visitor.send(sample=sample.id, outcome="not-found"))
        return [each.status_code for each in bad]

    assert visit(app, send) == [400, 400, 503, 403]


def test_a_third_look_is_signed_by_both_with_their_pins(app: Rig) -> None:
    sample = ballot_of(drawn(app))
    plain = {"sample": sample.id, "outcome": "not-found"}
    visit(app, lambda visitor: visitor.send(**plain), "AB")
    seen = {"sample": sample.id, "outcome": "seen", "style": "A"}
    visit(app, lambda visitor: visitor.send(**seen), "CD")
    third = {**seen, "third": True, "second_name": "AB", "second_pin": PINS["AB"]}

    async def together(visitor: Visitor) -> list[httpx.Response]:
        return [await visitor.send(**{**third, "second_pin": "0"}), await visitor.send(**third)]

    wrong, right = visit(app, together, "CD")
    assert wrong.json()["code"] == "people.wrong"
    assert right.status_code == 200
    settled = [s for b in app.evening.desk.checks.work().boxes for s in b.samples if s.settled]
    assert [each.id for each in settled] == [sample.id]


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


@pytest.mark.parametrize("query", ["id=K99&count=1", "id=K01&count=2", ""])
def test_a_box_of_which_nothing_was_drawn_has_no_page(app: Rig, query: str) -> None:
    drawn(app)

    async def look(visitor: Visitor) -> list[int]:
        return [
            (await visitor.client.get(f"/checks/{page}?{query}")).status_code
            for page in ("box", "work")
        ]

    assert visit(app, look) == [404, 404]


def test_labels_are_a_pdf_for_those_who_are_signed_in(app: Rig) -> None:
    drawn(app)

    async def look(visitor: Visitor) -> list[httpx.Response]:
        found = [
            await visitor.client.get(f"/checks/labels.pdf?round={number}&lang=nn")
            for number in ("1", "2", "x")
        ]
        visitor.client.cookies.clear()
        return [*found, await visitor.client.get("/checks/labels.pdf?round=1")]

    pdf, *missing, away = visit(app, look)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert [each.status_code for each in missing] == [404, 404]
    assert away.status_code == 303


def test_a_signed_round_can_only_be_looked_at(app: Rig) -> None:
    draw = app.evening.draw()
    app.evening.take_out_all()
    app.evening.settle(draw.samples)
    for each in app.evening.desk.checks.work().boxes:
        _return(app.evening, each)
    app.board.checks(app.evening.desk.checks.work())
    signed = visit(app, lambda visitor: visitor.post("/checks/sign?lang=en", round="1"))
    assert signed.status_code == 303

    async def look(visitor: Visitor) -> list[str]:
        at = box_of(draw.samples[0])
        return [await visitor.get("/checks?lang=en"), await visitor.get(f"/checks/box?{at}")]

    overview, box = visit(app, look)
    assert "Signed by AB + CD" in overview
    assert "The round is signed and stands." in box
    assert 'name="seal"' not in box


def _return(evening: Evening, box: BoxView) -> None:
    evening.act(ANN, BO, act=BoxReturned(box.batch.id, box.batch.count, "9"))


def test_no_closed_box_is_told(app: Rig) -> None:
    app.board.checks(Evening(night(sheets=0)[:1]).desk.checks.work())
    page = visit(app, lambda visitor: visitor.get("/checks?lang=en"))
    assert "No closed box waits." in page


def test_marks_are_in_one_order_whoever_enters_them() -> None:
    marked = (("c", "b"), ("c", "a"), ("c", "b"))
    asked = EntryAsked("t", "R1-001", Outcome.SEEN, 1, " why ", "A", marked, 1, StampSeen.WEAK)
    assert entered(asked).shows == PaperShows("A", (("c", "a"), ("c", "b")), 1, StampSeen.WEAK)
    assert entered(asked).reason == "why"
    unseen = msgspec.structs.replace(asked, outcome=Outcome.NOT_FOUND)
    assert entered(unseen).shows is None


def test_forms_are_drawn_from_the_layouts_of_the_election() -> None:
    forms = {each.style: each for each in ballot_forms(LAYOUTS, "kst-9901-2027")}
    assert {"A", "SS", "TICK", "BLANK"} <= set(forms)
    one = forms["SS"]
    assert (one.title, one.rows, one.stamp) == ("Sámi Searvi – Samelaget", 10, True)
    (contest,) = one.contests
    assert [each.number for each in contest.options] == list(range(1, 8))
    assert contest.options[0].title == "Mihkkal Guoddás 2001"
    assert forms["BLANK"].contests == ()
    assert [each.title for each in forms["TICK"].contests[0].options][:1] == ["Arbeidslaget"]
    american = ballot_forms(LAYOUTS, "Demo election 2026-11-03")
    assert [each.stamp for each in american] == [False, False]
    numbers = [o.number for c in american[0].contests for o in c.options]
    assert numbers == list(range(1, len(numbers) + 1))


def test_forms_of_an_unknown_election_are_all_there_are() -> None:
    assert len(ballot_forms(LAYOUTS, "")) == len({each.style for each in LAYOUTS})
    assert ballot_forms(LAYOUTS, "nowhere") == ballot_forms(LAYOUTS, "")


def test_a_layout_without_a_style_goes_by_its_id() -> None:
    bare = Layout(
        1,
        "plain",
        "",
        LAYOUTS[0].paper,
        LAYOUTS[0].fiducials,
        (Contest("c", "", 1, (Option("o", ""),)),),
        (),
    )
    (form,) = ballot_forms([bare], "")
    assert (form.style, form.title, form.contests) == ("plain", "plain", ())


def test_boxes_roles_and_plans_have_words() -> None:
    say = CheckSpeaker(Speaker(Language.EN))
    assert say.box_name(Batch("K01", count=2)) == "Box K01, count 2"
    assert say.box_place(Batch("K01", scanner="S01")) == "S01"
    assert say.box_place(Batch("K01", locale="0101", box=1, boxes=3)) == "0101, box 1 of 3"
    assert say.plan_words(CheckPlan()) == "scanner × category"
    assert say.plan_words(CheckPlan(strata=())) == "all ballots"
    assert {say.role(role) for role in Role} == {"operator", "controller", "officer", "observer"}


def test_truths_of_the_small_night_are_on_its_forms() -> None:
    forms = {each.style: each for each in ballot_forms(LAYOUTS, "kst-9901-2027")}
    evening = Evening()
    for sample in evening.draw().samples:
        shows = truth(sample)
        assert set(shows.counts) <= set(forms)
        for contest, option in shows.marked:
            (form,) = [each for each in forms[shows.style].contests if each.id == contest]
            assert option in {each.id for each in form.options}
    assert isinstance(evening.entries[-2], ActRecord)
