"""The incident bench cannot rot: its quick incidents are caught, its clean nights are quiet."""

import ast

import pytest

from bench.incidents.clean import clean_night, clean_nights
from bench.incidents.incident import Incident, Way
from bench.incidents.night import play
from bench.incidents.register import FOLDER, incidents
from bench.incidents.table import clean_table, incidents_table, picture
from bench.incidents.unseen import UNSEEN
from shared import REPO

ALL = incidents()
PLACES = [each.where for each in ALL] + [each.where for each in UNSEEN]

SAMPLE = ("South Bronx", "Cherokee", "Melhus", "Hordvik", "Outagamie WI 2016", "Voss", "Evenes")
"""One of each way and of each kind of answer; all of them are `make incidents`."""

QUICK = [each for each in ALL if each.quick and any(name in each.where for name in SAMPLE)]


@pytest.mark.parametrize("incident", QUICK, ids=[each.where for each in QUICK])
def test_it_is_caught_at_the_right_place(incident: Incident) -> None:
    caught = incident.run(1)
    assert caught is not None
    assert caught.cell
    assert caught.start in {True, None}
    assert (caught.wrong or 0) <= 10


def test_every_way_is_played_and_every_incident_says_where_it_is_from() -> None:
    assert {each.way for each in ALL} == set(Way)
    for each in ALL:
        assert all((each.where, each.cause, each.size, each.source)), each
    assert len(set(PLACES)) == len(PLACES) >= 50


def test_each_module_says_in_a_sentence_what_happens() -> None:
    for path in FOLDER.glob("*.py"):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert doc, path
        assert doc.endswith("."), path


@pytest.mark.parametrize("seed", [2, 3])
def test_a_clean_night_is_quiet(seed: int) -> None:
    assert play(clean_night(seed), seed).told == ()


def test_the_tables_say_what_was_found() -> None:
    results = [(each, (each.run(1),)) for each in QUICK if each.way is Way.TOTALS]
    text = incidents_table(results, 1)
    assert f"{len(results)} of {len(results)} caught, 1 nights each" in text
    assert "| 1 | 0 | 0 | 0.0000 | nothing |" in clean_table(clean_nights(1, 5), 5)
    assert "Yakima WA 2004" in text
    assert "| 0 of 1 | **nothing** | – |" in incidents_table([(results[0][0], (None,))], 1)
    assert picture(results).startswith("<svg")


def test_the_page_has_every_incident() -> None:
    page = (REPO / "docs" / "incidents.md").read_text(encoding="utf-8")
    assert [place for place in PLACES if f"| {place} |" not in page] == []
