"""What is at stake: the fewest misread ballots that could change an outcome, from our own reread.

Nothing here is a result. The reread's counts only say how near each other the lists or options lie.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from qc_service.comparing.places import rereads_once
from qc_service.comparing.seats import Method, fewest_misread, settle
from qc_service.flow.box_counts import count_boxes
from qc_service.model.events import Entry, SheetRecord
from qc_service.model.sheet import Examination
from qc_service.model.totals import BLANK


class Stake(msgspec.Struct, frozen=True):
    """The fewest misread ballots that could change one outcome: all seats, or one contest.

    `affected` are the ballots of an alarm on which votes in that outcome differ.
    """

    contest: str
    fewest: int
    affected: int = 0

    @property
    def could_change(self) -> bool:
        """Whether so many ballots are enough."""
        return self.affected >= self.fewest


class Seats(msgspec.Struct, frozen=True):
    """How seats are shared out: how many, by which divisors, and a ballot's votes for its list."""

    number: int
    method: Method = Method.MODIFIED
    weight: int = 1


class Counted(StrEnum):
    """Whose count of votes a margin is reckoned from."""

    REREAD = "reread"
    TOTALS = "totals"
    VOTES = "votes"


class SeatStake(msgspec.Struct, frozen=True):
    """What it takes to move a seat, for a document: `fewest` misread ballots, None where none can.

    `ballots` are all that were counted, blank ones too; those of them that only a person can give
    to a list are `undecided`. `weight` is how many votes a ballot gives.
    """

    fewest: int | None
    counted: Counted
    ballots: int = 0
    undecided: int = 0
    weight: int = 1


def seat_stake(
    votes: Mapping[str, int], seats: Seats, counted: Counted, ballots: int
) -> SeatStake | None:
    """Give the stake of votes by list, as the count that they are of; None where there are none.

    Ballots are turned into votes: each gives its list as many as `seats` has for one. Votes by hand
    are taken as they are.
    """
    each = 1 if counted is Counted.VOTES else seats.weight
    shared = {code: count * each for code, count in votes.items() if code != BLANK}
    if not seats.number or not any(shared.values()):
        return None
    fewest = fewest_misread(settle(shared, seats.number, seats.method), seats.weight)
    return SeatStake(fewest, counted, ballots, weight=seats.weight)


def reread_stake(entries: Iterable[Entry], seats: Seats) -> SeatStake | None:
    """Give the stake by our own reread: each box once, sheets without a certain list nobody's."""
    votes: Counter[str] = Counter()
    ballots = undecided = 0
    for box in rereads_once(count_boxes(entries)):
        votes.update(box.lists)
        ballots += box.sheets()
        undecided += box.undecided
    found = seat_stake(votes, seats, Counted.REREAD, ballots)
    return None if found is None else msgspec.structs.replace(found, undecided=undecided)


def list_stake(entries: Iterable[Entry], seats: Seats) -> Stake | None:
    """Give the stake of a count by lists, by our own reread; None where no seat can move."""
    found = reread_stake(entries, seats)
    return None if found is None or found.fewest is None else Stake("", found.fewest)


def contest_stakes(entries: Iterable[Entry]) -> tuple[Stake, ...]:
    """Give the stake of every contest in which the options with most votes win.

    A contest in which every option can win has none.
    """
    counts: dict[str, Counter[str]] = {}
    winners: dict[str, int] = {}
    for sheet in _sheets(entries):
        for contest in sheet.contests:
            count = counts.setdefault(contest.contest, Counter())
            count.update(contest.votes)
            winners[contest.contest] = contest.votes_allowed
    stakes = ((name, _fewest(count, winners[name])) for name, count in sorted(counts.items()))
    return tuple(Stake(name, fewest) for name, fewest in stakes if fewest is not None)


def _fewest(votes: Mapping[str, int], winners: int) -> int | None:
    """Give half the gap between the last winner and the first loser, rounded up.

    A ballot misread in the one's favour takes a vote from it and gives one to the other; at a tie
    another rule than the votes decides, so a tie counts as a change.
    """
    ordered = sorted(votes.values(), reverse=True)
    if len(ordered) <= winners:
        return None
    return -(-(ordered[winners - 1] - ordered[winners]) // 2)


def _sheets(entries: Iterable[Entry]) -> Iterator[Examination]:
    return (entry.examination for entry in entries if isinstance(entry, SheetRecord))
