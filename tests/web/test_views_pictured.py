"""What the documents' pictures show beyond the demo: a fault at one place, over a long evening."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette

from decks import PARTS, hall_decks
from demo_views import visiting
from qc_service.adapters.metrics import Metrics
from qc_service.model.words import Language
from qc_service.web.addresses import sheet_address
from qc_service.web.app import Shown, make_app
from qc_service.web.archive import Sources
from qc_service.web.server import WebServer
from view_nights import PINS, key, rig
from web_big_hall import big_hall
from web_hall import hall, layouts

pytestmark = pytest.mark.browser

OFFICER = "AB"

LOST_AT = 542
"""A ballot of the evening on which the scanner loses a cross."""


PICTURES_THERE = """() => {
  const first = [...document.querySelectorAll("#pictures img")].slice(0, 16);
  return first.length === 16 && first.every((image) => image.complete && image.naturalWidth > 0);
}"""
"""Says whether the first pictures of fields are there; each look is on record before it is sent."""


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[str]:
    app: Starlette = request.getfixturevalue(request.param)
    server = WebServer(app, "127.0.0.1:0")
    server.start()
    yield server.address.rstrip("/")
    server.stop()


@pytest.fixture
def dusty(tmp_path: Path) -> Starlette:
    sources = Sources(decks=hall_decks(tmp_path))
    shown = Shown(Language.NB, 0.0, layouts(), sources=sources, parts=PARTS)
    return make_app(hall(alarmed=True), Metrics().registry, None, shown)


@pytest.fixture
def evening(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return rig(tmp_path_factory.mktemp("pictured")).app


@pytest.fixture
def large() -> Starlette:
    board = big_hall(30, 100, alarms=1, away=2, wrong=2)
    return make_app(board, Metrics().registry, None, Shown(Language.NB))


@pytest.mark.parametrize("served", ["large"], indirect=True)
def test_a_wall_of_thirty_scanners(served: str, browser: Browser, pictures: Path | None) -> None:
    with visiting(browser, served) as visit:
        assert visit.go("/wall").status == 200
        assert visit.page.locator(".tile").count() == 30
        visit.shoot(pictures, "wall-thirty.png", (1500, 844))


@pytest.mark.parametrize("served", ["dusty"], indirect=True)
def test_a_scanner_shows_where_on_the_form_it_differs(
    served: str, browser: Browser, pictures: Path | None
) -> None:
    with visiting(browser, served) as visit:
        assert visit.go("/scanners/S03").status == 200
        assert visit.page.locator("circle.spot").count() > 0
        assert visit.page.locator("polyline").count() > 0
        visit.shoot(pictures, "scanner.png", (1500, 1250))
        visit.go("/")
        visit.go("/scanners/S03#decks")
        visit.page.wait_for_selector("#decks table")
        visit.shoot(pictures, "scanner-deck.png", (1100, 560))


@pytest.mark.parametrize("served", ["evening"], indirect=True)
def test_an_alarm_has_its_pictures_a_ballot_its_ring_a_night_its_pace(
    served: str, browser: Browser, pictures: Path | None
) -> None:
    with visiting(browser, served, (1100, 1250)) as visit:
        page = visit.page
        visit.sign_in(OFFICER, PINS[OFFICER])
        visit.go("/alarms/1#pictures")
        page.wait_for_function(PICTURES_THERE)
        visit.shoot(pictures, "alarm-evidence.png", (1100, 800))
        visit.go(sheet_address(key(LOST_AT)))
        assert page.locator("svg .ring").count() == 1
        assert page.locator("svg .flag").count() == 1
        visit.shoot(pictures, "sheet.png", (1100, 1250))
        visit.go("/night")
        assert page.locator("svg.pace rect.bar").count() > 3
        visit.shoot(pictures, "night.png", (1100, 1250))
