"""Bounds of checked papers: the prefix rule, risk draws apart, boxes apart, and known numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.checks import CheckPlan, Outcome, PaperShows, SampleKind
from qc_service.model.checks import Sample as Drawn
from qc_service.model.sheet import SheetKey
from qc_service.sampling.bounds import Prior, Sample, ppr_upper
from qc_service.sampling.evaluating import (
    BOX_PRIOR,
    Checked,
    Reading,
    Stratum,
    evaluate_boxes,
    evaluate_papers,
    is_misread,
    settled_prefix,
)
from qc_service.sampling.stratified import ppr_upper_together, spent
from qc_service.sampling.two_phase import Quantities, quantities

S1, S2 = Stratum(1, "S1"), Stratum(1, "S2")
SEEN, NOT_FOUND = Outcome.SEEN, Outcome.NOT_FOUND
A, B = PaperShows("A"), PaperShows("B")


def check(  # noqa: PLR0913 - each has its usual value
    order: int,
    outcome: Outcome | None = SEEN,
    *,
    stratum: Stratum = S1,
    kind: SampleKind = SampleKind.RANDOM,
    paper: PaperShows | None = A,
    reported: PaperShows | None = A,
    reread: PaperShows | None = A,
) -> Checked:
    name = f"{kind.value}-{stratum.round}-{stratum.name}-{order}"
    sheet = SheetKey(stratum.name, "1", "K1", order)
    drawn = Drawn(name, stratum.round, kind, stratum.name, "K1", order, sheet=sheet)
    return Checked(drawn, outcome, paper, reported, reread)


def whole_box(
    order: int, paper: dict[str, int], reported: dict[str, int], stratum: Stratum = S1
) -> Checked:
    drawn = Drawn(f"B{order}", stratum.round, SampleKind.RANDOM, stratum.name, f"K{order}", order)
    return Checked(drawn, SEEN, PaperShows(counts=paper), PaperShows(counts=reported))


def test_only_the_unbroken_run_of_settled_papers_counts() -> None:
    checks = [check(3, None), check(1), check(4, paper=B), check(2, paper=B), check(5)]
    prefix, beyond = settled_prefix(checks)
    assert [each.drawn.order for each in prefix] == [1, 2]
    assert [each.drawn.order for each in beyond] == [4, 5]
    bound = evaluate_papers({S1: 1000}, checks, CheckPlan()).strata[0]
    assert (bound.drawn, bound.checked, bound.misread) == (5, 2, 1)
    assert (bound.beyond, bound.beyond_misread) == (2, 1)
    assert bound.upper == ppr_upper(Sample(1000, 2, 1))


def test_a_paper_missing_from_the_list_ends_the_run() -> None:
    assert settled_prefix([check(1), check(3)]) == ([check(1)], [check(3)])
    assert settled_prefix([]) == ([], [])


@given(st.lists(st.sampled_from([None, SEEN, NOT_FOUND]), max_size=12))
def test_the_run_ends_at_the_first_open_paper(outcomes: list[Outcome | None]) -> None:
    checks = [check(order, outcome) for order, outcome in enumerate(outcomes, start=1)]
    prefix, beyond = settled_prefix(reversed(checks))
    first_open = outcomes.index(None) if None in outcomes else len(outcomes)
    assert len(prefix) == first_open
    assert len(prefix) + len(beyond) + outcomes.count(None) == len(outcomes)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_risk_draws_change_no_bound(misread: list[bool]) -> None:
    checks = [check(order) for order in range(1, 6)]
    risky = [
        check(order, kind=SampleKind.RISK, paper=B if wrong else A)
        for order, wrong in enumerate(misread, start=1)
    ]
    alone = evaluate_papers({S1: 500}, checks, CheckPlan())
    both = evaluate_papers({S1: 500}, [*checks, *risky], CheckPlan())
    assert (both.strata, both.together) == (alone.strata, alone.together)
    assert (both.risk_drawn, both.risk_misread) == (len(misread), sum(misread))


def test_a_paper_that_is_not_settled_well_counts_as_misread() -> None:
    wrong = [
        check(1, NOT_FOUND, paper=None),
        check(2, Outcome.CANNOT_AGREE, paper=None),
        check(3, paper=B),
        check(4, reported=None),
        check(5, paper=None),
    ]
    assert all(is_misread(each, Reading.REPORTED) for each in wrong)
    bound = evaluate_papers({S1: 100}, wrong, CheckPlan()).together
    assert (bound.misread, bound.not_found) == (5, 1)
    assert not is_misread(check(1, reported=B), Reading.REREAD)


def test_each_reading_has_its_own_bound_and_scope() -> None:
    checks = [check(1, reported=B), check(2, reread=B)]
    plan = CheckPlan()
    assert evaluate_papers({S1: 9}, checks, plan, Reading.REREAD).together.misread == 1
    assert evaluate_papers({S1: 9}, checks, plan, scope=("stamp",)).together.misread == 0


FOUR = {
    Stratum(1, f"S{number}"): papers for number, papers in enumerate((8700, 9800, 11000, 12000))
}


def test_the_risk_is_shared_among_strata_or_not_as_the_plan_says() -> None:
    checks = [check(order, stratum=each) for each in FOUR for order in range(1, 181)]
    apart = evaluate_papers(FOUR, checks, CheckPlan(split=False))
    shared = evaluate_papers(FOUR, checks, CheckPlan(split=True))
    assert [each.share for each in apart.strata] == pytest.approx([0.018] * 4, abs=5e-4)
    assert [each.share for each in shared.strata] == pytest.approx([0.0255] * 4, abs=5e-4)
    assert {each.risk for each in shared.strata} == {0.0125}
    assert apart.together == shared.together
    assert (apart.together.risk, apart.split, shared.split) == (0.05, False, True)
    samples = [Sample(papers, 180, 0) for papers in FOUR.values()]
    assert apart.together.upper == ppr_upper_together(samples)


def test_rounds_spend_the_risk_one_after_the_other() -> None:
    strata = {S1: 100, S2: 100, Stratum(2, "S1"): 100}
    risks = [each.risk for each in evaluate_papers(strata, [], CheckPlan(), spending=True).strata]
    assert risks == [spent(0.05, 1) / 2, spent(0.05, 1) / 2, spent(0.05, 2)]
    assert sum(risks) < 0.05


def test_a_stratum_of_which_nothing_is_checked_is_wholly_possible() -> None:
    found = evaluate_papers({S1: 100, S2: 50}, [check(1)], CheckPlan())
    assert found.strata[1].upper == 50
    assert found.together.units == 150
    empty = evaluate_papers({}, [], CheckPlan()).together
    assert (empty.upper, empty.share) == (0, 0.0)


def test_papers_of_a_stratum_that_nobody_counted_are_refused() -> None:
    with pytest.raises(ValueError, match="how many there are"):
        evaluate_papers({S2: 5}, [check(1)], CheckPlan())


def test_boxes_are_bounded_as_boxes_and_never_as_ballots() -> None:
    good = [whole_box(order, {"A": 400, "B": 9}, {"A": 400, "B": 9, "C": 0}) for order in (1, 2, 3)]
    bad = whole_box(4, {"A": 400}, {"A": 399, "B": 1})
    found = evaluate_boxes({S1: 40}, [*good, bad, check(1)], CheckPlan())
    assert (found.together.units, found.together.checked, found.together.misread) == (40, 4, 1)
    assert found.together.upper == ppr_upper(Sample(40, 4, 1), 0.05, BOX_PRIOR)
    papers = evaluate_papers({S1: 16_000}, [*good, bad, check(1)], CheckPlan())
    assert papers.together.checked == 1


@pytest.mark.parametrize(
    ("checked", "misread", "upper"), [(300, 0, 454), (600, 1, 430), (1200, 1, 220)]
)
def test_what_the_reread_adds(checked: int, misread: int, upper: int) -> None:
    """N = 40,000, 120 of them differ, all looked at: 14 are the scanner's errors."""
    random = [check(order, paper=B if order <= misread else A) for order in range(1, checked + 1)]
    looked = [
        check(9000 + n, kind=SampleKind.RISK, reported=B, paper=A if n < 14 else B)
        for n in range(120)
    ]
    found = quantities({S1: (40_000, 120)}, [*random, *looked], CheckPlan(), drifting=1)
    assert (found.differing, found.looked_at, found.scanner_wrong) == (120, 120, 14)
    assert (found.agreeing, found.checked, found.misread) == (39_880, checked, misread)
    assert (found.agreeing_upper, found.drifting) == (upper, 1)
    assert (found.scanner_upper, found.left_upper) == (14 + upper, upper)


def test_ballots_that_differ_and_were_not_looked_at_may_all_be_wrong() -> None:
    checks = [check(1), check(2, reported=B, paper=B), check(3, None), check(4)]
    checks.append(check(5, reread=None))
    found = quantities({S1: (50, 7), S2: (10, 0)}, checks, CheckPlan())
    assert isinstance(found, Quantities)
    assert (found.looked_at, found.scanner_wrong, found.checked) == (2, 0, 1)
    assert found.scanner_upper == 5 + found.agreeing_upper
    assert found.agreeing_upper == ppr_upper_together([Sample(43, 1, 0), Sample(10, 0, 0)])


def test_the_plan_s_prior_is_used() -> None:
    plan = CheckPlan(prior=(1.0, 100.0))
    bound = evaluate_papers({S1: 1000}, [check(1)], plan).together
    assert bound.upper == ppr_upper(Sample(1000, 1, 0), 0.05, Prior(1, 100))


def test_who_leaves_misread_papers_open_gains_nothing() -> None:
    """20,000 checks of 200 papers in which every misread one is put aside and never settled.

    With the papers that are settled alone the bound would nearly always be wrong; with the
    unbroken run it is wrong no more often than it says.
    """
    papers, misread, checked = 400, 40, 200
    dice = np.random.default_rng(9)
    orders = np.argsort(dice.random((20_000, papers), dtype=np.float32), axis=1)[:, :checked]
    wrong = orders < misread
    uppers = np.array([ppr_upper(Sample(papers, n, 0)) for n in range(checked + 1)])
    run = np.where(wrong.any(axis=1), wrong.argmax(axis=1), checked)
    # Looking at any time: the bound is lowest at the end of the run.
    assert (uppers[run] < misread).mean() <= 0.053
    settled = checked - wrong.sum(axis=1)
    assert (uppers[settled] < misread).mean() > 0.99
