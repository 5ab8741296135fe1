"""A made-up evening taken through the desk: boxes scanned, drawn, looked at by two, explained.

Everything the ledger of such an evening holds is made here, without images: what is to be tried is
what comes after the reading.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from qc_service.comparing.deviation import Deviation, DeviationKind, Numbers
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmExplained,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    DeviationExplained,
    Meaning,
    NoCandidate,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, BatchPlan
from qc_service.model.checks import CheckPlan, Draw, Outcome, PaperShows, Sample, StampSeen
from qc_service.model.events import AlarmRecord, Component, Effect, Entry, Genesis, SheetRecord
from qc_service.model.people import Person, Role
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
    StampReread,
    StampState,
)

LISTS = ("A", "H", "SP", "SV", "FRP", "V", "KRF", "MDG", "R", "BLANK")
SHARES = (0.26, 0.21, 0.12, 0.1, 0.1, 0.06, 0.05, 0.05, 0.04, 0.01)
"""Lists of an ordinary election, and how many ballots each has."""

ANNE, BEATE, CARL = (
    Person("AH", Role.CONTROLLER),
    Person("BS", Role.CONTROLLER),
    Person("CN", Role.OFFICER),
)
PAIR = (ANNE, BEATE)
ANSWERED_FOR = (CARL, ANNE)

SEED = "40718265339150726418"
"""Twenty throws of a ten-sided die."""

WRONG_SCANNER, WRONG_LIST, TAKEN_FOR = "3", "KRF", "V"
"""The one systematic error of the evening: from the middle on, this list is taken for that one."""

SLIP = 0.0015
"""Chance that any scanner takes a ballot for another list."""

CONTEST, MARK = "personstemmer", (0, 0, 1, 1)


def boxes(largest: int) -> tuple[Batch, ...]:
    """Give the boxes of a small municipality; `largest` are the ballots of the largest one."""
    rows = (
        ("advance-locale", "4001", "Rådhuset", 2, "1", 1.0),
        ("advance-locale", "4002", "Guovdageaidnu", 1, "2", 0.7),
        ("advance-other", "", "", 1, "1", 0.12),
        ("advance-late", "", "", 1, "4", 0.35),
        ("day-locale", "0101", "Máze skole", 2, "3", 0.9),
        ("day-locale", "0102", "Kirkebygda skole", 3, "2", 0.8),
        ("day-locale", "0103", "Øvre Sjøvegan", 1, "4", 0.85),
        ("day-other", "", "", 1, "3", 0.5),
    )
    made: list[Batch] = []
    for category, locale, name, count, scanner, size in rows:
        for number in range(1, count + 1):
            place = f"K{len(made) + 1:02}"
            made.append(
                Batch(
                    place,
                    "st-2025",
                    category,
                    locale,
                    name,
                    number,
                    count,
                    scanner,
                    expected=max(1, int(largest * size)),
                )
            )
    return tuple(made)


PLAN = {"alpha": 0.05, "scanners": 4.0, "ballots_per_scanner": 4000.0, "options": 40.0}


@dataclass
class Evening:
    """The entries so far, the desk that took them, and what every paper really shows."""

    desk: Desk = field(default_factory=lambda: Desk(PLAN))
    entries: list[Entry] = field(default_factory=list)
    truth: dict[SheetKey, str] = field(default_factory=dict)
    seconds: float = 0.0
    lists: Sequence[str] = LISTS

    def at(self, step: float = 0.0) -> str:
        """Go on by so many seconds, and say the time: the evening begins at six, Norwegian time."""
        self.seconds += step
        whole = int(self.seconds)
        day, hour = 8 + (16 + whole // 3600) // 24, (16 + whole // 3600) % 24
        return f"2025-09-{day:02}T{hour:02}:{whole % 3600 // 60:02}:{whole % 60:02}Z"

    def put(self, entry: Entry, effects: Iterable[Effect] = ()) -> list[Effect]:
        """Keep an entry and what it caused."""
        caused = list(effects)
        self.entries += [entry, *caused]
        return caused

    def act(self, act: Act, by: Sequence[Person]) -> list[Effect]:
        """Let people do something; the desk must take it."""
        record = ActRecord(self.at(20), tuple(by), self.desk.complete(act))
        refusal = self.desk.refuses(record)
        if refusal is not None:
            raise ValueError(refusal.message)
        return self.put(record, self.desk.take_act(record))


def make_evening(
    planned: Sequence[Batch], seed: int = 5, *, checks: bool = True, lists: Sequence[str] = LISTS
) -> tuple[Entry, ...]:
    """Make the entries of an evening's ledger; without `checks` nobody looks at paper.

    `lists` are as many as `SHARES`; each box holds as many ballots as are expected of it.
    """
    evening, dice = Evening(lists=lists), np.random.default_rng(seed)
    evening.put(Genesis(evening.at(), "0.1.0", PARTS, PLAN))
    plan = BatchPlan(evening.at(), tuple(planned))
    evening.desk.take_plan(plan)
    evening.put(plan)
    for box in planned:
        _scan(evening, box, dice)
    for entry in closing_entries(evening.desk, evening.at(60)):
        evening.put(entry)
    if checks:
        _check(evening, dice)
    return tuple(evening.entries)


PARTS = (
    Component("configuration", "qc.toml", "", "", "5b7c0f4e" * 8),
    Component("plugin", "read-fields", "0.1.0", "", "a1" * 32),
)


def _scan(evening: Evening, box: Batch, dice: np.random.Generator) -> None:
    """Open a box, scan its ballots, close it."""
    _tell(evening, box, BatchKind.OPENED, 1, None)
    count = box.expected or 0
    for number in range(1, count + 1):
        record = _sheet(evening, box, number, dice)
        evening.put(record, evening.desk.handle(record))
    _tell(evening, box, BatchKind.CLOSED, 2, count)


def _tell(evening: Evening, box: Batch, kind: BatchKind, number: int, sheets: int | None) -> None:
    notice = BatchNotice(kind, box, f"kveld-{box.scanner}", number, sheets)
    event = BatchEvent(evening.at(30), notice)
    evening.put(event, evening.desk.take_notice(notice))


def _sheet(evening: Evening, box: Batch, number: int, dice: np.random.Generator) -> SheetRecord:
    code = str(dice.choice(evening.lists, p=SHARES))
    key = SheetKey(box.scanner, f"kveld-{box.scanner}", box.id, number)
    evening.truth[key] = code
    marked = ((CONTEST, "kandidat-2"),) if dice.random() < 0.15 else ()  # noqa: PLR2004 - a share
    state = MarkState.MARKED if marked else MarkState.EMPTY
    slips = dice.random() < SLIP
    broken = box.scanner == WRONG_SCANNER and box.category == "day-other" and code == WRONG_LIST
    said = TAKEN_FOR if broken else str(dice.choice(evening.lists)) if slips else code
    apart = Difference(DifferenceKind.STYLE, "", "", said, code, 1.0)
    contest = ContestReread(
        CONTEST,
        ContestStatus.VOTED if marked else ContestStatus.BLANK,
        tuple(option for _, option in marked),
        tuple(option for _, option in marked),
    )
    page = PageReread(
        "front.png",
        "0a1b2c3d" * 8,
        paper=f"feed{len(evening.truth):012x}",
        marks=(Mark(CONTEST, "kandidat-2", float(bool(marked)), state, MARK),),
        stamps=(StampReread("stempel", 1.0, StampState.PRESENT),),
    )
    examination = Examination(
        key,
        (page,),
        (contest,),
        differences=(apart,) if said != code else (),
        compared=True,
        style=code,
        digest=f"{box.id}-{number}",
        election=box.election,
        form_code="20",
        reported=marked,
    )
    return SheetRecord(evening.at(0.4), examination)


def _check(evening: Evening, dice: np.random.Generator) -> None:
    """Confirm, plan, bind, draw, look, explain, sign."""
    for person in (ANNE, BEATE, CARL):
        evening.act(NoCandidate(evening.at()[:10]), (person,))
    evening.act(ChecksPlanned(CheckPlan(ballots_least=70, boxes_least=1)), ANSWERED_FOR)
    evening.act(BoxesCommitted(), ANSWERED_FOR)
    drawn = evening.act(SeedEntered(1, SEED), ANSWERED_FOR)
    samples = [sample for draw in drawn if isinstance(draw, Draw) for sample in draw.samples]
    places = dict.fromkeys((each.batch, each.count) for each in samples)
    for place in places:
        evening.act(BoxTaken(*place, seal=f"P{place[0]}"), PAIR)
        for sample in samples:
            if (sample.batch, sample.count) == place:
                _look(evening, sample, dice)
        evening.act(BoxReturned(*place, seal=f"Q{place[0]}"), PAIR)
    evening.act(RoundSigned(1), PAIR)
    for number in sorted(
        {each.number for each in evening.entries if isinstance(each, AlarmRecord)}
    ):
        evening.act(AlarmAcknowledged(number, Meaning.KNOWN), ANSWERED_FOR)
        evening.act(AlarmExplained(number, "setup"), ANSWERED_FOR)
    for act in _deviations(samples):
        evening.act(act, ANSWERED_FOR)


LOST, DISPUTED = 3, 40
"""Which of the ballots looked at is not found, and on which the two differ at first."""


def _look(evening: Evening, sample: Sample, dice: np.random.Generator) -> None:
    """Let both look at one sample, each alone; where they differ, both together."""
    seen = _paper(evening, sample)
    number = sum(isinstance(each, ActRecord) for each in evening.entries)
    entry = CheckEntered(sample.id, Outcome.SEEN, seen)
    if sample.sheet is not None and number % 997 == LOST:
        entry = CheckEntered(sample.id, Outcome.NOT_FOUND)
    first = entry
    differ = sample.sheet is not None and dice.random() < 1 / DISPUTED
    if differ and entry.shows is not None:
        other = msgspec.structs.replace(entry.shows, stamp=StampSeen.MISSING)
        first = CheckEntered(sample.id, Outcome.SEEN, other)
    evening.act(first, (ANNE,))
    evening.act(entry, (BEATE,))
    if first != entry:
        evening.act(msgspec.structs.replace(entry, third=True), PAIR)


def _paper(evening: Evening, sample: Sample) -> PaperShows:
    """Say what the paper of a sample shows."""
    if sample.sheet is not None:
        sheet = next(
            each.examination
            for each in evening.entries
            if isinstance(each, SheetRecord) and each.examination.key == sample.sheet
        )
        marked = sheet.reported or ()
        return PaperShows(evening.truth[sample.sheet], marked, stamp=StampSeen.PRESENT)
    counts: dict[str, int] = {}
    for key, code in evening.truth.items():
        if key.batch == sample.batch:
            counts[code] = counts.get(code, 0) + 1
    return PaperShows(counts=counts)


def _deviations(samples: Sequence[Sample]) -> Iterator[DeviationExplained]:
    """Give two explanations: one with a cause, one without."""
    whole = next((each.id for each in samples if each.sheet is None), "")
    told = Deviation(
        "2025-1",
        DeviationKind.COUNTS,
        "day-other",
        list=WRONG_LIST,
        cause="parti_feillest",
        numbers=Numbers(first=11, second=(0,), manual=11, all=210),
        happened="Skanner 3 leste sedler for KRF som V.",
        found="Stikkprøven viste forskjellen.",
        sample=whole,
        signed=("Kontrollør AH", "Valgansvarlig CN"),
    )
    short = "KRF: 11 sedler lest som V på skanner 3. Talt på nytt på en annen skanner."
    body = msgspec.json.encode(told, order="sorted").decode()
    yield DeviationExplained(told.id, told.cause, short, body)
    open_ = Deviation(
        "2025-2",
        DeviationKind.REGISTER,
        "day-locale",
        "0103",
        cause="ukjent",
        numbers=Numbers(crosses=358, first=357, second=(357,), all=357),
    )
    body = msgspec.json.encode(open_, order="sorted").decode()
    yield DeviationExplained(open_.id, open_.cause, "Ett kryss mer enn sedler i 0103.", body)
