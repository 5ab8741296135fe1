"""The risk analysis: filled from what is set up, gaps told, and in three languages."""

import re
from html.parser import HTMLParser

import pytest

from qc_service.adapters.config import Config, PlanSection, PluginFile, PluginsSection
from qc_service.adapters.config import ServiceSection as Service
from qc_service.flow.decks import DeckTotal
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan
from qc_service.model.words import LANGUAGES
from qc_service.reports.ros import TICK, analyse, html, markdown
from qc_service.reports.ros_facts import Facts
from qc_service.reports.ros_risks import RISKS

BOXES = (
    Batch("K1", category="advance-locale", expected=512),
    Batch("K2", category="advance-locale", expected=488),
    Batch("K2", category="advance-locale", count=2),
    Batch("K3", expected=200),
)
CLEAN = DeckTotal("2027-09-10T12:00:00Z", "0.1.0", 40, 40, 0, 0, 3, 0, 0)


def test_what_is_not_set_up_is_told_once_and_in_its_rows() -> None:
    bare = Config(
        service=Service(bind="tcp://0.0.0.0:5557"), plugins=PluginsSection(enable=("read-ovals",))
    )
    found = analyse(Facts(bare), "en")
    assert len(found.gaps) == len(set(found.gaps)) == 7
    text = markdown(found)
    assert "## Not set up yet" in text
    assert text.count("**Not set up:** A test deck") == 3
    whole = analyse(Facts(Config(), BOXES, CLEAN), "en")
    assert whole.gaps == ()
    assert "Not set up" not in markdown(whole)
    assert "Not set up" not in html(whole)


@pytest.mark.parametrize("bind", ["tcp://127.0.0.1:5557", "tcp://[::1]:*", "ipc:///run/qc"])
def test_a_service_on_its_own_machine_only_is_no_gap(bind: str) -> None:
    assert analyse(Facts(Config(service=Service(bind=bind)), BOXES, CLEAN), "nb").gaps == ()


def test_numbers_come_from_the_plans() -> None:
    facts = Facts(Config(plan=PlanSection(alpha=0.025, scanners=3)), BOXES, CLEAN, place="Nes")
    assert facts.ballots() == 1200
    said = dict(analyse(facts, "nb").facts)
    assert said["Plan for kvelden"] == "3 skannere, 1200 sedler; falskt varsel høyst 2,5 %"
    assert said["Kasser"] == "3 (Forhåndsstemmer – fra valglokalene: 2; uten kategori: 1)"
    assert said["Siste prøvesett"] == (
        "2027-09-10, versjon 0.1.0: 40 sedler, 40 sammenlignet, 0 avvik, 3 usikre merker, 0 feil, "
        "0 varsler, 0 funn. Alt stemte."
    )
    assert analyse(facts, "nb").title == "ROS-analyse: skanning av stemmesedler – Nes"


def test_without_expected_numbers_the_night_s_plan_tells_the_ballots() -> None:
    plan = PlanSection(scanners=2, ballots_per_scanner=100)
    assert Facts(Config(plan=plan), (Batch("K1"),)).ballots() == 200
    assert Facts(Config(plan=plan)).ballots() == 200
    # No check can show less than one error of 40 papers: then all must be checked.
    few = Facts(Config(plan=plan), (Batch("K1", expected=40),), checks=CheckPlan(risk=0.01))
    assert few.values("en")["papers"] == 40
    assert few.values("en")["risk"] == "1 %"


def test_plugins_that_are_files_and_a_deck_with_trouble_are_told() -> None:
    own = PluginsSection(file=(PluginFile("mine.py", "ab" * 32),))
    trouble = DeckTotal("2027-09-10T12:00:00Z", "0.1.0", 40, 40, 0, 1, 0, 0, 0)
    said = dict(analyse(Facts(Config(plugins=own), BOXES, trouble), "nn").facts)
    assert said["Eigne delar"] == "mine.py (abababababab…)"
    assert said["Siste prøvesett"].endswith("Ikkje alt stemte.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_row_and_no_open_brace(language: str) -> None:
    found = analyse(Facts(Config(), BOXES, CLEAN), language)
    text = markdown(found)
    assert len(found.rows) == len(RISKS)
    assert not re.search(r"[{}]", text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == len(RISKS) + 1
    assert all(line.count("|") == 5 for line in rows)
    assert TICK in text


def test_the_three_languages_differ_in_every_measure() -> None:
    for risk in RISKS:
        for words in (risk.wrong, *(each.text for each in (*risk.prevents, *risk.limits))):
            assert len({words.nb, words.nn, words.en}) == 3, words.nb


class Tags(HTMLParser):
    """Counts tags and keeps the language."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.lang = ""
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        given = dict(attrs)
        self.lang = str(given["lang"]) if tag == "html" else self.lang
        self.outside += [str(given[name]) for name in ("src", "href") if name in given]


def test_the_page_needs_nothing_else_and_escapes_names() -> None:
    page = html(analyse(Facts(Config(), BOXES, None, place="<b>Nes</b>"), "nn"))
    tags = Tags()
    tags.feed(page)
    assert tags.lang == "nn"
    assert tags.outside == []
    assert "script" not in tags.counts
    assert "b" not in tags.counts
    assert tags.counts["tr"] == len(RISKS) + 1
    assert "Ikkje sett opp:" in page
