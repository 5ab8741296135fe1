"""The draw and the check of paper: what was planned, committed, drawn, and what the paper shows."""

from enum import StrEnum

import msgspec

from qc_service.model.sheet import SheetKey


class CheckPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn and how it is evaluated, fixed before the night.

    `strata` are the circumstances by which ballots are kept apart, of `scanner`, `category`,
    `locale`, `list`, `form_code`. Of each stratum at least `boxes_least` boxes and `ballots_least`
    ballots are drawn (norway: 70), and beyond that each ballot whose ticket is below `threshold`
    (a share, 0..1; it may only rise). Of sheets that deserve a look for one and the same reason, at
    most `risk_most` are drawn in a round. `risk` is the risk of the bounds, `prior` their Beta
    prior; with `split` the strata share the risk (all statements together), without it each has
    its own.
    """

    strata: tuple[str, ...] = ("scanner", "category")
    boxes_least: int = 1
    ballots_least: int = 70
    threshold: float = 0.0
    risk_most: int = 10
    risk: float = 0.05
    prior: tuple[float, float] = (0.5, 200.0)
    split: bool = True


class BoxCommitment(msgspec.Struct, frozen=True):
    """A closed box bound to what is known of it, before anyone knows the seed.

    `root` is the Merkle root (RFC 6962, hexadecimal) over its sheets in the order in which they
    lie, each leaf the canonical JSON of a `CommittedSheet`.
    """

    batch: str
    count: int
    sheets: int
    root: str


class CommittedSheet(msgspec.Struct, frozen=True):
    """What a box's commitment says of one sheet, before anyone knows the seed.

    `id` is what its ticket is computed of (`sampling.naming`). `examination` is the SHA-256
    (hexadecimal) of its examination's canonical JSON, which holds the hashes of its images, what
    was reread, and the digest that binds what was reported.
    """

    id: str
    examination: str


class SampleKind(StrEnum):
    """Why something is checked; only `random` may enter a bound."""

    RANDOM = "random"
    RISK = "risk"


class Sample(msgspec.Struct, frozen=True):
    """One thing that two people check: a ballot (`sheet`), or a whole box (`sheet` is None).

    `id` is short and unique in the ledger (`R1-017`), `round` the draw it came of. `order` is its
    place in the draw's order (1, 2 …) within its `stratum` (in risk draws: within its reason),
    `ticket` what put it there (empty for whole boxes, which are picked by number). `place` is where
    in the box the paper lies, from 1, `name` what its ticket was computed of. `reason` says why a
    risk draw was made: `unsure`, `alarm`, `restart`, `outside` …
    """

    id: str
    round: int
    kind: SampleKind
    stratum: str
    batch: str
    order: int
    count: int = 1
    sheet: SheetKey | None = None
    place: int = 0
    name: str = ""
    ticket: str = ""
    reason: str = ""


class DrawnStratum(msgspec.Struct, frozen=True):
    """How much there is in one stratum of a round: the papers of its boxes, and how many boxes."""

    name: str
    papers: int
    boxes: int


class Draw(msgspec.Struct, frozen=True, tag="draw", tag_field="entry"):
    """A ledger's entry: what a round's seed drew, in the order in which people take it out.

    `seed` is the one that was drawn with, bound to the commitment (`SeedEntered`). `strata` are
    those of single ballots, `box_strata` those of whole boxes. A draw with `more` adds to the
    round's earlier one, after the threshold was raised.
    """

    round: int
    seed: str
    strata: tuple[DrawnStratum, ...]
    box_strata: tuple[DrawnStratum, ...]
    samples: tuple[Sample, ...]
    more: bool = False


class Outcome(StrEnum):
    """What came of looking for a paper: it was seen, it was not there, or the two cannot agree."""

    SEEN = "seen"
    NOT_FOUND = "not-found"
    CANNOT_AGREE = "cannot-agree"


class StampSeen(StrEnum):
    """What a person says of the stamp on the paper."""

    PRESENT = "present"
    WEAK = "weak"
    MISSING = "missing"


class PaperShows(msgspec.Struct, frozen=True):
    """What one person reads off the paper, blind to the scanner, to the reread and to the other.

    For a ballot: `style` (its list or ballot style), `marked` (contest, option) pairs in order,
    `rows` (write-in rows used) and `stamp`. For a whole box: `counts`, ballots by list.
    """

    style: str = ""
    marked: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    stamp: StampSeen | None = None
    counts: dict[str, int] = {}
