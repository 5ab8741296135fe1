import msgspec
import pytest

from qc_service.adapters.config import PlanSection
from qc_service.detecting.plan import Plan, make_plan
from qc_service.model.errors import ExitCode, QcError


def test_the_defaults_are_those_of_the_configuration() -> None:
    assert msgspec.to_builtins(make_plan({})) == msgspec.to_builtins(PlanSection())
    assert make_plan(msgspec.to_builtins(PlanSection())) == Plan()


def test_the_lattice_takes_the_plan_as_it_is() -> None:
    plan = make_plan({"alpha": 0.1, "options": 5, "burst_scanner": 2.0}).night()
    assert (plan.alpha, plan.positions, plan.burst.ballot, plan.burst.field) == (0.1, 5, 2.0, 1.0)
    assert (plan.baseline.field, plan.baseline.ballot) == (2e-5, 2e-3)


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
        ({"burst_option": 0.01}, "plan.out-of-range", "burst_option"),
        ({"burst_length": 0}, "plan.out-of-range", "burst_length"),
        ({"options": 0}, "plan.out-of-range", "options"),
        ({"peers_block": -1}, "plan.out-of-range", "peers_block"),
        ({"peers_tolerance": 3}, "plan.out-of-range", "peers_tolerance"),
        ({"rank_least": -1}, "plan.out-of-range", "rank_least"),
        ({"deck_wrong": 3}, "plan.out-of-range", "deck_wrong"),
        ({"deck_ballots": 5, "deck_option": 6}, "plan.out-of-range", "deck_option"),
        ({"deck_ballots": -5}, "plan.out-of-range", "deck_ballots"),
        ({"deck_ballots": 5}, "plan.out-of-range", "deck_ballots is 5"),
        ({"running": 1.0}, "plan.out-of-range", "running"),
        ({"image_alpha": 1.0}, "plan.out-of-range", "image_alpha"),
        ({"image_every": 0}, "plan.out-of-range", "image_every"),
        ({"direct": 1.0}, "plan.out-of-range", "direct"),
        ({"jump_ratio": 0.5}, "plan.out-of-range", "jump_ratio"),
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
