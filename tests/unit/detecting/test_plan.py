import msgspec
import pytest

from qc_service.adapters.config import PlanSection
from qc_service.detecting.plan import Plan, make_plan
from qc_service.model.errors import ExitCode, QcError


def test_the_defaults_are_those_of_the_configuration() -> None:
    assert msgspec.to_builtins(make_plan({})) == msgspec.to_builtins(PlanSection())
    assert make_plan(msgspec.to_builtins(PlanSection())) == Plan()


def test_the_limits_spread_the_budget_over_all_cells() -> None:
    plan = make_plan({"alpha": 0.1, "scanners": 2, "ballots_per_scanner": 1000, "options": 5})
    scanner_cells, option_cells = 2 * 4, 2 * 4 * 5
    spent = scanner_cells * 1000 / plan.limit_scanner() + option_cells * 1000 / plan.limit_option()
    assert spent == pytest.approx(0.1)
    assert 1000 / plan.limit_option() == pytest.approx(0.05 / option_cells)


@pytest.mark.parametrize(
    ("values", "code", "word"),
    [
        ({"alpah": 0.1}, "plan.unknown-key", "alpah"),
        ({"alpha": 0.0}, "plan.out-of-range", "alpha"),
        ({"alpha": 1.0}, "plan.out-of-range", "alpha"),
        ({"alpha": float("nan")}, "plan.out-of-range", "alpha"),
        ({"scanners": 0.5}, "plan.out-of-range", "scanners"),
        ({"options": float("inf")}, "plan.out-of-range", "options"),
        ({"ballots_per_scanner": -1}, "plan.out-of-range", "ballots_per_scanner"),
        ({"baseline_option": 0.0}, "plan.out-of-range", "baseline_option"),
        ({"baseline_scanner": 0.3}, "plan.out-of-range", "baseline_scanner"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(
    values: dict[str, float], code: str, word: str
) -> None:
    with pytest.raises(QcError) as refused:
        make_plan(values)
    assert refused.value.code == code
    assert word in refused.value.message
    assert refused.value.exit_code is ExitCode.CONFIG
