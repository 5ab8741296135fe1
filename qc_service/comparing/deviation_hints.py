"""Which cause of the table the numbers of a deviation fit: a hint where to look, no answer.

What `qc reconcile` finds in the numbers, told as a cause that an explanation can name.
"""

from collections.abc import Iterable

import msgspec

from qc_service.comparing.deviation import Deviation, DeviationKind
from qc_service.comparing.differing import Comparison, Line, Tolerance
from qc_service.comparing.explanations import Explanation
from qc_service.comparing.reconcile import reconcile
from qc_service.model.totals import RereadBox, Totals

CAUSE_OF: dict[str, str] = {
    "bundle": "bunke_glemt",
    "lists-swapped": "registreringsfeil",
    "lists-moved": "registreringsfeil",
    "lists-permuted": "registreringsfeil",
    "list-as-other": "registreringsfeil",
    "list-zero-first": "registreringsfeil",
    "list-zero-sisters": "registreringsfeil",
    "personal-above-ballots": "registreringsfeil",
    "list-zero-second": "parti_feillest",
    "category": "feil_kategori_kasse",
    "moved": "feil_kategori_kasse",
    "boxes-exchanged": "feil_kategori_kasse",
    "box-not-scanned": "sedler_ikke_talt",
    "box-not-reported": "sedler_ikke_talt",
    "box-not-counted": "sedler_ikke_talt",
    "box-size": "sedler_ikke_talt",
    "box-doubled": "dobbeltskannet",
    "scanned-again": "dobbeltskannet",
    "scanned-in-other": "dobbeltskannet",
    "stamp-all": "stempel_falsk_mangel",
    "undecided-all": "tvilsom_i_bunke",
    "undecided-part": "tvilsom_i_bunke",
    "more-than-crosses": "manntall_ikke_krysset",
    "fewer-than-crosses": "sedler_ikke_talt",
}
"""The cause that each finding of `qc reconcile` speaks for; the boxes in which a difference stands
speak for none."""

COMPARISONS = {
    DeviationKind.REGISTER: frozenset({Comparison.REGISTER}),
    DeviationKind.COUNTS: frozenset({Comparison.COUNTS}),
    DeviationKind.MACHINES: frozenset({Comparison.COUNTS, Comparison.MACHINES}),
    DeviationKind.REREAD: frozenset({Comparison.REREAD}),
}
"""Where a kind of deviation shows among the lines; the county's counts are not among them."""


class Hint(msgspec.Struct, frozen=True):
    """A cause that the numbers fit, and what in the numbers speaks for it."""

    cause: str
    because: Explanation


def hints(
    deviation: Deviation, totals: Iterable[Totals], rereads: Iterable[RereadBox]
) -> tuple[Hint, ...]:
    """Give each cause that the numbers fit, the likeliest first.

    Raises:
        QcError: `reconcile.two-totals` where two counts of one place, number and scanner differ.
    """
    lines = reconcile(tuple(totals), tuple(rereads), Tolerance(0.0, 0))
    found = (each for line in lines if _is_of(deviation, line) for each in line.explanations)
    return tuple(
        dict.fromkeys(Hint(CAUSE_OF[each.code], each) for each in found if each.code in CAUSE_OF)
    )


def _is_of(deviation: Deviation, line: Line) -> bool:
    place = (line.place.box, line.place.locale, line.place.category)
    here = place == (deviation.box, deviation.locale, deviation.category)
    compared = line.comparison in COMPARISONS.get(deviation.kind, ())
    return compared and here and line.list == deviation.list
