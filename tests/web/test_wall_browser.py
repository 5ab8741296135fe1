"""The wall with one scanner to sixty-four: all of it in one view, large, and nothing cut unsaid."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from qc_service.adapters.board import Board
from qc_service.adapters.metrics import Metrics
from qc_service.web.app import Shown, make_app
from qc_service.web.server import WebServer
from web_big_hall import big_hall, with_hall_alarm

pytestmark = pytest.mark.browser

PHONE, LAPTOP, WALL = (390, 844), (1366, 768), (1920, 1080)

SMALLEST_PX, FIGURES_PX = 24.0, 44.0
"""On the wall at 1920 x 1080, for eyes five metres away."""

MOST_BYTES = 150_000

LAID = """() => {
  const NAMED = "header, .banner, .totals div, .cards li, .rest, .tile, .boxes > *, footer";
  const seen = (each) => !each.closest(".unseen, .skip, noscript")
    && each.getBoundingClientRect().width > 1;
  const page = document.documentElement;
  const found = { over: [], out: [], spilt: [], small: [1e9, ""], figures: [1e9, ""],
    wide: page.scrollWidth, high: page.scrollHeight };
  const parts = [...document.querySelectorAll(NAMED)].filter(seen)
    .map((each) => [each.textContent.trim().slice(0, 40), each.getBoundingClientRect(), each]);
  parts.forEach(([name, box, each], n) => {
    if (box.bottom > innerHeight + 0.5 || box.right > innerWidth + 0.5) found.out.push(name);
    if (each.scrollWidth > each.clientWidth + 1) found.spilt.push(name);
    for (const [other, its] of parts.slice(n + 1)) {
      const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      if (across > 1 && down > 1) found.over.push([name, other]);
    }
  });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement, words = walker.currentNode.textContent.trim();
    if (!words || !seen(holder)) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    const figure = holder.matches(".totals dd, .figure strong");
    for (const kind of figure ? ["small", "figures"] : ["small"]) {
      if (size < found[kind][0]) found[kind] = [size, words];
    }
  }
  return found;
}"""
"""What lies over what, what is out of view or of its tile, the smallest letters and figures."""


@contextmanager
def opened(browser: Browser, board: Board, size: tuple[int, int]) -> Iterator[tuple[Page, str]]:
    server = WebServer(make_app(board, Metrics().registry, None, Shown()), "127.0.0.1:0")
    server.start()
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="nb-NO")
    try:
        yield context.new_page(), server.address
    finally:
        context.close()
        server.stop()


def calm(scanners: int) -> Board:
    return big_hall(scanners, 100)


def troubled(scanners: int) -> Board:
    few = min(scanners, 2)
    return big_hall(scanners, 100, alarms=few - scanners // 30, away=scanners // 6, wrong=9)


def worst(scanners: int) -> Board:
    return with_hall_alarm(big_hall(scanners, 120, alarms=12, away=4, wrong=20))


def named(scanners: int) -> Board:
    return big_hall(scanners, 100, alarms=1, away=2, wrong=3, name="Skanner {}")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "board",
    [
        *(calm(n) for n in (1, 8, 20, 30)),
        *(troubled(n) for n in (1, 3, 4, 5, 8, 12, 20, 30)),
        worst(30),
        worst(64),
        named(30),
    ],
    ids=[
        *(f"calm-{n}" for n in (1, 8, 20, 30)),
        *(f"troubled-{n}" for n in (1, 3, 4, 5, 8, 12, 20, 30)),
        *("worst-30", "worst-64", "named-30"),
    ],
)
def test_the_whole_wall_is_in_view(browser: Browser, board: Board, language: str) -> None:
    for size in (WALL, LAPTOP):
        with opened(browser, board, size) as (page, address):
            page.goto(f"{address}wall?lang={language}")
            page.wait_for_selector('#contact[data-state="live"]')
            found = page.evaluate(LAID)
            assert (found["wide"], found["high"]) == size
            assert (found["out"], found["over"], found["spilt"]) == ([], [], [])
            if size == WALL:
                assert found["small"][0] >= SMALLEST_PX, found["small"]
                assert found["figures"][0] >= FIGURES_PX, found["figures"]


def test_every_alarm_has_its_tile_in_view_and_the_rest_is_told(browser: Browser) -> None:
    with opened(browser, worst(64), WALL) as (page, address):
        page.goto(f"{address}wall?lang=nb")
        tiles = page.locator(".tile.alarm")
        assert tiles.count() == 12
        for each in tiles.all():
            box = each.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= WALL[1]
        assert "Alle skannere" in page.locator(".cards li").first.inner_text()
        assert page.locator("#alarms .rest").inner_text().startswith("og 10 til: S55, ")
        assert page.locator("#scanners .rest").inner_text() == "og 34 til, alle i orden"
        told = page.locator("#boxes").inner_text()
        assert "80 av 120 ferdige, 20 åpne, 20 ikke åpnet" in told
        assert "K001, K002, K003, K004, K005, K006 +14" in told


@pytest.mark.parametrize(("scheme", "path"), [("dark", "wall"), ("light", "wall"), ("dark", "")])
def test_a_full_view_can_be_read_by_everyone(browser: Browser, scheme: str, path: str) -> None:
    with opened(browser, troubled(30), WALL) as (page, address):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{address}{path}?lang=nn")
        page.wait_for_selector('#contact[data-state="live"]')
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=str)
def test_a_large_hall_is_light_and_fits_across(browser: Browser, size: tuple[int, int]) -> None:
    board = big_hall(30, 120, alarms=2, away=1, wrong=3)
    with opened(browser, board, size) as (page, address):
        sizes: list[int] = []
        page.on(
            "response",
            lambda answer: None if "events" in answer.url else sizes.append(len(answer.body())),
        )
        page.goto(f"{address}?lang=nn")
        page.wait_for_selector('#contact[data-state="live"]')
        found = page.evaluate(LAID)
        assert found["wide"] == size[0]
        assert (found["over"], found["spilt"]) == ([], [])
        assert 0 < sum(sizes) < MOST_BYTES
        assert page.locator(".tile").count() == 30
