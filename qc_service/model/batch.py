"""Boxes (*kasser*) of ballots: what a box is, what is told of it, and what was planned."""

from enum import StrEnum

import msgspec


class BatchKind(StrEnum):
    """What happened to a box at its scanner."""

    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"


class Batch(msgspec.Struct, frozen=True):
    """One count of one box: what its label says, where it is scanned, how many sheets it holds.

    `id` is the `batch` of its sheets' keys. `category` is a code of `model.categories`, `locale`
    the polling place's code (`4001`, `0304`). It is box number `box` of the `boxes` of its locale
    and category (0 where not told). `count` is 1 for the first count of its ballots, 2 for the
    second. `configuration` is what the scanner says of its program and setup (versions, a digest of
    its election files), in whatever words, the same for all that are set up alike. Empty texts and
    None mean: not told.
    """

    id: str
    election: str = ""
    category: str = ""
    locale: str = ""
    locale_name: str = ""
    box: int = 0
    boxes: int = 0
    scanner: str = ""
    count: int = 1
    expected: int | None = None
    configuration: str = ""

    def name(self) -> str:
        """Name the box for people: its id, and the count where it is not the first."""
        return f"box {self.id}" if self.count == 1 else f"box {self.id}, count {self.count}"


class NoticeKey(msgspec.Struct, frozen=True, order=True):
    """One notice of one box: the `number`-th that this scanner's session gave of it, from 1."""

    scanner: str
    session: str
    batch: str
    number: int

    def text(self) -> str:
        """Give the key as one word."""
        return f"{self.scanner}/{self.session}/{self.batch}#{self.number}"


class BatchNotice(msgspec.Struct, frozen=True):
    """What a feeder tells of a box; the same key twice is one event.

    `sheets` is how many the sender counted in the box, told when it is closed.
    """

    kind: BatchKind
    batch: Batch
    session: str
    number: int
    sheets: int | None = None
    reason: str = ""

    def key(self) -> NoticeKey:
        """Give what tells this notice from every other."""
        return NoticeKey(self.batch.scanner, self.session, self.batch.id, self.number)


class BatchEvent(msgspec.Struct, frozen=True, tag="batch", tag_field="entry"):
    """A ledger's entry: a box was opened, closed or reopened; `at` is when we heard of it."""

    at: str
    notice: BatchNotice


class BatchPlan(msgspec.Struct, frozen=True, tag="batch-plan", tag_field="entry"):
    """A ledger's entry: the boxes that there will be, from here on, instead of any plan before."""

    at: str
    boxes: tuple[Batch, ...]
