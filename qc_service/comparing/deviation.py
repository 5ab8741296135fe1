"""An explanation of a deviation (*avviksforklaring*): what was counted, why it differs, what holds.

Every deviation between two counts must be explained; one that cannot be calls for a recount
(Valgdirektoratet's glossary, "avvik"). People say what happened; the numbers come from the counts.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from qc_service.comparing.differing import Tolerance
from qc_service.comparing.places import located, rereads_once
from qc_service.model.totals import CountKind, RereadBox, Totals


class DeviationKind(StrEnum):
    """Which two counts differ."""

    REGISTER = "crosses-ballots"
    COUNTS = "first-second"
    MACHINES = "machine-machine"
    REREAD = "reread-machine"
    COUNTY = "county-municipality"


class SeatEffect(StrEnum):
    """Whether the deviation can matter for the seats; `unknown` until somebody has looked."""

    NONE = "none"
    POSSIBLE = "possible"
    UNKNOWN = ""


class UsedCount(StrEnum):
    """Which count the result is taken from."""

    FIRST = "first"
    SECOND = "second"
    MANUAL = "manual"
    COUNTY = "county"
    OPEN = ""


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ballots by count, of the list or of all lists; None and empty where there is no such count.

    `second` are the second counts in their order: the last is the one that stands. `doubtful` were
    laid aside in the first count and are not in it. `all` are all ballots of the place, for the
    share; without it the larger of the two counts is taken.
    """

    crosses: int | None = None
    first: int | None = None
    doubtful: int | None = None
    second: tuple[int, ...] = ()
    manual: int | None = None
    reread: int | None = None
    county: int | None = None
    all: int | None = None


class Recount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One count that was made again: by hand or machine, on another machine, by other people."""

    how: CountKind
    other_machine: bool = False
    other_people: bool = False
    ballots: int | None = None


class Deviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One deviation with its explanation, as people write it down (docs/deviation.md).

    `list` is empty for all ballots together; `box` where it lies in one. `answers` are to the
    questions that its cause asks. `signed` names two people by role and initials. `short` is used
    instead of our own text where somebody has written one.
    """

    id: str
    kind: DeviationKind
    category: str = ""
    locale: str = ""
    box: str = ""
    list: str = ""
    cause: str = ""
    numbers: Numbers = Numbers()
    tolerance_permille: float | None = None
    tolerance_ballots: int | None = None
    tolerance_by: str = ""
    happened: str = ""
    why: str = ""
    found: str = ""
    answers: dict[str, str | int] = {}
    recounts: tuple[Recount, ...] = ()
    sample: str = ""
    used: UsedCount = UsedCount.OPEN
    seats: SeatEffect = SeatEffect.UNKNOWN
    measures: str = ""
    letter: bool | None = None
    signed: tuple[str, ...] = ()
    date: str = ""
    short: str = ""

    def pair(self) -> tuple[int | None, int | None]:
        """Give the two counts that differ, the earlier first; None for one that is not known."""
        numbers = self.numbers
        last = numbers.second[-1] if numbers.second else None
        stands = last if last is not None else numbers.first
        pairs = {
            DeviationKind.REGISTER: (numbers.crosses, stands),
            DeviationKind.COUNTS: (numbers.first, last),
            DeviationKind.MACHINES: (numbers.second[-2] if len(numbers.second) > 1 else None, last),
            DeviationKind.REREAD: (last, numbers.reread),
            DeviationKind.COUNTY: (stands, numbers.county),
        }
        return pairs[self.kind]

    def difference(self) -> int | None:
        """Give how many ballots the later count has more; None where a count is missing."""
        earlier, later = self.pair()
        return None if earlier is None or later is None else later - earlier

    def permille(self) -> float | None:
        """Give the difference per mille of all ballots of the place; None where not known."""
        difference = self.difference()
        of = self.ballots()
        return None if difference is None or not of else 1000 * difference / of

    def ballots(self) -> int:
        """Give all ballots of the place: as told, else the larger of the two counts."""
        return self.numbers.all or max((count for count in self.pair() if count), default=0)

    def tolerance(self) -> Tolerance | None:
        """Give what the committee tolerates; None where nobody has said."""
        if self.tolerance_permille is None and self.tolerance_ballots is None:
            return None
        return Tolerance(self.tolerance_permille or 0.0, self.tolerance_ballots or 0)


def fill_in(
    deviation: Deviation, totals: Iterable[Totals], rereads: Iterable[RereadBox]
) -> tuple[Deviation, tuple[str, ...]]:
    """Take every number that the counts tell and the explanation leaves open.

    Also gives the names of the numbers on which the two do not agree; what people wrote is kept.
    """
    counts = tuple(totals)
    boxes = rereads_once(located(tuple(rereads), counts))
    told = _told(deviation, [each for each in counts if _is_of(deviation, each)], boxes)
    mine = msgspec.structs.asdict(deviation.numbers)
    theirs = msgspec.structs.asdict(told)
    open_ = {name for name, value in mine.items() if value in {None, ()}}
    apart = tuple(
        name
        for name, value in mine.items()
        if name not in open_ and theirs[name] not in {None, ()} and value != theirs[name]
    )
    numbers = Numbers(**{name: theirs[name] if name in open_ else mine[name] for name in mine})
    return msgspec.structs.replace(deviation, numbers=numbers), apart


def _is_of(deviation: Deviation, totals: Totals) -> bool:
    at = (totals.batch, totals.locale, totals.category)
    return not totals.only_modified and at == (deviation.box, deviation.locale, deviation.category)


def _told(deviation: Deviation, totals: Sequence[Totals], rereads: Sequence[RereadBox]) -> Numbers:
    """Give the numbers that counts and rereads of the place tell."""
    ordered = sorted(totals, key=lambda each: (each.count, each.scanner))
    first = [each for each in ordered if each.count == 1]
    later = [each for each in ordered if each.count > 1]
    inside = [
        each
        for each in rereads
        if (deviation.box == each.box if deviation.box else _lies(deviation, each))
    ]
    machine = [each for each in later if each.kind is not CountKind.MANUAL]
    manual = [each for each in later if each.kind is CountKind.MANUAL]
    standing = (later or first)[-1:]
    return Numbers(
        crosses=next((each.crosses for each in ordered if each.crosses is not None), None),
        first=_of_list(deviation, first[0]) if first else None,
        second=tuple(_of_list(deviation, each) for each in machine),
        manual=_of_list(deviation, manual[-1]) if manual else None,
        reread=sum(_reread(deviation, each) for each in inside) if inside else None,
        all=standing[0].ballots() if standing else None,
    )


def _lies(deviation: Deviation, box: RereadBox) -> bool:
    place = (deviation.locale, deviation.category)
    return any(place) and place == (box.locale, box.category)


def _of_list(deviation: Deviation, totals: Totals) -> int:
    return totals.by_list().get(deviation.list, 0) if deviation.list else totals.ballots()


def _reread(deviation: Deviation, box: RereadBox) -> int:
    return box.lists.get(deviation.list, 0) if deviation.list else box.sheets()
