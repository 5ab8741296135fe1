"""Fields of ballots named for people: as printed where forms agree, and where they are."""

import pytest

from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.flow.option_names import option_name, titles_of

LAYOUTS = {layout.id: layout for layout in shipped_layouts()}
PLACE = ("personstemmer", "k01")


def test_what_a_form_prints_is_the_name_of_its_option() -> None:
    titles = titles_of([LAYOUTS["kst-01-A"]])
    assert titles[PLACE] == "Tone-Bjørg Granmo"
    said = option_name(*PLACE, "nb", titles)
    assert said == "Tone-Bjørg Granmo (felt k01 i personstemmer)"


def test_where_lists_have_different_candidates_none_is_named() -> None:
    titles = titles_of([LAYOUTS["kst-01-A"], LAYOUTS["kst-01-H"]])
    assert PLACE not in titles
    assert titles["slengere", "s01"] == "Linje 1"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "felt k01 i personstemmer"),
        ("nn", "felt k01 i personstemmer"),
        ("en", "field k01 in personstemmer"),
    ],
)
def test_a_field_that_no_form_names_is_told_by_its_place(language: str, said: str) -> None:
    assert option_name(*PLACE, language) == said


def test_lists_and_whole_contests() -> None:
    assert option_name("", "A", "nb") == "liste A"
    assert option_name("personstemmer", "", "nb") == "personstemmer"
