"""Discrepancy classes, assorter values and Kaplan-Markov risks are those of the published tools."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.sampling.overstatement import (
    Contest,
    Discrepancies,
    Rates,
    assorter_value,
    classify,
    overstatement,
    papers_expected,
    papers_for,
    remaining_risk,
)
from shared import shared_data


def vectors(name: str, key: str) -> list[dict[str, object]]:
    whole = msgspec.json.decode((shared_data() / "vectors" / name).read_bytes())
    return msgspec.convert(whole[key], list[dict[str, object]])


def found(each: dict[str, object]) -> Discrepancies:
    return msgspec.convert({k: v for k, v in each.items() if k[0] in "ou"}, Discrepancies)


@pytest.mark.real
def test_papers_and_risks_are_those_of_the_published_calculator() -> None:
    for each in vectors("rlacalc.json", "nmin"):
        alpha, margin = float(str(each["alpha"])), float(str(each["margin"]))
        assert papers_for(alpha, margin, found(each | {"out": 0})) == each["out"]
    for each in vectors("rlacalc.json", "KM_P_value"):
        papers, margin = int(str(each["n"])), float(str(each["margin"]))
        risk = remaining_risk(papers, margin, found(each))
        assert risk == pytest.approx(each["out"], rel=1e-12)
    for each in vectors("rlacalc.json", "KM_Expected_sample_size_rounded"):
        alpha, margin = float(str(each["alpha"])), float(str(each["margin"]))
        rates = Rates(o1=float(str(each.get("or1", 0.001))))
        assert papers_expected(alpha, margin, rates) == each["out"]


CASES: dict[str, tuple[list[str] | None, list[str] | None, bool]] = {
    "agree": (["A"], ["A"], True),
    "A read, paper blank (o1)": (["A"], [], True),
    "A read, paper B (o2)": (["A"], ["B"], True),
    "B read, paper A (u2)": (["B"], ["A"], True),
    "blank read, paper A (u1)": ([], ["A"], True),
    "C read, paper B (o1)": (["C"], ["B"], True),
    "A read, ballot not found": (["A"], None, False),
    "A read, contest absent on paper, use_style": (["A"], None, True),
    "phantom both": (None, None, False),
}


@pytest.mark.real
@pytest.mark.parametrize("styled", [True, False])
def test_assorter_values_are_those_of_the_published_audit(*, styled: bool) -> None:
    told = vectors("shangrla.json", "overstatement")
    assert {each["case"] for each in told} == set(CASES)
    for each in told:
        reported, paper, there = CASES[str(each["case"])]
        expected = each[f"use_style={styled}"]
        if isinstance(expected, str):
            with pytest.raises(ValueError, match="has no contest"):
                overstatement(Contest("A", "B"), reported, paper, found=there, styled=styled)
            continue
        votes = overstatement(Contest("A", "B"), reported, paper, found=there, styled=styled)
        assert assorter_value(votes, float(str(each["margin"]))) == pytest.approx(expected)


choices = st.sampled_from([[], ["A"], ["B"], ["C"], ["A", "B"]])


@given(choices, choices)
def test_what_one_overstates_the_other_understates(one: list[str], other: list[str]) -> None:
    contest = Contest("A", "B")
    votes = overstatement(contest, one, other)
    assert -2 <= votes <= 2
    assert votes == -overstatement(contest, other, one)
    assert votes == overstatement(Contest("B", "A"), other, one)


def test_papers_are_counted_by_class_and_equal_ones_not_at_all() -> None:
    seen = [(1, True), (2, True), (2, True), (-1, True), (-2, True), (0, True), (0, False)]
    assert classify(seen) == Discrepancies(o1=1, o2=2, u1=1, u2=1, no_effect=1)


@given(st.integers(1, 500), st.floats(0.01, 0.5), st.integers(0, 3), st.integers(0, 3))
def test_overstatements_raise_the_risk(papers: int, margin: float, o1: int, o2: int) -> None:
    clean = remaining_risk(papers, margin)
    assert remaining_risk(papers, margin, Discrepancies(o1=o1, o2=o2)) >= clean
    assert remaining_risk(papers, margin, Discrepancies(no_effect=o1)) == clean
    assert 0 < clean <= 1


@given(st.floats(0.01, 0.3), st.floats(0.01, 0.3), st.integers(0, 3))
def test_so_many_papers_do_bring_the_risk_down(risk: float, margin: float, o1: int) -> None:
    found_then = Discrepancies(o1=o1)
    papers = papers_for(risk, margin, found_then)
    assert remaining_risk(papers, margin, found_then) <= risk * (1 + 1e-9)
    assert math.isfinite(papers)
