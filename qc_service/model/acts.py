"""What people do, as the ledger keeps it: each act with its time and everyone who took part.

An act is written down only if the desk takes it (`flow.desk.Desk.refuses`); once written it
stands. Corrections are new acts.
"""

from enum import StrEnum

import msgspec

from qc_service.model.checks import BoxCommitment, CheckPlan, Outcome, PaperShows
from qc_service.model.people import Person
from qc_service.model.sheet import SheetKey


class AlarmSeen(msgspec.Struct, frozen=True, tag="alarm-seen", tag_field="act"):
    """Somebody has seen an alarm and goes to look."""

    alarm: int


class Meaning(StrEnum):
    """What acknowledging an alarm means for what is watched from here on.

    `repaired`: the cause is gone, its evidence begins anew. `known`: it goes on and is known, its
    cell is muted. `accepted`: its rate is no fault, and the bound is raised to it.
    """

    REPAIRED = "repaired"
    KNOWN = "known"
    ACCEPTED = "accepted"


class AlarmAcknowledged(msgspec.Struct, frozen=True, tag="alarm-acknowledged", tag_field="act"):
    """Two people say what is done about an alarm."""

    alarm: int
    meaning: Meaning
    text: str = ""


class AlarmExplained(msgspec.Struct, frozen=True, tag="alarm-explained", tag_field="act"):
    """Two people say what caused an alarm; `cause` is a code of the table of causes."""

    alarm: int
    cause: str
    text: str = ""


class AlarmClosed(msgspec.Struct, frozen=True, tag="alarm-closed", tag_field="act"):
    """Nothing is left to do about an alarm."""

    alarm: int
    text: str = ""


class AlarmReopened(msgspec.Struct, frozen=True, tag="alarm-reopened", tag_field="act"):
    """An alarm that was closed is looked at again."""

    alarm: int
    reason: str


class ChecksPlanned(msgspec.Struct, frozen=True, tag="checks-planned", tag_field="act"):
    """The plan of draws and bounds; later ones hold for later rounds.

    Only a raised threshold also reaches rounds that were drawn and are not signed: more is drawn.
    """

    plan: CheckPlan


class BoxesCommitted(msgspec.Struct, frozen=True, tag="boxes-committed", tag_field="act"):
    """A round begins: these closed boxes are bound to what is known of them.

    `root` is the Merkle root (RFC 6962, hexadecimal) over the canonical JSON of the boxes'
    commitments in order. `plan` is what the round is drawn by: bound before the seed, too. Whoever
    asks leaves counts and roots empty, and no box for all that wait: the desk fills them in.
    """

    round: int = 0
    boxes: tuple[BoxCommitment, ...] = ()
    root: str = ""
    plan: CheckPlan = CheckPlan()


class SeedEntered(msgspec.Struct, frozen=True, tag="seed-entered", tag_field="act"):
    """The round's public seed: dice digits that two people read aloud.

    What is drawn with is SHA-256("v1|" + seed + "|" + root) in hexadecimal, so that nobody can
    choose a seed for boxes, nor boxes for a seed.
    """

    round: int
    seed: str


class BoxTaken(msgspec.Struct, frozen=True, tag="box-taken", tag_field="act"):
    """A box is taken out for a check; `seal` is what its seal bore, `whole`: it was unbroken."""

    batch: str
    count: int
    seal: str = ""
    whole: bool = True


class BoxReturned(msgspec.Struct, frozen=True, tag="box-returned", tag_field="act"):
    """A box is back in its place and sealed anew."""

    batch: str
    count: int
    seal: str = ""


class CheckEntered(msgspec.Struct, frozen=True, tag="check-entered", tag_field="act"):
    """What one person found of one sample; a correction is a further `revision` with a reason.

    Revisions of a person's entry count from 1. `third` marks the look that is taken together where
    the two entries differ.
    """

    sample: str
    outcome: Outcome
    shows: PaperShows | None = None
    revision: int = 1
    reason: str = ""
    third: bool = False


class RoundSigned(msgspec.Struct, frozen=True, tag="round-signed", tag_field="act"):
    """Both people of the pair sign a round whose samples are all settled."""

    round: int
    text: str = ""


class DeviationExplained(msgspec.Struct, frozen=True, tag="deviation-explained", tag_field="act"):
    """An explanation of a deviation was adopted; `body` is its canonical JSON, `id` its number."""

    id: str
    cause: str
    short: str
    body: str = ""


class ImageSeen(msgspec.Struct, frozen=True, tag="image-seen", tag_field="act"):
    """A person looked at pictures of a sheet."""

    sheet: SheetKey
    what: str


class ImagesDeleted(msgspec.Struct, frozen=True, tag="images-deleted", tag_field="act"):
    """All pictures kept were deleted after the board's approval."""

    files: int
    size: int
    text: str = ""


class NoCandidate(msgspec.Struct, frozen=True, tag="no-candidate", tag_field="act"):
    """Somebody confirms for a day that they stand on no list of the election (valgloven § 10-6).

    `day` is the day where the count takes place, `2027-09-13`.
    """

    day: str


Act = (
    AlarmSeen
    | AlarmAcknowledged
    | AlarmExplained
    | AlarmClosed
    | AlarmReopened
    | ChecksPlanned
    | BoxesCommitted
    | SeedEntered
    | BoxTaken
    | BoxReturned
    | CheckEntered
    | RoundSigned
    | DeviationExplained
    | ImageSeen
    | ImagesDeleted
    | NoCandidate
)
"""Everything a person can do that the ledger keeps."""


class ActRecord(msgspec.Struct, frozen=True, tag="act", tag_field="entry"):
    """A ledger's entry: who did what, and when we heard of it.

    `unverified`: who typed the command named them, and no PIN was asked.
    """

    at: str
    by: tuple[Person, ...]
    act: Act
    unverified: bool = False


class Refusal(msgspec.Struct, frozen=True):
    """Why an act is not taken: a stable code, and the reason in words."""

    code: str
    message: str
