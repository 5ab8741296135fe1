"""What is said of boxes in findings: plain words with the numbers that a person needs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from qc_service.model.batch import Batch, NoticeKey
from qc_service.model.events import Finding
from qc_service.model.sheet import SheetKey

COMPARED = ("category", "election", "locale")
"""What a box's label says of it, and must say again however often it is scanned."""

NO_SHEET = 0
"""The sequence in the key of a finding that is of no single sheet."""


def box_finding(kind: str, batch: Batch, words: str) -> Finding:
    """Make a finding of a whole box."""
    key = SheetKey(batch.scanner, "", batch.id, NO_SHEET)
    name = batch.name() if batch.id else ""
    return Finding(kind, key, f"{name} {words}".strip())


def differing(batch: Batch, reference: Batch | None) -> Iterator[tuple[str, str]]:
    """Tell what a box says of itself otherwise than its plan or an earlier notice: kind, words."""
    for name in COMPARED:
        own = getattr(batch, name)
        other = getattr(reference, name) if reference is not None else ""
        if own and other and own != other:
            yield f"box-{name}", f"is told as {name} {own}, it was to be {other}"


def reopened_words(before: Batch, key: NoticeKey) -> str:
    """Say that a box was opened twice under the same count number."""
    return (
        f"was opened a second time under the same count number: first on {before.scanner or '?'}, "
        f"now on {key.scanner} in session {key.session}; if it is a new count, number it so"
    )


def count_message(sheets: int, told: Batch, planned: Batch | None, counted: int | None) -> str:
    """Say how a closed box's sheets differ from what was expected or counted; empty if nowhere."""
    others = (
        ("the plan has", planned.expected if planned is not None else None),
        ("its label has", told.expected),
        ("the sender counted", counted),
    )
    wrong = [
        f"{who} {number} ({sheets - number:+d})"
        for who, number in others
        if number is not None and number != sheets
    ]
    return f"was closed with {sheets} sheets: {', '.join(wrong)}" if wrong else ""


def forgotten_message(batch: Batch) -> str:
    """Say that a planned box was never opened, and where it should be found."""
    expected = "" if batch.expected is None else f", {batch.expected} sheets expected"
    return f"was planned and never opened{_place(batch)}{expected}"


def never_closed_message(sheets: int, expected: int | None) -> str:
    """Say that a box is still open at the end."""
    of = "" if expected is None else f" of {expected} expected"
    return f"was never closed: {sheets} sheets{of} so far"


def numbers_missing(boxes: Sequence[Batch]) -> Iterator[tuple[Batch, str]]:
    """Tell which of "box x of y" never came, where no plan names the boxes.

    Gives a nameless box of the same place for each, with the words.
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
            place = _place(Batch("", "", like.category, like.locale, like.locale_name))
            yield nameless, f"box {number} of {most} never came{place}"


def _place(batch: Batch) -> str:
    """Write where a box belongs: its number, locale and category, as far as they are known."""
    number = f"box {batch.box} of {batch.boxes}" if batch.boxes else ""
    locale = " ".join(part for part in (batch.locale, batch.locale_name) if part)
    parts = [part for part in (number, locale, batch.category) if part]
    return f" ({', '.join(parts)})" if parts else ""
