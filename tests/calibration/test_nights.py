"""Made-up nights are what they say they are, and the study of them reads right."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qc_calibration.nights import __main__ as command
from qc_calibration.nights import costs, streams
from qc_calibration.nights.faults import CELL_KINDS, HALL_KINDS, with_faults
from qc_calibration.nights.keeping import Kept
from qc_calibration.nights.model import Fault, Model, make_night
from qc_calibration.nights.report import Results, report
from qc_calibration.nights.scenarios import CLEAN, FAULTS, HALL, PLAN
from qc_calibration.nights.study import (
    Outcome,
    Row,
    Scenario,
    live,
    outcome,
    plan_of,
    summarize,
)
from qc_service.detecting.cells import Spot
from qc_service.model.verdict import DifferenceKind
from shared import REPO

MISS = DifferenceKind.MISS
SMALL = Model(scanners=3, ballots=900, batch=100, positions=10)


def test_every_scanner_takes_its_boxes_in_order() -> None:
    made = make_night(SMALL, np.random.default_rng(1))
    assert len(made.groups) == 2700
    for scanner in ("S01", "S02", "S03"):
        boxes = [made.where[g].batch for g in made.groups if made.where[g].scanner == scanner]
        assert len(boxes) == 900
        assert boxes == sorted(boxes)
        assert len(set(boxes)) == 9


def test_the_background_is_as_frequent_as_asked_for() -> None:
    model = replace(SMALL, ballots=20_000, background=1e-3)
    wrong = make_night(model, np.random.default_rng(2)).wrong
    # 20 fields of 1e-3 on each of 60,000 ballots.
    assert len(wrong) == pytest.approx(60_000 * (1 - 0.999**20), rel=0.05)


def test_bursts_and_spread_leave_the_mean_and_raise_the_variance() -> None:
    def counts(model: Model) -> list[int]:
        made = make_night(model, np.random.default_rng(3))
        boxes = [made.where[made.groups[at]].batch for at in made.wrong]
        return [boxes.count(box) for box in {where.batch for where in made.where}]

    model = replace(SMALL, ballots=30_000, background=1e-3)
    plain, burst = counts(model), counts(replace(model, burst=0.5))
    assert np.mean(burst) == pytest.approx(np.mean(plain), rel=0.2)
    assert np.var(burst) > 3 * np.var(plain)
    spread = counts(replace(model, spread=1.0))
    # Relative to the mean: scanners' rates are drawn, and with them the night's.
    assert np.var(spread) / np.mean(spread) > 1.3 * np.var(plain) / np.mean(plain)


def test_the_hall_gets_worse_when_it_should() -> None:
    model = replace(SMALL, ballots=20_000, background=1e-4, worse=(10.0, 30_000))
    wrong = np.array(list(make_night(model, np.random.default_rng(4)).wrong))
    assert 5 < (wrong >= 30_000).sum() / (wrong < 30_000).sum() < 20


def test_a_fault_hits_its_cell_from_its_start() -> None:
    spot = Spot(MISS, scanner="S02", position="p03")
    model = replace(SMALL, background=0.0, faults=(Fault((spot,), 0.5, 1000),))
    made = make_night(model, np.random.default_rng(5))
    assert min(made.wrong) >= 1000
    assert all(made.where[made.groups[at]].scanner == "S02" for at in made.wrong)
    assert {each.position for found in made.wrong.values() for each in found} == {"p03"}
    assert len(made.wrong) == pytest.approx(0.5 * 1700 / 3, rel=0.2)


@pytest.mark.parametrize("name", [*CELL_KINDS, *HALL_KINDS])
def test_every_fault_can_be_asked_for_and_is_described(name: str) -> None:
    needs = CELL_KINDS[name].needs if name in CELL_KINDS else ()
    asked = with_faults(Model(), [f"{name}:{','.join(f'{need}=x' for need in needs)}"])
    assert asked != Model()
    text = (REPO / "docs" / "detect.md").read_text(encoding="utf-8")
    assert f"| `{name}` |" in text


def test_the_faults_of_a_whole_hall_take_their_numbers() -> None:
    model = with_faults(Model(), ["hall:factor=3,start=100", "burst:shape=2", "spread:sigma=0.1"])
    assert (model.worse, model.burst, model.spread) == ((3.0, 99), 2.0, 0.1)
    fold = with_faults(Model(), ["fold:district=D01,position=p1+p2"]).faults[0]
    assert [part.position for part in fold.parts] == ["p1", "p2"]


@pytest.mark.parametrize("scenario", FAULTS, ids=[one.name for one in FAULTS])
def test_every_fault_is_found_in_its_cell(scenario: Scenario) -> None:
    found = outcome(scenario, 77)
    assert found.delay is not None
    assert found.wrong is not None
    assert found.wrong <= 40
    assert found.right[-1]


@pytest.mark.parametrize("scenario", CLEAN, ids=[one.name for one in CLEAN])
def test_clean_nights_are_quiet(scenario: Scenario) -> None:
    assert outcome(scenario, 78).alarms == 0


def test_a_hall_that_gets_worse_blames_no_scanner() -> None:
    told = outcome(HALL[0], 79)
    assert told.cells[0].scanner == ""


def test_a_fault_is_told_once() -> None:
    """A night in which one more disagreement by chance used to tell the fault as the hall's too."""
    mapping = next(one for one in FAULTS if one.name == "mapping: style x position, 0.005")
    assert outcome(mapping, 900_005).alarms == 1


def test_what_is_not_found_counts_as_that() -> None:
    spot = Spot(MISS, scanner="S01", position="p01")
    quiet = Scenario("q", replace(SMALL, faults=(Fault((spot,), 0.0, 100),)), PLAN, (spot,))
    missed = outcome(quiet, 1)
    assert (missed.alarms, missed.delay) == (0, None)
    row = summarize(quiet, [missed])
    assert (row.found, row.delay, row.right_later) == (0, 0.0, 0.0)


def test_circumstances_must_differ() -> None:
    made = make_night(SMALL, np.random.default_rng(1))
    with pytest.raises(ValueError, match="differ"):
        live(replace(made, where=(*made.where[:-1], made.where[0])), PLAN)


def test_a_long_study_is_done_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "CELLS", 40)
    monkeypatch.setattr(costs, "ENDING", 600)
    monkeypatch.setattr(costs, "NIGHT", replace(costs.NIGHT, ballots=400))
    monkeypatch.setattr(streams, "CALIBRATION", 20_000)
    monkeypatch.setattr(streams, "ORACLE", 200)
    monkeypatch.setattr(command, "LEAST_KNOWN", 3)
    monkeypatch.setattr(command, "BEFORE_RATES", (1e-4,))
    monkeypatch.setattr(command, "FAULTY_RATES", (0.3,))
    options = ["--nights", "2", "--processes", "1", "--out", str(tmp_path), "--only"]
    for part in ("costs", "streams", "all scanners 5 times worse"):
        assert command.main([*options, part]) == 0
    table = (tmp_path / "nights.md").read_text(encoding="utf-8")
    for bar in (
        "agreeing ballot and cell group",
        "state at the end of the night",
        "mean delay against the oracle, bound known",
        "mean delay against the oracle, nothing known",
        "the hall gets worse: told, no scanner blamed",
    ):
        assert f"| {bar} |" in table
    assert "| nothing known | 0.0001 → 0.3 | 2 |" in table
    assert "| bound known | 0.0001 → 0.3 | 3 |" in table
    assert "| all scanners 5 times worse | 2 | 2 | 2 kind | 0 |" in table


def test_what_is_not_met_is_said() -> None:
    worse = Row("clean, default plan", 20, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    text = report(Results(1, {worse.name: worse}))
    told = "2 of 20 clean nights, at most 10.0% of a sort (clean, default plan)"
    assert f"| {told} | **missed** |" in text
    # Clopper and Pearson: so few nights leave more than a quarter of all possible.
    assert "| clean, default plan | 20 | 2 | 10.00% | 28.26% |" in text


def test_decks_tell_what_the_bounds_are() -> None:
    scenario = Scenario("d", replace(SMALL, background=1e-3), PLAN, deck=1000)
    decks = plan_of(scenario, 1).decks
    assert decks.ballots == 3000
    assert decks.wrong == pytest.approx(3000 * 10 * 1e-3, rel=0.5)
    assert 0 < decks.position < 15
    assert plan_of(scenario, 1) == plan_of(scenario, 1)
    assert plan_of(replace(scenario, deck=0), 1) is PLAN


def test_the_oracle_keeps_to_its_budget_and_knows_more_than_we() -> None:
    best = streams.oracle(1e-3, 0.05, 1, nights=100_000)
    ours = [streams.known(1e-3, 0.05, seed) for seed in range(200)]
    assert 60 < best < 140
    delays = [each for each in ours if each is not None]
    assert len(delays) == 200
    assert 1.0 < np.mean(delays) / best < 1.6
    assert streams.known(1e-3, 1e-3, 5) is None


def test_nothing_known_is_not_found_where_nothing_is_wrong() -> None:
    assert streams.unknown(1e-4, 1e-4, 3) is None
    delay = streams.unknown(1e-4, 0.3, 3)
    assert delay is not None
    assert 3 < delay < 60


def test_scanners_that_are_worse_are_known() -> None:
    made = make_night(replace(SMALL, spread=0.5), np.random.default_rng(1))
    assert made.worse < {"S01", "S02", "S03"}
    assert made.worse


def test_the_study_writes_a_table_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--nights", "2", "--only", "dust", "--processes", "1", "--out", str(tmp_path)]
    assert command.main(options) == 0
    table = (tmp_path / "nights.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == table
    assert table.count("| dust: scanner x position") == 5
    assert "| the lattice against the right level | <= 1.4 |" in table
    assert (tmp_path / "nights.svg").read_text(encoding="utf-8").count("<rect") == 5
    text = (REPO / "docs" / "detect.md").read_text(encoding="utf-8")
    options = [o for a in command.parser()._actions for o in a.option_strings if o != "--help"]
    assert [o for o in options if o.startswith("--") and f"`{o}" not in text] == []


def test_a_night_is_lived_through_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "study")
    kept.add("Dust, 0.5", [1, 3], [Outcome(1, 0), Outcome(0, 0, cells=(Spot(MISS, "S1"),))])
    assert kept.missing("Dust, 0.5", range(5)) == [0, 2, 4]
    kept.add("Dust, 0.5", [2], iter([Outcome(2, 1)]))
    assert kept.read("Dust, 0.5", Outcome) == {
        1: Outcome(1, 0),
        2: Outcome(2, 1),
        3: Outcome(0, 0, cells=(Spot(MISS, "S1"),)),
    }
    assert kept.read("Other", Outcome) == {}


def test_a_line_cut_short_is_lived_through_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.add("a", [1, 2], [Outcome(1, 0), Outcome(2, 0)])
    file = tmp_path / "a.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    assert kept.missing("a", [1, 2]) == [2]
    kept.add("a", [2], [Outcome(5, 0)])
    assert kept.read("a", Outcome) == {1: Outcome(1, 0), 2: Outcome(5, 0)}
