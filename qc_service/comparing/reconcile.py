"""Two counts of the same ballots held against each other, by box and list; differences explained.

What was reported against what we reread, the first count against the second, machine against
machine, ballots against crosses in the register. It compares; it never says which is right.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise

import msgspec

from qc_service.comparing.absurd import absurd_lines
from qc_service.comparing.causes import Evidence, explain
from qc_service.comparing.differing import (
    ALL,
    Comparison,
    Line,
    Place,
    Tolerance,
    reread_lines,
    rescan_lines,
    side_by_side,
)
from qc_service.comparing.places import (
    by_spot,
    latest,
    lies_in,
    located,
    reread_of,
    rereads_once,
    spot,
    sum_rereads,
    sum_totals,
    without_doubles,
)
from qc_service.model.totals import RereadBox, Totals

__all__ = ["ALL", "Comparison", "Line", "Place", "Tolerance", "reconcile"]

USUAL = Tolerance()
"""The tolerance where nobody names another."""


def reconcile(
    totals: Sequence[Totals],
    boxes: Sequence[RereadBox],
    tolerance: Tolerance = USUAL,
    expected: Collection[str] = (),
) -> tuple[Line, ...]:
    """Compare everything that can be compared, and explain what differs by more than a few ballots.

    `expected` names boxes that must be there though no total tells of them. First come the lines of
    each box, list by list; then locales, counts against counts, machines, the register, and what
    is absurd by itself.

    Raises:
        QcError: `reconcile.two-totals` where two counts of one place, number and scanner differ.
    """
    counts = without_doubles(each for each in totals if not each.only_modified)
    known = located(boxes, counts)
    lines = (
        *_boxes(counts, known, tolerance),
        *_unmatched(counts, known, tolerance, expected),
        *_locales(counts, known, tolerance),
        *_counts(counts, tolerance),
        *_machines(counts, known, tolerance),
        *_register(counts, tolerance),
        *_changes(
            counts, without_doubles(each for each in totals if each.only_modified), tolerance
        ),
        *absurd_lines(counts),
    )
    evidence = Evidence(lines, known)
    return tuple(
        msgspec.structs.replace(line, explanations=explain(line, evidence))
        if not line.explanations and (line.beyond or abs(line.difference) > tolerance.ballots)
        else line
        for line in lines
    )


def _boxes(
    totals: Sequence[Totals], boxes: Sequence[RereadBox], tolerance: Tolerance
) -> Iterator[Line]:
    """Compare each box of the totals with our reread of it."""
    for (_, (box, locale, category)), counts in by_spot(totals).items():
        if not box:
            continue
        standing = latest(counts)
        for each in standing:
            counted = each.scanner if len(standing) > 1 else ""
            place = Place(box, locale, category, counted)
            yield from reread_lines(place, each, reread_of(box, each.scanner, boxes), tolerance)


def _unmatched(
    totals: Sequence[Totals],
    boxes: Sequence[RereadBox],
    tolerance: Tolerance,
    expected: Collection[str],
) -> Iterator[Line]:
    """Tell of boxes that we reread and no total knows, and of those that nobody has counted."""
    told = {each.batch for each in totals if each.batch}
    for box in rereads_once(boxes) if told else ():
        if box.box not in told:
            count = box.sheets()
            place = Place(box.box, box.locale, box.category)
            beyond = tolerance.exceeded(count, count)
            yield Line(
                *(Comparison.REREAD, place, ALL, 0, count, count, count, count, box.undecided),
                beyond=beyond,
            )
    for name in sorted({*expected} - told - {box.box for box in boxes}):
        yield Line(Comparison.REREAD, Place(name), ALL, 0, 0, 0, 0, 0, beyond=True)


def _locales(
    totals: Sequence[Totals], boxes: Sequence[RereadBox], tolerance: Tolerance
) -> Iterator[Line]:
    """Compare by locale and category: what is counted so, and what several boxes add up to."""
    once = rereads_once(boxes)
    wide = [latest(counts)[0] for (_, at), counts in by_spot(totals).items() if not at[0]]
    if wide and not any(box.locale or box.category for box in boxes):
        # Nothing tells which boxes lie where: only everything can be compared.
        yield from reread_lines(Place(), sum_totals(wide), sum_rereads(once), tolerance)
        return
    for each in wide:
        inside = sum_rereads(box for box in once if lies_in(box, each))
        place = Place("", each.locale, each.category)
        yield from reread_lines(place, each, inside, tolerance)
    yield from _summed(totals, once, tolerance, {spot(each)[1:] for each in wide})


def _summed(
    totals: Sequence[Totals],
    boxes: Sequence[RereadBox],
    tolerance: Tolerance,
    told: Collection[tuple[str, str]],
) -> Iterator[Line]:
    """Add up the boxes of each locale and category that has several and no total of its own."""
    of_boxes = [latest(counts)[0] for (_, at), counts in by_spot(totals).items() if at[0]]
    of_boxes.sort(key=lambda each: spot(each)[1:])
    for at, group in groupby(of_boxes, key=lambda each: spot(each)[1:]):
        inside = list(group)
        if at == ("", "") or at in told:
            continue
        names = {each.batch for each in inside}
        reread = sum_rereads(box for box in boxes if box.box in names)
        yield from reread_lines(Place("", *at), sum_totals(inside), reread, tolerance)


def _counts(totals: Sequence[Totals], tolerance: Tolerance) -> Iterator[Line]:
    """Compare each count of a place with the one before it."""
    for (_, at), counts in by_spot(totals).items():
        numbered = [latest(list(group)) for _, group in groupby(counts, lambda each: each.count)]
        for before, after in pairwise(each[0] for each in numbered):
            place = Place(*at, f"{before.count}/{after.count}")
            yield from _two(Comparison.COUNTS, place, before, after, tolerance)


def _machines(
    totals: Sequence[Totals], boxes: Sequence[RereadBox], tolerance: Tolerance
) -> Iterator[Line]:
    """Compare what two scanners reported of one place, and what we reread of their images."""
    for (_, at), counts in by_spot(totals).items():
        named = [each for each in counts if each.scanner]
        for before, after in pairwise(sorted(named, key=lambda each: each.count)):
            if before.scanner != after.scanner:
                place = Place(*at, f"{before.scanner}/{after.scanner}")
                yield from _two(Comparison.MACHINES, place, before, after, tolerance)
    for name, group in groupby(sorted(boxes, key=lambda box: box.box), key=lambda box: box.box):
        for one, two in pairwise(group):
            place = Place(name, two.locale, two.category, f"{one.scanner}/{two.scanner}")
            yield from rescan_lines(place, one, two, tolerance)


def _two(
    comparison: Comparison, place: Place, before: Totals, after: Totals, tolerance: Tolerance
) -> Iterator[Line]:
    lists, sums = (before.by_list(), after.by_list()), (before.ballots(), after.ballots())
    return side_by_side(comparison, place, lists, sums, tolerance)


def _register(totals: Sequence[Totals], tolerance: Tolerance) -> Iterator[Line]:
    """Compare crosses in the register with all ballots, the rejected among them."""
    for (_, at), counts in by_spot(totals).items():
        for each in latest(counts)[:1]:
            if each.crosses is not None:
                yield from side_by_side(
                    Comparison.REGISTER,
                    Place(*at),
                    ({}, {}),
                    (each.crosses, each.ballots()),
                    tolerance,
                )


def _changes(
    totals: Sequence[Totals], single: Sequence[Totals], tolerance: Tolerance
) -> Iterator[Line]:
    """Compare how many changed ballots a count tells of with those that are told of one by one."""
    by_place = by_spot(totals)
    for (election, at), ballots in by_spot(single).items():
        for counted in latest(by_place.get((election, at), ballots)):
            if counted.only_modified:
                continue
            told = {each.list: each.modified or 0 for each in counted.lists}
            found = sum_totals(ballots).by_list()
            sums = (sum(told.values()), sum(found.values()))
            yield from side_by_side(Comparison.CHANGES, Place(*at), (told, found), sums, tolerance)
