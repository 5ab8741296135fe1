"""The truth of a drawn side, in the words of `docs/accuracy.md`'s `truth.json`."""

import msgspec

from qc_service.model.reading import PxBox


class Eye(msgspec.Struct, frozen=True):
    """What a person takes a doubtful mark for: vote, no_vote or unclear."""

    kind: str
    intent: str


class TrueMark(msgspec.Struct, frozen=True, omit_defaults=True):
    """One oval as drawn: its place in the frame's grid and in the image, and what stands in it.

    `marked`: a voter marked it. `cover`: share of its inner area under firm ink, as drawn, before
    any scanner. `hand` is how it was marked, empty if not. A `doubtful` mark has its `eye`.
    """

    contest: str
    option: str
    col: float
    row: float
    px: PxBox
    marked: bool
    source: str
    cover: float = 0.0
    hand: str = ""
    doubtful: bool = False
    eye: Eye | None = None


class TrueOutside(msgspec.Struct, frozen=True):
    """A hand's mark that is in no oval: `beside`, `ringed`, or a `write-in`."""

    hand: str
    contest: str
    option: str


class TrueRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a write-in table: `written` or `empty`."""

    row: int
    state: str
    doubtful: bool = False


class SideTruth(msgspec.Struct, frozen=True):
    """One image of one side and everything that is true of it."""

    image: str
    side: str
    sheet: str
    style: str
    page: int
    dpi: int
    size: tuple[int, int]
    rotation: int
    kind: str
    layout: str
    seed: int
    expected: tuple[TrueMark, ...]
    outside: tuple[TrueOutside, ...] = ()


class ListSideTruth(SideTruth, frozen=True):
    """One image of a one-list ballot: whose list, its form, its stamp, the rows written in.

    `stamp` is `present`, `missing` or `doubtful`, empty on a side without a field; `damaged`:
    people would look at the sheet anyway.
    """

    election: str = ""
    list: str = ""
    form_code: str = ""
    stamp: str = ""
    writeins: tuple[TrueRow, ...] = ()
    damaged: bool = False
    effects: dict[str, float | str] = {}
