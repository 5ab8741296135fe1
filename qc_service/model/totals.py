"""Counts instead of records: what an official count says of a box, and what our reread makes of it.

A list is named by its code, as on the ballot: `A`, `H`, `BLANK` for ballots of no list.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

BLANK = "BLANK"
"""The code under which blank ballots are counted, in totals files as in our layouts."""


PARTIES = "parti"
"""The contest of a ballot that belongs to no list until a box before a party's name is marked."""

NO_PARTY, OTHER_PARTY = "blank", "annet"
"""Options of that contest by which a voter votes for none, or for one written in by hand."""


def ticked_list(votes: Sequence[str]) -> str | None:
    """Give the list that a tick-box ballot is a vote for, by the options voted for in `PARTIES`.

    None where a person must say: no mark, several, or a name written by hand.
    """
    if len(votes) != 1 or OTHER_PARTY in votes:
        return None
    return BLANK if votes[0] == NO_PARTY else votes[0]


class CountKind(StrEnum):
    """How ballots were counted."""

    MANUAL = "manual"
    MACHINE = "machine"
    UNKNOWN = ""


class ListCount(msgspec.Struct, frozen=True):
    """Ballots counted for one list; `modified` of them bear a voter's change, None where not told.

    `name` is the list's name where the file has it.
    """

    list: str
    ballots: int
    modified: int | None = None
    name: str = ""


class PersonalVotes(msgspec.Struct, frozen=True):
    """Personal votes for a candidate on ballots of the candidate's own list."""

    list: str
    candidate: str
    votes: int


class Rejected(msgspec.Struct, frozen=True):
    """Ballots rejected for one reason; the reason is the file's own word, empty for any."""

    reason: str
    ballots: int


class Totals(msgspec.Struct, frozen=True):
    """One count of one box, or (`batch` empty) of all of one locale and category.

    `source` is the file. `count` is 1 for the first count, 2 for the second, 0 where not told.
    `blank` is None where the file says nothing of blank ballots. `total` are all ballots, the
    rejected among them, as the file has it; None where it has none. `crosses` are the marks in the
    electoral register that belong to these ballots. `only_modified` counts are of those ballots
    alone that a voter changed or that may be rejected: what a file of single ballots holds.
    """

    source: str
    lists: tuple[ListCount, ...]
    election: str = ""
    category: str = ""
    locale: str = ""
    batch: str = ""
    count: int = 0
    kind: CountKind = CountKind.UNKNOWN
    scanner: str = ""
    blank: int | None = None
    rejected: tuple[Rejected, ...] = ()
    total: int | None = None
    crosses: int | None = None
    only_modified: bool = False
    personal: tuple[PersonalVotes, ...] = ()

    def by_list(self) -> dict[str, int]:
        """Give the ballots of each list by its code, blank ones among them where told."""
        counted = {each.list: each.ballots for each in self.lists}
        return counted if self.blank is None else counted | {BLANK: self.blank}

    def rejections(self) -> int:
        """Give how many ballots were rejected, for whatever reason."""
        return sum(each.ballots for each in self.rejected)

    def ballots(self) -> int:
        """Give all ballots, the rejected among them: the file's own sum, else ours."""
        if self.total is not None:
            return self.total
        return sum(self.by_list().values()) + self.rejections()


class RereadBox(msgspec.Struct, frozen=True):
    """What our reread makes of one box on one scanner: sheets by list, the undecided apart.

    `lists` are sheets whose list is known. `open` are those of them that an official count may
    reject: their stamp is missing or not sure. `undecided` sheets have no list until a person has
    looked. `again` counts sheets whose paper was seen before, by the box where it was seen first.
    """

    box: str
    lists: dict[str, int] = {}
    undecided: int = 0
    open: dict[str, int] = {}
    again: dict[str, int] = {}
    scanner: str = ""
    locale: str = ""
    category: str = ""

    def sheets(self) -> int:
        """Give all sheets, with and without a list."""
        return sum(self.lists.values()) + self.undecided
