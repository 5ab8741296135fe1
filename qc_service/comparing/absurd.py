"""Numbers of one count that cannot be right, whatever the other counts say.

Melhus 2007: a candidate with more personal votes than the list had ballots. Hordvik 2019: a list
with nothing in one place, and with something in all others like it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qc_service.comparing.differing import Comparison, Line, Place
from qc_service.comparing.explanations import Explanation, explanation
from qc_service.comparing.places import by_spot, latest, spot
from qc_service.comparing.sisters import absent_list
from qc_service.model.totals import Totals


def absurd_lines(totals: Sequence[Totals]) -> Iterator[Line]:
    """Give a line for everything absurd: what is told (first), what it is held against (second)."""
    standing = [latest(counts)[0] for counts in by_spot(totals).values()]
    for each in standing:
        yield from _personal(each)
    standing.sort(key=_kin)
    for _, group in groupby(standing, _kin):
        yield from _sisters(list(group))


def _personal(totals: Totals) -> Iterator[Line]:
    """Compare each candidate's personal votes with the ballots they can stand on."""
    ballots = totals.by_list()
    for each in totals.personal:
        of = ballots.get(each.list, 0)
        if each.votes > of:
            said = explanation(
                "personal-above-ballots",
                candidate=each.candidate,
                votes=each.votes,
                list=each.list,
                ballots=of,
            )
            yield _line(totals, each.list, each.votes, of, said)


def _sisters(group: Sequence[Totals]) -> Iterator[Line]:
    lists = {str(place): each.by_list() for place, each in enumerate(group)}
    for place, each in enumerate(group):
        others = {name: counts for name, counts in lists.items() if name != str(place)}
        found = absent_list(each.by_list(), others)
        if found is not None:
            said = explanation(
                "list-zero-sisters", list=found.list, places=found.places, expected=found.expected
            )
            yield _line(each, found.list, 0, found.expected, said)


def _line(totals: Totals, code: str, first: int, second: int, said: Explanation) -> Line:
    comparison, place = Comparison.ABSURD, Place(*spot(totals))
    of = totals.ballots()
    numbers = (first, second, second, second, of)
    return Line(comparison, place, code, *numbers, beyond=True, explanations=(said,))


def _kin(totals: Totals) -> tuple[str, bool, str, str]:
    """Give what sisters share: boxes their locale and category, locales their category."""
    box = bool(totals.batch)
    return totals.election, box, totals.category, totals.locale if box else ""
