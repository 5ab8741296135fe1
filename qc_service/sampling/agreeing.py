"""Paper, reported, reread: where the three agree on a ballot or a box, and which one stands alone.

The paper is the reference. *Reported* is the scanner's word, *reread* is ours; both can be wrong in
the same way, which only the paper shows.
"""

from collections.abc import Collection, Mapping

import msgspec

from qc_service.model.checks import PaperShows, StampSeen

LIST, MARKS, ROWS, STAMP = "list", "marks", "rows", "stamp"
SCOPE = (LIST, MARKS, ROWS, STAMP)
"""What a check can be of: a ballot's list, its marks, its rows written in, its stamp."""


def differing(one: PaperShows, other: PaperShows, scope: Collection[str] = SCOPE) -> list[str]:
    """Give in which parts of the scope two readings of a ballot differ.

    A list or a stamp that one of them does not tell is not held against it; a weak stamp is one.
    """
    apart = {
        LIST: bool(one.style and other.style) and one.style != other.style,
        MARKS: frozenset(one.marked) != frozenset(other.marked),
        ROWS: one.rows != other.rows,
        STAMP: None not in {one.stamp, other.stamp}
        and (one.stamp is StampSeen.MISSING) is not (other.stamp is StampSeen.MISSING),
    }
    return [part for part in SCOPE if part in scope and apart[part]]


class Threefold(msgspec.Struct, frozen=True):
    """Whether each two of the three agree on a ballot; None where one of the two is not there."""

    paper_reported: bool | None
    paper_reread: bool | None
    reported_reread: bool | None

    def alone(self) -> str:
        """Say who stands alone: `reported`, `reread`, `paper`; `nobody`, `all`, or `open`.

        `all`: no two agree. `open`: one of the three is not there.
        """
        return ALONE.get((self.paper_reported, self.paper_reread, self.reported_reread), "open")


ALONE: dict[tuple[bool | None, bool | None, bool | None], str] = {
    (True, True, True): "nobody",
    (False, True, False): "reported",
    (True, False, False): "reread",
    (False, False, True): "paper",
    (False, False, False): "all",
}


def threefold(
    paper: PaperShows | None,
    reported: PaperShows | None,
    reread: PaperShows | None,
    scope: Collection[str] = SCOPE,
) -> Threefold:
    """Hold the three against each other."""
    return Threefold(
        _agree(paper, reported, scope),
        _agree(paper, reread, scope),
        _agree(reported, reread, scope),
    )


def _agree(one: PaperShows | None, other: PaperShows | None, scope: Collection[str]) -> bool | None:
    if one is None or other is None:
        return None
    return not differing(one, other, scope)


class BoxLine(msgspec.Struct, frozen=True):
    """One list in a box that was counted by hand; None where a reading does not tell."""

    list: str
    paper: int
    reported: int | None
    reread: int | None


def box_lines(
    paper: PaperShows, reported: PaperShows | None, reread: PaperShows | None
) -> tuple[BoxLine, ...]:
    """Give each list that any of the three has ballots of, in the order of the codes."""
    told = [each.counts for each in (paper, reported, reread) if each is not None]
    return tuple(
        BoxLine(code, paper.counts.get(code, 0), _count(reported, code), _count(reread, code))
        for code in sorted({code for counts in told for code in counts})
    )


def _count(reading: PaperShows | None, code: str) -> int | None:
    return None if reading is None else reading.counts.get(code, 0)


def misread_at_least(paper: Mapping[str, int], read: Mapping[str, int]) -> int:
    """Give the fewest misread ballots that explain two counts by list of one box.

    A ballot read for another list lowers one count and raises another; so many must be misread as
    the larger of what all lists lack and what all lists have too many. There may be more: errors
    in both directions hide each other, which is why a box gives no count of errors, only a least.
    """
    apart = [read.get(code, 0) - paper.get(code, 0) for code in {*paper, *read}]
    return max(sum(each for each in apart if each > 0), -sum(each for each in apart if each < 0))
