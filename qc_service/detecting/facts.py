"""What the evidence needs to know of one compared sheet: small, as many may wait for their turn."""

import msgspec

from qc_service.detecting.signs import Signs
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import DifferenceKind, MarkState

Place = tuple[str, str]
"""A contest and an option."""


NO_SIGNS = Signs()
"""Of a sheet that only the evidence looks at."""


class SheetFacts(msgspec.Struct, frozen=True):
    """One sheet: the options read on it, those we abstained on, and what disagreed.

    `style` is our own reading of it, `district` what its box's label says; empty where not known.

    `read` and `abstained` depend on the image and our own reader only, never on whether the two
    readings agree: without that there is no guarantee. Only where it was `compared` is a sheet one
    for the evidence; `signs` are what the direct checks look at, compared or not.

    `net` is what the reread gives each option or list more than was reported (contest, option,
    votes), kept for telling whom an error hurts; no evidence depends on it.
    """

    key: SheetKey
    read: tuple[Place, ...]
    abstained: tuple[Place, ...]
    wrong: tuple[tuple[DifferenceKind, str, str], ...]
    style: str = ""
    district: str = ""
    net: tuple[tuple[str, str, int], ...] = ()
    compared: bool = True
    signs: Signs = NO_SIGNS


def facts_of(examination: Examination, district: str = "", signs: Signs = NO_SIGNS) -> SheetFacts:
    """Draw the facts from an examination, in one pass over its marks."""
    marks = [mark for page in examination.pages for mark in page.marks]
    marked = {(m.contest, m.option) for m in marks if m.state is MarkState.MARKED}
    return SheetFacts(
        key=examination.key,
        read=tuple((mark.contest, mark.option) for mark in marks),
        abstained=tuple(
            dict.fromkeys(
                (mark.contest, mark.option)
                for mark in marks
                if mark.state is MarkState.UNSURE and (mark.contest, mark.option) not in marked
            )
        ),
        wrong=tuple(
            (difference.kind, difference.contest, difference.option)
            for difference in examination.differences
        ),
        style=examination.style,
        district=district,
        compared=examination.compared,
        signs=signs,
    )
