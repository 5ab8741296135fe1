"""One night of the demo, watched in a real browser: live, in every role, and after its end.

The tests stand in the order of the night: the first ones need the scanners at work.
"""

import json
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_night import DemoNight
from demo_views import Visit, visiting
from qc_calibration.municipality.crew import NAMES
from qc_calibration.municipality.plan import LISTS, MISREADING, SCANNERS
from qc_service.adapters.ledger import Ledger
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord, ImageSeen
from qc_service.model.checks import Draw
from qc_service.model.events import AlarmRecord, SheetRecord
from qc_service.model.people import Role
from qc_service.model.sheet import Examination, SheetKey
from qc_service.web.addresses import sheet_address

LIVE_SECONDS = 1.0
"""A ballot is on the page this long after it is on record."""

PAINT_MS, MOST_BYTES = 300, 150_000
"""What the product promises of a first visit to the hall's page."""

AS_BARE = 3
"""So many times the paint of a page with one line on it, where the machine is so busy that this
one, too, takes long."""

TILES = "#scanners .tile"

BALLOTS = f"""() => [...document.querySelectorAll("{TILES}")]
  .map((tile) => tile.querySelector(".figure strong")?.textContent ?? "0")
  .reduce((all, text) => all + Number(text.replace(/\\D/g, "")), 0)"""
"""Adds up the ballots that the scanners' tiles tell of."""

pytestmark = pytest.mark.timeout(450)
"""The first to ask waits for the night."""

SEED = "31415926535897932384"
"""What the dice showed when ballots are drawn."""

LOADS = 5
"""Visits to the hall's page, each with a browser that knows nothing of it."""

AT_WORK = f"""() => [...document.querySelectorAll("{TILES}")]
  .every((tile) => Number(tile.querySelector(".figure strong").textContent) > 2)"""
"""Says whether each scanner has its first ballots."""

PAINTED = """() =>
  performance.getEntriesByName("first-contentful-paint").map((each) => each.startTime).at(0)"""
"""What the browser itself measured, in milliseconds since the address was asked for."""

OBSERVE = f"""() => {{
  const count = {BALLOTS};
  window.qcSeen = [[Date.now(), count()]];
  new MutationObserver(() => window.qcSeen.push([Date.now(), count()]))
    .observe(document.querySelector("main"), {{ subtree: true, childList: true }});
}}"""
"""Has the page itself note when which number was on it."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoNight]:
    running = DemoNight(tmp_path_factory.mktemp("night") / "qc-demo")
    try:
        yield running
    finally:
        running.stop()


def on_record(ledger: Path) -> int:
    """Count the ballots whose record is on disk."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as opened:
        (count,) = opened.execute("SELECT count(*) FROM entries WHERE kind = 'sheet'").fetchone()
    return int(count)


def entries_of(night: DemoNight) -> list[Any]:
    with Ledger.read(night.ledger) as ledger:
        return list(ledger.entries())


def sheets_of(night: DemoNight) -> list[Examination]:
    return [each.examination for each in entries_of(night) if isinstance(each, SheetRecord)]


def misread(night: DemoNight) -> SheetKey:
    """Give a ballot that the scanner took for another list's."""
    return next(each.key for each in sheets_of(night) if each.differences)


def doubtful(night: DemoNight) -> SheetKey:
    """Give the ballot with the most crosses of those with a doubtful one."""
    marked = {
        each.key: sum(len(contest.marked) for contest in each.contests)
        for each in sheets_of(night)
        if any(contest.unsure for contest in each.contests)
    }
    return max(marked, key=lambda key: marked[key])


@pytest.mark.browser
def test_the_hall_counts_what_is_scanned_without_a_reload(
    night: DemoNight, browser: Browser, pictures: Path | None
) -> None:
    at, _ = night.begun()
    with visiting(browser, at) as visit:
        page = visit.page
        assert visit.go("/").status == 200
        visit.live()
        expect(page.locator(TILES)).to_have_count(len(SCANNERS), timeout=60_000)
        page.wait_for_function(AT_WORK, timeout=60_000)
        names = page.locator(f"{TILES} h3").all_inner_texts()
        assert [name.split()[0] for name in names] == list(SCANNERS)
        assert page.inner_text("#verdict h2") != ""
        visit.shoot(pictures, "page.png", (1500, 900))
        page.evaluate("window.qcLoadedOnce = true")
        before = page.evaluate(BALLOTS)
        page.wait_for_function(f"() => ({BALLOTS})() >= {before + 8}", timeout=60_000)
        assert page.evaluate("window.qcLoadedOnce") is True


@pytest.mark.browser
def test_a_ballot_is_on_the_page_within_a_second_of_its_record(
    night: DemoNight, browser: Browser
) -> None:
    at, _ = night.begun()
    with visiting(browser, at) as visit:
        visit.go("/")
        visit.live()
        visit.page.evaluate(OBSERVE)
        recorded: dict[int, float] = {}
        until = time.monotonic() + 8
        while time.monotonic() < until:
            recorded.setdefault(on_record(night.ledger), 1000 * time.time())
            time.sleep(0.02)
        last = max(recorded)
        visit.page.wait_for_function(f"() => ({BALLOTS})() >= {last}")
        seen: list[tuple[float, int]] = visit.page.evaluate("window.qcSeen")
    late = [
        (next(at for at, number in seen if number >= count) - since) / 1000
        for count, since in list(recorded.items())[1:]
    ]
    assert len(late) > 5, "the scanners stood still"
    assert statistics.median(late) < LIVE_SECONDS, sorted(late)


@pytest.mark.browser
def test_the_wall_is_live_and_names_no_list(
    night: DemoNight, browser: Browser, pictures: Path | None
) -> None:
    at, _ = night.begun()
    with visiting(browser, at) as visit:
        visit.go("/wall")
        visit.live()
        before = visit.page.evaluate(BALLOTS)
        visit.page.wait_for_function(f"() => ({BALLOTS})() > {before}", timeout=60_000)
        words = visit.page.inner_text("main").split()
        assert set(LISTS) & set(words) == set()
        assert visit.page.locator("main a, main button").count() == 0
        visit.shoot(pictures, "wall.png", (1500, 900))


@pytest.mark.browser
def test_the_alarm_is_the_sentence_at_the_top_while_it_is_scanned(
    night: DemoNight, browser: Browser, pictures: Path | None
) -> None:
    at, _ = night.begun()
    with visiting(browser, at) as visit:
        page = visit.page
        visit.go("/")
        page.wait_for_selector(f"{TILES}.alarm", timeout=250_000)
        assert page.locator(f"{TILES}.alarm h3").inner_text().startswith(MISREADING)
        sentence = page.locator("#verdict .banner.alarm")
        assert MISREADING in sentence.inner_text()
        assert page.locator('main a[href^="/alarms/1"]').count() > 0
        visit.shoot(pictures, "page-alarm.png", (1500, 900))
        assert visit.go("/alarms/1").status == 200
        assert page.locator(".do p").count() > 0


def evidence(page: Page) -> None:
    """Hold that an alarm's page has its plot, which may come some seconds later, and advice."""
    until = time.monotonic() + 30
    while page.locator("svg.evidence").count() == 0 and time.monotonic() < until:
        page.wait_for_timeout(1000)
        page.reload()
    # The plot is there in two widths, of which a screen shows one.
    plot = page.locator("svg.evidence").filter(visible=True)
    points = plot.locator("polyline").get_attribute("points") or ""
    assert len(points.split()) > 5
    assert plot.locator("circle").count() == 1
    assert page.locator(".do p").count() >= 2


def test_the_night_finds_all_that_was_planted(night: DemoNight) -> None:
    said = night.ended()
    assert said.count("FUNNET") == 3, said
    assert said.count("FUNN: ") >= 3, said
    assert said.count("ALARM 1: ") == 1, said
    assert "Ingenting annet er meldt som avvik." in said
    summary = json.loads((night.out / "summary.json").read_text())
    assert [fault["found"] for fault in summary["faults"]] == [True] * 3
    assert summary["well"] is True
    assert summary["others"] == []
    assert summary["recorded"] == summary["scanned"]
    kept = entries_of(night)
    assert sum(isinstance(each, SheetRecord) for each in kept) == summary["scanned"]
    alarms = [each for each in kept if isinstance(each, AlarmRecord)]
    assert {each.cell.scanner for each in alarms} == {MISREADING}
    assert "1 × 50" in (night.out / "deviations.txt").read_text(encoding="utf-8")
    assert not (night.out / "pool").exists()


HALL, WALL, SHEET, CHECKS, SIGN_IN, NOTHING = (
    "/", "/wall", "/sheets/", "/checks", "/sign-in", "/nothing/here"
)  # fmt: skip
SCANNER, ALARMS, ALARM, NIGHT = f"/scanners/{MISREADING}", "/alarms", "/alarms/1", "/night"

VIEWS = (HALL, WALL, SCANNER, ALARMS, ALARM, SHEET, NIGHT, CHECKS, SIGN_IN, NOTHING)

GUEST, OFFICER, CONTROLLER, OPERATOR, OBSERVER = "", "AB", "CD", "OP", "OB"

LED: dict[str, dict[str, str]] = {
    GUEST: {SHEET: SIGN_IN, CHECKS: SIGN_IN},
    OFFICER: {SIGN_IN: CHECKS},
    CONTROLLER: {SIGN_IN: CHECKS},
    OPERATOR: {SIGN_IN: CHECKS},
    OBSERVER: {
        **dict.fromkeys((HALL, SCANNER, ALARMS, ALARM, SHEET, NIGHT), WALL),
        SIGN_IN: CHECKS,
    },
}
"""Who is led to where from which view; from all others to none."""

STATUS = {(OPERATOR, SHEET): 403, **{(name, NOTHING): 404 for name in LED}}
"""Where a view is answered with another code than 200."""

READ = {GUEST: VIEWS, OFFICER: (ALARM, SHEET, CHECKS), OPERATOR: (SHEET,), OBSERVER: (CHECKS,)}
"""Whose views are held against WCAG: each page once in every form it has."""


@pytest.mark.browser
@pytest.mark.parametrize("name", LED)
def test_every_view_is_for_whom_it_is_meant(night: DemoNight, browser: Browser, name: str) -> None:
    night.ended()
    at, pin = night.begun()
    sheet = sheet_address(misread(night))
    with visiting(browser, at) as visit:
        if name:
            visit.sign_in(name, pin)
        for view in VIEWS:
            path = sheet if view == SHEET else view
            answer = visit.go(path, "nn")
            wanted = LED[name].get(view, path)
            assert urlsplit(visit.page.url).path == wanted, view
            assert answer.status == STATUS.get((name, view), 200), view
            assert visit.page.locator("h1").count() == 1, view
            assert visit.page.get_attribute("html", "lang") == "nn", view
            assert visit.fits(), view
            if view in READ.get(name, ()):
                assert visit.accessible() == [], view


def test_everybody_of_the_demo_is_tried() -> None:
    assert set(LED) == {GUEST, *NAMES}


@pytest.mark.browser
def test_the_hall_is_painted_at_once_and_light(night: DemoNight, browser: Browser) -> None:
    night.ended()
    at, _ = night.begun()
    painted: dict[str, list[float]] = {HALL: [], NOTHING: []}
    sizes = []
    for view in (HALL, NOTHING) * LOADS:
        with visiting(browser, at) as visit:
            wire = count_bytes(visit.page)
            visit.go(view)
            if view == HALL:
                visit.live()
                sizes.append(sum(wire))
                assert visit.page.locator(TILES).count() == len(SCANNERS)
            visit.page.wait_for_function(PAINTED)
            painted[view].append(visit.page.evaluate(PAINTED))
    bare, hall = (statistics.median(painted[view]) for view in (NOTHING, HALL))
    assert hall < max(PAINT_MS, AS_BARE * bare), painted
    assert 0 < max(sizes) < MOST_BYTES


def count_bytes(page: Page) -> list[int]:
    """Have every byte counted that comes over the wire, heads and streams, too."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    found: list[int] = []
    session.on(
        "Network.responseReceived",
        lambda event: found.append(int(event["response"]["encodedDataLength"])),
    )
    session.on("Network.dataReceived", lambda event: found.append(int(event["encodedDataLength"])))
    return found


@pytest.mark.browser
def test_an_alarm_shows_its_evidence_and_says_what_to_do(
    night: DemoNight, browser: Browser, pictures: Path | None
) -> None:
    night.ended()
    at, pin = night.begun()
    with visiting(browser, at) as visit:
        visit.sign_in(OFFICER, pin)
        visit.go(ALARM)
        evidence(visit.page)
        assert visit.page.locator(f'a[href^="{SCANNER}"]').count() > 0
        assert visit.page.locator("#acts form").count() > 0
        visit.shoot(pictures, "alarm.png", (1100, 900))
        visit.go(NIGHT)
        assert visit.page.locator("svg.pace rect.bar").count() > 0
        assert visit.page.locator("article.head").count() == 1
        visit.go(SCANNER)
        assert visit.page.locator("polyline").count() > 0


@pytest.mark.browser
def test_a_ballot_is_drawn_as_it_was_read_and_the_look_is_on_record(
    night: DemoNight, browser: Browser
) -> None:
    night.ended()
    at, pin = night.begun()
    key, other = misread(night), doubtful(night)
    with visiting(browser, at) as visit:
        page = visit.page
        visit.sign_in(CONTROLLER, pin)
        visit.go(sheet_address(key))
        assert page.locator(".head.alarm").count() == 1
        assert page.locator("tr.alarm").count() > 0
        visit.go(sheet_address(other))
        assert page.locator(".zoomed svg").count() == 2
        assert page.locator("svg .spot-marked text").count() > 0
        assert page.locator("svg .spot-unsure text").count() > 0
    looks = {
        (act.by[0].role, act.act.sheet)
        for act in entries_of(night)
        if isinstance(act, ActRecord) and isinstance(act.act, ImageSeen)
    }
    assert {(Role.CONTROLLER, key), (Role.CONTROLLER, other)} <= looks


@pytest.mark.browser
def test_two_people_draw_ballots_of_the_finished_night(
    night: DemoNight, browser: Browser, pictures: Path | None
) -> None:
    night.ended()
    at, pin = night.begun()
    with visiting(browser, at) as visit:
        page = visit.page
        visit.sign_in(OFFICER, pin)
        together(visit, "commit", pin)
        page.fill("[name=seed]", SEED)
        together(visit, "seed", pin)
        boxes = page.locator('a[href^="/checks/box"]')
        assert boxes.count() > 0
        visit.shoot(pictures, "checks.png", (1100, 900))
        boxes.first.click()
        page.wait_for_selector('form[action^="/checks/take"]')
    (draw,) = [each for each in entries_of(night) if isinstance(each, Draw)]
    assert draw.samples


def together(visit: Visit, what: str, pin: str) -> None:
    """Do what takes two: the controller adds name and PIN to the officer's form."""
    form = visit.page.locator(f'form[action*="/checks/{what}"]')
    form.locator("[name=second_name]").fill(CONTROLLER)
    form.locator("[name=second_pin]").fill(pin)
    form.locator("button[type=submit]").click()
    expect(form).to_have_count(0)


def test_ctrl_c_ends_the_pages_and_the_ledger_stands(night: DemoNight) -> None:
    night.ended()
    assert night.stop() == 0
    assert replay(entries_of(night)).difference == ""
