"""What findings of boxes tell: a sentence's name, and the numbers that a person needs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qc_service.model.batch import Batch, NoticeKey
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_words import make_finding, name_facts, where_facts
from qc_service.model.sheet import SheetKey

COMPARED = ("category", "election", "locale")
"""What a box's label says of it, and must say again however often it is scanned."""

NO_SHEET = 0
"""The sequence in the key of a finding that is of no single sheet."""


@dataclass(frozen=True)
class Differing:
    """Something that a box says of itself otherwise than before: kind of finding and facts.

    `told` is what it is remembered by, so that it is told once; digests of states hold it.
    """

    kind: str
    told: str
    facts: Facts


def box_finding(kind: str, batch: Batch, said: str, facts: Facts | None = None) -> Finding:
    """Make a finding of a whole box."""
    key = SheetKey(batch.scanner, "", batch.id, NO_SHEET)
    return make_finding(kind, key, said, name_facts(batch) | (facts or {}))


def differing(batch: Batch, reference: Batch | None) -> Iterator[Differing]:
    """Tell what a box says of itself otherwise than its plan or an earlier notice."""
    for name in COMPARED:
        own = getattr(batch, name)
        other = getattr(reference, name) if reference is not None else ""
        if own and other and own != other:
            end = "_category" if name == "category" else ""
            facts: Facts = {f"told{end}": own, f"planned{end}": other}
            yield Differing(f"box-{name}", f"is told as {name} {own}, it was to be {other}", facts)


def reopened_facts(before: Batch, key: NoticeKey) -> Facts:
    """Tell that a box was opened twice under the same count number."""
    return {"before": before.scanner or "?", "scanner": key.scanner, "session": key.session}


def count_facts(sheets: int, told: Batch, planned: Batch | None, counted: int | None) -> Facts:
    """Tell how a closed box's sheets differ from what was expected or counted; empty if nowhere."""
    others = {
        "planned": planned.expected if planned is not None else None,
        "labelled": told.expected,
        "sent": counted,
    }
    wrong: Facts = {
        name: number for name, number in others.items() if number is not None and number != sheets
    }
    return {"sheets": sheets} | wrong if wrong else {}


def forgotten_facts(batch: Batch) -> tuple[str, Facts]:
    """Tell that a planned box was never opened, and where it should be found."""
    where = where_facts(batch)
    if batch.expected is None:
        return "box-forgotten", where
    return "box-forgotten-expected", where | {"sheets": batch.expected}


def never_closed_facts(sheets: int, expected: int | None) -> tuple[str, Facts]:
    """Tell that a box is still open at the end."""
    facts: Facts = {"sheets": sheets}
    if expected is None:
        return "box-open", facts
    return "box-open-expected", facts | {"expected": expected}


def numbers_missing(boxes: Sequence[Batch]) -> Iterator[tuple[Batch, Facts]]:
    """Tell which of "box x of y" never came, where no plan names the boxes.

    Gives a nameless box of the same place for each, with the facts.
    """
    groups: dict[tuple[str, str, str, int], list[Batch]] = defaultdict(list)
    for batch in boxes:
        if batch.boxes:
            groups[batch.election, batch.category, batch.locale, batch.count].append(batch)
    for _, group in sorted(groups.items()):
        there = {batch.box for batch in group}
        most = max(batch.boxes for batch in group)
        for number in sorted(set(range(1, most + 1)) - there):
            like = group[0]
            nameless = Batch("", box=number, boxes=most, count=like.count)
            place = where_facts(Batch("", "", like.category, like.locale, like.locale_name))
            yield nameless, place | {"missing": number, "of": most}
