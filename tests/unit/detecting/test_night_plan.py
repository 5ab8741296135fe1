"""The plan of a night: limits that add up to the budget, and a refusal of what cannot be meant."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.cells import OF_POSITION, Level
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.verdict import DifferenceKind


@given(
    st.floats(0.001, 0.5),
    st.integers(1, 50),
    st.integers(1, 100_000),
    st.integers(1, 300),
    st.dictionaries(st.sampled_from([level.value for level in Level]), st.floats(0.1, 10)),
)
def test_the_limits_of_all_cells_add_up_to_the_budget(
    alpha: float, scanners: int, ballots: int, positions: int, weights: dict[str, float]
) -> None:
    plan = make_night_plan(
        {
            "alpha": alpha,
            "scanners": scanners,
            "ballots_per_scanner": ballots,
            "positions": positions,
            "baseline": {"field": 1e-6},
            "weights": weights,
        }
    )
    # P(a cell alarms) <= exposures / limit; all cells of a level share the night's exposures.
    spent = 0.0
    for level in Level:
        exposures = scanners * ballots * (positions if level in OF_POSITION else 1)
        spent += len(DifferenceKind) * exposures / plan.limit(level)
    assert math.isclose(spent, alpha)


def test_a_level_without_weight_never_alarms() -> None:
    plan = make_night_plan({"weights": {"kind": 0}})
    assert math.isinf(plan.limit(Level.KIND))
    assert math.isclose(math.fsum(plan.share(level) for level in Level), 1)


def test_a_ballot_may_disagree_as_often_as_its_positions_together() -> None:
    plan = make_night_plan({"positions": 100, "baseline": {"field": 1e-4, "ballot": 1e-3}})
    assert plan.bound(Level.SCANNER_POSITION) == 1e-4
    assert plan.bound(Level.KIND) == pytest.approx(1e-2)
    assert make_night_plan({"positions": 2}).bound(Level.KIND) == 5e-4


def test_positions_are_a_number_or_told_by_style() -> None:
    assert make_night_plan({"positions": 7}).styles_of("p1") is None
    counted = make_night_plan({"positions": {"A": 3, "B": ["p1", "p2"]}})
    assert (counted.most_positions(), counted.styles_of("p1")) == (3, None)
    named = make_night_plan({"positions": {"A": ["p1"], "B": ["p1", "p2"]}})
    assert named.styles_of("p1") == frozenset({"A", "B"})
    assert named.styles_of("p2") == frozenset({"B"})
    assert named.styles_of("p9") == frozenset()
    nothing = make_night_plan({"positions": {}})
    assert (nothing.most_positions(), nothing.styles_of("p1")) == (1, None)


def test_the_defaults_are_those_of_the_document() -> None:
    assert make_night_plan({}) == NightPlan()


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"alfa": 0.1}, "plan.unknown-key", "alfa"),
        ({"baseline": {"fild": 0.1}}, "plan.unknown-key", "fild"),
        ({"weights": {"scaner": 1}}, "plan.unknown-key", "scanner-style"),
        ({"alpha": 0}, "plan.out-of-range", "alpha"),
        ({"alpha": 1.0}, "plan.out-of-range", "alpha"),
        ({"scanners": 0}, "plan.out-of-range", "scanners"),
        ({"ballots_per_scanner": math.inf}, "plan.out-of-range", "ballots_per_scanner"),
        ({"positions": 0}, "plan.out-of-range", "positions"),
        ({"baseline": {"field": 0}}, "plan.out-of-range", "baseline.field"),
        ({"baseline": {"ballot": 0.9}}, "plan.out-of-range", "baseline.ballot"),
        ({"positions": 10**5}, "plan.out-of-range", "times the positions"),
        ({"burst": {"field": 0.03}}, "plan.out-of-range", "burst.field"),
        ({"burst": {"ballot": 170}}, "plan.out-of-range", "burst.ballot"),
        ({"burst": {"length": 0}}, "plan.out-of-range", "burst.length"),
        ({"weights": {"kind": -1}}, "plan.out-of-range", "weights.kind"),
        ({"weights": {level.value: 0 for level in Level}}, "plan.out-of-range", "one level"),
    ],
)
def test_what_cannot_be_meant_is_refused(values: dict[str, object], code: str, said: str) -> None:
    with pytest.raises(QcError, match=said) as caught:
        make_night_plan(values)
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.CONFIG)
