"""The one writer's head: what each sheet means for the night. Pure: same records, same effects.

Tallies count at once; the evidence takes the sheets of a batch in the order of their numbers.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from qc_service.detecting.drift import Drift
from qc_service.detecting.evidence import Evidence
from qc_service.detecting.facts import SheetFacts, facts_of
from qc_service.detecting.plan import make_plan
from qc_service.flow.acting import people_refusal
from qc_service.flow.affected import WrongSheets
from qc_service.flow.alarms import Alarms
from qc_service.flow.boxes import Boxes
from qc_service.flow.checks import Checks
from qc_service.flow.confirming import Confirmed
from qc_service.flow.direct import Direct
from qc_service.flow.direction import net_changes
from qc_service.flow.figures import AlarmCase, Figures, LatestDifference
from qc_service.flow.order import Gap, Stream
from qc_service.flow.severity import Severity, severity
from qc_service.flow.signs import signs_of
from qc_service.flow.tally import Tally
from qc_service.model.acts import Act, ActRecord, AlarmAcknowledged, Meaning, Refusal
from qc_service.model.batch import BatchNotice, BatchPlan
from qc_service.model.events import AlarmRecord, Effect, Facts, Finding, SheetRecord
from qc_service.model.finding_words import make_finding
from qc_service.model.sheet import SheetKey

LATEST = 50
"""Differences kept for the page: as many as a person can look through."""

GAP, DOUBLE, CONFLICT, RESTART = "gap", "double", "conflict", "restart"
"""The kinds of finding; `double` and `conflict` come from sheets that get no record themselves."""

_STATE = msgspec.json.Encoder(order="sorted")


class _Scanner:
    """What the desk keeps of one scanner: its tally, and its streams by session and batch."""

    def __init__(self, name: str) -> None:
        self.tally = Tally(name)
        self.arrivals = 0
        self.sessions: dict[str, None] = {}
        self.streams: dict[tuple[str, str], Stream] = {}
        self.blocked: dict[tuple[str, str], None] = {}

    def missing(self) -> int:
        return sum(stream.missing for stream in self.streams.values())

    def held(self) -> int:
        waiting = (self.streams[place].waiting.values() for place in self.blocked)
        return sum(facts.compared for sheets in waiting for facts in sheets)


class Desk:
    """Takes the records of the night one by one and answers with findings and alarms.

    The answer depends on the records and their order only, so that a ledger can be replayed.
    """

    def __init__(
        self, plan: Mapping[str, float], heard: Callable[[SheetFacts], None] | None = None
    ) -> None:
        """Begin a night under the plan of the ledger's first record. Raises QcError `plan.*`.

        `heard` is told each compared sheet before the evidence takes it, in the order of that.
        """
        self._heard = heard
        made = make_plan(plan)
        self._evidence = Evidence(made.evidence())
        self._direct = Direct(made)
        self._drift = Drift(made)
        self._scanners: dict[str, _Scanner] = {}
        self._known: dict[SheetKey, str] = {}
        self._again: set[tuple[SheetKey, str]] = set()
        self.boxes = Boxes()
        self.checks = Checks(self.boxes)
        self.confirmed = Confirmed()
        self._alarms = Alarms()
        self._wrong = WrongSheets()
        self._now = ""
        self._latest: deque[LatestDifference] = deque(maxlen=LATEST)
        self._raised_on: dict[int, str] = {}
        self._trail = b""

    def handle(self, record: SheetRecord) -> tuple[Effect, ...]:
        """Take one sheet; its effects in the order they are to be recorded, right after it.

        A sheet whose key is known changes nothing but the count of doubles or conflicts: its
        record must not be written, only the finding that comes back, if any.
        """
        examination = record.examination
        key = examination.key
        if key in self._known:
            return self.again(key, examination.digest)
        self._known[key] = examination.digest
        self._now = record.received_at
        self._leave_trail(key, examination.digest)
        scanner = self._scanners.setdefault(key.scanner, _Scanner(key.scanner))
        scanner.arrivals += 1
        scanner.tally.take(examination)
        self._latest.extendleft(
            LatestDifference(key, what, record.received_at) for what in examination.differences
        )
        effects: list[Effect] = list(_restart(scanner, key))
        effects += self.boxes.sheet(examination)
        effects += self._drift.sheet(examination)
        place = (key.session, key.batch)
        stream = scanner.streams.setdefault(place, Stream())
        notice = self.boxes.last(key.scanner, key.session, key.batch)
        district = notice.batch.locale if notice is not None else ""
        count = notice.batch.count if notice is not None else 1
        facts = facts_of(examination, district, signs_of(examination, count))
        if facts.wrong:
            facts = msgspec.structs.replace(facts, net=net_changes(examination))
        freed = stream.take(key.sequence, facts, scanner.arrivals)
        if stream.waiting:
            scanner.blocked[place] = None
        else:
            scanner.blocked.pop(place, None)
        for each in freed:
            effects += self._judge(each)
        if examination.differences:
            scanner.tally.weighed(self._evidence.levels().get(key.scanner, 0.0))
        effects += self._skip(key.scanner, overdue_only=True)
        self.checks.sheet(examination, effects)
        return tuple(effects)

    def again(self, key: SheetKey, digest: str) -> tuple[Effect, ...]:
        """Take note that a sheet on record was sent again, with this digest of its content.

        The first time it gives a finding: `double` for the same content, `conflict` for another.
        A key that is not on record gives nothing.
        """
        if key not in self._known or (key, digest) in self._again:
            return ()
        self._again.add((key, digest))
        self._leave_trail(key, digest)
        tally = self._scanners[key.scanner].tally
        if digest == self._known[key]:
            tally.doubles += 1
            return (make_finding(DOUBLE, key, DOUBLE, digest=digest),)
        tally.conflicts += 1
        return (make_finding(CONFLICT, key, CONFLICT, digest=digest),)

    def take_notice(self, notice: BatchNotice) -> tuple[Effect, ...]:
        """Take what is told of a box; its effects. One that is known changes nothing."""
        if self.boxes.known(notice.key()) is not None:
            return ()
        return tuple(self.boxes.notice(notice))

    def take_plan(self, plan: BatchPlan) -> None:
        """Take a plan of boxes instead of the one before; it has no effects by itself."""
        self.boxes.plan(plan)

    def complete(self, act: Act) -> Act:
        """Fill in what only the desk knows of an act that is asked for."""
        return self.checks.complete(act)

    def refuses(self, record: ActRecord) -> Refusal | None:
        """Say why an act of people cannot be taken as things stand, or nothing."""
        return (
            people_refusal(record)
            or self._alarms.refuses(record.act, self._evidence.acceptable)
            or self.checks.refuses(record)
        )

    def take_act(self, record: ActRecord) -> tuple[Effect, ...]:
        """Take an act that is not refused; its effects in the order they are to be recorded."""
        self._trail = hashlib.sha256(self._trail + _STATE.encode(record)).digest()
        self._now, act = record.at, record.act
        effects: tuple[Effect, ...] = ()
        if isinstance(act, AlarmAcknowledged):
            told = self._evidence.answer(act.alarm, act.meaning)
            effects = tuple(self._weigh((told,)))
        self._alarms.take(record)
        self.confirmed.take(record)
        return effects + self.checks.take(record)

    def alarm(self, number: int) -> AlarmCase | None:
        """Give an alarm and its life, told as things stand now; None where there is none."""
        case = self._alarms.case(number)
        if case is None or case.meaning is Meaning.REPAIRED:
            return case
        return msgspec.structs.replace(case, latest=self._evidence.now(number))

    def severity(self, case: AlarmCase) -> Severity:
        """Tell how bad an alarm is, as it was told in `case`."""
        return severity(case, self._wrong, self._evidence.expected(case.latest))

    def finish(self) -> tuple[Effect, ...]:
        """End a night or a run: what still waits is taken, the numbers before it are gaps.

        Boxes that are planned and were not opened, or are still open, are told each time.

        `flow.replaying.closing_entries` calls it and makes the ledger's entries of it. The desk can
        go on afterwards.
        """
        effects: list[Effect] = []
        for name in sorted(self._scanners):
            effects += self._skip(name, overdue_only=False)
        effects += self.boxes.finish()
        self.checks.watch(effects)
        return tuple(effects)

    def known(self, key: SheetKey) -> str | None:
        """Give the digest of the sheet on record under this key, or None."""
        return self._known.get(key)

    def figures(self) -> Figures:
        """Give the figures so far, scanners by name."""
        return Figures(
            scanners=tuple(
                scanner.tally.figures(
                    missing=scanner.missing(), held=scanner.held(), closed=self._alarms.closed()
                )
                for _, scanner in sorted(self._scanners.items())
            ),
            latest=tuple(self._latest),
            spent=self._evidence.spent() + self._direct.spent(),
            boxes=self.boxes.figures(),
            checks=self.checks.figures(),
            alarms=self._alarms.cases(),
            levels=self._evidence.levels(),
        )

    def digest(self) -> str:
        """Give the SHA-256 over the whole state as canonical JSON: equal states, equal digests."""
        return hashlib.sha256(_STATE.encode(self._state())).hexdigest()

    def _state(self) -> dict[str, object]:
        figures = self.figures()
        return {
            "evidence": self._evidence.state(),
            "direct": self._direct.state(),
            "drift": self._drift.state(),
            "scanners": figures.scanners,
            "spent": figures.spent,
            "alarms": figures.alarms,
            # Without the scores: a reader's 1 comes back from the ledger as 1.0.
            "latest": [
                (each.key, what.kind, what.contest, what.option, what.reported, what.reread)
                for each in figures.latest
                for what in (each.difference,)
            ],
            "streams": [
                (name, scanner.arrivals, list(scanner.sessions), place, _stream_state(stream))
                for name, scanner in sorted(self._scanners.items())
                for place, stream in sorted(scanner.streams.items())
            ],
            "trail": self._trail.hex(),
        } | (self.boxes.state() | self.checks.state())

    def _leave_trail(self, key: SheetKey, digest: str) -> None:
        """Keep one hash over all keys and digests in order, for the state's digest."""
        self._trail = hashlib.sha256(self._trail + _STATE.encode((key, digest))).digest()

    def _skip(self, name: str, *, overdue_only: bool) -> Iterator[Effect]:
        """Give up on awaited numbers of one scanner: those overdue, or all."""
        scanner = self._scanners[name]
        for place in list(scanner.blocked):
            stream = scanner.streams[place]
            while stream.waiting and (not overdue_only or stream.overdue(scanner.arrivals)):
                gap, freed = stream.skip(scanner.arrivals)
                yield _gap(name, place, gap)
                for each in freed:
                    yield from self._judge(each)
            if not stream.waiting:
                del scanner.blocked[place]

    def _judge(self, facts: SheetFacts) -> Iterator[Effect]:
        """Take one sheet whose turn has come."""
        yield from self._direct.take(facts)
        if facts.compared:
            if self._heard is not None:
                self._heard(facts)
            self._wrong.take(facts)
            yield from self._weigh(self._evidence.update(facts))

    def _weigh(self, alarms: Iterable[AlarmRecord]) -> Iterator[AlarmRecord]:
        for alarm in alarms:
            # With the scanner on which it came out first, even where it is not that one's alone.
            raised_on = self._raised_on.setdefault(alarm.number, alarm.sheet.scanner)
            self._scanners[raised_on].tally.alarm(alarm)
            self._alarms.told(alarm, self._now)
            yield alarm


def _restart(scanner: _Scanner, key: SheetKey) -> Iterator[Finding]:
    """Tell of a session that is new to a scanner already at work."""
    if key.session in scanner.sessions:
        return
    others = list(scanner.sessions)
    scanner.sessions[key.session] = None
    if others:
        scanner.tally.restarts += 1
        facts: Facts = {"session": key.session, "before": others[-1]}
        yield make_finding(RESTART, key, RESTART, facts)


def _gap(scanner: str, place: tuple[str, str], gap: Gap) -> Finding:
    """Tell of numbers that did not come; the finding's key is that of the first."""
    key = SheetKey(scanner, place[0], place[1], gap.first)
    if gap.size() == 1:
        return make_finding(GAP, key, "gap-one", {"first": gap.first})
    facts: Facts = {"first": gap.first, "last": gap.last, "sheets": gap.size()}
    return make_finding(GAP, key, GAP, facts)


def _stream_state(stream: Stream) -> tuple[object, ...]:
    waiting = sorted(stream.waiting.items())
    return (stream.awaited, stream.missing, stream.blocked_since, waiting)
