"""Verdicts: made in `comparing` from scores with a named profile, never by a reader."""

from enum import StrEnum

import msgspec

from qc_service.model.reading import PxBox


class MarkState(StrEnum):
    """What we say of one target. `unsure` is never silently resolved: a person looks."""

    MARKED = "marked"
    EMPTY = "empty"
    UNSURE = "unsure"


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Named, immutable limits that turn scores into verdicts; TOML in `qc_calibration/profiles`.

    marked: score >= `marked_from`, match >= `match_min` and no flag, or score >= `certain_from`;
    empty: score < `empty_below`, soft < `soft_below`, match >= `match_min` and nothing hidden;
    anything between is unsure. A page whose median match is under `match_min` is wholly unsure.
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
    """Why people should check this sheet: `unsure`, `fault`, `outside`, `write-in`."""

    reason: str
    contest: str = ""
    option: str = ""
