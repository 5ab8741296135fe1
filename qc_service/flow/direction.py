"""Whom a difference hurts: each option's votes as reread, less those that were reported."""

from collections import Counter
from collections.abc import Collection, Sequence

from qc_service.comparing.compare import ABSENT, MARKED, OVERVOTE
from qc_service.model.sheet import Examination
from qc_service.model.verdict import ContestReread, Difference, DifferenceKind

Net = tuple[tuple[str, str, int], ...]
"""Contest, option and votes; a list of candidates stands as option without a contest."""


def net_changes(examination: Examination) -> Net:
    """Give the net change on one sheet from reported to reread, options in order, none that is 0.

    What was reported is taken from our reread and the differences: where the two agree the ledger
    does not say it twice. A contest with more marks than allowed gives nobody a vote. A contest
    that only the scanner knows has no votes that we could tell.
    """
    net: Counter[tuple[str, str]] = Counter()
    for difference in examination.differences:
        if difference.kind is DifferenceKind.STYLE and not difference.contest:
            net["", difference.reread] += 1
            net["", difference.reported] -= 1
    for ours in examination.contests:
        found = [each for each in examination.differences if each.contest == ours.contest]
        if found:
            net.update({(ours.contest, option): 1 for option in _votes(ours, ours.marked)})
            net.subtract({(ours.contest, option): 1 for option in _reported(ours, found)})
    return tuple(
        (contest, option, votes) for (contest, option), votes in sorted(net.items()) if votes
    )


def _reported(ours: ContestReread, found: Sequence[Difference]) -> Collection[str]:
    """Give the options to which the scanner gave a vote."""
    marks = set(ours.marked)
    for each in found:
        if not each.option:
            # The whole contest: the scanner does not know it, or saw a mark too many.
            if each.reported in {ABSENT, OVERVOTE}:
                return ()
            continue
        if each.reported == MARKED:
            marks.add(each.option)
        else:
            marks.discard(each.option)
    return _votes(ours, marks)


def _votes(ours: ContestReread, marks: Collection[str]) -> Collection[str]:
    return marks if len(marks) <= ours.votes_allowed else ()
