"""Test decks: what each scanner made of ballots with known marks.

A deck is what one ledger holds of one scanner. Its ballots are no votes.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from qc_service.detecting.evidence import BETWEEN, disagreements
from qc_service.detecting.facts import facts_of
from qc_service.model.events import AlarmRecord, Component, Entry, Finding, Genesis, Note
from qc_service.model.events import SheetRecord as Sheet
from qc_service.model.verdict import DifferenceKind, MarkState
from qc_service.sampling.bounds import Sample, one_look_upper

READING_PARTS = ("service", "profile", "plugin", "library", "layout")
"""Kinds of parts that a reading comes from, what changes most of it first.

The configuration's digest is none of them: it covers the ledger's name and the plan, which a night
never shares with its decks.
"""


MANY = 10_000_000
"""Ballots that a deck stands for: so many that how many is no matter."""


class OptionCount(msgspec.Struct, frozen=True):
    """How many ballots of a deck disagree in one way at one option."""

    kind: DifferenceKind
    contest: str
    option: str
    ballots: int


class Weighed(msgspec.Struct, frozen=True):
    """A deck as the evidence would weigh it: `ballots` compared of which anything was read.

    `kinds`: how many of them disagree in each kind; `options`: the same at each option, the most
    first. An option that our reading abstained on agrees.
    """

    ballots: int = 0
    kinds: dict[DifferenceKind, int] = {}
    options: tuple[OptionCount, ...] = ()


class Deck(msgspec.Struct, frozen=True):
    """What came of a test deck on one scanner; `at` is when its last ballot was recorded.

    `differing` of the `compared` differ, `kinds` is how many of them in each kind, `differences`
    counts single options. `faults` are ballots with any fault, `unsure` marks. `alarms` and
    `findings` name this scanner. `parts` is what it was read with, `profiles` what judged it.
    """

    scanner: str
    at: str
    sheets: int
    compared: int
    differing: int
    differences: int
    kinds: dict[DifferenceKind, int]
    unsure: int
    faults: int
    alarms: int = 0
    findings: int = 0
    profiles: tuple[str, ...] = ()
    parts: tuple[Component, ...] = ()
    weighed: Weighed = Weighed()

    @property
    def possible(self) -> float:
        """Give the highest share of differing ballots that the deck leaves possible (95 %).

        The exact bound of a sample whose size is fixed: a deck is run to its end and looked at. It
        is rounded up to two digits; more would say more than a deck knows.
        """
        share = one_look_upper(Sample(MANY, self.compared, self.differing)) / MANY
        scale = 10.0 ** (1 - math.floor(math.log10(share)))
        return math.ceil(share * scale) / scale


class DeckLedger(msgspec.Struct, frozen=True):
    """All decks of one ledger, scanners by name; `alarms` and `findings` name no scanner."""

    made_at: str
    version: str
    decks: tuple[Deck, ...] = ()
    alarms: int = 0
    findings: int = 0


class KnownDeck(msgspec.Struct, frozen=True):
    """One scanner's deck, with the file it stands in and that ledger's last hash."""

    file: str
    head: str
    ledger: DeckLedger
    deck: Deck

    @property
    def total(self) -> "DeckTotal":
        """Give it alone, with what its ledger says of no scanner."""
        return total([self])


class DeckTotal(msgspec.Struct, frozen=True):
    """Several decks added up; `made_at` is that of the newest."""

    made_at: str
    version: str
    sheets: int
    compared: int
    faults: int
    differences: int
    unsure: int
    alarms: int
    findings: int

    @property
    def clean(self) -> bool:
        """Say whether every sheet was read, compared and read alike."""
        trouble = self.faults or self.differences or self.alarms or self.findings
        return bool(self.sheets) and self.compared == self.sheets and not trouble


class _Count:
    """One scanner's deck under way."""

    def __init__(self) -> None:
        self.at = ""
        self.sheets = self.compared = self.differing = self.differences = 0
        self.unsure = self.faults = self.alarms = self.findings = self.ballots = 0
        self.kinds: Counter[DifferenceKind] = Counter()
        self.weighed: Counter[DifferenceKind] = Counter()
        self.options: Counter[tuple[DifferenceKind, str]] = Counter()
        self.profiles: dict[str, None] = {}
        self.parts: tuple[Component, ...] = ()

    def take(self, record: Sheet) -> None:
        sheet = record.examination
        self.at = max(self.at, record.received_at)
        self.sheets += 1
        self.compared += sheet.compared
        differences = sheet.differences if sheet.compared else ()
        self.differing += bool(differences)
        self.differences += len(differences)
        self.kinds.update({each.kind for each in differences})
        self.faults += bool(sheet.faults) or any(page.fault is not None for page in sheet.pages)
        states = [mark.state for page in sheet.pages for mark in page.marks]
        self.unsure += states.count(MarkState.UNSURE)
        if sheet.profile:
            self.profiles[sheet.profile] = None
        facts = facts_of(sheet)
        if facts.compared and facts.read:
            found = set(disagreements(facts))
            self.ballots += 1
            self.weighed.update({each.kind for each in found})
            self.options.update((each.kind, each.position) for each in found if each.position)

    def deck(self, scanner: str) -> Deck:
        return Deck(
            scanner=scanner,
            at=self.at,
            sheets=self.sheets,
            compared=self.compared,
            differing=self.differing,
            differences=self.differences,
            kinds=dict(sorted(self.kinds.items())),
            unsure=self.unsure,
            faults=self.faults,
            alarms=self.alarms,
            findings=self.findings,
            profiles=tuple(self.profiles),
            parts=self.parts,
            weighed=Weighed(self.ballots, dict(sorted(self.weighed.items())), self._options()),
        )

    def _options(self) -> tuple[OptionCount, ...]:
        worst = sorted(self.options.items(), key=lambda pair: (-pair[1], pair[0]))
        made = []
        for (kind, position), ballots in worst:
            contest, _, option = position.partition(BETWEEN)
            made.append(OptionCount(kind, contest, option, ballots))
        return tuple(made)


def decks_of(entries: Iterable[Entry]) -> DeckLedger:
    """Add up a ledger of test decks, by scanner."""
    made_at = version = ""
    parts: tuple[Component, ...] = ()
    counts: dict[str, _Count] = {}
    alarms: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Genesis):
            made_at, version, parts = entry.made_at, entry.version, entry.components
        elif isinstance(entry, Note) and entry.kind == "components":
            parts = _told(entry.message)
        elif isinstance(entry, Sheet):
            count = counts.setdefault(entry.examination.key.scanner, _Count())
            count.take(entry)
            count.parts = parts
        elif isinstance(entry, AlarmRecord):
            alarms[entry.cell.scanner] += 1
        elif isinstance(entry, Finding):
            findings[entry.key.scanner] += 1
    for scanner, count in counts.items():
        count.alarms, count.findings = alarms.pop(scanner, 0), findings.pop(scanner, 0)
    decks = tuple(count.deck(scanner) for scanner, count in sorted(counts.items()))
    return DeckLedger(made_at, version, decks, alarms.total(), findings.total())


def newest_first(decks: Iterable[KnownDeck]) -> tuple[KnownDeck, ...]:
    """Give decks by the time of their last ballot, the newest first."""
    return tuple(sorted(decks, key=lambda each: (each.deck.at, each.file), reverse=True))


def last_of_each(decks: Iterable[KnownDeck]) -> tuple[KnownDeck, ...]:
    """Give the last deck of each scanner, scanners by name."""
    last: dict[str, KnownDeck] = {}
    for each in newest_first(decks):
        last.setdefault(each.deck.scanner, each)
    return tuple(last[name] for name in sorted(last))


def total(known: Sequence[KnownDeck]) -> DeckTotal:
    """Add decks up; what a ledger says of no scanner counts once, however many of its decks."""
    ledgers = {each.file: each.ledger for each in known}.values()
    decks = [each.deck for each in known]
    return DeckTotal(
        made_at=max((each.at for each in decks), default=""),
        version=", ".join(sorted({each.version for each in ledgers})),
        sheets=sum(each.sheets for each in decks),
        compared=sum(each.compared for each in decks),
        faults=sum(each.faults for each in decks),
        differences=sum(each.differences for each in decks),
        unsure=sum(each.unsure for each in decks),
        alarms=sum(each.alarms for each in decks) + sum(each.alarms for each in ledgers),
        findings=sum(each.findings for each in decks) + sum(each.findings for each in ledgers),
    )


def parts_apart(
    one: Sequence[Component], other: Sequence[Component]
) -> tuple[tuple[str, str], ...]:
    """Give what two bills of materials differ in, of what a reading comes from: kinds and names."""
    ours, theirs = _by_name(one), _by_name(other)
    names = sorted(
        ours.keys() | theirs.keys(), key=lambda name: (READING_PARTS.index(name[0]), name[1])
    )
    return tuple(name for name in names if ours.get(name) != theirs.get(name))


def _told(message: str) -> tuple[Component, ...]:
    """Read the note that a run leaves which goes on with other parts; none where it is no list."""
    try:
        return msgspec.json.decode(message, type=tuple[Component, ...])
    except msgspec.DecodeError:
        return ()


def _by_name(parts: Sequence[Component]) -> Mapping[tuple[str, str], tuple[str, str]]:
    return {
        (each.kind, each.name): (each.version, each.digest)
        for each in parts
        if each.kind in READING_PARTS
    }
