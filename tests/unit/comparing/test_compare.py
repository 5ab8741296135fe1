from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.compare import compare
from qc_service.comparing.interpret import interpret
from qc_service.model.layout import (
    Box,
    Contest,
    Layout,
    NoCode,
    Option,
    Point,
    Side,
    Size,
    Target,
    TimingMarks,
)
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.verdict import ContestStatus, Difference, DifferenceKind, Mark, MarkState
from strategies import marked_layouts

M, E, U = MarkState.MARKED, MarkState.EMPTY, MarkState.UNSURE
MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE
OTHER, STYLE = DifferenceKind.OTHER, DifferenceKind.STYLE
BOX = Box(0, 0, 1, 1)
OPTIONS = ("a", "b", "c")


def layout(allowed: int = 1) -> Layout:
    return Layout(
        format=1,
        id="l",
        title="",
        paper=Size(200, 300),
        fiducials=TimingMarks(34, 44, Point(5, 5), Point(6, 6), Size(3, 1.5)),
        contests=(
            Contest("x", "", allowed, tuple(Option(o, "") for o in OPTIONS)),
            Contest("y", "", 1, (Option("yes", ""),)),
        ),
        sides=(
            Side("front", NoCode(), tuple(Target("x", option, BOX) for option in OPTIONS)),
            Side("back", NoCode(), (Target("y", "yes", BOX),)),
        ),
        style="7",
    )


def marks(a: MarkState, b: MarkState = E, c: MarkState = E) -> tuple[Mark, ...]:
    states = (a, b, c)
    return tuple(
        Mark("x", option, 0.7, state, (0, 0, 1, 1))
        for option, state in zip(OPTIONS, states, strict=True)
    )


def saw(
    *,
    marked: Sequence[str] = (),
    marginal: Sequence[str] = (),
    votes: Sequence[str] | None = None,
    overvotes: int = 0,
) -> ReportedContest:
    """Give contest x as a scanner reports it that names every option."""
    return ReportedContest(
        "x",
        tuple(
            ReportedMark(option, None if option in marginal else option in marked)
            for option in OPTIONS
        ),
        tuple(marked if votes is None else votes),
        overvotes,
        complete=True,
    )


def counted(*votes: str, overvotes: int = 0) -> ReportedContest:
    """Give contest x as a scanner reports it that tells its votes only."""
    return ReportedContest("x", (), votes, overvotes)


def differ(
    said: ReportedContest | None, read: Sequence[Mark], allowed: int = 1, style: str = "7"
) -> list[tuple[DifferenceKind, str, str, str, str, float]]:
    ballot = layout(allowed)
    reported = Reported("r", style, (said,) if said else ())
    found = compare(reported, ballot, interpret(ballot, read), read)
    return [(d.kind, d.contest, d.option, d.reported, d.reread, d.score) for d in found]


@pytest.mark.parametrize("said", [saw(marked=["a"]), counted("a")])
def test_two_readings_that_agree_differ_nowhere(said: ReportedContest) -> None:
    assert differ(said, marks(M)) == []


@pytest.mark.parametrize("said", [saw(), counted()])
def test_a_mark_the_scanner_does_not_see_is_a_miss(said: ReportedContest) -> None:
    assert differ(said, marks(M)) == [(MISS, "x", "a", "empty", "marked", 0.7)]


@pytest.mark.parametrize("said", [saw(marked=["b"]), counted("b")])
def test_a_mark_only_the_scanner_sees_is_false(said: ReportedContest) -> None:
    assert differ(said, marks(E)) == [(FALSE, "x", "b", "marked", "empty", 0.7)]


@pytest.mark.parametrize("said", [saw(marked=["b"]), counted("b")])
def test_an_exchange_within_a_contest_is_of_kind_other(said: ReportedContest) -> None:
    assert differ(said, marks(M)) == [
        (OTHER, "x", "a", "empty", "marked", 0.7),
        (OTHER, "x", "b", "marked", "empty", 0.7),
    ]


@pytest.mark.parametrize("said", [saw(), saw(marked=["a"]), counted(), counted("a")])
def test_unsure_marks_never_give_a_difference(said: ReportedContest) -> None:
    assert differ(said, marks(U)) == []


def test_what_the_scanner_calls_marginal_gives_no_difference() -> None:
    assert differ(saw(marginal=["a"]), marks(M)) == []
    assert differ(saw(marginal=["a"]), marks(E)) == []


def test_a_contest_that_was_not_read_gives_no_difference() -> None:
    assert differ(saw(marked=["a"]), ()) == []


def test_without_a_layout_nothing_was_reread_and_nothing_differs() -> None:
    assert compare(Reported("r", "7", (saw(marked=["a"]),)), None, (), ()) == ()


def test_an_absent_mark_in_a_complete_list_is_a_statement() -> None:
    said = ReportedContest("x", (ReportedMark("b", indicated=False),), (), complete=True)
    assert differ(said, marks(M)) == [(MISS, "x", "a", "empty", "marked", 0.7)]


def test_an_unnamed_option_of_an_overvote_is_no_statement() -> None:
    named = tuple(ReportedMark(option, indicated=True) for option in "ab")
    assert differ(ReportedContest("x", named, (), overvotes=1), marks(M, M, M)) == []


@pytest.mark.parametrize(
    "said",
    [
        saw(marked=["a", "b"], votes=[], overvotes=1),
        counted(overvotes=1),
    ],
)
def test_an_overvote_both_see_is_agreement(said: ReportedContest) -> None:
    assert differ(said, marks(M, M)) == []


def test_an_overvote_of_other_marks_is_told_where_the_marks_are_known() -> None:
    said = saw(marked=["a", "c"], votes=[], overvotes=1)
    assert [(d[0], d[2]) for d in differ(said, marks(M, M))] == [(OTHER, "b"), (OTHER, "c")]


def test_an_overvote_only_the_scanner_sees_is_false() -> None:
    assert differ(counted(overvotes=1), marks(M)) == [(FALSE, "x", "", "overvote", "voted", 0.0)]
    assert differ(counted(overvotes=1), marks(E)) == [(FALSE, "x", "", "overvote", "blank", 0.0)]


def test_an_overvote_that_unsure_marks_could_make_gives_no_difference() -> None:
    assert differ(counted(overvotes=1), marks(M, U)) == []


def test_an_overvote_the_scanner_counts_as_a_vote_is_a_miss_of_the_other_mark() -> None:
    assert differ(counted("a"), marks(M, M)) == [(MISS, "x", "b", "empty", "marked", 0.7)]


def test_a_mark_both_see_and_the_scanner_does_not_count_is_a_miss() -> None:
    assert differ(saw(marked=["a"], votes=[]), marks(M)) == [
        (MISS, "x", "a", "empty", "marked", 0.7)
    ]


def test_an_overvote_both_see_and_the_scanner_counts_is_false() -> None:
    assert differ(saw(marked=["a", "b"], votes=["a"]), marks(M, M)) == [
        (FALSE, "x", "a", "marked", "empty", 0.7)
    ]


def test_votes_are_not_held_against_marks_where_the_scanner_left_it_to_people() -> None:
    assert differ(saw(marked=["a"], marginal=["b"], votes=[]), marks(M)) == []


def test_another_style_is_told_once_and_named() -> None:
    assert differ(saw(), marks(E), style="8") == [(STYLE, "", "", "8", "7", 0.0)]
    assert differ(saw(), marks(E), style="") == []


def test_a_contest_our_layout_does_not_know_is_a_style_difference() -> None:
    said = ReportedContest("z", (), ("q",))
    assert differ(said, ()) == [(STYLE, "z", "", "present", "absent", 0.0)]


def test_a_marked_contest_the_scanner_does_not_report_is_a_style_difference() -> None:
    assert differ(None, marks(M)) == [(STYLE, "x", "", "absent", "present", 0.0)]


def test_an_unmarked_contest_the_scanner_leaves_out_is_none() -> None:
    assert differ(None, marks(E)) == []
    assert differ(None, marks(U)) == []


@pytest.mark.parametrize(
    "said",
    [
        counted("q"),
        ReportedContest("x", (ReportedMark("q", indicated=True),), ("q",)),
    ],
)
def test_an_option_our_layout_does_not_have_is_a_style_difference(said: ReportedContest) -> None:
    assert differ(said, marks(E)) == [(STYLE, "x", "q", "marked", "absent", 0.0)]


def echo(ballot: Layout, read: Sequence[Mark], *, complete: bool) -> Reported:
    """Give the scanner's word for exactly what we read ourselves."""
    contests = []
    for ours in interpret(ballot, read):
        said = tuple(
            ReportedMark(mark.option, None if mark.state is U else mark.state is M)
            for mark in read
            if mark.contest == ours.contest
        )
        over = ours.status is ContestStatus.OVERVOTE
        votes = ours.marked if ours.status is ContestStatus.UNSURE else ours.votes
        contests.append(
            ReportedContest(
                ours.contest, said if complete else (), votes, int(over), 0, complete=complete
            )
        )
    return Reported("r", ballot.style, tuple(contests))


@given(marked_layouts(), st.booleans())
def test_comparing_a_reading_with_itself_gives_nothing(
    drawn: tuple[Layout, tuple[Mark, ...]], complete: bool
) -> None:
    ballot, read = drawn
    reported = echo(ballot, read, complete=complete)
    assert compare(reported, ballot, interpret(ballot, read), read) == ()


@given(marked_layouts(), st.data())
def test_one_changed_mark_is_found_and_named(
    drawn: tuple[Layout, tuple[Mark, ...]], data: st.DataObject
) -> None:
    ballot, read = drawn
    certain = [mark for mark in read if mark.state is not U]
    if not certain:
        return
    changed = data.draw(st.sampled_from(certain))
    lied = tuple(
        Mark(m.contest, m.option, m.score, (E if m.state is M else M), m.px) if m is changed else m
        for m in read
    )
    reported = echo(ballot, lied, complete=True)
    kind = MISS if changed.state is M else FALSE
    words = ("empty", "marked") if changed.state is M else ("marked", "empty")
    assert compare(reported, ballot, interpret(ballot, read), read) == (
        Difference(kind, changed.contest, changed.option, *words, changed.score),
    )
