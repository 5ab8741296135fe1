"""The hall's page and the wall in a real browser: readable by all, light, live, honest."""

import statistics
import time
from pathlib import Path
from typing import Self

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from decks import PARTS, write_decks
from qc_service.adapters.board import Board
from qc_service.adapters.metrics import Metrics
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.model.batch import Batch
from qc_service.web.app import Shown, make_app
from qc_service.web.archive import Sources
from qc_service.web.server import WebServer
from web_board import Clock, alarm, busy_board, make_board
from web_hall import hall as made_hall
from web_hall import layouts

pytestmark = pytest.mark.browser

PHONE, LAPTOP, WALL = (390, 844), (1366, 768), (1920, 1080)

MOST_BYTES = 150_000
"""All that a first visit may take over the wire."""

LIVE_SECONDS = 1.0


def hall(state: str) -> Board:
    if state == "empty":
        return make_board(Clock())
    board = busy_board(Clock(), (alarm(),) if state == "alarm" else ())
    if state == "lost":
        board.credit({})
    figures = msgspec.structs.replace(
        board._figures,
        boxes=(
            BoxFigures(Batch("K1", category="day-locale", box=1, boxes=2), BoxState.CLOSED, 9, 9),
            BoxFigures(Batch("K2", category="day-other", box=2, boxes=2), BoxState.OPEN, 3, 70),
        ),
    )
    board.figures(figures)
    return board


class Served:
    """A running server and a page of the browser on it."""

    def __init__(
        self,
        browser: Browser,
        board: Board,
        size: tuple[int, int],
        scheme: str,
        decks: Path | None = None,
    ) -> None:
        shown = Shown(layouts=layouts(), sources=Sources(decks=decks), parts=PARTS)
        self.server = WebServer(make_app(board, Metrics().registry, None, shown), "127.0.0.1:0")
        self.server.start()
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="nb-NO",
        )
        self.page: Page = self.context.new_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        self.server.stop()


@pytest.mark.parametrize("path", ["", "wall"])
@pytest.mark.parametrize(
    ("state", "size", "scheme", "language"),
    [
        ("empty", LAPTOP, "light", "nb"),
        ("busy", WALL, "dark", "nn"),
        ("busy", PHONE, "light", "en"),
        ("alarm", LAPTOP, "dark", "nb"),
        ("alarm", PHONE, "dark", "nn"),
        ("lost", WALL, "light", "en"),
    ],
)
def test_everyone_can_read_it(
    browser: Browser, path: str, state: str, size: tuple[int, int], scheme: str, language: str
) -> None:
    with Served(browser, hall(state), size, scheme) as served:
        served.page.goto(f"{served.server.address}{path}?lang={language}")
        served.page.wait_for_selector('#contact[data-state="live"]')
        found = Axe().run(
            served.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
        )
        assert found.violations_count == 0, found.generate_report()
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert served.page.evaluate(wide) <= 0


def test_it_can_be_read_at_twice_the_size(browser: Browser) -> None:
    with Served(browser, hall("alarm"), (LAPTOP[0] // 2, LAPTOP[1] // 2), "light") as served:
        served.page.goto(served.server.address)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert served.page.evaluate(wide) <= 0


def test_a_first_visit_is_light_and_asks_nobody_else(browser: Browser) -> None:
    with Served(browser, hall("busy"), LAPTOP, "light") as served:
        asked: list[str] = []
        sizes: list[int] = []
        said: list[str] = []
        served.page.on("request", lambda request: asked.append(request.url))
        served.page.on("console", lambda message: said.append(message.text))
        served.page.on(
            "response",
            lambda answer: None if "events" in answer.url else sizes.append(len(answer.body())),
        )
        served.page.goto(served.server.address)
        served.page.wait_for_selector('#contact[data-state="live"]')
        assert all(url.startswith(served.server.address) for url in asked)
        assert 0 < sum(sizes) < MOST_BYTES
        assert said == []


def test_a_ballot_is_seen_within_a_second(browser: Browser) -> None:
    board = hall("busy")
    with Served(browser, board, LAPTOP, "light") as served:
        served.page.goto(served.server.address)
        served.page.wait_for_selector('#contact[data-state="live"]')
        taken = []
        for name in ("hall-9", "hall-8", "hall-7"):
            before = time.monotonic()
            board.credit({"hall-2": 16, name: 16})
            served.page.wait_for_selector(f"h3 a:text('{name}')")
            taken.append(time.monotonic() - before)
        # Whatever else the machine did meanwhile, two of three must be in time.
        assert statistics.median(taken) < LIVE_SECONDS, taken


def test_a_page_that_lost_the_service_says_so_and_comes_back(browser: Browser) -> None:
    with Served(browser, hall("busy"), LAPTOP, "light") as served:
        served.page.goto(f"{served.server.address}?lang=nb")
        served.page.wait_for_selector('#contact[data-state="live"]')
        address = served.server.address
        served.server.stop()
        served.page.wait_for_selector('#contact[data-state="lost"]')
        assert "Ingen kontakt" in served.page.inner_text("#contact")
        assert "stale" in (served.page.get_attribute("body", "class") or "")
        served.server = WebServer(
            make_app(hall("alarm"), Metrics().registry), address.split("//")[1].rstrip("/")
        )
        served.server.start()
        served.page.wait_for_selector("h2:text('Alarm: hall-2')")
        served.page.wait_for_selector('#contact[data-state="live"]')


def test_the_keyboard_reaches_everything(browser: Browser) -> None:
    with Served(browser, hall("alarm"), LAPTOP, "light") as served:
        served.page.goto(served.server.address)
        served.page.wait_for_selector('#contact[data-state="live"]')
        links = served.page.locator("a").count()
        reached = set()
        for _ in range(links + 1):
            served.page.keyboard.press("Tab")
            reached.add(served.page.evaluate("document.activeElement.getAttribute('href')"))
        wanted = {served.page.locator("a").nth(n).get_attribute("href") for n in range(links)}
        assert wanted <= reached


def test_the_page_of_a_scanner_can_be_read_by_everyone(browser: Browser, tmp_path: Path) -> None:
    decks = write_decks(tmp_path / "decks")
    for scheme, size, name in (
        ("light", WALL, "S03"),
        ("dark", PHONE, "S03"),
        ("dark", PHONE, "S04"),
    ):
        with Served(browser, made_hall(alarmed=True), size, scheme, decks) as served:
            served.page.goto(f"{served.server.address}scanners/{name}?lang=nn")
            found = Axe().run(
                served.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
            )
            assert found.violations_count == 0, found.generate_report()
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert served.page.evaluate(wide) <= 0
            if name == "S03":
                assert served.page.locator("circle.spot").count() > 0
                assert served.page.locator("polyline").count() > 0


def test_a_deck_is_told_by_the_clock_on_the_wall(browser: Browser, tmp_path: Path) -> None:
    decks = write_decks(tmp_path / "decks")
    with Served(browser, made_hall(alarmed=True), LAPTOP, "light", decks) as served:
        served.page.goto(f"{served.server.address}scanners/S03?lang=nb")
        told = served.page.locator("#decks [data-moment]")
        told.first.wait_for(timeout=20_000)
        assert told.count() == 2
        assert "13.09." in told.first.inner_text()
        assert "UTC" not in told.first.inner_text()
