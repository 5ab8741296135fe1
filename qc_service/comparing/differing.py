"""Two counts of the same ballots side by side: a line for each list, with what is tolerated."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from qc_service.comparing.explanations import Explanation
from qc_service.model.totals import RereadBox, Totals

ALL = ""
"""In place of a list's code: all ballots together."""


class Comparison(StrEnum):
    """Which two counts a line holds against each other.

    What was reported and our reread; one count and the next; two scanners' reports; our rereads of
    both scanners' images; crosses in the register and ballots; ballots with a voter's change, as
    counted and one by one; numbers of one count that cannot be right.
    """

    REREAD = "reread"
    COUNTS = "counts"
    MACHINES = "machines"
    RESCANS = "rescans"
    REGISTER = "register"
    CHANGES = "changes"
    ABSURD = "absurd"


class Place(msgspec.Struct, frozen=True, order=True):
    """Whose ballots were counted: a box, all of a locale and category, or (all empty) everything.

    `counted` tells the two counts apart where one place has several: `1/2`, `S1/S2`.
    """

    box: str = ""
    locale: str = ""
    category: str = ""
    counted: str = ""

    def text(self) -> str:
        """Give the place in a few words, the same in every language."""
        parts = (self.box, "/".join(part for part in (self.locale, self.category) if part))
        return " ".join(part for part in parts if part) or "∑"


class Tolerance(msgspec.Struct, frozen=True):
    """How far two counts may be apart: beyond is what exceeds both the per mille and the ballots.

    1 per mille is what Kristiansand's committee accepted in 2025; 3 ballots keep a small box, of
    which one ballot is more than that, from calling for a recount.
    """

    permille: float = 1.0
    ballots: int = 3

    def exceeded(self, apart: int, of: int) -> bool:
        """Say whether so many ballots apart, of so many counted, are beyond it."""
        return apart > self.ballots and 1000 * apart > self.permille * of


class Line(msgspec.Struct, frozen=True):
    """One list at one place in two counts: what `first` and `second` say, and whether it matters.

    `list` is empty for all ballots together. `low` and `high` are what `second` can become once
    people have looked at the sheets that are open; `of` is the larger count of all ballots there.
    `beyond` is true where no outcome of that brings the two within the tolerance.
    """

    comparison: Comparison
    place: Place
    list: str
    first: int
    second: int
    low: int
    high: int
    of: int
    undecided: int = 0
    beyond: bool = False
    explanations: tuple[Explanation, ...] = ()

    @property
    def difference(self) -> int:
        """Give how many ballots the second count has more than the first."""
        return self.second - self.first

    @property
    def permille(self) -> float:
        """Give the difference per mille of all ballots there; 0 where there are none."""
        return 1000 * self.difference / self.of if self.of else 0.0


def side_by_side(
    comparison: Comparison,
    place: Place,
    counts: tuple[Mapping[str, int], Mapping[str, int]],
    sums: tuple[int, int],
    tolerance: Tolerance,
) -> Iterator[Line]:
    """Compare two finished counts: each list that either has, then (`sums`) all ballots."""
    first, second = counts
    of = max(*sums, 0)
    pairs = [(code, first.get(code, 0), second.get(code, 0)) for code in sorted({*first, *second})]
    for code, one, two in (*pairs, (ALL, *sums)):
        beyond = tolerance.exceeded(abs(two - one), of)
        yield Line(comparison, place, code, one, two, two, two, of, beyond=beyond)


def reread_lines(
    place: Place, totals: Totals, box: RereadBox, tolerance: Tolerance
) -> Iterator[Line]:
    """Compare what was reported with our reread, allowing for the sheets that are a person's.

    An undecided sheet may be of any list, but of one only: what all lists lack together must not
    be more than there are such sheets. A sheet whose stamp is open may have been rejected, if
    any was.
    """
    reported = totals.by_list()
    of = max(totals.ballots(), box.sheets())
    lacking = sum(max(0, count - box.lists.get(code, 0)) for code, count in reported.items())
    unexplained = max(0, lacking - box.undecided)
    known = totals.total is not None or bool(totals.rejected)
    rejected = totals.rejections() if totals.rejected else (0 if known else box.sheets())
    for code in sorted({*reported, *box.lists}):
        one, two = reported.get(code, 0), box.lists.get(code, 0)
        low, high = two - min(box.open.get(code, 0), rejected), two + box.undecided
        apart = max(_outside(one, low, high), min(unexplained, one - two))
        yield Line(
            *(Comparison.REREAD, place, code, one, two, low, high, of, box.undecided),
            beyond=tolerance.exceeded(apart, of),
        )
    one, two = totals.ballots(), box.sheets()
    # Where the file tells of no rejected ballots, its sum may be without them.
    low = two if known else two - box.undecided - sum(box.open.values())
    apart = _outside(one, low, two)
    yield Line(
        *(Comparison.REREAD, place, ALL, one, two, low, two, of, box.undecided),
        beyond=tolerance.exceeded(apart, of),
    )


def rescan_lines(
    place: Place, one: RereadBox, two: RereadBox, tolerance: Tolerance
) -> Iterator[Line]:
    """Compare our rereads of one box's sheets from two scanners; both may have open sheets."""
    of = max(one.sheets(), two.sheets())
    undecided = one.undecided + two.undecided
    for code in sorted({*one.lists, *two.lists}):
        first, second = one.lists.get(code, 0), two.lists.get(code, 0)
        low, high = second - one.undecided, second + two.undecided
        yield Line(
            *(Comparison.RESCANS, place, code, first, second, low, high, of, undecided),
            beyond=tolerance.exceeded(_outside(first, low, high), of),
        )
    first, second = one.sheets(), two.sheets()
    yield Line(
        *(Comparison.RESCANS, place, ALL, first, second, second, second, of, undecided),
        beyond=tolerance.exceeded(abs(second - first), of),
    )


def _outside(value: int, low: int, high: int) -> int:
    """Give how far a number lies outside an interval; 0 within it."""
    return max(low - value, value - high, 0)
