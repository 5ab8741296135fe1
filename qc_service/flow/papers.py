"""Sheets of paper that came before: after a paper stop, in another box, or a whole box again.

A paper is known by the keyed hash of its printed serial; where none could be read it is never
said to be the same. A second count of a box sees the same papers again, and rightly.
"""

from collections import Counter
from collections.abc import Iterator

from qc_service.model.batch import Batch
from qc_service.model.events import Finding
from qc_service.model.sheet import Examination, SheetKey

SAME_PAPER = "same-paper"
"""The finding: a sheet of paper that bears its own number came a second time, under another key."""

BOX_AGAIN = "box-again"
"""The finding: so many sheets of a box were seen before that the box itself was scanned twice."""

AGAIN_SHEETS = 5
"""So many sheets again are no single ballot that stuck or was mislaid: a bundle, or all of it."""

AGAIN_SHARE = 0.02
"""The same for small boxes, judged when they are closed; one sheet alone is never a box."""

FIRST_COUNT = 1
"""The count of sheets of which nobody told which count they belong to."""


class Papers:
    """Which papers were seen, first under which key; each count of the boxes for itself."""

    def __init__(self) -> None:
        """Begin with none seen."""
        self._first: dict[tuple[str, int], SheetKey] = {}
        self._again: Counter[tuple[str, int, str]] = Counter()

    def take(self, sheet: Examination, box: Batch | None) -> Iterator[Finding]:
        """Take one new sheet, of a box or of no box that we know of."""
        count = FIRST_COUNT if box is None else box.count
        for paper in dict.fromkeys(page.paper for page in sheet.pages if page.paper):
            first = self._first.setdefault((paper, count), sheet.key)
            if first == sheet.key:
                continue
            if box is None:
                message = f"the same sheet of paper as {first.text()}: take one of them out"
                yield Finding(SAME_PAPER, sheet.key, message)
            else:
                yield from self._of_box(sheet.key, first, box)

    def close(self, box: Batch, sheets: int) -> Iterator[Finding]:
        """Say of a box that is closed with so many sheets what came of them before."""
        for other, again in self.before(box):
            few = again < AGAIN_SHEETS and (again < 2 or again < AGAIN_SHARE * sheets)  # noqa: PLR2004 - said above
            if again != AGAIN_SHEETS and not few:
                yield _box_again(box, other, f"{again} of its {sheets} sheets")

    def before(self, box: Batch) -> tuple[tuple[str, int], ...]:
        """Give the boxes in which sheets of this one were seen before, and how many sheets."""
        found = ((o, n) for (i, c, o), n in self._again.items() if (i, c) == (box.id, box.count))
        return tuple(sorted(found))

    def first_counts(self) -> list[tuple[str, SheetKey]]:
        """Give the papers of first counts with the key they were first seen under, for a digest."""
        return sorted((paper, key) for (paper, n), key in self._first.items() if n == FIRST_COUNT)

    def state(self) -> tuple[object, ...]:
        """Give all else that the answers depend on, in plain values, for a digest."""
        later = [(paper, n, key) for (paper, n), key in self._first.items() if n != FIRST_COUNT]
        return sorted(later), sorted(self._again.items())

    def _of_box(self, key: SheetKey, first: SheetKey, box: Batch) -> Iterator[Finding]:
        pair = (box.id, box.count, first.batch)
        self._again[pair] += 1
        if self._again[pair] > AGAIN_SHEETS:
            return  # told already; when the box is closed its number is told
        if first.batch == box.id:
            message = f"{_numbers(first, key)} of {box.name()} are the same sheet of paper"
        else:
            message = f"the same sheet of paper as number {first.sequence} of box {first.batch}"
        yield Finding(SAME_PAPER, key, f"{message}: take one of them out")
        if self._again[pair] == AGAIN_SHEETS:
            yield _box_again(box, first.batch, f"{AGAIN_SHEETS} of its sheets so far")


def _numbers(first: SheetKey, key: SheetKey) -> str:
    """Name two numbers of one box, with the sessions where a stop lies between them."""
    if (first.scanner, first.session) == (key.scanner, key.session):
        return f"numbers {first.sequence} and {key.sequence}"
    where = "scanner" if first.scanner != key.scanner else "session"
    one, two = getattr(first, where), getattr(key, where)
    return f"number {first.sequence} ({where} {one}) and number {key.sequence} ({where} {two})"


def _box_again(box: Batch, other: str, what: str) -> Finding:
    before = "before in this same box" if other == box.id else f"before in box {other}"
    message = f"{what} were scanned {before}: the box seems to have been scanned twice"
    return Finding(BOX_AGAIN, SheetKey(box.scanner, "", box.id, 0), f"{box.name()}: {message}")
