import math

import numpy as np
import pytest

from qc_service.detecting.evidence import Evidence
from qc_service.detecting.facts import SheetFacts, facts_of
from qc_service.detecting.night import REFINE_AFTER, _level
from qc_service.detecting.plan import Plan, make_plan
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState

MISS, FALSE, STYLE = DifferenceKind.MISS, DifferenceKind.FALSE, DifferenceKind.STYLE
PLACES = (("x", "a"), ("x", "b"), ("y", "a"))
EVEN = make_plan({"burst_scanner": 0, "burst_option": 0})


def sheet(
    number: int,
    wrong: tuple[tuple[DifferenceKind, str, str], ...] = (),
    scanner: str = "s1",
    read: tuple[tuple[str, str], ...] = PLACES,
    abstained: tuple[tuple[str, str], ...] = (),
) -> SheetFacts:
    return SheetFacts(SheetKey(scanner, "1", "1", number), read, abstained, wrong)


def run(evidence: Evidence, sheets: list[SheetFacts]) -> list[AlarmRecord]:
    return [alarm for each in sheets for alarm in evidence.update(each)]


def test_facts_are_what_was_read_abstained_on_and_wrong() -> None:
    def mark(option: str, state: MarkState) -> Mark:
        return Mark("x", option, 0.5, state, (0, 0, 1, 1))

    key = SheetKey("s", "1", "1", 1)
    unsure = mark("a", MarkState.UNSURE)
    twice = (mark("b", MarkState.UNSURE), mark("b", MarkState.MARKED))
    page = PageReread("i", "", marks=(unsure, unsure, *twice, mark("c", MarkState.EMPTY)))
    difference = Difference(MISS, "x", "b", "empty", "marked", 0.5)
    facts = facts_of(Examination(key, (page,), differences=(difference,), compared=True))
    assert facts == SheetFacts(
        key,
        read=(("x", "a"), ("x", "a"), ("x", "b"), ("x", "b"), ("x", "c")),
        abstained=(("x", "a"),),
        wrong=((MISS, "x", "b"),),
    )


def test_agreeing_sheets_make_no_cell_and_no_alarm() -> None:
    evidence = Evidence(Plan())
    assert run(evidence, [sheet(n) for n in range(5000)]) == []
    assert evidence.state()["cells"] == []


def test_an_option_is_named_with_its_start_and_told_anew() -> None:
    evidence = Evidence(EVEN)
    wrong = ((MISS, "x", "a"),)
    sheets = [sheet(n, wrong if n > 1000 and n % 10 == 0 else ()) for n in range(1, 1701)]
    # Another scanner reads the same options without a fault.
    both = [each for pair in zip(sheets, other_scanner(1700), strict=True) for each in pair]
    first, *again = run(evidence, both)
    assert first.cell == Cell(MISS, "s1", "x", "a")
    assert first.start == 1010
    assert first.wrong == (first.at - 1000) // 10
    assert first.seen == first.at - 1010 + 1
    assert first.sheet.sequence == first.at
    assert first.log_evidence >= first.threshold
    assert first.start_set[0] <= 1001
    assert first.start_set[1] >= 1010
    assert first.rate_interval[0] < 0.1 < first.rate_interval[1]
    assert 1000 < first.at <= 1070
    assert [(each.number, each.refines) for each in again] == [(1, 1), (1, 1)]
    assert again[0].at == first.at + REFINE_AFTER // 2


def other_scanner(count: int) -> list[SheetFacts]:
    return [sheet(n, scanner="s2") for n in range(1, count + 1)]


def test_what_goes_wrong_on_all_scanners_is_counted_by_the_hall() -> None:
    evidence = Evidence(EVEN)
    sheets = [
        sheet(n, ((MISS, "x", "a"),) if n > 500 and n % 10 == 0 else (), scanner)
        for n in range(1, 1001)
        for scanner in ("s1", "s2")
    ]
    last = run(evidence, sheets)[-1]
    assert last.cell == Cell(MISS, "", "x", "a")
    assert last.start == 2 * 509 + 1


def test_a_fault_alarms_once() -> None:
    evidence = Evidence(EVEN)
    alarms = run(evidence, [sheet(n, ((MISS, "x", "a"),)) for n in range(200)])
    assert [alarm.refines for alarm in alarms] == [0]
    # One scanner alone says nothing of which scanner.
    assert alarms[0].cell == Cell(MISS, "", "x", "a")
    assert Cell(MISS, "s1", "x", "a") in alarms[0].rivals


def test_style_and_district_are_told_where_they_matter() -> None:
    evidence = Evidence(EVEN)
    sheets = [
        SheetFacts(
            SheetKey("s1", "1", "1", n),
            PLACES,
            (),
            ((MISS, "x", "a"),) if n > 300 and n % 4 == 1 else (),
            style=f"list {n % 2}",
            district=f"D{n % 3}",
        )
        for n in range(1, 900)
    ]
    last = run(evidence, sheets)[-1]
    assert last.cell == Cell(MISS, "", "x", "a", style="list 1")


def test_another_scanner_is_not_blamed() -> None:
    evidence = Evidence(EVEN)
    sheets = []
    for n in range(100):
        sheets += [sheet(n, ((FALSE, "x", "a"),)), sheet(n, scanner="s2")]
    assert {alarm.cell.scanner for alarm in run(evidence, sheets)} == {"s1"}


def test_a_sheet_counts_once_in_its_scanner_cell_however_much_is_wrong_on_it() -> None:
    once, often = Evidence(EVEN), Evidence(EVEN)
    once.update(sheet(1, ((MISS, "x", "a"),)))
    often.update(sheet(1, ((MISS, "x", "a"), (MISS, "x", "a"), (MISS, "x", "b"))))
    cell = ("miss", "s1", "", "", "", "")
    assert cells_of(once)[cell] == cells_of(often)[cell]


def test_a_sheet_of_which_nothing_was_read_changes_nothing() -> None:
    evidence = Evidence(Plan())
    before = evidence.state()
    assert evidence.update(sheet(1, ((STYLE, "z", ""),), read=())) == ()
    assert evidence.state() == before
    assert evidence.spent() == 0


def test_what_has_no_option_of_ours_has_no_position() -> None:
    evidence = Evidence(Plan())
    wrong = ((STYLE, "", ""), (FALSE, "x", ""), (STYLE, "x", "unknown"), (MISS, "y", "a"))
    evidence.update(sheet(1, wrong, abstained=(("y", "a"),)))
    assert {position for _, _, position, *_ in cells_of(evidence)} == {""}
    assert {kind for kind, *_ in cells_of(evidence)} == {"false", "miss", "style"}


def cells_of(evidence: Evidence) -> dict[tuple[str, ...], object]:
    cells = evidence.state()["cells"]
    assert isinstance(cells, list)
    return {
        (s.kind.value, s.scanner, s.position, s.style, s.district, s.batch): sums
        for s, sums, _, _ in cells
    }


def test_the_budget_grows_with_sheets_to_alpha_at_the_planned_end() -> None:
    plan = make_plan({"scanners": 2, "ballots_per_scanner": 10, "options": 3, "alpha": 0.1})
    evidence = Evidence(plan)
    for scanner in ("s1", "s2"):
        run(evidence, [sheet(n, scanner=scanner) for n in range(10)])
    assert evidence.spent() == pytest.approx(0.1)
    run(evidence, [sheet(n, scanner="s3") for n in range(10)])
    assert evidence.spent() == pytest.approx(0.15)


def clean_night(dice: np.random.Generator, plan: Plan) -> bool:
    """Run one night at exactly the tolerated rates; say whether any cell alarmed."""
    evidence = Evidence(plan)
    each = [(kind, *place) for kind in DifferenceKind for place in PLACES]
    for number in range(int(plan.ballots_per_scanner)):
        for scanner in range(int(plan.scanners)):
            hits = np.flatnonzero(dice.random(len(each)) < plan.baseline_option)
            if evidence.update(sheet(number, tuple(each[hit] for hit in hits), f"s{scanner}")):
                return True
    return False


def test_clean_nights_of_the_whole_system_alarm_no_more_often_than_promised() -> None:
    # Every option sits at its baseline, every ballot at 3 options' worth of it.
    plan = make_plan(
        {
            "alpha": 0.5,
            "scanners": 2,
            "ballots_per_scanner": 300,
            "options": 3,
            "baseline_option": 0.005,
            "baseline_scanner": 0.015,
            "burst_scanner": 0,
            "burst_option": 0,
        }
    )
    dice = np.random.default_rng(11)
    alarms = sum(clean_night(dice, plan) for _ in range(60))
    assert alarms <= 30


def test_the_level_rises_to_1_where_the_alarm_comes_and_is_each_scanners_own() -> None:
    evidence = Evidence(EVEN)
    assert evidence.levels() == {}
    wrong = ((MISS, "x", "a"),)
    before: list[float] = []
    for number in range(1, 200):
        alarms = evidence.update(sheet(number, wrong))
        evidence.update(sheet(number, (), "s2"))
        if alarms:
            break
        before.append(evidence.levels()["s1"])
    assert before == sorted(before)
    assert 0 < before[0] < before[-1] < 1 <= evidence.levels()["s1"]
    assert set(evidence.levels()) == {"s1"}
    evidence.update(sheet(200, ((STYLE, "", ""),), "s2"))
    assert 0 < evidence.levels()["s2"] < 1


def test_where_a_level_has_no_share_of_the_budget_there_is_no_limit_to_near() -> None:
    assert _level(0.0, math.inf) == 0.0
    assert _level(1.0, 100.0) == 1.0
    assert _level(0.1, 100.0) == pytest.approx(0.5)
    assert _level(1e-9, 100.0) == 0.0
