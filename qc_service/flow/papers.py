"""Sheets of paper that came before: after a paper stop, in another box, or a whole box again.

A paper is known by the keyed hash of its printed serial; where none could be read it is never
said to be the same. A second count of a box sees the same papers again, and rightly.
"""

from collections import Counter
from collections.abc import Iterator

from qc_service.model.batch import Batch
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_words import make_finding, name_facts
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
                yield make_finding(SAME_PAPER, sheet.key, "same-paper", _paper_facts(first))
            else:
                yield from self._of_box(sheet.key, first, box)

    def close(self, box: Batch, sheets: int) -> Iterator[Finding]:
        """Say of a box that is closed with so many sheets what came of them before."""
        for other, again in self.before(box):
            few = again < AGAIN_SHEETS and (again < 2 or again < AGAIN_SHARE * sheets)  # noqa: PLR2004 - said above
            if again != AGAIN_SHEETS and not few:
                yield _box_again(box, other, {"again": again, "sheets": sheets})

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
            said, facts = _numbers(first, key)
            yield make_finding(SAME_PAPER, key, said, name_facts(box) | facts)
        else:
            facts = {"first": first.sequence, "other": first.batch}
            yield make_finding(SAME_PAPER, key, "same-paper-elsewhere", facts)
        if self._again[pair] == AGAIN_SHEETS:
            yield _box_again(box, first.batch, {"again": AGAIN_SHEETS}, "-so-far")


def _paper_facts(first: SheetKey) -> Facts:
    """Give where a sheet of paper was seen first."""
    box: Facts = {"other": first.batch} if first.batch else {}
    return box | {"first": first.sequence, "scanner": first.scanner, "session": first.session}


def _numbers(first: SheetKey, key: SheetKey) -> tuple[str, Facts]:
    """Name two numbers of one box, with the sessions where a stop lies between them."""
    facts: Facts = {"first": first.sequence, "number": key.sequence}
    if (first.scanner, first.session) == (key.scanner, key.session):
        return "same-paper-in-box", facts
    where = "scanner" if first.scanner != key.scanner else "session"
    facts |= {"before": getattr(first, where), "now": getattr(key, where)}
    return f"same-paper-two-{where}s", facts


def _box_again(box: Batch, other: str, facts: Facts, so_far: str = "") -> Finding:
    itself = "-itself" if other == box.id else ""
    told = name_facts(box) | facts | ({} if itself else {"other": other})
    key = SheetKey(box.scanner, "", box.id, 0)
    return make_finding(BOX_AGAIN, key, f"box-again{itself}{so_far}", told)
