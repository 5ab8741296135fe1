"""Takes the pictures of the pages that stand in the documents, of made-up halls, in Chromium.

PYTHONPATH=tests .venv/bin/python scripts/take_pictures.py
"""

import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Page
from starlette.applications import Starlette

from browser import chromium
from decks import PARTS, hall_decks
from qc_service.adapters.metrics import Metrics
from qc_service.model.words import Language
from qc_service.web.addresses import sheet_address
from qc_service.web.app import Shown, make_app
from qc_service.web.archive import Sources
from qc_service.web.server import WebServer
from view_nights import PINS, key, rig
from web_hall import hall, layouts

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

SHOTS = (
    ("page.png", False, "", 1500, 900),
    ("page-alarm.png", True, "?lang=nb", 1500, 900),
    ("scanner.png", True, "scanners/S03?lang=nb", 1500, 1250),
    ("scanner-deck.png", True, "scanners/S03?lang=nb#decks", 1100, 560),
)
"""File, whether there is an alarm, the address, and the window's width and height."""

OFFICER = "AB"

VIEWS = (
    ("alarm.png", "alarms/1?lang=nb", 1100, 900),
    ("alarm-evidence.png", "alarms/1?lang=nb#pictures", 1100, 800),
    ("sheet.png", sheet_address(key(542))[1:] + "?lang=nb", 1100, 1250),
    ("night.png", "night?lang=nb", 1100, 1250),
)
"""File, address, and the window's width and height; an officer is signed in."""


def main() -> None:
    """Take them all."""
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:

        def take(name: str, app: Starlette, path: str, size: tuple[int, int], who: str) -> None:
            server = WebServer(app, "127.0.0.1:0")
            server.start()
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="light",
                locale="nb-NO",
                timezone_id="Europe/Oslo",
            )
            _take(context, PICTURES / name, server.address, path, who)
            context.close()
            server.stop()

        decks = Path(folder) / "decks"
        decks.mkdir()
        sources = Sources(decks=hall_decks(decks))
        for name, alarmed, path, width, height in SHOTS:
            shown = Shown(Language.NB, 0.0, layouts(), sources=sources, parts=PARTS)
            app = make_app(hall(alarmed=alarmed), Metrics().registry, None, shown)
            take(name, app, path, (width, height), "")
        evening = rig(Path(folder))
        for name, path, width, height in VIEWS:
            take(name, evening.app, path, (width, height), OFFICER)


def _take(context: BrowserContext, file: Path, address: str, path: str, who: str) -> None:
    page: Page = context.new_page()
    if who:
        page.goto(f"{address}sign-in?next=/alarms")
        page.fill("[name=name]", who)
        page.fill("[name=pin]", PINS[who])
        page.check("[name=no_candidate]")
        page.click("main button")
        page.wait_for_url("**/alarms?*")
    page.goto(address + path)
    page.wait_for_timeout(1000)
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
