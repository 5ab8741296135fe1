"""The figures of the night as the desk gives them to the page, the metrics and the log."""

from enum import StrEnum

import msgspec

from qc_service.flow.story import Story
from qc_service.model.acts import Meaning
from qc_service.model.batch import Batch
from qc_service.model.checks import SampleKind
from qc_service.model.events import AlarmRecord
from qc_service.model.people import Person
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import Difference


class ScannerFigures(msgspec.Struct, frozen=True):
    """One scanner so far, all counted once per sheet however often it was sent.

    `faults` counts faults of sheets and of pages by code, `differences` options by kind, `marks` by
    state; `outside` marks outside targets, `write_ins` handwriting without a filled oval. `missing`
    are sequence numbers that were passed over and have not come since, `held` compared sheets that
    wait for a number before them. `last` is the key of the newest sheet, `alarms` those that
    came out on it and are not closed. `differing` are compared sheets with any difference,
    `for_people` sheets that people should look at (`Candidate`).
    """

    scanner: str
    sheets: int
    pages: int
    compared: int
    faults: dict[str, int]
    differences: dict[str, int]
    marks: dict[str, int]
    unsure: int
    outside: int
    write_ins: int
    missing: int
    held: int
    doubles: int
    conflicts: int
    restarts: int
    last: SheetKey
    alarms: tuple[AlarmRecord, ...]
    differing: int = 0
    for_people: int = 0
    story: Story = Story()


class LatestDifference(msgspec.Struct, frozen=True):
    """A difference with the sheet it was found on; `at` is when that came, in UTC."""

    key: SheetKey
    difference: Difference
    at: str = ""


class BoxState(StrEnum):
    """How one count of one box stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class BoxFigures(msgspec.Struct, frozen=True):
    """One count of one box so far; `expected` is None where nobody told."""

    batch: Batch
    state: BoxState
    sheets: int
    expected: int | None = None


class CheckFigures(msgspec.Struct, frozen=True):
    """The checks of one stratum of one round so far, without what any paper shows.

    `boxes` is true where whole boxes are counted, false for single ballots. Of the `drawn`,
    `entered` were looked at by somebody, `settled` stand; of those, `not_found` and `cannot_agree`
    show nothing. `pair_agreed` were settled without a third look. `reread_agreed` of
    `reread_known` settled ballots show what we reread, `reported_agreed` of `reported_known` what
    the scanner reported.
    """

    round: int
    kind: SampleKind
    boxes: bool
    stratum: str
    papers: int
    drawn: int
    entered: int = 0
    settled: int = 0
    not_found: int = 0
    cannot_agree: int = 0
    pair_agreed: int = 0
    reread_known: int = 0
    reread_agreed: int = 0
    reported_known: int = 0
    reported_agreed: int = 0


class AlarmState(StrEnum):
    """How an alarm stands between its raising and its end."""

    RAISED = "raised"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    CLOSED = "closed"
    REOPENED = "reopened"


class AlarmStep(msgspec.Struct, frozen=True):
    """One step in an alarm's life: when it came into a state, by whom, and what they said.

    `meaning` stands with an acknowledgement, `cause` with an explanation.
    """

    at: str
    state: AlarmState
    by: tuple[Person, ...] = ()
    meaning: Meaning | None = None
    cause: str = ""
    text: str = ""


class AlarmCase(msgspec.Struct, frozen=True):
    """An alarm and its life: as it was raised, as it was told last, its state and history.

    `meaning` and `cause` are what people said last; both empty until they do, `meaning` again once
    the alarm is reopened.
    """

    number: int
    raised: AlarmRecord
    latest: AlarmRecord
    state: AlarmState
    history: tuple[AlarmStep, ...]
    meaning: Meaning | None = None
    cause: str = ""

    @property
    def open(self) -> bool:
        """Whether something is left to do."""
        return self.state is not AlarmState.CLOSED


class Figures(msgspec.Struct, frozen=True):
    """The whole night so far: scanners by name, latest differences (newest first), boxes by id.

    `checks` are the checks of paper by round and stratum, `alarms` all that were raised, by number,
    closed ones too. `spent` is the bound on false alarms up to now: `alpha` of the plan at the
    night's planned end. `levels` are how near each scanner came to an alarm
    (`detecting.evidence.Evidence.levels`).
    """

    scanners: tuple[ScannerFigures, ...]
    latest: tuple[LatestDifference, ...]
    spent: float
    boxes: tuple[BoxFigures, ...] = ()
    checks: tuple[CheckFigures, ...] = ()
    alarms: tuple[AlarmCase, ...] = ()
    levels: dict[str, float] = {}
