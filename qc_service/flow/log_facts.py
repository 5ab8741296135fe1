"""What the documents of a night are made of: facts from the ledger, in no language yet.

`flow.logbook` makes them, `flow.publishing` takes away what a public copy must not hold, and
`reports` say them. Texts that are empty and numbers that are None were not told.
"""

from enum import StrEnum

import msgspec

from qc_service.comparing.deviation import Deviation
from qc_service.flow.stake import SeatStake
from qc_service.model.acts import Meaning
from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan, Outcome, Sample, SampleKind
from qc_service.model.events import Cell
from qc_service.model.people import Person
from qc_service.sampling.evaluating import Evaluation


class Office(msgspec.Struct, frozen=True):
    """Who answers for the count, and at which election: what no ledger knows."""

    municipality: str = ""
    number: str = ""
    body: str = ""
    event: str = ""


class Proof(msgspec.Struct, frozen=True):
    """By which numbers a document can be held against its ledger, all hexadecimal.

    `head` is the chain's hash after `rows` rows. `root` is the Merkle root of the last checkpoint,
    over `root_rows` rows; `key` the fingerprint of the key that signed it.
    """

    head: str = ""
    rows: int = 0
    root: str = ""
    root_rows: int = 0
    key: str = ""


class Field(StrEnum):
    """On what paper and machine differ; in the order of the log."""

    LIST = "list"
    MARKS = "marks"
    ROWS = "rows"
    STAMP = "stamp"
    COUNT = "count"


class Assessment(StrEnum):
    """What the differences of one check look like, by what the ledger knows.

    `random`: there are some, and no alarm tells of a pattern on that scanner. `not-compared`: what
    the scanner reported of some of it is not known. `open`: not all of it is checked.
    """

    NONE = "none"
    RANDOM = "random"
    POSSIBLE = "possibly-systematic"
    SYSTEMATIC = "systematic"
    NOT_COMPARED = "not-compared"
    OPEN = "open"


class ListFigures(msgspec.Struct, frozen=True):
    """Ballots of one list in one box: counted by hand, as the scanner reported, as reread."""

    list: str
    manual: int
    reported: int | None = None
    reread: int | None = None

    def difference(self) -> int | None:
        """Give hand minus machine; None where the scanner's count is not known."""
        return None if self.reported is None else self.manual - self.reported


class Look(msgspec.Struct, frozen=True):
    """One sample and what came of it; public copies hold none of these."""

    sample: Sample
    outcome: Outcome | None
    fields: tuple[Field, ...]
    by: tuple[Person, ...]
    done_at: str = ""
    third: bool = False
    revisions: int = 0


class LogRow(msgspec.Struct, frozen=True):
    """One line of the sample-check log: what was checked of one box for one reason.

    `ballots` are the sheets scanned of the box. A `whole` box is counted by list (`lists`, empty
    where it must not be shown); otherwise `checked` of its `drawn` ballots were looked at one by
    one. `differences` counts ballots that differ, by field; of `uncompared` ones nobody knows what
    was reported. `outside` are checked ballots with marks beside their fields. `taken` and
    `returned` tell whether the box left its place.
    """

    number: int
    box: Batch
    ballots: int
    drawn: int
    checked: int
    whole: bool
    kind: SampleKind
    round: int
    reasons: tuple[str, ...] = ()
    seed: str = ""
    drawn_at: str = ""
    done_at: str = ""
    lists: tuple[ListFigures, ...] = ()
    hidden: bool = False
    differences: dict[Field, int] = {}
    differing: int = 0
    outside: int = 0
    uncompared: int = 0
    not_found: int = 0
    disputed: int = 0
    assessment: Assessment = Assessment.NONE
    alarms: tuple[int, ...] = ()
    deviations: tuple[str, ...] = ()
    done_by: tuple[Person, ...] = ()
    approved_by: tuple[Person, ...] = ()
    taken: bool = False
    returned: bool = False
    seal_whole: bool = True
    looks: tuple[Look, ...] = ()


class CategoryLine(msgspec.Struct, frozen=True):
    """One counting category: how many boxes and ballots, how many of them checked and differing."""

    category: str
    boxes: int
    boxes_checked: int
    ballots: int
    checked: int
    differing: int
    uncompared: int = 0


class BoundPoint(msgspec.Struct, frozen=True):
    """The bound after so many checked papers, as a share of all."""

    checked: int
    upper: float


class Round(msgspec.Struct, frozen=True):
    """One draw: how many boxes were bound, the root over them, the seed, who signed it."""

    number: int
    boxes: int
    root: str
    seed: str = ""
    committed_at: str = ""
    drawn_at: str = ""
    samples: int = 0
    signed_by: tuple[Person, ...] = ()


class ScannerLine(msgspec.Struct, frozen=True):
    """One scanner's night; `differing` of its `compared` sheets differ from what it reported."""

    scanner: str
    sheets: int
    compared: int
    differing: int
    for_people: int
    faults: int


class ListCell(msgspec.Struct, frozen=True):
    """Sheets of one list on one scanner, and how many of them differ."""

    scanner: str
    list: str
    sheets: int
    differing: int


class DeviationLine(msgspec.Struct, frozen=True):
    """One explanation as it was adopted: its short text (EVA), and all that was `told`.

    `hidden`: its numbers are of a list and must not be shown.
    """

    id: str
    cause: str
    short: str
    told: Deviation | None = None
    at: str = ""
    by: tuple[Person, ...] = ()
    hidden: bool = False


class AlarmState(StrEnum):
    """How an alarm stands."""

    OPEN = "open"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    CLOSED = "closed"


class AlarmLine(msgspec.Struct, frozen=True):
    """One alarm as it was told last, and what people have done about it; None: not to be shown."""

    number: int
    cell: Cell
    wrong: int | None
    seen: int | None
    state: AlarmState
    meaning: Meaning | None = None
    cause: str = ""


class BoxLine(msgspec.Struct, frozen=True):
    """One count of one box: how it stands, and how many sheets came of how many expected."""

    box: Batch
    state: str
    sheets: int
    expected: int | None = None
    findings: tuple[str, ...] = ()


class PersonLine(msgspec.Struct, frozen=True):
    """One person who took part, in one role, and the days they confirmed to stand on no list.

    `unverified`: an act of theirs was typed by who named them, and no PIN was asked.
    """

    person: Person
    confirmed: tuple[str, ...] = ()
    unverified: bool = False


class Logbook(msgspec.Struct, frozen=True):
    """Everything the documents of one ledger can say.

    `began` and `ended` are the times of its first and last row. `replay` says where a replay of
    the ledger differs from it, empty where it agrees. `papers` are the bounds from single ballots,
    `whole_boxes` those from boxes counted whole, `course` how the bound on all papers fell.
    `seats` is what it takes to move a seat, None where nobody told how seats are shared out.
    `public` is true once everything that must not be shown is gone (`flow.publishing`), `lists`
    false where no figure of a list may be shown yet.
    """

    office: Office
    proof: Proof
    version: str
    parts: str
    began: str
    ended: str
    replay: str = ""
    plan: CheckPlan | None = None
    rounds: tuple[Round, ...] = ()
    rows: tuple[LogRow, ...] = ()
    categories: tuple[CategoryLine, ...] = ()
    papers: Evaluation | None = None
    whole_boxes: Evaluation | None = None
    course: tuple[BoundPoint, ...] = ()
    deviations: tuple[DeviationLine, ...] = ()
    scanners: tuple[ScannerLine, ...] = ()
    cells: tuple[ListCell, ...] = ()
    alarms: tuple[AlarmLine, ...] = ()
    findings: dict[str, int] = {}
    boxes: tuple[BoxLine, ...] = ()
    people: tuple[PersonLine, ...] = ()
    seats: SeatStake | None = None
    public: bool = False
    lists: bool = True
