"""What could have made a difference: each cause that its numbers fit, as a hint where to look.

Numbers that fit prove nothing. A cause is told so that people look at the right box first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qc_service.comparing.differing import ALL, Comparison, Line, Place
from qc_service.comparing.explanations import Explanation, explanation
from qc_service.model.totals import RereadBox

BUNDLES = (100, 50)
"""Ballots are counted by hand in bundles of so many."""

FEW = 3
"""Numbers up to this fit each other by chance too often to hint at anything."""

NEARLY = 0.05
"""Two differences that belong together may be apart by this share, or by one ballot: what was moved
is seldom all that happened (Vestland: 24 less in one category, 25 more in the other)."""

LONE_LIST = 10
"""A list reported as zero is strange where so many of its ballots were found."""

SAME_BOX = 20
"""Two boxes with the same count of every list are strange from so many ballots on."""

PART = 0.1
"""Open sheets that could explain less than this share of what is missing are not worth a word."""

NAMED = 8
"""Places named in one explanation; more help nobody."""


@dataclass(frozen=True)
class Evidence:
    """All lines of one comparison and all boxes, for finding what belongs together."""

    lines: tuple[Line, ...]
    boxes: tuple[RereadBox, ...]

    @cached_property
    def by_place(self) -> dict[tuple[Comparison, Place], dict[str, Line]]:
        """Give the lines of each place by list."""
        found: dict[tuple[Comparison, Place], dict[str, Line]] = {}
        for line in self.lines:
            found.setdefault((line.comparison, line.place), {})[line.list] = line
        return found

    def beside(self, line: Line) -> dict[str, Line]:
        """Give all lists' lines at the same place."""
        return self.by_place[line.comparison, line.place]

    def elsewhere(self, line: Line) -> Iterator[Line]:
        """Give the same list's line at every other place of the same sort: boxes, or locales."""
        for (comparison, place), lines in self.by_place.items():
            alike = comparison is line.comparison and bool(place.box) is bool(line.place.box)
            if alike and place != line.place and line.list in lines:
                yield lines[line.list]


def explain(line: Line, evidence: Evidence) -> tuple[Explanation, ...]:
    """Give every cause that a line's numbers fit, the likeliest first."""
    causes = (_missing, _exchanged_lists, _permuted, _zero, _moved, _box_size)
    found = [each for cause in causes for each in cause(line, evidence)]
    found += [*_open_sheets(line), *_bundle(line), *_register(line)]
    if line.place.box:
        found += _box(line, evidence)
    else:
        found += _boxes_that_differ(line, evidence)
    return tuple(dict.fromkeys(found))


def _missing(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of a box that only one of the two knows."""
    if line.comparison is not Comparison.REREAD or not line.place.box:
        return
    lines = evidence.beside(line)
    whole, box = lines[ALL], line.place.box
    if len(lines) == 1:
        code = "box-not-reported" if whole.second else "box-not-counted"
        yield explanation(code, box=box, ballots=whole.second)
    elif whole.first and not whole.second:
        yield explanation("box-not-scanned", box=box, ballots=whole.first)


def _open_sheets(line: Line) -> Iterator[Explanation]:
    """Tell that the sheets which wait for a person can make the difference, or a part of it."""
    if line.low <= line.first <= line.high:
        if line.difference < 0:
            yield explanation("undecided-all", ballots=-line.difference, undecided=line.undecided)
        elif line.difference > 0:
            yield explanation("stamp-all", ballots=line.difference, open=line.second - line.low)
    elif line.difference < 0 and line.undecided >= -PART * line.difference:
        yield explanation("undecided-part", ballots=-line.difference, undecided=line.undecided)


def _exchanged_lists(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of ballots of one list counted as another's: one has too many what the other lacks."""
    if line.list == ALL or abs(line.difference) <= FEW:
        return
    for other in evidence.beside(line).values():
        if other.list in {ALL, line.list} or not _opposite(line.difference, other.difference):
            continue
        lacks, has = (line, other) if line.difference > 0 else (other, line)
        ballots = min(abs(line.difference), abs(other.difference))
        codes = ["lists-moved" if lacks.first else "list-as-other"]
        if (line.first, other.first) == (other.second, line.second):
            # In a small box also ballots moved one way can make the two counts look exchanged.
            codes.insert(0, "lists-swapped")
        for code in codes:
            yield explanation(code, ballots=ballots, list=lacks.list, other=has.list)


def _permuted(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of three and more lists whose numbers stand with each other: an order set up wrongly."""
    if line.list == ALL or abs(line.difference) <= FEW:
        return
    lines = [each for each in evidence.beside(line).values() if each.list != ALL]
    moved = [each for each in lines if each.first != each.second]
    by_number = {each.second: each.list for each in moved}
    exact = sorted(each.first for each in moved) == sorted(by_number)
    if len(moved) > 2 and exact:  # noqa: PLR2004 - two are swapped, which has words of its own
        pairs = [f"{by_number[each.first]} → {each.list}" for each in moved]
        yield explanation("lists-permuted", lists=_named(pairs))


def _zero(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of a list that has nothing here in one count, and elsewhere has."""
    if line.list == ALL:
        return
    count, missing = max(line.first, line.second), min(line.first, line.second)
    if missing or count < LONE_LIST or not _counted_both(evidence.beside(line)[ALL]):
        return
    code = "list-zero-first" if not line.first else "list-zero-second"
    peers = sum(1 for other in evidence.elsewhere(line) if other.first and other.second)
    yield explanation(code, list=line.list, ballots=count, places=peers)


def _counted_both(whole: Line) -> bool:
    return bool(whole.first and whole.second)


def _moved(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of ballots that stand in another box, locale or category instead."""
    if line.list != ALL or abs(line.difference) <= FEW:
        return
    for other in evidence.elsewhere(line):
        if not _opposite(line.difference, other.difference):
            continue
        lacks, has = (line, other) if line.difference > 0 else (other, line)
        values: dict[str, str | int] = {
            "ballots": abs(lacks.difference),
            "more": abs(has.difference),
            "place": lacks.place.text(),
            "other": has.place.text(),
        }
        if not line.place.box and line.place.locale == other.place.locale:
            values |= {"place": lacks.place.category, "other": has.place.category}
            yield explanation("category", **values)
        elif _boxes_exchanged(line, other, evidence):
            yield explanation("boxes-exchanged", **values)
        else:
            yield explanation("moved", **values)


def _boxes_exchanged(line: Line, other: Line, evidence: Evidence) -> bool:
    """Say whether each of two boxes was reported with about the other's numbers."""
    here, there = evidence.beside(line), evidence.beside(other)
    crossed = _apart(_firsts(here), _seconds(there)) + _apart(_firsts(there), _seconds(here))
    return crossed <= max(FEW, NEARLY * abs(line.difference))


def _firsts(lines: Mapping[str, Line]) -> dict[str, int]:
    return {line.list: line.first for line in lines.values() if line.list != ALL and line.first}


def _seconds(lines: Mapping[str, Line]) -> dict[str, int]:
    return {line.list: line.second for line in lines.values() if line.list != ALL and line.second}


def _apart(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    """Give how many ballots two counts differ by, over all lists."""
    return sum(abs(one.get(code, 0) - other.get(code, 0)) for code in {*one, *other})


def _box_size(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell which box has just as many ballots as are missing or too many."""
    size = abs(line.difference)
    if line.list != ALL or size <= FEW or (line.place.box and not (line.first and line.second)):
        return
    boxes = (box.box for box in evidence.boxes if box.sheets() == size)
    fitting = [name for name in dict.fromkeys(boxes) if name != line.place.box]
    if fitting:
        yield explanation("box-size", ballots=size, boxes=_named(fitting))


def _bundle(line: Line) -> Iterator[Explanation]:
    """Tell that just one or some whole bundles are missing or too many."""
    size = abs(line.difference)
    for bundle in BUNDLES:
        # A count of nothing lacks a box or a list, not bundles.
        if size and size % bundle == 0 and line.first and line.second:
            yield explanation("bundle", ballots=size, bundles=size // bundle, bundle=bundle)
            return


def _register(line: Line) -> Iterator[Explanation]:
    """Tell which way ballots and crosses differ."""
    if line.comparison is Comparison.REGISTER and line.difference:
        code = "more-than-crosses" if line.difference > 0 else "fewer-than-crosses"
        apart = abs(line.difference)
        yield explanation(code, ballots=line.second, crosses=line.first, apart=apart)


def _box(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell of papers that passed twice, and of another box with the same count of every list."""
    if line.list != ALL or line.comparison is not Comparison.REREAD:
        return
    for box in evidence.boxes:
        if box.box == line.place.box:
            for where, sheets in box.again.items():
                code = "scanned-again" if where == box.box else "scanned-in-other"
                yield explanation(code, box=box.box, other=where, ballots=sheets)
    mine = _firsts(evidence.beside(line))
    for other in evidence.elsewhere(line):
        theirs = _firsts(evidence.beside(other))
        if mine == theirs and line.first >= SAME_BOX and len(mine) > 1:
            yield explanation("box-doubled", box=line.place.box, other=other.place.box)


def _boxes_that_differ(line: Line, evidence: Evidence) -> Iterator[Explanation]:
    """Tell in which boxes of a place, and in which places of everything, a difference stands."""
    inside = [
        each
        for each in evidence.lines
        if each.comparison is line.comparison
        and each.place.box
        and each.list == line.list
        and each.difference * line.difference > 0
        and line.place.locale in {"", each.place.locale}
        and line.place.category in {"", each.place.category}
    ]
    if inside:
        inside.sort(key=lambda each: -abs(each.difference))
        names = [f"{each.place.box} ({each.difference:+d})" for each in inside]
        yield explanation("in-boxes", boxes=_named(names))


def _opposite(one: int, other: int) -> bool:
    """Say whether one place lacks about what another has too many."""
    if one * other >= 0 or min(abs(one), abs(other)) <= FEW:
        return False
    return abs(one + other) <= max(1, NEARLY * max(abs(one), abs(other)))


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{shown} …" if len(names) > NAMED else shown
