"""A public copy names nobody, no paper and no minute, and tells nothing of few ballots."""

from collections import defaultdict

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from evenings import CLOCK, CODES, SECRETS, Recipe, evenings, made, usual
from qc_service.comparing.deviation import Deviation, DeviationKind, Numbers
from qc_service.flow.log_facts import (
    AlarmLine,
    AlarmState,
    BoxLine,
    DeviationLine,
    ListFigures,
    Logbook,
    LogRow,
)
from qc_service.flow.publishing import least_of, public_copy, without_lists
from qc_service.flow.stake import Counted, SeatStake
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan, SampleKind
from qc_service.model.events import Cell
from qc_service.model.verdict import DifferenceKind
from qc_service.recording.disclosure import NAMES_LEAST
from qc_service.sampling.evaluating import Bound, Evaluation, Reading, Stratum

FEW = settings(max_examples=20, deadline=None)


def words(book: Logbook) -> str:
    return msgspec.json.encode(msgspec.structs.replace(book, rounds=(), parts="")).decode()


@FEW
@given(evenings)
def test_no_name_id_image_or_minute_is_left(recipe: Recipe) -> None:
    book = made(recipe)
    assert SECRETS.search(words(book))
    assert CLOCK.search(words(book))
    public = words(public_copy(book))
    # The proof's own numbers are hashes, too, and are what the copy is for.
    assert SECRETS.findall(public.replace("ab" * 32, "").replace("cd" * 32, "")) == []
    assert CLOCK.findall(public) == []


@FEW
@given(evenings)
def test_no_figure_by_list_is_of_few_ballots_or_tells_of_few(recipe: Recipe) -> None:
    public = public_copy(made(recipe))
    groups: defaultdict[tuple[str, str], list[BoxLine]] = defaultdict(list)
    shown = {row.box for row in public.rows if row.lists}
    for row in public.rows:
        assert not row.lists or row.ballots >= least_of(row.box.category)
        assert row.hidden == (row.whole and row.checked > 0 and not row.lists)
    for line in public.boxes:
        groups[line.box.category, ""].append(line)
        groups[line.box.category, line.box.locale].append(line)
    for (category, _), lines in groups.items():
        least = least_of(category)
        unseen = [line.sheets for line in lines if line.box not in shown and line.sheets]
        if any(size < least for size in unseen) and len(unseen) < len(lines):
            assert len(unseen) > 1
            assert sum(unseen) >= least
    assert all(cell.sheets >= NAMES_LEAST for cell in public.cells)


@FEW
@given(evenings)
def test_before_the_hour_no_list_is_named(recipe: Recipe) -> None:
    silent = without_lists(made(recipe))
    kept = msgspec.structs.replace(silent, deviations=())
    looks = tuple(msgspec.structs.replace(row, looks=()) for row in silent.rows)
    assert not any(code in words(msgspec.structs.replace(kept, rows=looks)) for code in CODES)
    assert not silent.lists


def test_people_keep_their_roles_and_boxes_get_numbers() -> None:
    public = public_copy(usual())
    assert {person.name for row in public.rows for person in row.done_by} == {""}
    assert {person.role.value for row in public.rows for person in row.done_by} == {"controller"}
    assert all(line.box.box for line in public.boxes)
    assert public.public


def test_a_box_that_nobody_numbered_is_called_by_its_place_in_the_night() -> None:
    boxes = tuple(BoxLine(Batch(name), "closed", 200) for name in "xyz")
    book = msgspec.structs.replace(usual(), rows=(), boxes=boxes)
    assert [line.box.box for line in public_copy(book).boxes] == [1, 2, 3]


def row(number: int, box: Batch, ballots: int) -> LogRow:
    return LogRow(
        number,
        box,
        ballots,
        ballots,
        ballots,
        whole=True,
        kind=SampleKind.RANDOM,
        round=1,
        lists=(ListFigures("A", ballots, ballots, ballots),),
    )


def shown(*boxes: tuple[str, int, bool]) -> list[str]:
    """Give which boxes of one category keep their figures; each a locale, a size, and checked."""
    batches = [
        Batch(f"b{number}", category="day-locale", locale=locale, box=number)
        for number, (locale, _, _) in enumerate(boxes, start=1)
    ]
    book = msgspec.structs.replace(
        usual(),
        boxes=tuple(
            BoxLine(batch, "closed", size)
            for batch, (_, size, _) in zip(batches, boxes, strict=True)
        ),
        rows=tuple(
            row(number, batch, size)
            for number, (batch, (_, size, checked)) in enumerate(zip(batches, boxes, strict=True))
            if checked
        ),
    )
    return [f"b{each.box.box}" for each in public_copy(book).rows if each.lists]


def test_large_boxes_keep_their_figures_whatever_was_not_checked() -> None:
    assert shown(("1", 300, True), ("1", 300, False)) == ["b1"]


def test_one_small_box_takes_the_smallest_other_with_it() -> None:
    boxes = (("1", 300, True), ("2", 20, True), ("3", 200, True), ("4", 400, True))
    assert shown(*boxes) == ["b1", "b4"]


def test_a_box_not_checked_hides_a_small_one_as_well() -> None:
    assert shown(("1", 300, True), ("2", 20, True), ("3", 200, False)) == ["b1"]


def test_a_box_without_a_sheet_hides_nothing() -> None:
    assert shown(("1", 300, True), ("2", 20, True), ("3", 0, False)) == []


def test_two_small_boxes_that_are_few_together_take_a_third() -> None:
    assert shown(("1", 300, True), ("2", 20, True), ("3", 30, True)) == []
    assert shown(("1", 300, True), ("2", 70, True), ("3", 70, True)) == ["b1"]


def test_what_hides_a_small_box_must_not_be_computed_from_its_own_place() -> None:
    # b2 hides b1 in the category; in its place "2" it would be the only one not shown.
    boxes = (("1", 20, True), ("2", 150, True), ("2", 160, True), ("3", 900, True))
    assert shown(*boxes) == ["b4"]


def bound(name: str, units: int) -> Bound:
    return Bound(Stratum(1, name), units, 9, 9, 0, 0, 0, 0, 0.05, 5)


def test_strata_of_a_list_are_left_out_where_they_are_small() -> None:
    named = {"list=A": 500, "list=H": 400, "list=R": 12, "scanner=1": 20}
    bounds = tuple(bound(name, units) for name, units in named.items())
    whole = msgspec.structs.replace(bound("", 932), stratum=None)
    papers = Evaluation(
        Reading.REPORTED, (*bounds, whole), whole, split=True, risk_drawn=0, risk_misread=0
    )
    book = msgspec.structs.replace(usual(), papers=papers)

    def names(book: Logbook) -> list[str]:
        assert book.papers is not None
        return [each.stratum.name if each.stratum else "all" for each in book.papers.strata]

    assert names(public_copy(book)) == ["list=A", "scanner=1", "all"]
    assert names(without_lists(book)) == ["scanner=1", "all"]


def test_without_a_plan_there_are_no_strata_to_leave_out() -> None:
    book = msgspec.structs.replace(usual(checks=False), plan=CheckPlan())
    assert public_copy(book).papers is None
    assert without_lists(book).papers is None


def explained(**changes: object) -> DeviationLine:
    told = Deviation("1", DeviationKind.COUNTS, "day-locale", numbers=Numbers(first=9, all=50))
    told = msgspec.structs.replace(told, signed=("Kontrollør AH",), box="K1", sample="R1-001")
    return DeviationLine(
        "1", "ukjent", "ni setlar", msgspec.structs.replace(told, **changes), "2025-09-08T20:11:00Z"
    )


def test_an_explanation_of_few_ballots_of_a_list_loses_its_numbers() -> None:
    many = explained(list="A", numbers=Numbers(first=300))
    bare = DeviationLine("4", "ukjent", "kort")
    lines = (explained(list="A"), explained(), many, bare)
    book = msgspec.structs.replace(usual(), deviations=lines)
    small, all_lists, large, without = public_copy(book).deviations
    assert (small.short, small.hidden) == ("", True)
    assert small.told is not None
    assert small.told.numbers == Numbers()
    assert all_lists.short == large.short == "ni setlar"
    assert without.short == "kort"
    for each in (small, all_lists, large):
        assert each.told is not None
        assert (each.told.signed, each.told.box, each.told.sample) == ((), "", "")
        assert each.at == "2025-09-08T20"
    early = without_lists(book).deviations
    assert [each.hidden for each in early] == [True, False, True, False]


@given(st.integers(0, 300), st.booleans())
def test_an_alarm_names_no_field_and_no_small_number_of_a_list(seen: int, of_list: bool) -> None:
    cell = Cell(DifferenceKind.MISS, "1", "c", "o", style="A" if of_list else "", batch="K1")
    book = msgspec.structs.replace(usual(), alarms=(AlarmLine(1, cell, 1, seen, AlarmState.OPEN),))
    (alarm,) = public_copy(book).alarms
    assert (alarm.cell.contest, alarm.cell.option, alarm.cell.batch) == ("", "", "")
    assert (alarm.seen is None) == (of_list and seen < NAMES_LEAST)
    (early,) = without_lists(book).alarms
    assert early.cell.style == early.cell.option == ""


def test_where_a_replay_differs_the_public_copy_says_only_that() -> None:
    book = msgspec.structs.replace(usual(), replay="row 7: a finding, gap, of 1/kveld-1/ZBOX0/3")
    assert public_copy(book).replay == "differs"


def test_how_near_lists_lie_is_told_of_many_ballots_and_after_the_hour() -> None:
    many = SeatStake(7, Counted.TOTALS, NAMES_LEAST)
    few = SeatStake(7, Counted.REREAD, NAMES_LEAST - 1)
    for stake, shown in ((many, many), (few, None), (None, None)):
        book = msgspec.structs.replace(usual(), seats=stake)
        assert public_copy(book).seats == shown
        assert without_lists(book).seats is None
