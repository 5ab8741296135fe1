"""The page of one sheet: its reading drawn on the layout, for those who check paper."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qc_service.adapters.ledger import Ledger
from qc_service.adapters.ledger_lookup import Lookup
from qc_service.model.acts import ImageSeen
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.reading import OutsideMark
from qc_service.model.sheet import PageReread
from qc_service.web.addresses import sheet_address
from qc_service.web.sheet_drawings import drawing, field_rows
from view_nights import LOST, Rig, browse, key, layouts, px, rig, sheet, sign_in

UNSURE_AT = 97 * 3
LOST_AT = 542
LAYOUTS = layouts()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """Give an evening with an odd sheet among its own."""
    made = rig(tmp_path_factory.mktemp("sheets"), sheets=600)
    torn = replace(
        sheet(601).examination,
        key=replace(key(601), scanner="a/b", session="..", batch=""),
        pages=(PageReread("x.png", "", fault=Fault(FaultCode.UNDECODABLE, "no image")),),
        faults=(Fault(FaultCode.UNDECODABLE, "no image"),),
        differences=(),
        compared=False,
    )
    with Ledger.open(made.ledger) as ledger:
        ledger.append([replace(sheet(601), examination=torn)])
    return made


def shown(made: Rig, path: str) -> str:
    """Give a page as an officer sees it."""
    pages: list[str] = []

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        answer = await client.get(path)
        assert answer.status_code == 200
        pages.append(answer.text)

    browse(made, look)
    return pages[0]


def test_a_sheet_that_differs_is_drawn_with_both_words_and_its_picture(night: Rig) -> None:
    page = shown(night, sheet_address(key(LOST_AT)) + "?lang=en&zoom=2")
    for said in ("The readings differ: 1", "missed mark", "marked", "empty", "Tor Vikstrøm", "180°",
                 "Paper level", "norwegian", 'class="zoom-2"'):  # fmt: skip
        assert said in page, said
    assert page.count('class="ring"') == 1
    assert page.count('src="/crops/') == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_a_look_is_in_the_ledger_and_on_the_page_once_for_each_session(night: Rig) -> None:
    address = sheet_address(key(UNSURE_AT))

    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "CD")
        await client.get(address)
        page = (await client.get(address + "?lang=en")).text
        assert page.count("CD (controller)") == 1

    browse(night, look)
    assert [each.act for each in Lookup(night.ledger).looks(key(UNSURE_AT))] == [
        ImageSeen(key(UNSURE_AT), "sheet")
    ]


def test_where_the_look_cannot_be_written_nothing_is_shown(night: Rig) -> None:
    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "CD")
        night.acts.busy = True
        answer = await client.get(sheet_address(key(LOST_AT)) + "?lang=en")
        night.acts.busy = False
        assert answer.status_code == 409
        assert LOST not in answer.text
        assert "<svg" not in answer.text

    browse(night, look)


def test_the_neighbours_in_the_box_are_a_step_away(night: Rig) -> None:
    first, last = (shown(night, sheet_address(key(at)) + "?lang=en") for at in (0, 597))
    assert "Previous" not in first
    assert f'href="{sheet_address(key(3))}?lang=en"' in first
    assert "Next" not in last


def test_a_sheet_with_odd_names_and_nothing_read_says_so(night: Rig) -> None:
    address = sheet_address(replace(key(601), scanner="a/b", session="..", batch=""))
    page = shown(night, address + "?lang=en&zoom=9")
    for said in ("Not compared", "the image cannot be opened", "cannot be drawn", "box –"):
        assert said in page, said
    assert "<svg" not in page


def test_who_is_not_signed_in_is_led_to_the_door_and_back(night: Rig) -> None:
    address = sheet_address(key(3))

    async def look(client: httpx.AsyncClient) -> None:
        answer = await client.get(address + "?lang=nn")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2Fsheets%2F")
        plain = await client.get(address)
        assert "lang%3D" not in plain.headers["location"]

    browse(night, look)


def test_what_is_no_sheet_is_not_found(night: Rig) -> None:
    async def look(client: httpx.AsyncClient) -> None:
        await sign_in(client, "AB")
        for path in ("/sheets/a/b/c/1", "/sheets/a/b", "/crops/a/b/c/1/x"):
            assert (await client.get(path)).status_code == 404, path

    browse(night, look)


def test_what_is_written_outside_is_placed_where_it_stands_on_the_upright_sheet() -> None:
    examination = sheet(UNSURE_AT).examination
    drawn = drawing(examination, examination.pages[0], LAYOUTS)
    assert drawn is not None
    (written,) = drawn.outside
    found = written.box.x, written.box.y, written.box.width, written.box.height
    assert found == pytest.approx((150, 120, 9, 6), abs=0.3)
    assert {spot.state for spot in drawn.spots} >= {"marked", "unsure", "empty"}
    assert all(spot.sign or spot.state == "empty" for spot in drawn.spots)


@given(st.floats(-0.04, 0.04), st.floats(6, 14))
def test_a_turned_and_scaled_page_is_placed_to_a_millimetre(turn: float, scale: float) -> None:
    examination = sheet(1).examination
    page = examination.pages[0]
    times = complex(scale / 8, scale / 8 * turn)

    def moved(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        middle = times * complex(box[0] + box[2] / 2, box[1] + box[3] / 2)
        width, height = box[2] * scale / 8, box[3] * scale / 8
        return (
            round(middle.real - width / 2),
            round(middle.imag - height / 2),
            round(width),
            round(height),
        )

    target = LAYOUTS[0].sides[0].targets[-1].box
    written = OutsideMark("beside", moved(px(target)), 0.3)
    marks = tuple(replace(mark, px=moved(mark.px)) for mark in page.marks)
    drawn = drawing(examination, replace(page, marks=marks, outside=(written,)), LAYOUTS)
    assert drawn is not None
    box = drawn.outside[0].box
    middle = box.x + box.width / 2, box.y + box.height / 2
    wanted = target.x + target.width / 2, target.y + target.height / 2
    assert middle == pytest.approx(wanted, abs=1.0)


def test_what_cannot_be_placed_is_counted() -> None:
    examination = sheet(UNSURE_AT).examination
    page = examination.pages[0]
    for marks in ((), page.marks[:1]):
        drawn = drawing(examination, replace(page, marks=marks), LAYOUTS)
        assert drawn is not None
        assert (drawn.outside, drawn.unplaced) == ((), 1)
    # A target of which there is no reading is not called empty.
    unread = drawing(examination, replace(page, marks=()), LAYOUTS)
    assert unread is not None
    assert [spot.state for spot in unread.spots if spot.option == LOST] == ["unsure"]


def test_a_page_of_no_known_side_is_not_drawn() -> None:
    examination = sheet(1).examination
    page = examination.pages[0]
    assert drawing(examination, replace(page, side="inside"), LAYOUTS) is None
    assert drawing(examination, page, ()) is None


def test_rows_tell_first_what_people_look_for() -> None:
    examination = sheet(LOST_AT).examination
    rows = field_rows(examination, LAYOUTS)
    assert [row.option for row in rows if row.told_first] == [LOST, "k20"]
    lost = rows[0]
    assert (lost.reported, lost.state, lost.differs) == ("empty", "marked", True)
    unopened = field_rows(replace(examination, reported=None, differences=()), LAYOUTS)
    assert {row.reported for row in unopened} == {""}


CODE = re.compile(r"(?<![\w.])[a-zæøå]+[0-9]*(?:[-/][a-zæøå0-9]+)+(?![\w.])")
"""A code: small letters with strokes or slashes between them."""


def codes(page: str) -> set[str]:
    """Give what looks like a code in the text that people see."""
    text = re.sub(r"(?s)<(script|style).*?</\1>|<code>.*?</code>", " ", page)
    said = re.findall(r'(?:alt|title|aria-label|data-label)="([^"]*)"', text)
    return set(CODE.findall(" ".join([re.sub(r"<[^>]+>", " ", text), *said]))) - {"qc-service"}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("at", [LOST_AT, UNSURE_AT])
def test_no_code_stands_where_words_belong(night: Rig, at: int, language: str) -> None:
    page = shown(night, f"{sheet_address(key(at))}?lang={language}")
    assert codes(page) == set()


def test_why_a_mark_is_unsure_is_said_in_the_language_of_the_page(night: Rig) -> None:
    page = shown(night, f"{sheet_address(key(UNSURE_AT))}?lang=nb")
    assert "(svakt merke)" in page
    assert "(felt k30 i personstemmer)" in page
