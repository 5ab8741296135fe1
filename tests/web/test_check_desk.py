"""The check desk's pages and answers: by role, and in three languages."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest

from check_desks import PINS
from check_nights import ANN, BO, SEED, Evening, night, truth
from desk_app import LAYOUTS, Rig, rig
from desk_visits import Visitor, ballot_of, box_of, drawn, visit
from qc_service.flow.check_views import BoxView
from qc_service.model.acts import ActRecord, BoxesCommitted, BoxReturned
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan, Outcome, PaperShows, StampSeen
from qc_service.model.layout import Contest, Layout, Option
from qc_service.model.people import Role
from qc_service.model.words import LANGUAGES, Language
from qc_service.web.ballot_forms import ballot_forms
from qc_service.web.check_acts import EntryAsked, entered
from qc_service.web.check_words import CheckSpeaker
from qc_service.web.words import Speaker


@pytest.fixture
def app(tmp_path: Path) -> Rig:
    return rig(tmp_path)


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
