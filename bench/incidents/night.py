"""A night played with records: scanners take boxes of made-up ballots, the real desk hears all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from bench.incidents.forms import CONTESTS, Ballot, Dice, american, examined
from bench.incidents.incident import Caught
from qc_service.flow.desk import Desk
from qc_service.model.batch import Batch, BatchKind, BatchNotice, BatchPlan
from qc_service.model.events import AlarmRecord, Effect, Finding, SheetRecord
from qc_service.model.sheet import SheetKey

Sees = Callable[[str, Ballot, Dice], Ballot]
"""Of a scanner and a ballot: what becomes of it."""

SESSION = "night"

NEVER = 1_000_000
"""The ballot at which a fault begins that does not begin."""

OPTIONS = sum(len(options) for _, options in CONTESTS.values())

CHANCE = 2e-5
"""Rate at which the scanner misses a mark by chance, at each option."""

BLOCK = 256
"""Ballots of a scanner within which a finding of a single sheet tells the right beginning."""


def as_it_is(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Do nothing to a ballot."""
    del scanner, dice
    return ballot


@dataclass(frozen=True)
class Night:
    """How a night goes: `hurts` changes the image (both readings see it), `misread` the report.

    Both from ballot `begins` of each scanner on. `setup` is what a scanner tells of itself. `lost`
    ballots (scanner, number) never reach us; `unopened` is a box that is planned and never comes.
    """

    misread: Sees = as_it_is
    hurts: Sees = as_it_is
    begins: int = 151
    scanners: int = 4
    ballots: int = 500
    box: int = 125
    voter: Callable[[Dice], Ballot] = american
    setup: Callable[[str], str] = lambda _: "v5, files 3f09"
    coarse: bool = False
    lost: Callable[[str, int], bool] = lambda _scanner, _number: False
    unopened: str = ""
    plan: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One effect, when it came, and what of the fault had come by then."""

    effect: Effect
    wrong: int
    since: int
    """Ballots of the effect's scanner since the fault began there; 0 before it."""


@dataclass(frozen=True)
class Played:
    """All that was told in a night, and where the fault began on each scanner and in the hall."""

    told: tuple[Told, ...]
    begins: dict[str, int]
    all_begins: int


def play(night: Night, seed: int) -> Played:
    """Play a night: scanners in turns, one ballot each."""
    dice = np.random.default_rng(seed)
    desk = Desk(night.plan)
    told: list[Told] = []
    if night.unopened:
        desk.take_plan(_plan(night))
    begins: dict[str, int] = {}
    wrong = place = all_begins = 0
    names = [f"S{n + 1:02}" for n in range(night.scanners)]
    for number in range(1, night.ballots + 1):
        for scanner in names:
            place += 1
            told += [Told(each, wrong, 0) for each in _opened(desk, night, scanner, number)]
            true = night.voter(dice)
            seen, said = _passage(night, scanner, number, true, dice)
            lost = night.lost(scanner, number)
            if lost or ((seen, said) != (true, true) and number >= night.begins):
                all_begins = all_begins or place
                begins.setdefault(scanner, number)
                wrong += lost or said.style != true.style or said.marks != true.marks
            effects: list[Effect] = []
            if not lost:
                box, in_box = _box(night, scanner, number), _in_box(night, number)
                code = "".join(map(str, dice.integers(0, 2, 4).tolist())) if night.coarse else ""
                read = examined(SheetKey(scanner, SESSION, box, in_box), seen, said, code)
                effects += desk.handle(SheetRecord("", read))
            effects += _closed(desk, night, scanner, number)
            since = number - begins.get(scanner, number + 1) + 1
            told += [Told(each, wrong, since) for each in effects]
    told += [Told(each, wrong, night.ballots) for each in desk.finish()]
    return Played(tuple(told), begins, all_begins)


def _passage(
    night: Night, scanner: str, number: int, true: Ballot, dice: Dice
) -> tuple[Ballot, Ballot]:
    """Give what is in the image, and what the scanner says of it."""
    seen = said = true
    if number >= night.begins:
        seen = night.hurts(scanner, true, dice)
        said = night.misread(scanner, seen, dice)
    chance = dice.random() < CHANCE * OPTIONS
    if said == seen and chance and said.marks:
        said = Ballot(said.style, said.marks - {min(said.marks)})
    return seen, said


def _box(night: Night, scanner: str, number: int) -> str:
    return f"{scanner}-{(number - 1) // night.box + 1}"


def _in_box(night: Night, number: int) -> int:
    return (number - 1) % night.box + 1


def _batch(night: Night, scanner: str, number: int) -> Batch:
    return Batch(
        _box(night, scanner, number),
        "bench",
        "day-locale",
        "0101",
        scanner=scanner,
        expected=night.box,
        configuration=night.setup(scanner),
    )


def _plan(night: Night) -> BatchPlan:
    """Plan all boxes of the night, and one that will not come."""
    numbers = range(1, night.ballots + 1, night.box)
    names = [f"S{n + 1:02}" for n in range(night.scanners)]
    boxes = [_batch(night, scanner, number) for scanner in names for number in numbers]
    return BatchPlan("", (*boxes, Batch(night.unopened, "bench", "day-locale", "0101")))


def _opened(desk: Desk, night: Night, scanner: str, number: int) -> Iterator[Effect]:
    if _in_box(night, number) == 1:
        batch = _batch(night, scanner, number)
        yield from desk.take_notice(BatchNotice(BatchKind.OPENED, batch, SESSION, 1))


def _closed(desk: Desk, night: Night, scanner: str, number: int) -> Iterator[Effect]:
    if _in_box(night, number) == night.box:
        batch = _batch(night, scanner, number)
        yield from desk.take_notice(BatchNotice(BatchKind.CLOSED, batch, SESSION, 2, night.box))


def first(played: Played, right: Callable[[Effect], bool]) -> Caught | None:
    """Give what was told first after the fault began; an alarm is judged as it was told last.

    What is told before a fault is a false alarm: then nothing is caught.
    """
    if not played.told:
        return None
    told = played.told[0]
    effect = told.effect
    if not told.wrong and not told.since:
        # Told before a wrong ballot came: only what is no ballot's (a setup) may be.
        good = isinstance(effect, Finding) and effect.kind == "config-differs"
        return Caught(name_of(effect), 0, right(effect)) if good else None
    if isinstance(effect, AlarmRecord):
        again = [
            each.effect
            for each in played.told
            if isinstance(each.effect, AlarmRecord) and each.effect.refines == effect.number
        ]
        last = again[-1] if again else effect
        begins = played.begins.get(last.cell.scanner, played.all_begins)
        low, high = last.start_set
        return Caught(name_of(last), told.wrong, right(last), low <= begins <= high)
    return Caught(name_of(effect), told.wrong, right(effect), 0 < told.since <= BLOCK)


def name_of(effect: Effect) -> str:
    """Name what was told."""
    if isinstance(effect, AlarmRecord):
        return f"alarm: {effect.cell.text()}"
    return f"`{effect.kind}`" if isinstance(effect, Finding) else "a draw"


def names(scanner: str = "", *words: str) -> Callable[[Effect], bool]:
    """Ask whether an effect is about a scanner (empty: about none alone) and says certain words."""

    def right(effect: Effect) -> bool:
        if isinstance(effect, AlarmRecord):
            text = effect.cell.text()
            return effect.cell.scanner == scanner and all(word in text for word in words)
        if not isinstance(effect, Finding):
            return False
        of = not scanner or effect.key.scanner == scanner
        return of and all(word in effect.message for word in words)

    return right
