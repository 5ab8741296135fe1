"""Alarms, single sheets and the night in a real browser: readable by all, workable by keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from qc_service.web.addresses import sheet_address
from qc_service.web.server import WebServer
from view_nights import PINS, Rig, key, rig

pytestmark = pytest.mark.browser

PHONE, WALL = (390, 844), (1920, 1080)

DOUBLED = 683
"""Width in CSS pixels of a laptop's window (1366) at 200 % zoom."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOST_AT, UNSURE_AT = 542, 97 * 3

VIEWS = {
    "alarms": "/alarms",
    "alarm": "/alarms/1",
    "differs": sheet_address(key(LOST_AT)),
    "unsure": sheet_address(key(UNSURE_AT)),
    "night": "/night",
}

LOOKS = [
    ("nb", PHONE, "light"),
    ("nn", PHONE, "dark"),
    ("nb", WALL, "dark"),
    ("en", WALL, "light"),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return rig(tmp_path_factory.mktemp("views"), sheets=720)


@pytest.fixture
def address(night: Rig) -> Iterator[str]:
    server = WebServer(night.app, "127.0.0.1:0")
    server.start()
    yield server.address.rstrip("/")
    server.stop()


@contextmanager
def opened(
    browser: Browser, size: tuple[int, int], scheme: str = "light"
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; give it with all that its console complains of."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    page, told = context.new_page(), list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    try:
        yield page, told
    finally:
        context.close()


def sign_in(page: Page, address: str, name: str, lang: str) -> None:
    page.goto(f"{address}/sign-in?lang={lang}&next=/alarms")
    page.fill("[name=name]", name)
    page.fill("[name=pin]", PINS[name])
    page.check("[name=no_candidate]")
    page.click("main button")
    page.wait_for_url("**/alarms?*")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(("lang", "size", "scheme"), LOOKS)
def test_every_view_is_accessible_and_fits(
    browser: Browser, address: str, lang: str, size: tuple[int, int], scheme: str
) -> None:
    with opened(browser, size, scheme) as (page, told):
        sign_in(page, address, "AB", lang)
        for name, path in VIEWS.items():
            page.goto(f"{address}{path}?lang={lang}")
            for each in page.locator("details > summary").all():
                each.click()
            assert faults(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
            assert page.evaluate("document.documentElement.lang") == lang
        assert told == []


@pytest.mark.parametrize("path", VIEWS.values(), ids=VIEWS)
def test_every_view_works_at_two_hundred_percent(browser: Browser, address: str, path: str) -> None:
    with opened(browser, (DOUBLED, 450)) as (page, told):
        sign_in(page, address, "AB", "nb")
        page.goto(f"{address}{path}?lang=nb&zoom=3")
        assert page.evaluate("document.documentElement.scrollWidth") <= DOUBLED
        assert page.locator("h1").is_visible()
        assert told == []


def test_who_is_not_signed_in_sees_accessible_pages_without_ballots(
    browser: Browser, address: str
) -> None:
    with opened(browser, PHONE, "dark") as (page, told):
        for path in ("/alarms", "/alarms/1", "/night"):
            page.goto(f"{address}{path}?lang=nn")
            assert faults(page) == [], path
            assert page.locator("main img, main a[href^='/sheets/']").count() == 0
        page.goto(address + VIEWS["differs"] + "?lang=nn")
        assert page.locator("[name=pin]").is_visible()
        assert told == []


def test_an_alarm_is_acknowledged_by_keyboard_alone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = rig(tmp_path_factory.mktemp("keys"), sheets=720)
    server = WebServer(made.app, "127.0.0.1:0")
    server.start()
    address = server.address.rstrip("/")
    with opened(browser, (1366, 768)) as (page, _):
        sign_in(page, address, "AB", "en")
        page.goto(f"{address}/alarms/1?lang=en")
        page.locator("details.card > summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for text in ("the glass was cleaned", "CD", "999999"):
            page.keyboard.press("Tab")
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.wait_for_selector(".refusal")
        assert "PIN is wrong" in page.inner_text(".refusal")
        page.locator("details.card > summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for text in ("the glass was cleaned", "CD", PINS["CD"]):
            page.keyboard.press("Tab")
            page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_selector(".stands")
        assert "Acknowledged" in page.inner_text(".stands")
    server.stop()
    (case,) = made.desk.figures().alarms[:1]
    assert (case.state.value, case.history[-1].text) == ("acknowledged", "the glass was cleaned")


def test_the_night_prints_on_paper(browser: Browser, address: str) -> None:
    with opened(browser, (1366, 768)) as (page, _):
        sign_in(page, address, "AB", "nb")
        page.goto(f"{address}/night?lang=nb")
        page.emulate_media(media="print")
        assert not page.locator(".who").is_visible()
        page.set_viewport_size({"width": 690, "height": 970})  # what A4 leaves between its margins
        assert page.locator(".pace:not(.slim)").is_visible()
        assert not page.locator(".pace.slim").is_visible()
        assert page.pdf(format="A4").startswith(b"%PDF")


def test_zoom_is_a_link_and_the_drawing_can_be_scrolled_by_keyboard(
    browser: Browser, address: str
) -> None:
    with opened(browser, (1366, 768)) as (page, _):
        sign_in(page, address, "CD", "en")
        page.goto(address + VIEWS["differs"] + "?lang=en")
        narrow = page.locator(".zoomed svg").first.bounding_box()
        page.click(".zoom >> text=3×")
        wide = page.locator(".zoomed svg").first.bounding_box()
        assert narrow is not None
        assert wide is not None
        assert wide["width"] > 2 * narrow["width"]
        drawing = page.locator(".zoomed").first
        drawing.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
        assert drawing.evaluate("each => each.scrollLeft") > 0
