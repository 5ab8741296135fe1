"""From a snapshot to HTML: the whole page once, then its sections, by the same templates."""

from pathlib import Path

import jinja2
import msgspec

from qc_service import __version__
from qc_service.adapters.board import Snapshot
from qc_service.web import words

SECTIONS = ("verdict", "alarms", "scanners", "boxes", "differences", "findings", "house")
"""The parts of the page that change; each is a template `_NAME.html` and an element of that id."""

SILENT_S = 5.0
"""The service gives a sign ten times a second; after this long without one, it hangs."""

COMPARED_LEAST = 0.9
"""Below this share of sheets compared, "no alarm" alone would say more than we know."""


class Renderer:
    """Fills the templates. Everything is escaped: names come from other people's systems."""

    def __init__(self) -> None:
        """Load the templates that lie beside this module."""
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["version"] = __version__
        self._environment.globals["silent_s"] = SILENT_S
        self._environment.globals["compared_least"] = COMPARED_LEAST
        self._environment.filters |= {
            "number": words.number,
            "rate": words.rate,
            "duration": words.duration,
            "clock": words.clock_time,
            "state": words.scanner_state,
            "alarm_title": words.alarm_title,
            "alarm_place": words.alarm_place,
            "alarm_text": words.alarm_text,
            "alarm_names": words.alarm_names,
            "finding_title": words.finding_title,
            "finding_place": words.finding_place,
            "box_state": words.box_state,
            "box_rows": words.box_rows,
            "category": words.category_name,
            "kind_word": words.kind_word,
        }

    def page(self, snapshot: Snapshot) -> str:
        """Give the whole page."""
        template = self._environment.get_template("page.html")
        return template.render(board=snapshot, sections=SECTIONS)

    def missing(self) -> str:
        """Give the page for an address where nothing is."""
        return self._environment.get_template("missing.html").render()

    def event(self, snapshot: Snapshot) -> bytes:
        """Give one update as JSON: how old the figures are, and the HTML of every section."""
        return msgspec.json.encode(
            {
                "heard_s": snapshot.heard_s,
                "as_of": words.clock_time(snapshot.as_of),
                "sections": {name: self._section(name, snapshot) for name in SECTIONS},
            }
        )

    def _section(self, name: str, snapshot: Snapshot) -> str:
        return self._environment.get_template(f"_{name}.html").render(board=snapshot)
