"""Dust on the glass draws a black line through a whole column of targets."""

from bench.incidents.drawn import AMERICAN, Sheet, beside, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import names
from qc_calibration.degrade import DUST_GREY
from qc_service.model.sheet import Examination
from qc_service.model.units import Grey

THROUGH = ("senator", "dora-underhill")
WIDTH_PX = 3


def dusty(sheet: Sheet) -> tuple[Sheet, frozenset[tuple[str, str]]]:
    """Draw the line; also give the options that it runs through."""
    page_number, (x, _, width, _) = sheet.places[THROUGH]
    middle = x + width // 2

    def spoil(number: int, page: Grey) -> Grey:
        if number != page_number:
            return page
        spoilt = page.copy()
        spoilt[:, middle : middle + WIDTH_PX] = DUST_GREY
        return spoilt

    hit = {
        place
        for place, (number, (left, _, wide, _)) in sheet.places.items()
        if number == page_number and left < middle < left + wide
    }
    return sheet.spoilt(spoil), frozenset(hit)


def run(seed: int) -> Caught | None:
    """Read clean ballots, then ones with the line, which the scanner takes for votes."""

    def told(number: int) -> tuple[Examination, bool]:
        sheet = draw(AMERICAN, 100 * seed + number)
        if number <= 4:
            return read(sheet, number, sheet.marked), False
        dirty, hit = dusty(sheet)
        return read(dirty, number, sheet.marked | hit), True

    return caught(beside(map(told, range(1, 21)), seed), names("S01"))


INCIDENT = Incident(
    where="Streaks (Maryland 2016, Pima)",
    cause="dust or a scratch gives a black line through all targets in a column",
    size="not quantified in the sources seen",
    source="EAC, Pima (by an encyclopedia)",
    way=Way.IMAGES,
    run=run,
)
