"""Whom an error hurts: votes as reread, less those reported."""

from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.compare import compare
from qc_service.comparing.interpret import interpret
from qc_service.flow.direction import net_changes
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
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
)

KEY = SheetKey("s", "1", "1", 1)
VOTED = ContestStatus.VOTED


def net(
    *differences: Difference, marked: tuple[str, ...] = (), allowed: int = 1
) -> tuple[tuple[str, str, int], ...]:
    contest = ContestReread("x", VOTED, marked, marked, votes_allowed=allowed)
    return net_changes(Examination(KEY, (), (contest,), differences=differences))


def differ(option: str, reported: str, reread: str, kind: str = "miss") -> Difference:
    return Difference(DifferenceKind(kind), "x", option, reported, reread, 0.5)


def test_a_missed_mark_is_a_vote_lost() -> None:
    assert net(differ("a", "empty", "marked"), marked=("a",)) == (("x", "a", 1),)


def test_a_mark_that_is_not_there_was_a_vote_too_many() -> None:
    assert net(differ("a", "marked", "empty", "false")) == (("x", "a", -1),)


def test_a_vote_given_to_another_moves_between_two() -> None:
    found = differ("a", "empty", "marked", "other"), differ("b", "marked", "empty", "other")
    assert net(*found, marked=("a",)) == (("x", "a", 1), ("x", "b", -1))


def test_a_false_mark_beside_a_true_one_spoilt_the_vote() -> None:
    assert net(differ("b", "marked", "empty", "false"), marked=("a",)) == (("x", "a", 1),)


def test_an_overvote_of_nobody_knows_which_spoilt_the_vote() -> None:
    assert net(differ("", "overvote", "voted", "false"), marked=("a",)) == (("x", "a", 1),)


def test_a_contest_the_scanner_left_out_gave_nobody_a_vote() -> None:
    assert net(differ("", "absent", "present", "style"), marked=("a",)) == (("x", "a", 1),)


def test_a_contest_only_the_scanner_knows_tells_nothing() -> None:
    assert net(differ("", "present", "absent", "style"), marked=("a",)) == ()


def test_another_list_gains_what_the_first_loses() -> None:
    style = Difference(DifferenceKind.STYLE, "", "", "B", "A", 0.0)
    assert net(style) == (("", "A", 1), ("", "B", -1))


def test_contests_that_agree_have_no_part() -> None:
    other = Difference(DifferenceKind.MISS, "y", "a", "empty", "marked", 0.5)
    assert net(other, marked=("a",)) == ()


LAYOUT = Layout(
    1,
    "l",
    "",
    Size(100, 100),
    TimingMarks(3, 3, Point(0, 0), Point(1, 1), Size(1, 1)),
    (Contest("x", "", 2, tuple(Option(name, name) for name in "abcd")),),
    (Side("front", NoCode(), tuple(Target("x", name, Box(0, 0, 1, 1)) for name in "abcd")),),
)
OPTIONS = st.sets(st.sampled_from("abcd"))


@given(OPTIONS, OPTIONS)
def test_the_net_is_what_two_counts_of_the_votes_differ_by(
    theirs: set[str], ours: set[str]
) -> None:
    """Reported and reread, both interpreted in full, against what the differences alone tell."""
    marks = tuple(
        Mark("x", name, 0.5, MarkState.MARKED if name in ours else MarkState.EMPTY, (0, 0, 1, 1))
        for name in "abcd"
    )
    contests = interpret(LAYOUT, marks, ())
    reported = theirs if len(theirs) <= 2 else set()
    seen = tuple(ReportedMark(name, name in theirs) for name in "abcd")
    said = ReportedContest("x", seen, tuple(sorted(reported)), len(theirs) - len(reported))
    found = compare(Reported("r", "", (said,)), LAYOUT, contests, marks)
    changed = net_changes(Examination(KEY, (), contests, differences=found))
    told = {option: votes for _, option, votes in changed}
    reread = ours if len(ours) <= 2 else set()
    for name in "abcd":
        assert told.get(name, 0) == (name in reread) - (name in reported)
