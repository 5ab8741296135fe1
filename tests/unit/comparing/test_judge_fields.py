import math

from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.interpret import interpret
from qc_service.comparing.judge_fields import judge_copy, judge_rows, judge_stamps
from qc_service.model.layout import (
    LAYOUT_FORMAT,
    Box,
    Contest,
    CornerMarks,
    Layout,
    NoCode,
    Option,
    Region,
    RegionKind,
    Side,
    Size,
)
from qc_service.model.reading import RegionScore
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import (
    ContestStatus,
    Profile,
    RowState,
    StampState,
    UseLimits,
)
from qc_service.sampling.candidates import candidates

PROFILE = Profile(
    "p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", "",
    stamp=UseLimits(used_from=0.6, unused_below=0.2),
    row=UseLimits(used_from=0.5, unused_below=0.1),
    copy_from=0.7,
)  # fmt: skip
ROWS = tuple(
    Region(f"row-{n}", RegionKind.WRITE_IN, Box(10, 10 * n, 100, 7), "slengere", f"s{n:02}", row=n)
    for n in (2, 1, 3)
)
STAMP = Region("stamp", RegionKind.STAMP, Box(100, 10, 59, 40))
LINE = Region("line", RegionKind.WRITE_IN, Box(10, 90, 50, 7), "slengere", "s01")
SIDE = Side("front", NoCode(), regions=(*ROWS, STAMP, LINE))
LAYOUT = Layout(
    format=LAYOUT_FORMAT,
    id="l",
    title="",
    paper=Size(200, 100),
    fiducials=CornerMarks(()),
    contests=(
        Contest("slengere", "", 2, tuple(Option(f"s{n:02}", "", write_in=True) for n in (1, 2, 3))),
    ),
    sides=(SIDE,),
)
ORDER = (RowState.EMPTY, RowState.UNSURE, RowState.WRITTEN)


def scores(*pairs: tuple[str, float], flags: tuple[str, ...] = ()) -> list[RegionScore]:
    return [RegionScore(region, score, (0, 0, 1, 1), flags) for region, score in pairs]


def test_rows_come_from_the_top_and_single_lines_are_left_out() -> None:
    rows = judge_rows(
        SIDE, scores(("row-3", 0.0), ("row-1", 0.9), ("row-2", 0.3), ("line", 1.0)), PROFILE
    )
    assert [(row.row, row.option, row.state) for row in rows] == [
        (1, "s01", RowState.WRITTEN),
        (2, "s02", RowState.UNSURE),
        (3, "s03", RowState.EMPTY),
    ]


def test_letter_tails_from_the_row_above_are_no_writing() -> None:
    tails = judge_rows(SIDE, scores(("row-2", 0.05), flags=("overflow",)), PROFILE)
    assert [row.state for row in tails] == [RowState.EMPTY]


def test_a_field_that_runs_over_the_edge_is_not_called_empty() -> None:
    assert (
        judge_rows(SIDE, scores(("row-1", 0.0), flags=("cut",)), PROFILE)[0].state
        is RowState.UNSURE
    )
    stamps = judge_stamps(SIDE, scores(("stamp", 0.0), flags=("cut",)), PROFILE)
    assert stamps[0].state is StampState.UNSURE


def test_stamps_are_judged_by_their_own_limits() -> None:
    states = [
        judge_stamps(SIDE, scores(("stamp", score)), PROFILE)[0].state
        for score in (0.0, 0.19, 0.2, 0.59, 0.6, 1.0, math.nan, 1.5)
    ]
    unsure, missing, present = StampState.UNSURE, StampState.MISSING, StampState.PRESENT
    assert states == [missing, missing, unsure, unsure, present, present, unsure, unsure]


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_ink_never_empties_a_row(one: float, other: float) -> None:
    less, more = sorted((one, other))
    states = [
        judge_rows(SIDE, scores(("row-1", score)), PROFILE)[0].state for score in (less, more)
    ]
    assert ORDER.index(states[0]) <= ORDER.index(states[1])


def test_a_copy_is_a_doubt() -> None:
    assert judge_copy({"copy": 0.7}, PROFILE) == ("copy",)
    assert judge_copy({"copy": 0.69}, PROFILE) == ()
    assert judge_copy({}, PROFILE) == ()


def test_rows_count_as_votes_up_to_the_limit() -> None:
    def status(*written: int) -> ContestStatus:
        rows = judge_rows(
            SIDE, scores(*((f"row-{n}", float(n in written)) for n in (1, 2, 3))), PROFILE
        )
        (contest,) = interpret(LAYOUT, (), rows)
        return contest.status

    assert status() is ContestStatus.BLANK
    assert status(1) is ContestStatus.UNDERVOTE
    assert status(1, 3) is ContestStatus.VOTED
    assert status(1, 2, 3) is ContestStatus.OVERVOTE


def test_rows_beyond_the_limit_are_for_people() -> None:
    """Eigersund 2011: eight write-ins were accepted where seven were allowed."""
    rows = judge_rows(SIDE, scores(*((f"row-{n}", 1.0) for n in (1, 2, 3))), PROFILE)
    page = PageReread("a", "", rows=rows)
    found = candidates((page,), (), (), interpret(LAYOUT, (), rows))
    assert [candidate.reason for candidate in found] == ["limit"]


def test_what_is_open_on_a_list_ballot_is_for_people() -> None:
    page = PageReread(
        "a",
        "",
        doubts=("contradiction", "copy", "name-unread"),
        stamps=judge_stamps(SIDE, scores(("stamp", 0.0)), PROFILE),
        rows=judge_rows(SIDE, scores(("row-1", 0.3)), PROFILE),
    )
    found = candidates((page,), (), ())
    assert [(c.reason, c.option) for c in found] == [
        ("identity", ""), ("copy", ""), ("stamp", ""), ("row", "s01"),
    ]  # fmt: skip


def test_a_sound_list_ballot_is_not() -> None:
    page = PageReread(
        "a",
        "",
        doubts=("name-unread", "serial-unread"),
        stamps=judge_stamps(SIDE, scores(("stamp", 1.0)), PROFILE),
        rows=judge_rows(SIDE, scores(("row-1", 1.0), ("row-2", 0.0)), PROFILE),
    )
    assert candidates((page,), (), ()) == ()
