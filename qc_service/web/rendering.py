"""From a snapshot to HTML: the whole page once, then its sections, by the same templates."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import jinja2
import msgspec

from qc_service import __version__
from qc_service.adapters.board import Snapshot
from qc_service.flow.story import Story
from qc_service.model.acts import Refusal
from qc_service.model.layout import Layout
from qc_service.model.words import LANGUAGES, Language
from qc_service.web import tiles, words
from qc_service.web.addresses import sheet_address
from qc_service.web.ballot_maps import ballot_maps
from qc_service.web.charts import charts, evidence_chart
from qc_service.web.check_words import CheckSpeaker
from qc_service.web.deck_shelf import DeckView
from qc_service.web.words import Speaker

SECTIONS = (
    "verdict", "totals", "alarms", "scanners", "boxes", "differences", "findings", "house",
)  # fmt: skip
"""The parts of the hall's page that change; each is a template `_NAME.html` and an element of that
id. The wall for observers has the first five."""

ON_THE_WALL = SECTIONS[:5]

SILENT_S = 5.0
"""The service gives a sign ten times a second; after this long without one, it hangs."""

NAMES = {Language.NB: "Bokmål", Language.NN: "Nynorsk", Language.EN: "English"}
"""The languages in their own words."""

LAYING_OUT: dict[str, object] = {
    "lay_out": tiles.lay_out,
    "wall_alarms": tiles.wall_alarms,
    "wall_names": tiles.WALL_NAMES,
    "boxes_few": tiles.BOXES_FEW,
    "boxes_most": words.BOXES_MOST,
}
"""What templates ask when there are many of something."""


SAID = (
    "number",
    "rate",
    "decimal",
    "share",
    "bound",
    "duration",
    "deck_state",
    "rest_of",
    "wrong_boxes",
    "alarm_title",
    "alarm_text",
    "finding_title",
    "finding_place",
    "finding_words",
    "box_state",
    "box_rows",
    "kind_word",
    "verdict_word",
    "seen_field",
    "fault_word",
    "candidate_word",
    "measure",
    "measure_value",
)
"""Filters that are the speaker's own methods, by their names."""


class Renderer:
    """Fills the templates in one language. Everything is escaped: names come from elsewhere."""

    def __init__(self, language: Language = Language.NB) -> None:
        """Load the templates that lie beside this module."""
        self.language = language
        self._speaker = speaker = Speaker(language)
        checks = CheckSpeaker(speaker)
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= LAYING_OUT | {
            "version": __version__,
            "wall": False,
            "whole": False,
            "silent_s": SILENT_S,
            "lang": language.value,
            "languages": [(each.value, NAMES[each]) for each in Language],
            "t": speaker.text,
            "duty": speaker.duty,
            "agreement": speaker.agreement,
            "refused": speaker.refused,
            "few": words.few,
            "field_name": speaker.field_name,
            "part_names": speaker.part_names,
            "role": checks.role,
            "box_name": checks.box_name,
            "box_place": checks.box_place,
            "plan_words": checks.plan_words,
            "refusal": None,
            "session": None,
        }
        self._environment.filters |= {name: getattr(speaker, name) for name in SAID} | {
            "clock": words.clock_time,
            "moment": words.moment,
            "state": speaker.scanner_state,
            "category": speaker.category_name,
            "sheet_address": sheet_address,
        }

    def page(self, board: Snapshot, *, wall: bool = False) -> str:
        """Give the whole page: the hall's, or the wall's for observers."""
        template = self._environment.get_template("page.html")
        return template.render(board=board, sections=_sections(wall=wall), wall=wall)

    def scanner(
        self,
        board: Snapshot,
        name: str,
        story: Story,
        layouts: Sequence[Layout],
        decks: DeckView,
        *,
        checked: bool = False,
    ) -> str | None:
        """Give the page of one scanner; None where the board knows none of that name.

        `checked`: the paper of a box of its is under check, and the page says that it holds back.
        """
        for each in board.scanners:
            if each.scanner == name:
                return self._environment.get_template("scanner.html").render(
                    board=board,
                    name=name,
                    scanner=each,
                    story=story,
                    checked=checked,
                    maps=ballot_maps(story.places, layouts),
                    charts=charts(story.blocks),
                    evidence=evidence_chart(story.blocks),
                    decks=decks,
                )
        return None

    def waiting_scanner(self, board: Snapshot, name: str, decks: DeckView) -> str:
        """Give the page of a scanner that has had no ballot yet: how its test decks went."""
        template = self._environment.get_template("scanner_waits.html")
        return template.render(board=board, name=name, decks=decks)

    def fill(self, name: str, /, **values: object) -> str:
        """Fill another template."""
        return self._environment.get_template(name).render(values)

    def text(self, name: str) -> str:
        """Give a text of the catalogue."""
        return self._speaker.text(name)

    def refused(self, refusal: Refusal) -> str:
        """Say why an act was not taken."""
        return self._speaker.refused(refusal)

    def missing(self) -> str:
        """Give the page for an address where nothing is."""
        return self._environment.get_template("missing.html").render()

    def event(self, board: Snapshot, *, wall: bool = False) -> bytes:
        """Give one update as JSON: how old the figures are, and the HTML of every section."""
        return msgspec.json.encode(
            {
                "heard_s": board.heard_s,
                "as_of": board.as_of,
                "sections": {
                    name: self._section(name, board, wall=wall) for name in _sections(wall=wall)
                },
            }
        )

    def _section(self, name: str, board: Snapshot, *, wall: bool) -> str:
        return self._environment.get_template(f"_{name}.html").render(board=board, wall=wall)


def _sections(*, wall: bool) -> tuple[str, ...]:
    return ON_THE_WALL if wall else SECTIONS


@lru_cache(maxsize=len(LANGUAGES))
def renderer(language: Language) -> Renderer:
    """Give the renderer of a language; templates are read once."""
    return Renderer(language)
