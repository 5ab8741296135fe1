"""A box is scanned twice, and no serial can be read: only stamps tell."""

from bench.incidents.drawn import NORWEGIAN, Sheet, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.events import Finding
from qc_service.model.layout import NumberLine
from qc_service.model.units import Grey

SHEETS = 90


def without_serial(sheet: Sheet) -> Sheet:
    """Wipe out the printed serial, so that nothing tells one sheet from another at once."""
    side = sheet.layout.sides[0].identification
    if not isinstance(side, NumberLine):
        raise TypeError(sheet.layout.id)
    paper = sheet.layout.paper

    def spoil(number: int, page: Grey) -> Grey:
        if number:
            return page
        spoilt = page.copy()
        scale = page.shape[1] / paper.width
        left, top = round((side.serial_x - 2) * scale), round((side.box.y - 3) * scale)
        bottom = round((side.box.y + side.box.height + 3) * scale)
        right = left + round((side.serial_digits * side.pitch + 4) * scale)
        spoilt[top:bottom, left:right] = 235
        return spoilt

    return sheet.spoilt(spoil)


def run(seed: int) -> Caught | None:
    """Scan a box, then its ballots again, laid in the other way round, as another box."""

    def sheet(number: int, skew: float) -> Sheet:
        return without_serial(draw(NORWEGIAN, 200 * seed + number, skew=skew, upside_down=False))

    first = ((read(sheet(n, 0.1), n), False) for n in range(1, SHEETS + 1))
    again = ((read(sheet(SHEETS + 1 - n, -0.4), n, box="K2"), True) for n in range(1, SHEETS + 1))
    told = (each for part in (first, again) for each in part)
    return caught(told, lambda e: isinstance(e, Finding) and e.key.batch == "K2")


INCIDENT = Incident(
    where="A box scanned twice (dobbeltskannet)",
    cause="a box laid in a second time",
    size="a box",
    source="textbook case",
    way=Way.IMAGES,
    run=run,
    quick=False,
)
