"""What the ledger keeps and the desk says: entries in, effects out. The shell sets the times."""

import msgspec

from qc_service.model.acts import ActRecord
from qc_service.model.batch import BatchEvent, BatchPlan
from qc_service.model.checks import Draw
from qc_service.model.evidence import Checkpoint
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import DifferenceKind


class Component(msgspec.Struct, frozen=True):
    """One line of the bill of materials: a plugin, profile, layout, library or configuration."""

    kind: str
    name: str
    version: str
    origin: str
    digest: str


class Genesis(msgspec.Struct, frozen=True, tag="genesis", tag_field="entry"):
    """The first record of a ledger: what ran, with which parts and which plan.

    `key` is the public key that signs its checkpoints, hexadecimal; empty where none does.
    """

    made_at: str
    version: str
    components: tuple[Component, ...]
    plan: dict[str, float] = {}
    key: str = ""


class SheetRecord(msgspec.Struct, frozen=True, tag="sheet", tag_field="entry"):
    """The one durable record of one sheet."""

    received_at: str
    examination: Examination


class Cell(msgspec.Struct, frozen=True, order=True):
    """Where an error may be systematic: a kind of disagreement under some circumstances.

    What is empty is not part of it; without a scanner it is the whole hall.
    """

    kind: DifferenceKind
    scanner: str = ""
    contest: str = ""
    option: str = ""
    style: str = ""
    district: str = ""
    batch: str = ""

    def text(self) -> str:
        """Give the cell as one line, for labels and messages."""
        parts = [f"{self.kind.value} on {self.scanner or 'all scanners'}"]
        if self.option:
            parts.append(f"at {self.contest}/{self.option}")
        named = (("style", self.style), ("district", self.district), ("box", self.batch))
        return " ".join([*parts, *(f"in {name} {value}" for name, value in named if value)])


class AlarmRecord(msgspec.Struct, frozen=True, tag="alarm", tag_field="entry"):
    """A cell errs systematically: raised at sheet `at`, since about sheet `start`.

    Both count the compared sheets of the cell's scanner, or of all scanners where it names none;
    `start_set` holds the true start with 95 % confidence. `wrong` of the cell's `seen` sheets since
    `start` disagree; their rate lies in `rate_interval`, however often one looks. `log_evidence` is
    the natural logarithm of the e-detector's value, `threshold` what it had to reach. `number`
    counts alarms from 1; `refines` is the number of an earlier one that is told anew. `also` are
    further causes, `rivals` cells that explain it nearly as well.
    """

    cell: Cell
    at: int
    start: int
    wrong: int
    seen: int
    log_evidence: float
    threshold: float
    sheet: SheetKey
    number: int = 0
    start_set: tuple[int, int] = (0, 0)
    rate_interval: tuple[float, float] = (0.0, 1.0)
    also: tuple[Cell, ...] = ()
    rivals: tuple[Cell, ...] = ()
    refines: int = 0


Facts = dict[str, str | int | float]
"""What a finding tells, by the names that its sentence in `model.finding_sentences` has for it."""


class Finding(msgspec.Struct, frozen=True, tag="finding", tag_field="entry"):
    """A direct observation that needs no statistics: `gap`, `double`, `conflict`, `restart`.

    `same-paper`: a sheet that bears its own number came a second time under another key.
    `image-drift`: the images of a scanner have changed (`detecting.drift`), as of this sheet.
    Kinds that begin with `box-` are of a whole box (`flow.boxes`): their key's `sequence` is 0, its
    `batch` the box, and scanner and session are empty where no scanner has to do with it.

    The other kinds are those of the direct checks (`flow.direct`, `flow.setups`); `docs/ledger.md`
    lists all.

    `double` is the same key and digest again (one record stands), `conflict` the same key with
    another digest;
    `digest` is that of the content that came again.

    `said` names the sentence, `facts` what it tells: `model.finding_words` says it in every
    language, and `message` is its English. Both are empty in ledgers of earlier versions.
    """

    kind: str
    key: SheetKey
    message: str
    digest: str = ""
    said: str = ""
    facts: Facts = {}


class Note(msgspec.Struct, frozen=True, tag="note", tag_field="entry"):
    """An event of the service itself: started, stopped, worker died."""

    made_at: str
    kind: str
    message: str


Effect = AlarmRecord | Finding | Draw
"""What the desk answers to a sheet or an act; it is recorded right after what caused it."""

Entry = Genesis | SheetRecord | Effect | Note | BatchEvent | BatchPlan | ActRecord | Checkpoint
"""Everything a ledger row can hold."""
