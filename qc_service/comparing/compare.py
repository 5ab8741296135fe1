"""Where the two readings differ: *reported* is the scanner's word, *reread* is ours.

Unsure marks and contests we did not read never give a difference. The rules in words:
`docs/detection.md`, "What a difference is".
"""

from collections.abc import Iterator, Mapping, Sequence

from qc_service.comparing.options import OptionReread, reread_options
from qc_service.model.layout import Layout
from qc_service.model.reported import Reported, ReportedContest
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
)

MARKED, EMPTY = "marked", "empty"
PRESENT, ABSENT = "present", "absent"
OVERVOTE = "overvote"


def compare(
    reported: Reported,
    layout: Layout | None,
    contests: Sequence[ContestReread],
    marks: Sequence[Mark],
) -> tuple[Difference, ...]:
    """Give every option on which the scanner's word and our reading disagree.

    Where the scanner names marks, its marks are compared; where it does not, its votes. After that
    its votes must also follow from the marks both saw. A mark the scanner calls marginal
    (`indicated` None) gives no difference: it left the decision to people.
    """
    if layout is None:
        return ()
    options = reread_options(marks)
    reread = {contest.contest: contest for contest in contests}
    printed = {
        contest.id: {option.id for option in contest.options}
        | {option for place, option in options if place == contest.id}
        for contest in layout.contests
    }
    differences = list(_style(reported, layout, reread, printed))
    for said in reported.contests:
        ours = reread.get(said.contest)
        if ours is not None:
            differences += _unknown_options(said, printed.get(said.contest, set()))
            differences += _contest(said, ours, options)
    return tuple(differences)


def _style(
    reported: Reported,
    layout: Layout,
    reread: Mapping[str, ContestReread],
    printed: Mapping[str, set[str]],
) -> Iterator[Difference]:
    """Tell of another ballot style: by its name, or by contests only one of the two knows."""
    if reported.style and layout.style and reported.style != layout.style:
        yield _difference(DifferenceKind.STYLE, reported=reported.style, reread=layout.style)
    said = {contest.contest for contest in reported.contests}
    for contest in dict.fromkeys(contest.contest for contest in reported.contests):
        if contest not in printed:
            yield _difference(
                DifferenceKind.STYLE, contest=contest, reported=PRESENT, reread=ABSENT
            )
    for contest, ours in reread.items():
        # Some exports leave out contests without a vote; only one with a certain mark is missed.
        if contest not in said and ours.marked:
            yield _difference(
                DifferenceKind.STYLE, contest=contest, reported=ABSENT, reread=PRESENT
            )


def _unknown_options(said: ReportedContest, printed: set[str]) -> Iterator[Difference]:
    """Tell of options the scanner says are marked and our layout does not have."""
    indicated = [mark.option for mark in said.marks if mark.indicated]
    for option in dict.fromkeys((*indicated, *said.votes)):
        if option not in printed:
            yield _difference(
                DifferenceKind.STYLE, said.contest, option, reported=MARKED, reread=ABSENT
            )


def _contest(
    said: ReportedContest,
    ours: ContestReread,
    options: Mapping[tuple[str, str], OptionReread],
) -> tuple[Difference, ...]:
    read = {option: what for (contest, option), what in options.items() if contest == ours.contest}
    found = _by_option(said, read)
    if not found and said.overvotes > 0 and not said.complete and not _may_be_overvoted(ours):
        # The scanner saw a mark too many and does not say which.
        kind = DifferenceKind.FALSE
        return (_difference(kind, said.contest, reported=OVERVOTE, reread=ours.status.value),)
    return _with_kind(said.contest, found or _by_votes(said, ours, read), read)


def _by_option(said: ReportedContest, read: Mapping[str, OptionReread]) -> dict[str, bool]:
    """Give option -> what the scanner says of it, where that differs from our certain reading."""
    found: dict[str, bool] = {}
    for option, ours in read.items():
        theirs = _reported_state(said, option)
        if theirs is None or ours.state is MarkState.UNSURE:
            continue
        if theirs != (ours.state is MarkState.MARKED):
            found[option] = theirs
    return found


def _reported_state(said: ReportedContest, option: str) -> bool | None:
    """Say what the scanner states of one option; None where it states nothing."""
    for mark in said.marks:
        if mark.option == option:
            return mark.indicated
    if said.complete:
        return False
    if said.overvotes > 0:
        return None
    return option in said.votes


def _may_be_overvoted(ours: ContestReread) -> bool:
    return len(ours.marked) + len(ours.unsure) > ours.votes_allowed


def _by_votes(
    said: ReportedContest, ours: ContestReread, read: Mapping[str, OptionReread]
) -> dict[str, bool]:
    """Give options whose vote does not follow from the marks both saw: seen, but not counted so."""
    marginal = any(mark.indicated is None for mark in said.marks)
    both_over = ours.status is ContestStatus.OVERVOTE and said.overvotes > 0
    if marginal or both_over or ours.status is ContestStatus.UNSURE:
        return {}
    return {
        option: option in said.votes
        for option in read
        if (option in said.votes) != (option in ours.votes)
    }


def _with_kind(
    contest: str, found: Mapping[str, bool], read: Mapping[str, OptionReread]
) -> tuple[Difference, ...]:
    """Name the kind: both directions in one contest are an exchange, `other`."""
    exchanged = len(set(found.values())) > 1
    return tuple(
        _difference(
            DifferenceKind.OTHER
            if exchanged
            else (DifferenceKind.FALSE if theirs else DifferenceKind.MISS),
            contest,
            option,
            reported=MARKED if theirs else EMPTY,
            reread=EMPTY if theirs else MARKED,
            score=read[option].score,
        )
        for option, theirs in found.items()
    )


def _difference(
    kind: DifferenceKind,
    contest: str = "",
    option: str = "",
    *,
    reported: str,
    reread: str,
    score: float = 0.0,
) -> Difference:
    return Difference(kind, contest, option, reported, reread, score)
