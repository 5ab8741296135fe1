"""What every view keeps to in every size, language and light, looked at in a real browser."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from check_desks import PINS as CHECK_PINS
from desk_app import rig as check_rig
from qc_service.adapters.metrics import Metrics
from qc_service.model.words import Language
from qc_service.web.addresses import sheet_address
from qc_service.web.app import Shown, make_app
from qc_service.web.server import WebServer
from view_nights import PINS, key
from view_nights import Rig as EveningRig
from view_nights import rig as evening_rig
from web_hall import hall, layouts

pytestmark = pytest.mark.browser

PHONE, DOUBLED, LAPTOP, WALL = (390, 844), (683, 384), (1366, 768), (1920, 1080)
"""Windows in CSS pixels; the second is a laptop's at 200 % zoom."""

SMALLEST_PX = 11.5
"""Letters below this are read by nobody on a phone; it is what a chart's ticks have there."""

SMALLEST_ON_WALL_PX = 24.0
"""At 1920 × 1080 on two metres of wall: letters of which a capital is 18 mm high."""

FIGURES_ON_WALL_PX = 44.0

FOUND = """() => {
  const NOT_SEEN = ".unseen, .skip, .zoomed, noscript, option, title";
  const wide = document.documentElement.clientWidth, found = { out: [], broken: [], small: [] };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement, words = node.textContent;
    if (!words.trim() || holder.closest(NOT_SEEN)) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    if (box.left < -1 || box.right > wide + 1) found.out.push(words.trim());
    const drawn = holder.closest("svg") ? holder.getScreenCTM().d : 1;
    found.small.push([drawn * parseFloat(getComputedStyle(holder).fontSize), words.trim()]);
    if (holder.closest("svg, code, .hash")) continue;
    for (const word of words.matchAll(/[\\p{L}\\p{N}]{2,30}/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
      if (lines.size > 1) found.broken.push(word[0]);
    }
  }
  found.small = found.small.sort((one, other) => one[0] - other[0])[0];
  return found;
}"""
"""What sticks out of the window, which words are broken between two lines, the smallest letters."""

SIZES = pytest.mark.parametrize("size", [PHONE, DOUBLED, LAPTOP, WALL], ids=str)


@contextmanager
def opened(browser: Browser, app: Starlette, size: tuple[int, int]) -> Iterator[tuple[Page, str]]:
    """Serve an application for the length of the block; give a page, and the address."""
    server = WebServer(app, "127.0.0.1:0")
    server.start()
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, timezone_id="Europe/Oslo"
    )
    try:
        yield context.new_page(), server.address.rstrip("/")
    finally:
        context.close()
        server.stop()


def sign_in(page: Page, address: str, name: str, pin: str) -> None:
    page.goto(f"{address}/sign-in?lang=en&next=/checks")
    page.fill("[name=name]", name)
    page.fill("[name=pin]", pin)
    page.check("[name=no_candidate]")
    page.click("main button")
    page.wait_for_url("**/checks?*")


def looked_at(page: Page, address: str, paths: Iterable[str]) -> None:
    """Hold each view in each language against what all of them keep to."""
    for path, language in product(paths, Language):
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found = page.evaluate(FOUND)
        where = f"{path} in {language}"
        width = page.evaluate("document.documentElement.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        assert found["out"] == [], where
        assert found["broken"] == [], where
        assert found["small"][0] >= SMALLEST_PX, (where, found["small"])


def hall_app(*, alarmed: bool = True) -> Starlette:
    shown = Shown(Language.NB, 0.0, layouts())
    return make_app(hall(alarmed=alarmed), Metrics().registry, None, shown)


@SIZES
def test_the_hall_and_its_scanners_fit_every_window(
    browser: Browser, size: tuple[int, int]
) -> None:
    with opened(browser, hall_app(), size) as (page, address):
        looked_at(page, address, ("/", "/wall", "/scanners/S03", "/nothing"))


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> EveningRig:
    return evening_rig(tmp_path_factory.mktemp("looks"), sheets=720)


@SIZES
def test_alarms_ballots_and_the_night_fit_every_window(
    browser: Browser, evening: EveningRig, size: tuple[int, int]
) -> None:
    evening.app.state.closing.clear()
    with opened(browser, evening.app, size) as (page, address):
        sign_in(page, address, "AB", PINS["AB"])
        looked_at(page, address, ("/alarms", "/alarms/1", sheet_address(key(542)), "/night", "/"))


@SIZES
def test_checks_fit_every_window(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    made = check_rig(tmp_path)
    with opened(browser, made.app, size) as (page, address):
        looked_at(page, address, ("/sign-in",))
        sign_in(page, address, "AB", CHECK_PINS["AB"])
        looked_at(page, address, ("/checks",))
        made.evening.draw()
        made.board.checks(made.evening.desk.checks.work())
        looked_at(page, address, ("/checks", "/checks/box?id=K02&count=1"))
        made.evening.take_out_all()
        made.board.checks(made.evening.desk.checks.work())
        looked_at(page, address, ("/checks/box?id=K02&count=1",))


@pytest.mark.parametrize("language", Language)
def test_the_wall_is_read_from_five_metres_without_scrolling(
    browser: Browser, language: Language
) -> None:
    with opened(browser, hall_app(), WALL) as (page, address):
        page.goto(f"{address}/wall?lang={language}")
        assert page.evaluate(FOUND)["small"][0] >= SMALLEST_ON_WALL_PX
        sizes = page.locator(".figure strong, .totals dd, .banner h2").evaluate_all(
            "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
        )
        assert min(sizes) >= FIGURES_ON_WALL_PX
        for name in ("verdict", "totals", "alarms", "scanners"):
            box = page.locator(f"#{name}").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= WALL[1], name


def test_the_wall_promises_nothing_that_it_never_shows(browser: Browser) -> None:
    with opened(browser, hall_app(), WALL) as (page, address):
        page.goto(f"{address}/wall?lang=en")
        text = page.inner_text("main")
        assert "marks on the paper are not recorded" in text
        assert "embargo" not in text


def test_times_are_told_as_clocks_in_norway_tell_them_and_a_print_names_its_day(
    browser: Browser, evening: EveningRig
) -> None:
    evening.app.state.closing.clear()
    with opened(browser, evening.app, LAPTOP) as (page, address):
        page.goto(f"{address}/?lang=en")
        page.wait_for_selector('#contact[data-state="live"]')
        assert page.inner_text("#as-of") == "20:20:21"
        for language, said in (
            ("en", "3 November 2026 at 20:20"),
            ("nb", "3. november 2026 kl. 20:20"),
        ):
            page.goto(f"{address}/night?lang={language}")
            assert said in page.inner_text("main .lead")
            hours = page.locator(".pace:not(.slim) [data-hour]").all_text_contents()
            assert all(re.fullmatch(r"\d\d:\d\d", each) for each in hours)
