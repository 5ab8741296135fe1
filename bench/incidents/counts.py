"""Incidents of whole counts: official totals through the real reconciliation."""

from collections.abc import Mapping, Sequence

from bench.incidents.incident import Caught
from qc_service.comparing.differing import Line
from qc_service.comparing.reconcile import reconcile
from qc_service.model.totals import ListCount, RereadBox, Totals

Lists = Mapping[str, int]


def totals(place: str, lists: Lists, **fields: object) -> Totals:
    """Give a count of a box, or of `locale/category`."""
    locale, _, category = place.partition("/")
    where = {"locale": locale, "category": category} if category else {"batch": place}
    made = tuple(ListCount(code, count) for code, count in lists.items())
    return Totals("totals.csv", made, **where, **fields)  # type: ignore[arg-type]


def told(
    counts: Sequence[Totals], boxes: Sequence[RereadBox], place: str, cause: str, **more: object
) -> Caught | None:
    """Reconcile; give what is told of a place that is beyond the tolerance, with its cause if any.

    `cell` tells whether nothing else is beyond it, sums and wider places left out.
    """
    lines = reconcile(counts, boxes, **more)  # type: ignore[arg-type]
    # With nothing reread, only the counts themselves are held against each other.
    beyond = [line for line in lines if line.beyond and (boxes or line.comparison != "reread")]
    here = [line for line in beyond if line.place.text() == place]
    if not here:
        return None
    codes = dict.fromkeys(each.code for line in here for each in line.explanations)
    own = [line for line in beyond if _narrow(line, lines)]
    return Caught(
        f"reconcile: {', '.join(f'`{code}`' for code in codes) or 'difference'}",
        None,
        (not cause or cause in codes) and all(line.place.text() == place for line in own),
    )


def _narrow(line: Line, lines: Sequence[Line]) -> bool:
    """Say whether a line is of the narrowest sort of place there is."""
    return bool(line.place.box) or not any(each.place.box for each in lines)
