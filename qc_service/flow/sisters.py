"""Boxes against their sisters, of the same election, locale and category, once they are closed."""

from collections import Counter
from collections.abc import Iterator

from qc_service.comparing.sisters import absent_list
from qc_service.flow.box_counts import list_of
from qc_service.flow.box_facts import box_finding
from qc_service.model.batch import Batch
from qc_service.model.events import Facts, Finding
from qc_service.model.sheet import Examination

LIST_ZERO = "box-list-zero"
"""The finding: a box has not one ballot of a list that all its sister boxes have."""

Place = tuple[str, int]
"""A box and which count of it."""


class Sisters:
    """Keeps the ballots of each list in each count of each box, as reread."""

    def __init__(self) -> None:
        """Begin with no box."""
        self._lists: dict[Place, Counter[str]] = {}
        self._closed: dict[Place, Batch] = {}
        self._told: set[tuple[Place, str]] = set()

    def take(self, sheet: Examination, batch: Batch) -> None:
        """Take one sheet of a box; one without a list that is beyond doubt may be of any."""
        code = list_of(sheet)
        lists = self._lists.setdefault((batch.id, batch.count), Counter())
        lists[code or ""] += 1

    def close(self, batch: Batch) -> Iterator[Finding]:
        """Take a box that is closed; look at it and again at its sisters."""
        if not (batch.locale or batch.category):
            return
        self._closed[batch.id, batch.count] = batch
        alike = {
            place: each
            for place, each in sorted(self._closed.items())
            if _kin(each) == _kin(batch) and place in self._lists
        }
        for place, each in alike.items():
            yield from self._look(place, each, [other for other in alike if other != place])

    def state(self) -> tuple[object, ...]:
        """Give all that the answers depend on, in plain values, for a digest."""
        lists = [(place, sorted(counts.items())) for place, counts in sorted(self._lists.items())]
        return lists, sorted(self._closed), sorted(self._told)

    def _look(self, place: Place, batch: Batch, others: list[Place]) -> Iterator[Finding]:
        own = self._lists[place]
        known = {code: n for code, n in own.items() if code}
        found = absent_list(known, {f"{n}": _known(self._lists[o]) for n, o in enumerate(others)})
        # Sheets that wait for a person may be just those: then nothing is absurd yet.
        if found is None or own[""] >= found.expected or (place, found.list) in self._told:
            return
        self._told.add((place, found.list))
        facts: Facts = {
            "list": found.list,
            "ballots": found.ballots,
            "sisters": found.places,
            "sisters_ballots": found.sisters_ballots,
            "expected": found.expected,
        }
        yield box_finding(LIST_ZERO, batch, LIST_ZERO, facts)


def _known(counts: Counter[str]) -> dict[str, int]:
    return {code: n for code, n in counts.items() if code}


def _kin(batch: Batch) -> tuple[str, str, str, int]:
    return batch.election, batch.locale, batch.category, batch.count
