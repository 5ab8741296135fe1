import pytest
from hypothesis import given

from qc_service.comparing.interpret import interpret, write_ins
from qc_service.model.layout import (
    Box,
    Contest,
    Layout,
    NoCode,
    Option,
    Point,
    Region,
    RegionKind,
    Side,
    Size,
    Target,
    TimingMarks,
)
from qc_service.model.reading import RegionScore
from qc_service.model.verdict import ContestReread, ContestStatus, Mark, MarkState, Profile
from strategies import marked_layouts

BOX = Box(0, 0, 1, 1)
M, E, U = MarkState.MARKED, MarkState.EMPTY, MarkState.UNSURE


def layout(allowed: int = 1, options: tuple[str, ...] = ("a", "b", "c")) -> Layout:
    """Give a ballot of two contests: `x` on the front, `y` (two options) on the back."""
    return Layout(
        format=1,
        id="l",
        title="",
        paper=Size(200, 300),
        fiducials=TimingMarks(34, 44, Point(5, 5), Point(6, 6), Size(3, 1.5)),
        contests=(
            Contest("x", "", allowed, tuple(Option(o, "") for o in options)),
            Contest("y", "", 1, (Option("yes", ""), Option("no", ""))),
        ),
        sides=(
            Side(
                "front",
                NoCode(),
                tuple(Target("x", option, BOX) for option in options),
                (
                    Region("line", RegionKind.WRITE_IN, BOX, "x", "c"),
                    Region("loose", RegionKind.WRITE_IN, BOX, "x"),
                    Region("stamp", RegionKind.STAMP, BOX, "x", "c"),
                    Region("stray", RegionKind.WRITE_IN, BOX, "nowhere", "c"),
                ),
            ),
            Side("back", NoCode(), (Target("y", "yes", BOX), Target("y", "no", BOX))),
        ),
    )


def marks(**states: MarkState) -> tuple[Mark, ...]:
    return tuple(Mark("x", option, 0.5, state, (0, 0, 1, 1)) for option, state in states.items())


def only(*found: ContestReread) -> ContestReread:
    (one,) = found
    return one


@pytest.mark.parametrize(
    ("allowed", "states", "status", "votes"),
    [
        (1, {"a": M, "b": E, "c": E}, ContestStatus.VOTED, ("a",)),
        (1, {"a": E, "b": E, "c": E}, ContestStatus.BLANK, ()),
        (2, {"a": E, "b": M, "c": E}, ContestStatus.UNDERVOTE, ("b",)),
        (2, {"c": M, "b": M, "a": E}, ContestStatus.VOTED, ("b", "c")),
        (1, {"a": M, "b": M, "c": E}, ContestStatus.OVERVOTE, ()),
        (1, {"a": M, "b": M, "c": U}, ContestStatus.OVERVOTE, ()),
        (1, {"a": M, "b": U, "c": E}, ContestStatus.UNSURE, ()),
        (1, {"a": E, "b": U, "c": E}, ContestStatus.UNSURE, ()),
        (3, {"a": M, "b": M, "c": U}, ContestStatus.UNSURE, ()),
    ],
)
def test_the_rules_of_a_contest(
    allowed: int,
    states: dict[str, MarkState],
    status: ContestStatus,
    votes: tuple[str, ...],
) -> None:
    contest = only(*interpret(layout(allowed), marks(**states)))
    assert (contest.contest, contest.status, contest.votes) == ("x", status, votes)
    assert contest.votes_allowed == allowed
    assert set(contest.marked) == {o for o, s in states.items() if s is M}
    assert set(contest.unsure) == {o for o, s in states.items() if s is U}


def test_a_contest_nobody_read_is_left_out_not_blank() -> None:
    assert interpret(layout(), ()) == ()
    assert [c.contest for c in interpret(layout(), marks(a=E, b=E, c=E))] == ["x"]


def test_targets_that_were_not_read_leave_their_contest_unsure() -> None:
    contest = only(*interpret(layout(), marks(a=E, b=E)))
    assert (contest.status, contest.unsure) == (ContestStatus.UNSURE, ("c",))
    overvoted = only(*interpret(layout(), marks(a=M, b=M)))
    assert overvoted.status is ContestStatus.OVERVOTE


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (M, E, ContestStatus.VOTED),
        (E, M, ContestStatus.VOTED),
        (U, M, ContestStatus.VOTED),
        (U, E, ContestStatus.UNSURE),
        (E, E, ContestStatus.BLANK),
    ],
)
def test_an_option_with_two_targets_is_marked_where_either_is(
    first: MarkState, second: MarkState, status: ContestStatus
) -> None:
    twice = layout(options=("a", "a"))
    both = (*marks(a=first), *marks(a=second))
    assert only(*interpret(twice, both)).status is status


@given(marked_layouts())
def test_votes_never_exceed_the_limit_and_unsure_is_never_resolved(
    drawn: tuple[Layout, tuple[Mark, ...]],
) -> None:
    ballot, verdicts = drawn
    for contest in interpret(ballot, verdicts):
        assert len(contest.votes) <= contest.votes_allowed
        if contest.status in {ContestStatus.VOTED, ContestStatus.BLANK, ContestStatus.UNDERVOTE}:
            assert not contest.unsure
            assert contest.votes == contest.marked


PROFILE = Profile("p", 0.3, 0.8, 0.1, 0.2, 0.6, 0.25, 0.1, "5", "")


@pytest.mark.parametrize(("oval", "without"), [(M, False), (E, True), (U, True)])
def test_handwriting_is_reported_with_and_without_its_oval(oval: MarkState, without: bool) -> None:
    ballot = layout()
    found = write_ins(
        ballot, ballot.sides[0], marks(c=oval), [RegionScore("line", 0.25, (0, 0, 1, 1))], PROFILE
    )
    assert [(w.contest, w.option, w.score, w.without_mark) for w in found] == [
        ("x", "c", 0.25, without)
    ]


def test_handwriting_without_any_oval_read_counts_as_without_mark() -> None:
    ballot = layout()
    line = RegionScore("line", 0.9, (0, 0, 1, 1))
    assert write_ins(ballot, ballot.sides[0], (), [line], PROFILE)[0].without_mark


def test_a_line_tied_to_no_oval_cannot_miss_one() -> None:
    ballot = layout()
    loose = RegionScore("loose", 0.9, (0, 0, 1, 1))
    assert not write_ins(ballot, ballot.sides[0], (), [loose], PROFILE)[0].without_mark


@pytest.mark.parametrize("region", ["stamp", "unknown", "stray"])
def test_other_regions_are_no_write_ins(region: str) -> None:
    ballot = layout()
    inked = [RegionScore(region, 0.9, (0, 0, 1, 1))]
    assert write_ins(ballot, ballot.sides[0], (), inked, PROFILE) == ()


def test_a_clean_line_is_no_write_in() -> None:
    ballot = layout()
    clean = [RegionScore("line", 0.24, (0, 0, 1, 1))]
    assert write_ins(ballot, ballot.sides[0], (), clean, PROFILE) == ()
