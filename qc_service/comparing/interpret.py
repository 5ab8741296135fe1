"""From marks to votes: the rules of a contest, and handwriting in write-in lines."""

from collections.abc import Sequence

from qc_service.comparing.options import OptionReread, reread_options
from qc_service.model.layout import Contest, Layout, RegionKind, Side
from qc_service.model.reading import RegionScore
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Mark,
    MarkState,
    Profile,
    RowReread,
    RowState,
    WriteIn,
)

ROW_AS_MARK = {
    RowState.WRITTEN: MarkState.MARKED,
    RowState.EMPTY: MarkState.EMPTY,
    RowState.UNSURE: MarkState.UNSURE,
}
"""A row of a write-in table is chosen by writing in it: writing there is its mark."""


def interpret(
    layout: Layout, marks: Sequence[Mark], rows: Sequence[RowReread] = ()
) -> tuple[ContestReread, ...]:
    """Apply the vote limits, in the layout's order, to every contest of which a target was read.

    Rows of a write-in table count as targets of their contest. A contest none of whose targets was
    read (its side faulted, it stands on another sheet) is left out, never called blank. Where only
    some were read, the others count as unsure.
    """
    options = reread_options(marks)
    for row in rows:
        options[row.contest, row.option] = OptionReread(ROW_AS_MARK[row.state], row.score)
    printed: dict[str, dict[str, None]] = {}
    for side in layout.sides:
        for target in side.targets:
            printed.setdefault(target.contest, {})[target.option] = None
        for region in side.regions:
            if region.row:
                printed.setdefault(region.contest, {})[region.option] = None
    return tuple(
        _interpret_contest(contest, tuple(printed[contest.id]), options)
        for contest in layout.contests
        if any((contest.id, option) in options for option in printed.get(contest.id, ()))
    )


def _interpret_contest(
    contest: Contest, printed: tuple[str, ...], options: dict[tuple[str, str], OptionReread]
) -> ContestReread:
    marked: list[str] = []
    unsure: list[str] = []
    for option in printed:
        reread = options.get((contest.id, option))
        if reread is None or reread.state is MarkState.UNSURE:
            unsure.append(option)
        elif reread.state is MarkState.MARKED:
            marked.append(option)
    status = _status(len(marked), len(unsure), contest.votes_allowed)
    settled = status not in {ContestStatus.OVERVOTE, ContestStatus.UNSURE}
    return ContestReread(
        contest=contest.id,
        status=status,
        votes=tuple(marked) if settled else (),
        marked=tuple(marked),
        unsure=tuple(unsure),
        votes_allowed=contest.votes_allowed,
    )


def _status(marked: int, unsure: int, allowed: int) -> ContestStatus:
    if marked > allowed:
        # Certain marks alone overvote it: no unsure mark can change that any more.
        return ContestStatus.OVERVOTE
    if unsure:
        # As a mark it would be one more vote, or one too many: either way another outcome.
        return ContestStatus.UNSURE
    if marked == 0:
        return ContestStatus.BLANK
    return ContestStatus.VOTED if marked == allowed else ContestStatus.UNDERVOTE


def write_ins(
    layout: Layout,
    side: Side,
    marks: Sequence[Mark],
    regions: Sequence[RegionScore],
    profile: Profile,
) -> tuple[WriteIn, ...]:
    """Give every write-in line of this side with ink in it, and whether its oval is not marked.

    `without_mark` is true also where the oval is unsure: rather told once more than once too
    little. A line the layout ties to no oval cannot miss one; rows of a table are judged apart.
    """
    lines = {
        region.id: region
        for region in side.regions
        if region.kind is RegionKind.WRITE_IN and not region.row
    }
    contests = {contest.id for contest in layout.contests}
    options = reread_options(marks)
    found: list[WriteIn] = []
    for region in regions:
        line = lines.get(region.region)
        if line is None or line.contest not in contests or region.score < profile.write_in_from:
            continue
        oval = options.get((line.contest, line.option))
        filled = oval is not None and oval.state is MarkState.MARKED
        found.append(
            WriteIn(
                contest=line.contest,
                option=line.option,
                score=region.score,
                without_mark=bool(line.option) and not filled,
            )
        )
    return tuple(found)
