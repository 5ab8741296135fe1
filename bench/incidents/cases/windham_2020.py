"""A fold runs through a target and is taken for a mark."""

import numpy as np

from bench.incidents.drawn import AMERICAN, Sheet, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import names
from qc_service.model.units import Grey

FOLDED = ("senator", "dora-underhill")
FOLD_GREY, FOLD_PX = 140, 3


def folded(sheet: Sheet) -> Sheet:
    """Fold a sheet so that the crease runs through one option."""
    page_number, (_, y, _, height) = sheet.places[FOLDED]

    def spoil(number: int, page: Grey) -> Grey:
        if number != page_number:
            return page
        spoilt = page.copy()
        crease = spoilt[y + height // 2 :][:FOLD_PX]
        np.minimum(crease, FOLD_GREY, out=crease)
        return spoilt

    return sheet.spoilt(spoil)


def run(seed: int) -> Caught | None:
    """Read flat ballots, then folded ones on which the scanner sees a vote too many."""
    sheets = [draw(AMERICAN, 100 * seed + n) for n in range(20)]
    told = (
        (read(folded(each), n, each.marked | {FOLDED}), FOLDED not in each.marked)
        if n > 4
        else (read(each, n, each.marked), False)
        for n, each in enumerate(sheets, start=1)
    )
    return caught(told, names("", FOLDED[1]))


INCIDENT = Incident(
    where="Windham NH 2020",
    cause="a fold through a target read as a mark",
    size="votes on roughly 400 ballots",
    source="NHPR, A. Appel",
    way=Way.IMAGES,
    run=run,
)
