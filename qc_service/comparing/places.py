"""Which counts belong together: the totals of one place, and the boxes that lie in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.totals import CountKind, ListCount, RereadBox, Totals

Spot = tuple[str, str, str]
"""Box, locale and category of a count; what is not told is empty."""


def spot(totals: Totals) -> Spot:
    """Give where a count was made."""
    return totals.batch, totals.locale, totals.category


def without_doubles(totals: Iterable[Totals]) -> tuple[Totals, ...]:
    """Give each count once; the same file may have been named twice.

    Raises:
        QcError: `reconcile.two-totals` where two counts of one place, number and scanner differ.
    """
    kept: dict[tuple[str, ...], Totals] = {}
    for each in totals:
        key = (each.election, *spot(each), str(each.count), each.scanner, each.kind.value)
        before = kept.setdefault(key, each)
        if msgspec.structs.replace(before, source="") != msgspec.structs.replace(each, source=""):
            place = " ".join(part for part in spot(each) if part) or "everything"
            raise QcError(
                "reconcile.two-totals",
                f"{before.source} and {each.source}: both tell of {place}, count {each.count}, "
                "and not the same",
                "Give them different count numbers or scanners, or name only the file that holds.",
                ExitCode.USAGE,
            )
    return tuple(kept.values())


def by_spot(totals: Iterable[Totals]) -> dict[tuple[str, Spot], list[Totals]]:
    """Gather the counts of each place, by election, in the order in which they were made."""
    found: dict[tuple[str, Spot], list[Totals]] = defaultdict(list)
    for each in totals:
        found[each.election, spot(each)].append(each)
    for counts in found.values():
        counts.sort(key=lambda each: (each.count, each.scanner, each.kind.value))
    return dict(sorted(found.items()))


def latest(counts: Sequence[Totals]) -> list[Totals]:
    """Give what stands at last: the highest count, a machine's where a machine made one."""
    last = max(each.count for each in counts)
    standing = [each for each in counts if each.count == last]
    machines = [each for each in standing if each.kind is not CountKind.MANUAL]
    return machines or standing


def reread_of(box: str, scanner: str, boxes: Iterable[RereadBox]) -> RereadBox:
    """Give our reread of a box: of the scanner that is named, else of the one with most sheets."""
    found = [each for each in boxes if each.box == box]
    if not found:
        return RereadBox(box)
    return max(found, key=lambda each: (each.scanner == scanner, each.sheets()))


def rereads_once(boxes: Iterable[RereadBox]) -> tuple[RereadBox, ...]:
    """Give one reread of each box, though it may have passed two scanners."""
    names = dict.fromkeys(each.box for each in boxes)
    return tuple(reread_of(name, "", boxes) for name in names)


def located(boxes: Iterable[RereadBox], totals: Iterable[Totals]) -> tuple[RereadBox, ...]:
    """Tell each box its locale and category where the totals know them and it does not."""
    known = {each.batch: each for each in totals if each.batch}
    return tuple(
        msgspec.structs.replace(
            box,
            locale=box.locale or known[box.box].locale,
            category=box.category or known[box.box].category,
        )
        if box.box in known
        else box
        for box in boxes
    )


def standing(totals: Iterable[Totals]) -> Totals:
    """Add up what stands at last everywhere, each ballot once.

    A count of a whole locale or category is taken instead of the boxes and narrower counts that lie
    in it, unless all of these were made later.

    Raises:
        QcError: `reconcile.two-totals` where two counts of one place, number and scanner differ.
    """
    counts = without_doubles(each for each in totals if not each.only_modified)
    last = [latest(group)[0] for group in by_spot(counts).values()]
    gone: set[Spot] = set()
    for wide in last:
        inside = [each for each in last if _lies_within(each, wide)]
        outdated = bool(inside) and all(each.count > wide.count for each in inside)
        gone |= {spot(wide)} if outdated else {spot(each) for each in inside}
    return sum_totals([each for each in last if spot(each) not in gone])


def _lies_within(totals: Totals, wide: Totals) -> bool:
    """Say whether a count is of a part of what another count is of."""
    if wide.batch or spot(totals) == spot(wide):
        return False
    return wide.locale in {"", totals.locale} and wide.category in {"", totals.category}


def lies_in(box: RereadBox, totals: Totals) -> bool:
    """Say whether a box is of the locale and category that a count is of."""
    locale = totals.locale in {"", box.locale}
    return locale and totals.category in {"", box.category}


def sum_rereads(boxes: Iterable[RereadBox]) -> RereadBox:
    """Add up the rereads of several boxes."""
    lists: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    undecided = 0
    for box in boxes:
        lists.update(box.lists)
        opened.update(box.open)
        undecided += box.undecided
    return RereadBox("", dict(lists), undecided, dict(opened))


def sum_totals(totals: Sequence[Totals]) -> Totals:
    """Add up the counts of several places; what one of them does not tell is not told of all."""
    lists: Counter[str] = Counter()
    for each in totals:
        lists.update({one.list: one.ballots for one in each.lists})
    told = [each.blank for each in totals if each.blank is not None]
    sums = any(each.total is not None or each.rejected for each in totals)
    return Totals(
        ", ".join(dict.fromkeys(each.source for each in totals)),
        tuple(ListCount(code, count) for code, count in sorted(lists.items())),
        blank=sum(told) if told else None,
        rejected=tuple(one for each in totals for one in each.rejected),
        total=sum(each.ballots() for each in totals) if sums else None,
    )
