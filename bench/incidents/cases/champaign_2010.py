"""Bold initials beside the timing marks are taken for one: the columns shift."""

from itertools import pairwise

from bench.incidents.drawn import AMERICAN, Sheet, beside, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import names
from qc_service.model.units import Grey

INITIALS = (30, 8)
"""Height and width (pixels) of a stroke of the initials, and its grey."""

INK = 40


def initialled(sheet: Sheet) -> Sheet:
    """Write bold initials beside the left border's marks."""

    def spoil(number: int, page: Grey) -> Grey:
        if number:
            return page
        spoilt = page.copy()
        height, width = INITIALS
        y, x = page.shape[0] // 3, page.shape[1] // 14
        for stroke in range(3):
            left = x + 2 * width * stroke
            spoilt[y : y + height, left : left + width] = INK
        return spoilt

    return sheet.spoilt(spoil)


def shifted(sheet: Sheet) -> frozenset[tuple[str, str]]:
    """Give each vote to the next option, as a scanner one column off does."""
    after: dict[tuple[str, str], tuple[str, str]] = {}
    for contest in sheet.layout.contests:
        options = [(contest.id, option.id) for option in contest.options]
        after |= dict(pairwise(options))
    return frozenset(after[each] for each in sheet.marked if each in after)


def run(seed: int) -> Caught | None:
    """Read the ballots of one precinct, from the fifth on with initials."""
    sheets = [draw(AMERICAN, 100 * seed + n) for n in range(20)]
    told = (
        (read(initialled(each), n, shifted(each)), True)
        if n > 4
        else (read(each, n, each.marked), False)
        for n, each in enumerate(sheets, start=1)
    )
    return caught(beside(told, seed), names("S01"))


INCIDENT = Incident(
    where="Champaign IL 2010",
    cause="bold initials read as a timing bar, so that columns shifted",
    size="some ballots of one precinct",
    source="the clerk",
    way=Way.IMAGES,
    run=run,
)
