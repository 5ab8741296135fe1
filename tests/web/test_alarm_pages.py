"""The pages of alarms: what each role sees and does, and what nobody may see."""

import asyncio
import re
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from qc_service.adapters.ledger_lookup import Lookup
from qc_service.flow.figures import AlarmState
from qc_service.model.acts import AlarmAcknowledged, ImageSeen, Meaning
from qc_service.model.people import Role
from qc_service.web.addresses import sheet_address
from qc_service.web.alarm_views import FORMS, SIGNS
from qc_service.web.archive import Archive, Sources
from qc_service.web.evidence_plots import WIDTHS
from view_nights import LOST, ORIGIN, PINS, Rig, browse, rig, sign_in

FUTURE = 1e12
"""An embargo hour that has not come: the clock of the tests stands at 1000 s."""

CROP = re.compile(r'src="(/crops/[^"]+)"')


async def act(client: httpx.AsyncClient, what: str, **fields: str) -> httpx.Response:
    page = (await client.get("/alarms/1?lang=en")).text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    return await client.post(
        f"/alarms/1/{what}?lang=en", data={"token": token, **fields}, headers=ORIGIN
    )


SECOND = {"second_name": "CD", "second_pin": PINS["CD"], "second_no_candidate": "yes"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """Give an evening that no test of this module changes but by looking."""
    return rig(tmp_path_factory.mktemp("night"))


def test_everyone_reads_where_how_bad_and_what_to_do(
    night: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qc_service.web.archive.WAIT_SECONDS", 60.0)

    async def look(client: httpx.AsyncClient) -> None:
        listed = (await client.get("/alarms?lang=en")).text
        assert 'href="/alarms/1?lang=en"' in listed
        page = (await client.get("/alarms/1?lang=en")).text
        for said in ("Scanner S3", f"field {LOST} in personstemmer", "160 of 320", "Dust, dirt",
                     "K31", "95\u202f% confidence", "Chance alone", "Sign in"):  # fmt: skip
            assert said in page, said
        assert page.count("<polyline") == len(WIDTHS)
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)

    browse(night, look)


@pytest.mark.parametrize("name", [None, "OP"])
def test_who_does_not_check_paper_gets_no_ballot_s_number_and_no_picture(
    night: Rig, name: str | None
) -> None:
    sheet = sheet_address(night.board.severities[0].sheets[0].key)
    asked = len(night.acts.asked)

    async def look(client: httpx.AsyncClient) -> None:
        if name is not None:
            await sign_in(client, name)
        for path in ("/alarms", "/alarms/1", "/night"):
            page = (await client.get(path)).text
            assert "/sheets/" not in page
            assert "/crops/" not in page
            assert "<img" not in page
        answer = await client.get(sheet, follow_redirects=False)
        assert answer.status_code == (303 if name is None else 403)
        assert LOST not in answer.text
        record = Lookup(night.ledger).sheet(night.board.severities[0].sheets[0].key)
        assert record is not None
        address = sheet.replace("/sheets/", "/crops/") + "/" + record.examination.crops[0].sha256
        picture = await client.get(address)
        assert picture.status_code == (401 if name is None else 403)
        assert b"PNG" not in picture.content

    browse(night, look)
    assert len(night.acts.asked) == asked


def test_a_signed_in_observer_gets_the_wall_and_nothing_else(night: Rig) -> None:
    sheet = sheet_address(night.board.severities[0].sheets[0].key)

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "GH")
        for path in ("/", "/scanners/S3", "/alarms", "/alarms/1", "/night", sheet):
            answer = await client.get(path + "?lang=nn")
            assert (answer.status_code, answer.headers["location"]) == (303, "/wall?lang=nn"), path
        assert (await client.get("/wall")).status_code == 200
        assert (await client.get("/alarms")).headers["location"] == "/wall"

    browse(night, look)


def test_the_pair_sees_pictures_in_order_of_time_and_each_look_is_in_the_ledger_first(
    tmp_path: Path,
) -> None:
    made = rig(tmp_path, sheets=720)
    first = made.board.severities[0].sheets[0].key

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "CD")
        page = (await client.get("/alarms/1?lang=en")).text
        found = CROP.findall(page)
        assert len(found) == len(made.board.severities[0].sheets)
        assert found[0].startswith(sheet_address(first).replace("/sheets/", "/crops/"))
        assert Lookup(made.ledger).looks(first) == ()
        for _ in range(2):
            picture = await client.get(found[0])
            assert picture.headers["content-type"] == "image/png"
            assert picture.headers["cache-control"] == "no-store"
        (logged,) = Lookup(made.ledger).looks(first)
        assert logged.act == ImageSeen(first, f"personstemmer/{LOST}")
        assert [person.role for person in logged.by] == [Role.CONTROLLER]
        made.acts.busy = True
        refused = await client.get(found[1])
        assert refused.status_code == 503
        assert b"PNG" not in refused.content
        made.acts.busy = False
        unknown = await client.get(found[1].rpartition("/")[0] + "/" + "0" * 64)
        assert unknown.status_code == 404

    browse(made, look)


def test_what_is_missing_of_the_pictures_is_said_and_the_list_stands(tmp_path: Path) -> None:
    made = rig(tmp_path, crops=False, sheets=720)

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        page = (await client.get("/alarms/1?lang=en")).text
        assert "No pictures are kept here" in page
        assert page.count('href="/sheets/S3/kveld/') == len(made.board.severities[0].sheets)
        assert "look at this one first" in page

    browse(made, look)


def test_a_box_under_check_keeps_its_ballots_back(tmp_path: Path) -> None:
    made = rig(tmp_path, sheets=720)
    key = made.board.severities[0].sheets[0].key
    made.board._under_check = frozenset({key.batch})

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        page = (await client.get("/alarms/1?lang=en")).text
        assert f"/kveld/{key.batch}/" not in page
        assert "is being checked" in page
        answer = await client.get(sheet_address(key) + "?lang=en")
        assert answer.status_code == 409
        assert "must not know" in answer.text
        crops = sheet_address(key).replace("/sheets/", "/crops/") + "/" + "0" * 64
        assert (await client.get(crops)).status_code == 409

    browse(made, look)


def test_an_alarm_lives_through_its_forms(tmp_path: Path) -> None:
    made = rig(tmp_path, sheets=720)

    async def live(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        assert (await act(client, "seen")).status_code == 303
        shown = await client.get("/alarms/1?lang=en&done=seen")
        assert "The alarm is now: Seen" in shown.text
        assert "AB (officer)" in shown.text
        early = await act(client, "close", **SECOND)
        assert early.status_code == 409
        assert "meanwhile" in early.text
        answers = {"meaning": "accepted", **SECOND}
        wordless = await act(client, "acknowledge", **answers)
        assert (wordless.status_code, "words of your own" in wordless.text) == (409, True)
        wrong = await act(client, "acknowledge", meaning="repaired", second_name="CD",
                          second_pin="999999")  # fmt: skip
        assert (wrong.status_code, "PIN is wrong" in wrong.text) == (409, True)
        assert (await act(client, "acknowledge", meaning="nonsense", **SECOND)).status_code == 400
        assert (await act(client, "acknowledge", meaning="repaired", **SECOND)).status_code == 303
        unexplained = await act(client, "close", **SECOND)
        assert "must be explained" in unexplained.text
        assert (await act(client, "explain", cause="x", **SECOND)).status_code == 409
        told = await act(client, "explain", cause="glass", text="a hair <b>", **SECOND)
        assert told.status_code == 303
        assert (await act(client, "close", **SECOND)).status_code == 303
        page = (await client.get("/alarms/1?lang=en")).text
        assert "a hair &lt;b&gt;" in page
        assert "CD (controller)" in page
        assert (await act(client, "reopen", text="it came back")).status_code == 303

    browse(made, live)
    case = made.desk.figures().alarms[0]
    assert [step.state.value for step in case.history] == [
        "raised", "seen", "acknowledged", "explained", "closed", "reopened",
    ]  # fmt: skip
    assert AlarmAcknowledged(1, Meaning.REPAIRED) in made.acts.asked


def test_one_person_alone_and_a_forged_page_change_nothing(night: Rig) -> None:
    before = night.desk.figures().alarms

    async def try_it(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        own = {"second_name": "AB", "second_pin": PINS["AB"]}
        alone = await act(client, "acknowledge", meaning="repaired", **own)
        assert (alone.status_code, "same one twice" in alone.text) == (409, True)
        forged = await client.post("/alarms/1/seen", data={"token": "x"}, headers=ORIGIN)
        assert forged.status_code == 403
        elsewhere = await client.post(
            "/alarms/1/seen", data={"token": "x"}, headers={"origin": "http://other.example"}
        )
        assert elsewhere.status_code == 403

    browse(night, try_it)
    assert night.desk.figures().alarms == before


def test_before_the_embargo_hour_nothing_by_list_for_who_is_not_signed_in(tmp_path: Path) -> None:
    made = rig(tmp_path, open_from=FUTURE, sheets=720)

    async def look(client: httpx.AsyncClient) -> None:
        for path in ("/alarms", "/alarms/1", "/night"):
            page = (await client.get(path + "?lang=en")).text
            assert "Scanner S3" in page
            for hidden in (LOST, "personstemmer", "Dust", "Whom it hurts", "stake"):
                assert hidden not in page, (path, hidden)
        await sign_in(client, "OP")
        assert f"field {LOST} in personstemmer" in (await client.get("/alarms/1?lang=en")).text
        # What is printed goes from hand to hand: the hour holds for it whoever makes it.
        night = (await client.get("/night?lang=en")).text
        assert LOST not in night
        assert "before the embargo hour" in night.lower()

    browse(made, look)


def test_before_the_hour_what_people_wrote_and_found_is_not_told(tmp_path: Path) -> None:
    made = rig(tmp_path, open_from=FUTURE, sheets=720)

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        await act(client, "explain", cause="glass", text="list A, field k11", **SECOND)
        client.cookies.clear()
        page = (await client.get("/alarms/1?lang=en")).text
        assert "Explained" in page
        for hidden in ("list A", "Dust", "AB", "CD"):
            assert hidden not in page, hidden

    browse(made, look)


def test_without_people_the_page_shows_and_says_how_to_change_that(tmp_path: Path) -> None:
    made = rig(tmp_path, people=False, sheets=720)
    key = made.board.severities[0].sheets[0].key

    async def look(client: httpx.AsyncClient) -> None:
        page = (await client.get("/alarms/1?lang=en")).text
        assert "qc people add" in page
        assert "<form" not in page
        kept_back = await client.get(sheet_address(key) + "?lang=en")
        assert (kept_back.status_code, "qc people add" in kept_back.text) == (403, True)
        assert (await client.get("/alarms/9")).status_code == 404

    browse(made, look)


def test_a_night_without_alarms_says_so(tmp_path: Path) -> None:
    made = rig(tmp_path, sheets=9)

    async def look(client: httpx.AsyncClient) -> None:
        assert "No alarms." in (await client.get("/alarms?lang=en")).text

    browse(made, look)


def test_a_plot_that_takes_long_is_not_waited_for(
    night: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qc_service.web.archive.WAIT_SECONDS", 0.0)
    case = replace(night.board.severities[0].case, number=7)

    async def ask() -> None:
        archive = Archive(Sources(night.ledger))
        assert await archive.study(case) is None
        for _ in range(200):
            if await archive.study(case) is not None:
                break
            await asyncio.sleep(0.05)
        assert await archive.study(case) is not None

    asyncio.run(ask())


def test_where_the_ledger_cannot_be_read_pages_say_what_they_know(
    tmp_path: Path, night: Rig
) -> None:
    case = night.board.severities[0].case
    key = night.board.severities[0].sheets[0].key

    async def ask() -> None:
        nothing = Archive(Sources())
        assert await nothing.study(case) is None
        assert await nothing.records([key]) == {}
        assert (await nothing.looks(key), await nothing.pace()) == ((), ())
        assert await nothing.crop("0" * 64) is None
        assert await Archive(Sources(tmp_path / "gone.sqlite")).study(case) is None

    asyncio.run(ask())
    made = rig(tmp_path, sheets=720)
    made.ledger.rename(tmp_path / "moved.sqlite")

    async def look(client: httpx.AsyncClient) -> None:
        page = (await client.get("/alarms/1?lang=en")).text
        assert "not ready yet" in page
        assert "Ballots over time" in (await client.get("/night?lang=en")).text
        made.ledger.with_name("moved.sqlite").rename(made.ledger)
        await sign_in(client, "AB")
        made.ledger.rename(tmp_path / "moved.sqlite")
        assert "<img" not in (await client.get("/alarms/1?lang=en")).text
        assert (await client.get(sheet_address(key))).status_code == 503

    browse(made, look)


def test_every_state_has_a_sign_and_every_act_an_address() -> None:
    assert set(SIGNS) == set(AlarmState)
    assert len({sign for _, sign in SIGNS.values()}) == len(AlarmState)
    assert len(set(FORMS.values())) == len(FORMS) == 5


def test_the_state_as_json_holds_no_ballots_beyond_the_newest_differences(night: Rig) -> None:
    told = msgspec.json.encode(night.board.snapshot()).decode()
    assert "look_at" not in told
    assert "sha256" not in told
