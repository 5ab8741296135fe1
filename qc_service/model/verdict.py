"""Verdicts: made in `comparing` from scores with a named profile, never by a reader."""

from enum import StrEnum

import msgspec

from qc_service.model.reading import PxBox


class MarkState(StrEnum):
    """What we say of one target. `unsure` is never silently resolved: a person looks."""

    MARKED = "marked"
    EMPTY = "empty"
    UNSURE = "unsure"


class InkLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The four limits of ink in a target, for a shape that has its own."""

    marked_from: float
    certain_from: float
    empty_below: float
    soft_below: float


class UseLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which score a region is used, and below which it is not; between them is unsure."""

    used_from: float
    unused_below: float


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Named, immutable limits that turn scores into verdicts; TOML in `qc_calibration/profiles`.

    marked: score >= `marked_from`, match >= `match_min` and no flag, or score >= `certain_from`;
    empty: score < `empty_below`, soft < `soft_below`, match >= `match_min` and nothing hidden;
    anything between is unsure. A page whose median match is under `match_min` is wholly unsure.
    `box` are the limits of ink in square targets where they differ from ovals'. `stamp` and `row`
    judge stamp fields and write-in rows; a page of `copy_from` or more is taken for a copy.
    """

    id: str
    marked_from: float
    certain_from: float
    empty_below: float
    soft_below: float
    match_min: float
    write_in_from: float
    outside_from: float
    cv2: str
    note: str
    box: InkLimits | None = None
    stamp: UseLimits = UseLimits(used_from=0.5, unused_below=0.1)
    row: UseLimits = UseLimits(used_from=0.5, unused_below=0.1)
    copy_from: float = 0.5


class StampState(StrEnum):
    """What we say of a stamp field; `missing` and `unsure` both make a check candidate."""

    PRESENT = "present"
    MISSING = "missing"
    UNSURE = "unsure"


class RowState(StrEnum):
    """What we say of one row to write in; `unsure` makes a check candidate."""

    WRITTEN = "written"
    EMPTY = "empty"
    UNSURE = "unsure"


class StampReread(msgspec.Struct, frozen=True):
    """The verdict on one stamp field."""

    region: str
    score: float
    state: StampState


class RowReread(msgspec.Struct, frozen=True):
    """The verdict on one row of a write-in table; `flags` as in `RegionScore`."""

    contest: str
    option: str
    row: int
    score: float
    state: RowState
    flags: tuple[str, ...] = ()


class Mark(msgspec.Struct, frozen=True):
    """The verdict on one target, with the score it stands on; `reason` says why it is unsure."""

    contest: str
    option: str
    score: float
    state: MarkState
    px: PxBox
    match: float = 0.0
    reason: str = ""


class ContestStatus(StrEnum):
    """A contest on one sheet after its rules."""

    VOTED = "voted"
    BLANK = "blank"
    UNDERVOTE = "undervote"
    OVERVOTE = "overvote"
    UNSURE = "unsure"


class ContestReread(msgspec.Struct, frozen=True):
    """One contest as reread: options marked, options unsure, and what the vote limit makes of them.

    `votes` is empty where the contest is overvoted or unsure.
    """

    contest: str
    status: ContestStatus
    votes: tuple[str, ...]
    marked: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    votes_allowed: int = 1


class WriteIn(msgspec.Struct, frozen=True):
    """Handwriting in a write-in line; `without_mark` when its oval is not filled."""

    contest: str
    option: str
    score: float
    without_mark: bool


class DifferenceKind(StrEnum):
    """How the two readings differ: `miss` scanner empty, we marked; `false` the other way round."""

    MISS = "miss"
    FALSE = "false"
    OTHER = "other"
    STYLE = "style"


class Difference(msgspec.Struct, frozen=True):
    """One option on which *reported* (the scanner's word) and *reread* (ours) disagree."""

    kind: DifferenceKind
    contest: str
    option: str
    reported: str
    reread: str
    score: float


class Candidate(msgspec.Struct, frozen=True):
    """Why people should check this sheet: `unsure`, `fault`, `outside`, `write-in`.

    On ballots of one list also `identity`, `copy`, `stamp`, `row`, and `limit`: more rows written
    in than allowed.
    """

    reason: str
    contest: str = ""
    option: str = ""
