"""A small night for tests of the checks: three closed boxes of two lists, one misread ballot."""

from collections.abc import Iterable, Sequence

import msgspec

from qc_service.flow.desk import Desk
from qc_service.model.acts import (
    Act,
    ActRecord,
    BoxesCommitted,
    BoxTaken,
    CheckEntered,
    Refusal,
    SeedEntered,
)
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice
from qc_service.model.checks import CheckPlan, Draw, Outcome, PaperShows, Sample
from qc_service.model.events import Effect, Entry, Genesis, SheetRecord
from qc_service.model.people import Person, Role
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    Candidate,
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
)

GENESIS = Genesis("t", "1", (), {"alpha": 0.05, "scanners": 2})
ANN, BO, CAT = (Person(name, Role.OFFICER) for name in ("AB", "CD", "EF"))
SEED = "93686630803205229070"
PLAN = CheckPlan(ballots_least=3, risk_most=2)
BOXES = (
    Batch("K01", "kst-9901-2027", "day-locale", "0101", "Nes", 1, 2, "S01"),
    Batch("K02", "kst-9901-2027", "day-locale", "0101", "Nes", 2, 2, "S01"),
    Batch("K03", "kst-9901-2027", "advance-locale", "0102", "Ås", 1, 1, "S02"),
)
SHEETS = 8
MISREAD = SheetKey("S01", "night", "K02", 5)
"""The one ballot on which the scanner did not record a mark."""


def box(batch: str) -> Batch:
    """Give one of the boxes."""
    return next(each for each in BOXES if each.id == batch)


def sheet(key: SheetKey) -> Examination:
    """Examine a ballot: even numbers are of list SS, odd ones of A, all with k01 marked."""
    style = "A" if key.sequence % 2 else "SS"
    missed = (Difference(DifferenceKind.MISS, "personstemmer", "k01", "empty", "marked", 0.4),)
    unsure = key.sequence == 7
    return Examination(
        key,
        (PageReread("front.jpg", "ab" * 32),),
        (
            ContestReread(
                "personstemmer",
                ContestStatus.UNDERVOTE,
                ("k01",),
                ("k01",),
                ("k02",) if unsure else (),
            ),
        ),
        differences=missed if key == MISREAD else (),
        candidates=(Candidate("unsure", "personstemmer", "k02"),) if unsure else (),
        compared=True,
        style=style,
        digest=key.text().encode().hex(),
        election="kst-9901-2027",
        form_code="20",
        reported=() if key == MISREAD else (("personstemmer", "k01"),),
    )


def night(boxes: Sequence[Batch] = BOXES, sheets: int = SHEETS) -> list[Entry]:
    """Give the entries of a night on which these boxes were filled and closed."""
    entries: list[Entry] = []
    for each in boxes:
        for kind, number in ((BatchKind.OPENED, 1), (BatchKind.CLOSED, 2)):
            entries.append(BatchEvent("t", BatchNotice(kind, each, "night", number)))
            if kind is BatchKind.OPENED:
                keys = [SheetKey(each.scanner, "night", each.id, n + 1) for n in range(sheets)]
                entries += [SheetRecord("t", sheet(key)) for key in keys]
    return entries


class Evening:
    """A desk with its ledger in memory, as the one writer would keep it."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.desk = Desk(GENESIS.plan)
        self.entries: list[Entry] = [GENESIS]
        for entry in entries or night():
            self.take(entry)

    def take(self, entry: Entry) -> tuple[Effect, ...]:
        """Take an entry of the night."""
        effects: tuple[Effect, ...] = ()
        if isinstance(entry, SheetRecord):
            effects = self.desk.handle(entry)
        elif isinstance(entry, BatchEvent):
            effects = self.desk.take_notice(entry.notice)
        self.entries += [entry, *effects]
        return effects

    def refusal(self, *by: Person, act: Act) -> Refusal | None:
        """Say why an act would be refused."""
        return self.desk.refuses(ActRecord("t", by, self.desk.complete(act)))

    def code(self, *by: Person, act: Act) -> str:
        """Give the refusal's code, empty where the act would be taken."""
        refusal = self.refusal(*by, act=act)
        return refusal.code if refusal is not None else ""

    def act(self, *by: Person, act: Act) -> tuple[Effect, ...]:
        """Do something that is not refused."""
        record = ActRecord("t", by, self.desk.complete(act))
        assert self.desk.refuses(record) is None, self.desk.refuses(record)
        effects = self.desk.take_act(record)
        self.entries += [record, *effects]
        return effects

    def draw(self, plan: CheckPlan = PLAN, seed: str = SEED) -> Draw:
        """Bind all closed boxes and draw."""
        self.act(ANN, BO, act=BoxesCommitted(plan=plan))
        number = len(self.desk.checks.work().rounds)
        (draw,) = self.act(ANN, BO, act=SeedEntered(number, seed))
        assert isinstance(draw, Draw)
        return draw

    def take_out_all(self) -> None:
        """Take out every box of which something was drawn."""
        for each in self.desk.checks.work().boxes:
            if not each.out:
                self.act(ANN, BO, act=BoxTaken(each.batch.id, each.batch.count, "1234"))

    def settle(self, samples: Iterable[Sample]) -> None:
        """Have both people enter what truly is on the papers."""
        for each in samples:
            for person in (ANN, BO):
                self.act(person, act=CheckEntered(each.id, Outcome.SEEN, truth(each)))


def truth(sample: Sample) -> PaperShows:
    """Give what the paper of a sample shows."""
    if sample.sheet is None:
        return PaperShows(counts={"A": SHEETS // 2, "SS": SHEETS // 2})
    return PaperShows(style=sheet(sample.sheet).style, marked=(("personstemmer", "k01"),))


def renumbered(key: SheetKey, **fields: str | int) -> SheetKey:
    """Give another key."""
    return msgspec.structs.replace(key, **fields)
