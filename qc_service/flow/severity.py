"""How bad an alarm is: the sheets it is about, and whom the error hurts, with bounds that hold."""

import hashlib
from collections import Counter

import msgspec

from qc_service.detecting.answers import RISK, told_number
from qc_service.detecting.rates import rate_interval
from qc_service.flow.affected import WrongSheet, WrongSheets
from qc_service.flow.figures import AlarmCase
from qc_service.model.events import AlarmRecord
from qc_service.model.sheet import SheetKey

LOOK_AT = 20
"""Sheets that two people look at first: if both readings erred alike, 15 or more of them would be
one's in 2 of 100 cases."""


class Direction(msgspec.Struct, frozen=True):
    """What one option, or one list (no contest), has by our reread beside what was reported.

    It gained a vote on `gained` sheets and lost one on `lost`; `net` is the difference, `interval`
    what it comes to in 1,000 sheets of the cell.
    """

    contest: str
    option: str
    gained: int
    lost: int
    interval: tuple[float, float]

    @property
    def net(self) -> int:
        """Votes by our reread less votes reported."""
        return self.gained - self.lost


class Severity(msgspec.Struct, frozen=True):
    """How bad an alarm is, as far as it is told.

    `sheets` are those that disagree in its cell since its start, in scan order; `look_at` some of
    them, drawn; `boxes` all that had ballots of the cell since its earliest likely start.
    `directions` has every option with a change, the largest first. `scanners` are all at work.
    `expected` is how many sheets may disagree without a fault.
    """

    case: AlarmCase
    sheets: tuple[WrongSheet, ...]
    look_at: tuple[SheetKey, ...]
    boxes: tuple[str, ...]
    directions: tuple[Direction, ...]
    scanners: tuple[str, ...]
    expected: float = 0.0


def severity(case: AlarmCase, wrong: WrongSheets, expected: float) -> Severity:
    """Tell how bad an alarm is, beside how many sheets may disagree without a fault."""
    alarm = case.latest
    sheets = wrong.of(alarm)
    drawn = sorted((each.key for each in sheets), key=lambda key: _lot(case.number, key))
    return Severity(
        case,
        sheets,
        tuple(sorted(drawn[:LOOK_AT])),
        wrong.boxes(alarm),
        directions(alarm, sheets, wrong.tried(alarm)),
        wrong.scanners(),
        told_number(expected),
    )


def directions(
    alarm: AlarmRecord, sheets: tuple[WrongSheet, ...], tried: int
) -> tuple[Direction, ...]:
    """Give the net change of every option, from reported to reread.

    Gains and losses each have an interval that holds however often one looks; the risk is shared
    out over both, over all options with a change, and over the starts there were to choose from:
    P(any true net change ever lies outside) <= RISK. Shared design, section 2.7.
    """
    gained: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        for contest, option, votes in sheet.facts.net:
            (gained if votes > 0 else lost)[contest, option] += 1
    places = sorted({*gained, *lost})
    risk = RISK / (2 * max(1, len(places)) * (tried + 1))
    seen = max(alarm.seen, len(sheets))
    found = []
    for place in places:
        plus, minus = gained[place], lost[place]
        low, high = rate_interval(plus, seen, risk), rate_interval(minus, seen, risk)
        interval = told_number(1000 * (low[0] - high[1])), told_number(1000 * (low[1] - high[0]))
        found.append(Direction(*place, plus, minus, interval))
    return tuple(sorted(found, key=lambda each: (-abs(each.net), each.contest, each.option)))


def _lot(number: int, key: SheetKey) -> str:
    """Give a sheet's place in the draw: the same for everyone, and nobody's choice."""
    return hashlib.sha256(f"{number}|{key.text()}".encode()).hexdigest()
