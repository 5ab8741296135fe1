"""The identifier: digits and name each say which list it is; where they differ, people look."""

from collections.abc import Sequence
from dataclasses import dataclass

from qc_identify_number_line.digits import Digits, read_digits
from qc_identify_number_line.titles import Titles, make_ready, match_titles
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Identification, Layout, NumberLine, Side, Title
from qc_service.model.page import Identity, Page, Placement
from qc_service.reading.kept import Kept

NAME = "identify-number-line"

READ_LEAST = 12
"""Digits of number and form code that must be sure: half of them."""

APART_LEAST = 2
"""Sure digits in which every other list must differ: one could be misread."""

FOREIGN_LEAST = 18
"""Sure digits from which a number that fits no list is another election's, not a poor print."""

FOREIGN_APART = 3
"""Sure digits in which it must differ from every list in use."""

Offered = list[tuple[Layout, Side]]


class NumberLineIdentifier:
    """Names layout and side by the number line and the printed title; never guesses a digit."""

    name = NAME

    def knows(self, identification: Identification) -> bool:
        """Say yes to number lines and titles."""
        return isinstance(identification, NumberLine | Title)

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        """Choose among fronts by digits and name, among backs by their title."""
        ready = _ready(layouts)
        if ready.fronts:
            return _front(page, placement, ready)
        if ready.backs:
            return _back(page, placement, ready)
        return _fault(FaultCode.UNIDENTIFIED, "none of these layouts has a number line or a title")


@dataclass(frozen=True, eq=False)
class _Offer:
    """What there is to choose from, made ready once for the same layouts.

    `lines` are the lines to be read: those that lie alike once, as the longest of them;
    `line_of` tells which is each front's.
    """

    fronts: Offered
    lines: tuple[NumberLine, ...]
    line_of: tuple[int, ...]
    front_titles: Titles
    backs: Offered
    back_titles: Titles


def _make_offer(layouts: Sequence[Layout]) -> _Offer:
    sides = [(layout, side) for layout in layouts for side in layout.sides]
    fronts = [one for one in sides if isinstance(one[1].identification, NumberLine)]
    backs = [one for one in sides if isinstance(one[1].identification, Title)]
    lines = [_line(side) for _, side in fronts]
    keys = [
        (line.box.y, line.box.height, line.pitch, line.number_x, line.form_x, line.serial_x)
        for line in lines
    ]
    longest: dict[tuple[float, ...], NumberLine] = {}
    for key, line in zip(keys, lines, strict=True):
        if key not in longest or line.serial_digits > longest[key].serial_digits:
            longest[key] = line
    order = list(longest)
    return _Offer(
        fronts,
        tuple(longest.values()),
        tuple(order.index(key) for key in keys),
        make_ready(list(dict.fromkeys(line.title for line in lines))),
        backs,
        make_ready(list(dict.fromkeys(_title(side).title for _, side in backs))),
    )


_ready: Kept[Sequence[Layout], _Offer] = Kept(_make_offer)


def _line(side: Side) -> NumberLine:
    line = side.identification
    assert isinstance(line, NumberLine)  # noqa: S101 - chosen by it
    return line


def _front(page: Page, placement: Placement, offer: _Offer) -> Identity | Fault:
    sides = offer.fronts
    read = [read_digits(page, placement, line) for line in offer.lines]
    lines = [read[place] for place in offer.line_of]
    apart = [_apart(digits, _line(side)) for digits, (_, side) in zip(lines, sides, strict=True)]
    by_number = _by_number(apart)
    names = match_titles(page, placement, offer.front_titles)
    named = None if names.best is None else offer.front_titles.texts[names.best]
    if by_number is None:
        if _foreign(apart):
            return _fault(
                FaultCode.FOREIGN_BALLOT,
                "the number line fits no list in use: another municipality's or election's ballot",
            )
        bearing = [one for one in sides if _line(one[1]).title == named]
        if len(bearing) != 1:
            return _fault(
                FaultCode.UNIDENTIFIED, "neither the number line nor the list's name can be read"
            )
        layout, side = bearing[0]
        confidence = round(max(names.scores), 3)
        return Identity(layout.id, side.name, confidence, doubts=("number-unread",))
    layout, side = sides[by_number]
    doubts = []
    if named != _line(side).title:
        doubts.append("name-unread" if named is None else "contradiction")
    digits = lines[by_number]
    serial = "" if digits is None else digits.serial[: _line(side).serial_digits]
    if not serial or "?" in serial:
        serial = ""
        doubts.append("serial-unread")
    sure, _ = apart[by_number]
    return Identity(
        layout.id,
        side.name,
        round(sure / _length(_line(side)), 3),
        unreadable=_length(_line(side)) - sure,
        doubts=tuple(doubts),
        serial=serial,
    )


def _length(line: NumberLine) -> int:
    return len(line.number) + len(line.form_code)


def _apart(digits: Digits | None, line: NumberLine) -> tuple[int, int]:
    """Give how many digits are sure, and in how many of those a line's own differ."""
    if digits is None:
        return 0, 0
    pairs = [
        (seen, own)
        for seen, own in zip(digits.number + digits.form, line.number + line.form_code, strict=True)
        if "?" not in (seen, own)
    ]
    return len(pairs), sum(seen != own for seen, own in pairs)


def _by_number(apart: Sequence[tuple[int, int]]) -> int | None:
    """Give the one side whose digits agree with all that are sure, where no other comes near."""
    fits = [i for i, (sure, wrong) in enumerate(apart) if sure >= READ_LEAST and not wrong]
    if len(fits) != 1:
        return None
    near = [i for i, (_, wrong) in enumerate(apart) if i != fits[0] and wrong < APART_LEAST]
    return None if near else fits[0]


def _foreign(apart: Sequence[tuple[int, int]]) -> bool:
    return all(sure >= FOREIGN_LEAST and wrong >= FOREIGN_APART for sure, wrong in apart)


def _back(page: Page, placement: Placement, offer: _Offer) -> Identity | Fault:
    titles = offer.back_titles
    match = match_titles(page, placement, titles)
    if match.best is None:
        if match.printed and max(match.scores) < FOREIGN_TITLE:
            return _fault(FaultCode.FOREIGN_BALLOT, "the title outside is of no election in use")
        return _fault(FaultCode.UNIDENTIFIED, "the title outside cannot be read")
    chosen = [one for one in offer.backs if _title(one[1]).title == titles.texts[match.best]]
    layout, side = chosen[0]
    alike = tuple(other.id for other, printed in chosen[1:] if printed.name == side.name)
    return Identity(layout.id, side.name, round(match.scores[match.best], 3), alike=alike)


FOREIGN_TITLE = 0.45
"""Match below which a clearly printed title is another: other words had 0.2 to 0.45."""


def _title(side: Side) -> Title:
    title = side.identification
    assert isinstance(title, Title)  # noqa: S101 - chosen by it
    return title


def _fault(code: FaultCode, message: str) -> Fault:
    return Fault(code, message, plugin=NAME)
