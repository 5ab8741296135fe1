"""Numbers that cannot be right by themselves, and lists that stand with each other's numbers."""

import pytest

from qc_service.comparing.differing import Comparison, Line
from qc_service.comparing.explanations import words
from qc_service.comparing.reconcile import reconcile
from qc_service.model.totals import ListCount, PersonalVotes, RereadBox, Totals
from qc_service.model.words import LANGUAGES

USUAL = {"A": 812, "FNB": 436, "H": 655, "NKP": 3}


def told(lists: dict[str, int], **fields: object) -> Totals:
    made = tuple(ListCount(code, count) for code, count in lists.items())
    return Totals("valg.csv", made, **fields)  # type: ignore[arg-type]


def absurd(*totals: Totals) -> list[Line]:
    return [each for each in reconcile(totals, []) if each.comparison is Comparison.ABSURD]


def test_melhus_2007_more_personal_votes_than_ballots() -> None:
    votes = (PersonalVotes("SP", "Kandidat Nordmann", 415), PersonalVotes("A", "Annen", 100))
    (line,) = absurd(told({"SP": 402, "A": 800}, batch="K1", personal=votes))
    assert (line.list, line.first, line.second, line.beyond) == ("SP", 415, 402, True)
    said = words(line.explanations[0], "nb")
    assert said.startswith("Kandidat Nordmann har 415 personstemmer på sedler for SP")


def test_personal_votes_of_a_list_without_ballots() -> None:
    (line,) = absurd(told({"A": 8}, batch="K1", personal=(PersonalVotes("V", "Noen", 2),)))
    assert (line.first, line.second) == (2, 0)


def test_hordvik_2019_seen_in_the_totals_alone() -> None:
    """FNB's 436 votes were entered as NKP's; no other district of the category had none."""
    wrong = USUAL | {"FNB": 0, "NKP": 439}
    kretser = [told(USUAL, locale=f"{n:04}", category="day-locale") for n in range(4)]
    (line,) = absurd(told(wrong, locale="0099", category="day-locale"), *kretser)
    assert (line.place.locale, line.list, line.first) == ("0099", "FNB", 0)
    assert line.second == pytest.approx(436, abs=3)
    for language in LANGUAGES:
        assert "FNB" in words(line.explanations[0], language)


def test_boxes_are_held_against_boxes_of_their_own_locale() -> None:
    boxes = [told(USUAL, batch=f"K{n}", locale="0101") for n in range(3)]
    assert absurd(*boxes, told(USUAL | {"FNB": 0}, batch="K9", locale="0202")) == []
    assert len(absurd(*boxes, told(USUAL | {"FNB": 0}, batch="K9", locale="0101"))) == 1


def test_antrim_2020_positions_moved_by_one() -> None:
    right = {"A": 700, "FRP": 210, "H": 455, "SP": 90}
    shifted = {"A": 90, "FRP": 700, "H": 210, "SP": 455}
    lines = reconcile([told(shifted, batch="K1")], [RereadBox("K1", right)])
    said = [
        words(each, "en")
        for line in lines
        if line.list == "FRP"
        for each in line.explanations
        if each.code == "lists-permuted"
    ]
    assert len(said) == 1
    assert "with other lists: SP → A, A → FRP, FRP → H, H → SP." in said[0]
