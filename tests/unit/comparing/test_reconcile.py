"""Laws of comparing two counts: what must hold whatever was counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.differing import ALL, Comparison, Place, Tolerance, side_by_side
from qc_service.comparing.explanations import CATALOGUE, LABELS, explanation, words
from qc_service.comparing.reconcile import Line, reconcile
from qc_service.model.errors import QcError
from qc_service.model.totals import CountKind, ListCount, Rejected, RereadBox, Totals
from qc_service.model.words import LANGUAGES

CODES = ("A", "H", "SV", "BLANK")
counts = st.dictionaries(st.sampled_from(CODES), st.integers(0, 2000), max_size=4)
several = st.dictionaries(st.sampled_from("abcde"), counts, min_size=1, max_size=5)


def reported(box: str, lists: dict[str, int], **fields: object) -> Totals:
    made = tuple(ListCount(code, count) for code, count in lists.items())
    return Totals("t.csv", made, batch=box, **fields)  # type: ignore[arg-type]


def by_place(lines: tuple[Line, ...], comparison: str = "reread") -> dict[tuple[str, str], Line]:
    return {(e.place.box, e.list): e for e in lines if e.comparison == comparison}


@given(counts, counts)
def test_a_difference_turns_its_sign_when_the_counts_change_places(
    one: dict[str, int], two: dict[str, int]
) -> None:
    sums = sum(one.values()), sum(two.values())
    there = list(side_by_side(Comparison.COUNTS, Place("b"), (one, two), sums, Tolerance()))
    back = list(side_by_side(Comparison.COUNTS, Place("b"), (two, one), sums[::-1], Tolerance()))
    assert [line.difference for line in there] == [-line.difference for line in back]
    assert [line.permille for line in there] == [-line.permille for line in back]
    assert [line.beyond for line in there] == [line.beyond for line in back]


@given(counts)
def test_the_same_count_twice_gives_no_difference_and_no_word(one: dict[str, int]) -> None:
    lines = reconcile([reported("k", one)], [RereadBox("k", one)])
    assert not any(line.difference or line.beyond or line.explanations for line in lines)


@given(several, several)
def test_the_boxes_of_a_locale_add_up_to_it(
    told: dict[str, dict[str, int]], read: dict[str, dict[str, int]]
) -> None:
    totals = [reported(box, lists, locale="0304", category="VO") for box, lists in told.items()]
    boxes = [RereadBox(box, read.get(box, {})) for box in told]
    found = Counter[str]()
    summed = {}
    for line in reconcile(totals, boxes):
        if line.comparison is Comparison.ABSURD:
            continue
        if line.place.box:
            found[line.list] += line.difference
        else:
            summed[line.list] = line.difference
    assert {code: number for code, number in summed.items() if number} == {
        code: number for code, number in found.items() if number
    }


@given(counts, counts, st.integers(0, 30), st.floats(0, 50), st.integers(0, 30), st.floats(0, 50))
def test_a_wider_tolerance_never_finds_more(
    told: dict[str, int], read: dict[str, int], few: int, share: float, more: int, wider: float
) -> None:
    narrow, wide = Tolerance(share, few), Tolerance(share + wider, few + more)
    totals, boxes = [reported("k", told)], [RereadBox("k", read, undecided=2)]
    before, after = reconcile(totals, boxes, narrow), reconcile(totals, boxes, wide)
    assert all(one.beyond or not two.beyond for one, two in zip(before, after, strict=True))


@given(st.integers(4, 3000), st.integers(4, 3000))
def test_two_lists_whose_numbers_are_swapped_are_found(one: int, two: int) -> None:
    told, read = {"A": one, "H": two, "SV": 700}, {"A": two, "H": one, "SV": 700}
    lines = by_place(reconcile([reported("k", told)], [RereadBox("k", read)]))
    codes = {each.code for each in lines["k", "A"].explanations}
    assert ("lists-swapped" in codes) is (abs(one - two) > 3)
    assert lines["k", ALL].difference == 0


@given(counts, st.integers(0, 20), st.data())
def test_sheets_that_wait_for_a_person_never_count_as_lost(
    told: dict[str, int], waiting: int, data: st.DataObject
) -> None:
    """However the open sheets are taken from the lists, the box is not beyond any tolerance."""
    read, left = dict(told), waiting
    for code in told:
        taken = data.draw(st.integers(0, min(left, read[code])))
        read[code] -= taken
        left -= taken
    box = RereadBox("k", read, waiting - left)
    lines = reconcile([reported("k", told)], [box], Tolerance(0, 0))
    assert not any(line.beyond for line in lines)


def test_open_sheets_do_not_hide_more_than_there_are_of_them() -> None:
    told, read = {"A": 100, "H": 100}, {"A": 90, "H": 90}
    lines = by_place(reconcile([reported("k", told)], [RereadBox("k", read, undecided=10)]))
    assert lines["k", "A"].beyond
    assert lines["k", "H"].beyond
    enough = by_place(reconcile([reported("k", told)], [RereadBox("k", read, undecided=20)]))
    assert not enough["k", "A"].beyond
    assert "undecided-all" in {each.code for each in enough["k", "A"].explanations}


@pytest.mark.parametrize(
    ("apart", "of", "beyond"),
    [(3, 500, False), (4, 500, True), (4, 4000, False), (5, 4000, True), (0, 0, False)],
)
def test_beyond_is_what_exceeds_both_three_ballots_and_one_per_mille(
    apart: int, of: int, beyond: bool
) -> None:
    assert Tolerance().exceeded(apart, of) is beyond


def test_a_ballot_without_a_stamp_may_have_been_rejected_but_only_if_any_was() -> None:
    box = RereadBox("k", {"A": 105, "H": 100}, open={"A": 5})
    refused = (Rejected("stamp", 5),)
    none = (Rejected("stamp", 0),)
    told = {"A": 100, "H": 100}
    agrees = by_place(reconcile([reported("k", told, rejected=refused)], [box]))
    assert not agrees["k", "A"].beyond
    assert [each.code for each in agrees["k", "A"].explanations] == ["stamp-all"]
    differs = by_place(reconcile([reported("k", told, rejected=none)], [box]))
    assert differs["k", "A"].beyond
    assert differs["k", ALL].beyond


def test_counts_machines_and_the_register_are_compared() -> None:
    totals = [
        reported("k", {"A": 100}, count=1, kind=CountKind.MANUAL),
        reported("k", {"A": 110}, count=2, kind=CountKind.MACHINE, scanner="S1"),
        reported("k", {"A": 130}, count=2, kind=CountKind.MACHINE, scanner="S2", crosses=118),
        Totals("e", (ListCount("A", 110, 7),), batch="m"),
        Totals("v", (ListCount("A", 15, 15),), batch="m", only_modified=True),
    ]
    boxes = [RereadBox("k", {"A": 110}, scanner="S1"), RereadBox("k", {"A": 131}, scanner="S2")]
    lines = reconcile(totals, boxes)
    whole = [
        (line.comparison.value, line.place.counted, line.difference)
        for line in lines
        if line.list == ALL and line.place.box == "k"
    ]
    assert whole == [
        ("reread", "S1", 0),
        ("reread", "S2", 1),
        ("counts", "1/2", 10),
        ("machines", "S1/S2", 20),
        ("rescans", "S1/S2", 21),
    ]
    assert by_place(lines, "changes")["m", "A"].difference == 8


def test_crosses_are_compared_with_all_ballots_rejected_ones_too() -> None:
    totals = [reported("k", {"A": 90}, rejected=(Rejected("", 10),), crosses=100)]
    lines = by_place(reconcile(totals, []), "register")
    assert lines["k", ALL].difference == 0


def test_totals_without_boxes_are_compared_with_all_boxes_where_nobody_says_what_lies_where() -> (
    None
):
    totals = [
        Totals("e", (ListCount("A", 100),), locale="0304", category="VO"),
        Totals("e", (ListCount("A", 50),), locale="0305", category="VO"),
    ]
    boxes = [RereadBox("k1", {"A": 100}), RereadBox("k2", {"A": 40})]
    (line, whole) = reconcile(totals, boxes)
    assert (line.place, line.list, line.first, line.second) == (Place(), "A", 150, 140)
    assert whole.beyond


def test_the_same_file_twice_is_one_file_and_two_that_differ_are_refused() -> None:
    once = reconcile([reported("k", {"A": 5})], [])
    assert reconcile([reported("k", {"A": 5})] * 2, []) == once
    with pytest.raises(QcError) as refused:
        reconcile([reported("k", {"A": 5}), reported("k", {"A": 6})], [])
    assert refused.value.code == "reconcile.two-totals"
    assert "t.csv" in refused.value.message


def test_two_boxes_reported_with_each_others_numbers() -> None:
    one, two = {"A": 300, "H": 100}, {"A": 120, "H": 90}
    lines = by_place(
        reconcile(
            [reported("k1", two), reported("k2", one), reported("k3", {"A": 1})],
            [RereadBox("k1", one), RereadBox("k2", two), RereadBox("k3", {"A": 1})],
        )
    )
    assert "boxes-exchanged" in {each.code for each in lines["k1", ALL].explanations}


def test_a_box_reported_twice_and_papers_scanned_in_two_boxes() -> None:
    same = {"A": 300, "H": 100}
    lines = by_place(
        reconcile(
            [reported("k1", same), reported("k2", same)],
            [RereadBox("k1", same), RereadBox("k2", {"A": 60}, again={"k1": 60})],
        )
    )
    codes = {each.code for each in lines["k2", ALL].explanations}
    assert {"box-doubled", "scanned-in-other"} <= codes


def test_every_cause_is_told_in_every_language_with_all_its_values() -> None:
    for said in (*CATALOGUE.values(), *LABELS.values()):
        told = [getattr(said, language) for language in LANGUAGES]
        assert all(told)
        fields = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in told]
        assert fields[0] == fields[1] == fields[2]


def test_a_cause_is_said_with_its_numbers() -> None:
    said = explanation("lists-moved", ballots=436, list="FNB", other="NKP")
    assert words(said, "nb") == "436 sedler for FNB kan være ført på NKP."
    assert words(said, "nn") == "436 setlar for FNB kan vere førte på NKP."
    assert words(said, "en") == "436 ballots of FNB may have been entered as NKP."


def test_a_box_that_no_total_knows_is_told() -> None:
    lines = reconcile(
        [reported("k1", {"A": 10})], [RereadBox("k1", {"A": 10}), RereadBox("k2", {"A": 40})]
    )
    (line,) = [one for one in lines if one.place.box == "k2"]
    assert (line.list, line.first, line.second, line.beyond) == (ALL, 0, 40, True)


def test_two_places_that_differ_by_about_as_much_may_have_ballots_of_each_other() -> None:
    totals = [
        reported("k1", {"A": 300, "H": 140}, locale="0304", category="VO"),
        reported("k2", {"A": 260, "H": 90}, locale="0305", category="VO"),
    ]
    boxes = [
        RereadBox("k1", {"A": 277, "H": 140}, locale="0304", category="VO"),
        RereadBox("k2", {"A": 283, "H": 90}, locale="0305", category="VO"),
    ]
    codes = {each.code for line in reconcile(totals, boxes) for each in line.explanations}
    assert "moved" in codes


def test_the_same_scanners_second_count_is_no_comparison_of_machines() -> None:
    counts = [
        reported("k1", {"A": 100}, count=number, scanner=scanner)
        for number, scanner in ((1, "S1"), (2, "S1"), (3, "S2"))
    ]
    lines = reconcile(counts, [RereadBox("k1", {"A": 100})])
    machines = {line.place.text() for line in lines if line.comparison == "machines"}
    assert len(machines) <= 1


def test_single_changed_ballots_are_not_held_against_themselves() -> None:
    single = reported("k1", {"A": 3}, only_modified=True)
    lines = reconcile([single], [RereadBox("k1", {"A": 100})])
    assert [line for line in lines if line.comparison == "changes"] == []
