"""Takes the pictures of the pages that stand in the documents, from a made-up hall, in Chromium.

PYTHONPATH=tests .venv/bin/python scripts/take_pictures.py
"""

from pathlib import Path

from browser import chromium
from qc_service.adapters.metrics import Metrics
from qc_service.model.words import Language
from qc_service.web.app import Shown, make_app
from qc_service.web.server import WebServer
from web_hall import hall, layouts

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

SHOTS = (
    ("page.png", False, "", 1500, 900),
    ("page-alarm.png", True, "?lang=nb", 1500, 900),
    ("scanner.png", True, "scanners/S03?lang=nb", 1500, 1250),
)
"""File, whether there is an alarm, the address, and the window's width and height."""


def main() -> None:
    """Take them all."""
    with chromium() as browser:
        for name, alarmed, path, width, height in SHOTS:
            shown = Shown(Language.NB, 0.0, layouts())
            app = make_app(hall(alarmed=alarmed), Metrics().registry, None, shown)
            server = WebServer(app, "127.0.0.1:0")
            server.start()
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="light",
                locale="nb-NO",
                timezone_id="Europe/Oslo",
            )
            page = context.new_page()
            page.goto(server.address + path)
            page.wait_for_timeout(1000)
            page.screenshot(path=PICTURES / name)
            context.close()
            server.stop()


if __name__ == "__main__":
    main()
