"""What leaves the house of an alarm: its numbers in three languages, and nothing of a sheet."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.alarms import ALARM, OTHER, TOLD_ANEW
from qc_service.api import alarm_words as module
from qc_service.api.alarm_words import (
    NAME_MOST,
    TRIAL_NUMBER,
    Language,
    alarm_link,
    alarm_number,
    alarm_words,
    cell_fields,
    clean,
    without_options,
)
from qc_service.model.events import Cell
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import Words

LANGUAGES: tuple[Language, ...] = get_args(Language)


def test_an_alarm_of_a_scanner_in_english() -> None:
    words = alarm_words(ALARM, "en")
    assert words.title == "Alarm 3: Scanner hall-2: marks on the paper are not recorded"
    assert words.facts == (
        "Concerns: field smith in mayor.",
        "Deviations on 17 of 120 ballots compared.",
        "Probably deviations on between 8.3 % and 21 % of the ballots (95 % confidence).",
        "Began at the scanner's ballot 301, between 290 and 310 (95 % confidence).",
        "May as well be: Scanner hall-2, district 0101, box K7.",
    )
    assert words.advice.startswith("Advice: take out ballots from number 290 on")
    assert words.text().splitlines()[-1] == words.advice


def test_an_alarm_in_bokmaal_and_nynorsk() -> None:
    nb, nn = alarm_words(ALARM, "nb"), alarm_words(ALARM, "nn")
    assert nb.title == "Alarm 3: Skanner hall-2: merker på papiret blir ikke registrert"
    assert nn.title == "Alarm 3: Skannar hall-2: merke på papiret blir ikkje registrerte"
    assert "mellom 8,3 % og 21 %" in nb.facts[2]
    assert "kasse K7" in nb.facts[4]
    assert "krins 0101" in nn.facts[4]


def test_one_that_is_told_anew_keeps_its_number_and_says_so() -> None:
    assert alarm_words(TOLD_ANEW, "nb").title.startswith("Alarm 3, oppdatert: Skanner hall-2")
    assert alarm_number(TOLD_ANEW) == alarm_number(ALARM) == 3
    assert alarm_words(TOLD_ANEW, "en").facts[0] == "Concerns: all ballots."


def test_where_no_scanner_is_named_none_is_blamed() -> None:
    words = alarm_words(OTHER, "en")
    assert "All scanners" in words.title
    assert "over all scanners" in words.facts[3]
    assert "the print, the layout or this control" in words.advice


def test_sheets_of_another_style_have_their_own_advice() -> None:
    style = alarm_words(replace(OTHER, cell=Cell(DifferenceKind.STYLE, "S1", style="7")), "en")
    assert "have the same ballot styles loaded" in style.advice
    assert style.facts[0] == "Concerns: ballot style 7."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DifferenceKind)
def test_every_kind_is_said_in_every_language(kind: DifferenceKind, language: Language) -> None:
    words = alarm_words(replace(ALARM, cell=replace(ALARM.cell, kind=kind)), language)
    text = f"{words.title}\n{words.text()}"
    assert "{" not in text
    assert ".." not in text
    assert all(line[-1] in ".:" for line in words.facts)


def test_the_same_names_stand_in_every_language() -> None:
    for said in vars(module).values():
        if isinstance(said, Words):
            names = [set(re.findall(r"\{\w+\}", getattr(said, each))) for each in LANGUAGES]
            assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("language", LANGUAGES)
@given(name=st.text(max_size=200))
def test_no_name_breaks_a_line_or_runs_on(language: Language, name: str) -> None:
    cell = replace(ALARM.cell, scanner=name, option=name, contest=name, style=name, batch=name)
    words = alarm_words(replace(ALARM, cell=cell), language)
    for line in (words.title, *words.facts, words.advice):
        assert line.isprintable()
    assert len(clean(name)) <= NAME_MOST
    assert all(value.isprintable() and value for value in cell_fields(cell).values())


def test_nothing_of_the_sheet_is_told() -> None:
    for alarm in (ALARM, TOLD_ANEW, OTHER):
        for language in LANGUAGES:
            words = alarm_words(alarm, language)
            assert "secret" not in words.title + words.text()
            assert "424242" not in words.title + words.text()


def test_without_options_nothing_that_was_voted_is_told() -> None:
    cell = replace(ALARM.cell, style="list-7", district="0101")
    bare = without_options(replace(ALARM, cell=cell, rivals=(cell, ALARM.cell), also=(cell,)))
    assert bare.cell == Cell(DifferenceKind.MISS, "hall-2", district="0101")
    assert bare.rivals == (bare.cell, Cell(DifferenceKind.MISS, "hall-2"))
    assert bare.also == (bare.cell,)
    assert (bare.wrong, bare.start) == (ALARM.wrong, ALARM.start)
    assert without_options(replace(ALARM, rivals=(ALARM.cell,) * 2)).rivals == (
        Cell(DifferenceKind.MISS, "hall-2"),
    )


def test_where_options_are_not_named_it_is_not_said_to_be_everywhere() -> None:
    def place(cell: Cell) -> str:
        words = alarm_words(replace(ALARM, cell=cell, rivals=()), "en", options=False)
        return words.facts[0]

    assert place(ALARM.cell) == "Concerns: exact place: see the page."
    assert place(replace(ALARM.cell, batch="K7")) == "Concerns: box K7, exact place: see the page."
    assert place(Cell(DifferenceKind.MISS, "S1", district="1")) == "Concerns: district 1."
    assert place(Cell(DifferenceKind.MISS, "S1")) == "Concerns: all ballots."


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_options_no_word_of_them_is_said(language: Language) -> None:
    cell = replace(ALARM.cell, style="list-7")
    alarm = replace(ALARM, cell=cell, rivals=(cell, ALARM.cell))
    text = alarm_words(alarm, language, options=False).text()
    assert not re.search("smith|mayor|list-7", text)
    rivals = alarm_words(alarm, "en", options=False).facts[-1]
    assert rivals == "May as well be: Scanner hall-2, exact place: see the page."


def test_a_cell_is_told_by_what_it_names() -> None:
    assert cell_fields(ALARM.cell) == {
        "kind": "miss", "scanner": "hall-2", "contest": "mayor", "option": "smith",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_says_that_it_is_none(language: Language) -> None:
    words = alarm_words(replace(ALARM, number=TRIAL_NUMBER), language)
    assert words.title.startswith(("Prøve, ingen alarm", "Trial, no alarm"))
    assert words.facts == ()
    assert words.text() == words.advice
    assert "hall-2" not in words.title + words.text()


def test_the_link_leads_to_the_alarm_or_nowhere() -> None:
    assert alarm_link("https://qc.example/", TOLD_ANEW) == "https://qc.example/#alarm-3"
    assert alarm_link("", ALARM) == ""
