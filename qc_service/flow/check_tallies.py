"""How the checks of each stratum stand: counted anew from the draws and the entries."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qc_service.flow.figures import CheckFigures
from qc_service.flow.looks import Looks
from qc_service.flow.urn import Agreement
from qc_service.model.checks import Draw, Outcome, PaperShows, SampleKind
from qc_service.model.sheet import SheetKey

Held = Callable[[SheetKey, PaperShows], Agreement]
"""Holds what people saw of a sheet against what was reread and reported."""


@dataclass(frozen=True, order=True)
class _Row:
    boxes: bool
    kind: SampleKind
    stratum: str


def tally(draws: Sequence[Draw], looks: Iterable[Looks], held: Held) -> Iterator[CheckFigures]:
    """Give a round's figures: single ballots, drawn at random and at risk, then whole boxes."""
    counts: dict[_Row, Counter[str]] = {}
    for one in looks:
        row = _Row(one.sample.sheet is None, one.sample.kind, one.sample.stratum)
        counts.setdefault(row, Counter()).update(_counted(one, held))
    papers = {
        (boxes, each.name): each.papers
        for draw in draws
        for boxes, strata in ((False, draw.strata), (True, draw.box_strata))
        for each in strata
    }
    for row, count in sorted(counts.items()):
        yield CheckFigures(
            round=draws[0].round,
            kind=row.kind,
            boxes=row.boxes,
            stratum=row.stratum,
            papers=papers[row.boxes, row.stratum],
            **count,
        )


def _counted(one: Looks, held: Held) -> Iterator[str]:
    """Give the names of the counts that a sample belongs to."""
    yield "drawn"
    if one.first:
        yield "entered"
    settled = one.settled()
    if settled is None:
        return
    yield "settled"
    if one.third is None:
        yield "pair_agreed"
    if settled.shows is None:
        yield "not_found" if settled.outcome is Outcome.NOT_FOUND else "cannot_agree"
    elif one.sample.sheet is not None:
        agreement = held(one.sample.sheet, settled.shows)
        for name, agrees in (("reread", agreement.reread), ("reported", agreement.reported)):
            if agrees is not None:
                yield f"{name}_known"
            if agrees:
                yield f"{name}_agreed"
