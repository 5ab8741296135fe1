"""Findings in words: every sentence in three languages, of the same facts; singular and plural."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from qc_service.model.batch import Batch
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_sentences import CHANGES, CLAUSES, MEASURED, SENTENCES
from qc_service.model.finding_words import (
    finding_words,
    make_finding,
    name_facts,
    places,
    say_facts,
    where_facts,
)
from qc_service.model.sheet import SheetKey
from qc_service.model.words import LANGUAGES, Words

ROOT = Path(__file__).parents[3]
KEY = SheetKey("S1", "kveld", "K1", 7)

FACTS: Facts = {
    "again": 5,
    "ballots": 8,
    "before": "S2",
    "box": "K1",
    "expected": 30,
    "first": 2,
    "found": 6,
    "labelled": 12,
    "last": 4,
    "list": "V",
    "measure": "focus",
    "missing": 2,
    "now": "S3",
    "number": 7,
    "of": 3,
    "option": "k11",
    "other": "K2",
    "other_option": "k12",
    "peers": 12_345,
    "peers_found": 1,
    "planned": 9,
    "planned_category": "day-locale",
    "scanner": "S1",
    "scanner_1": "S2",
    "session": "kveld",
    "setup": "cfg 1",
    "setup_1": "cfg 2",
    "sheets": 3,
    "since": 400,
    "sisters": 4,
    "sisters_ballots": 90,
    "stratum": "A",
    "told": "0304",
    "told_category": "advance-late",
    "usual": 220.25,
    "value": 0.125,
    "way": "down",
    "wrong": 4,
}
"""Every fact that any sentence needs."""


def every_text() -> Iterator[tuple[str, Words]]:
    yield from SENTENCES.items()
    yield from CLAUSES.items()
    yield from MEASURED.items()
    for measure, ways in CHANGES.items():
        yield from ((f"{measure} {way}", words) for way, words in ways.items())


@pytest.mark.parametrize(("name", "words"), list(every_text()))
def test_a_text_has_the_same_places_in_every_language(name: str, words: Words) -> None:
    texts = [words.say(language) for language in LANGUAGES]
    assert all(texts), name
    assert places(texts[0]) == places(texts[1]) == places(texts[2])
    assert all(text == text.strip() for text in texts)


@pytest.mark.parametrize("said", SENTENCES)
def test_every_sentence_is_said_in_every_language(said: str) -> None:
    told = [say_facts(said, FACTS, language) for language in LANGUAGES]
    assert all(told)
    assert not any("{" in text or "}" in text for text in told)
    assert told[0] != told[2] != told[1]


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_without_its_facts_is_not_said_at_all(said: str) -> None:
    needed = places(SENTENCES[said].en) - {"box", "where", "others"}
    if needed:
        assert say_facts(said, {"box": "K1"}, "nb") == ""


def test_what_this_version_does_not_know_is_left_to_its_message() -> None:
    assert finding_words(Finding("gap", KEY, "number 7 did not come"), "nb") == ""
    assert say_facts("eclipse", FACTS, "nb") == ""
    assert say_facts("box-count", {"box": "K1", "sheets": "many", "sent": 2}, "nb") == ""
    assert say_facts("image-drift", FACTS | {"measure": "odour"}, "nb") == ""


def test_the_message_is_the_sentence_in_english() -> None:
    found = make_finding("gap", KEY, "gap-one", {"first": 7})
    assert found == Finding("gap", KEY, "number 7 did not come", "", "gap-one", {"first": 7})
    assert finding_words(found, "en") == found.message
    assert finding_words(found, "nb") == "nummer 7 kom ikke"
    assert finding_words(found, "nn") == "nummer 7 kom ikkje"


def test_every_kind_of_finding_has_a_sentence_and_only_those() -> None:
    catalogue = tomllib.loads((ROOT / "qc_service/web/catalogue.toml").read_text("utf-8"))
    kinds = catalogue["findings"]
    assert [said for said in SENTENCES if not any(said.startswith(kind) for kind in kinds)] == [
        "box-holds-election",
        "box-number-missing",
    ]
    assert [kind for kind in kinds if not any(said.startswith(kind) for said in SENTENCES)] == []


def test_no_finding_is_made_without_its_facts() -> None:
    made = re.compile(r"(?<![A-Za-z])Finding\(")
    files = [*ROOT.glob("qc_service/**/*.py"), *ROOT.glob("plugins/**/*.py")]
    there = [file.name for file in files if made.search(file.read_text("utf-8"))]
    assert sorted(set(there) - {"events.py", "testing_sinks.py"}) == ["finding_words.py"]


def test_one_and_many() -> None:
    one: Facts = {"box": "K1", "sheets": 1}
    assert say_facts("box-open", one, "nb") == "kasse K1 ble aldri lukket: 1 seddel så langt"
    assert say_facts("box-open", one, "nn") == "kasse K1 blei aldri lukka: 1 setel så langt"
    assert say_facts("box-open", one, "en") == "box K1 was never closed: 1 sheet so far"
    many = one | {"sheets": 2}
    assert say_facts("box-open", many, "nb") == "kasse K1 ble aldri lukket: 2 sedler så langt"


def test_numbers_are_written_as_the_language_does() -> None:
    said = [say_facts("jump-blank", FACTS, language) for language in LANGUAGES]
    assert [text.rpartition(" ")[2] for text in said] == ["12\u202f345", "12\u202f345", "12345"]
    drift = FACTS | {"usual": -0.5}
    assert "målt 0,125, vanlig −0,5 (skarphet)" in say_facts("image-drift", drift, "nb")
    assert say_facts("image-drift", drift, "en").endswith("focus 0.125, usual -0.5")


def test_numbers_that_a_box_differs_from() -> None:
    facts: Facts = {"box": "K1", "count": 2, "sheets": 10, "planned": 12, "sent": 9}
    assert say_facts("box-count", facts, "nb") == (
        "kasse K1, telling 2 ble lukket med 10 sedler: planen har 12 (−2), avsenderen telte 9 (+1)"
    )
    assert say_facts("box-count", facts | {"labelled": 11}, "en") == (
        "box K1, count 2 was closed with 10 sheets: the plan has 12 (-2), its label has 11 (-1), "
        "the sender counted 9 (+1)"
    )


def test_where_a_box_belongs_is_said_as_far_as_it_is_known() -> None:
    box = Batch("K1", "", "day-locale", "0304", "Skolen", box=2, boxes=3, count=2)
    facts = name_facts(box) | where_facts(box)
    assert say_facts("box-forgotten", facts, "nb") == (
        "kasse K1, telling 2 var planlagt og ble aldri åpnet "
        "(kasse 2 av 3, 0304 Skolen, Valgtingsstemmer – fra valglokalene)"
    )
    bare = Batch("", category="XY")
    assert name_facts(bare) == {}
    assert (
        say_facts("box-forgotten", where_facts(bare), "en") == "was planned and never opened (XY)"
    )
    assert say_facts("box-forgotten", {"box": "K1"}, "nb").endswith("aldri åpnet")


def test_papers_lists_and_options_are_named() -> None:
    lost: Facts = {"first": 2, "scanner": "S1", "session": "kveld"}
    assert say_facts("same-paper", lost, "nb") == (
        "samme papirark som nummer 2 på S1 i økt kveld: ta ut ett av dem"
    )
    assert "nummer 2 i kasse K2 på S1" in say_facts("same-paper", lost | {"other": "K2"}, "nb")
    lists: Facts = {"option": "A", "other_option": "H", "wrong": 3, "scanner": "S1"}
    assert say_facts("swapped", lists, "nb").startswith("liste A og liste H er byttet om på S1")
    options = lists | {"contest": "personstemmer"}
    assert say_facts("swapped", options, "nn").startswith("felt A i personstemmer og felt H er")
    assert say_facts("swapped", options, "en").startswith("A in personstemmer and H are")


def test_scanners_that_are_set_up_otherwise_are_named_one_by_one() -> None:
    facts: Facts = {"scanner": "S1", "setup": "a", "scanner_1": "S2", "setup_1": "b"}
    facts |= {"scanner_2": "S3", "setup_2": "c"}
    assert say_facts("config-differs", facts, "nb") == ("S1 er satt opp som a, S2 som b, S3 som c")
    assert say_facts("config-differs", facts | {"before": "d"}, "nb") == (
        "S1 er satt opp som a, S1 selv før som d, S2 som b, S3 som c"
    )


def test_boxes_that_seem_to_be_the_same() -> None:
    facts: Facts = {"box": "K3", "other": "K2", "scanner": "S1"}
    assert "rekkefølge som i kasse K2 på S1: de" in say_facts("box-rescanned", facts, "nb")
    later = facts | {"session": "natt"}
    assert "kasse K2 på S1 i økt natt:" in say_facts("box-rescanned-back", later, "nb")


def test_a_box_is_named_for_people_at_the_command_line_as_in_findings() -> None:
    for box in (Batch("K1"), Batch("K1", count=2)):
        named = say_facts("box-unplanned", name_facts(box), "en")
        assert named == f"{box.name()} is not in the plan of boxes"
