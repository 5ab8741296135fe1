"""What people did, as the log tells it: rounds and looks, boxes taken out, alarms, explanations."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from qc_service.comparing.deviation import Deviation
from qc_service.flow.alarms import AlarmAct
from qc_service.flow.log_facts import AlarmLine, AlarmState, DeviationLine, PersonLine, Round
from qc_service.flow.looks import Looks
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    DeviationExplained,
    ImagesDeleted,
    ImageSeen,
    NoCandidate,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.checks import CheckPlan, Draw, SampleKind
from qc_service.model.events import AlarmRecord, Entry
from qc_service.model.people import Person
from qc_service.sampling.evaluating import Stratum

Place = tuple[str, int]


@dataclass
class Sampled:
    """One sample with everyone who looked at it, and when it was settled."""

    looks: Looks
    people: dict[Person, None] = field(default_factory=dict)
    entries: int = 0
    settled_at: str = ""
    turn: int = 0


@dataclass
class BoxTrip:
    """One box on its way to the table and back."""

    out: bool = False
    back: bool = False
    whole: bool = True


class Acts:
    """Takes the entries of a ledger in order."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.plan: CheckPlan | None = None
        self.rounds: dict[int, Round] = {}
        self.samples: dict[str, Sampled] = {}
        self.papers: dict[Stratum, int] = {}
        self.boxes: dict[Stratum, int] = {}
        self.trips: dict[Place, BoxTrip] = {}
        self.deviations: list[DeviationLine] = []
        self._alarms: dict[int, AlarmLine] = {}
        self._people: dict[Person, PersonLine] = {}
        self._settled = 0

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        if isinstance(entry, ActRecord):
            self._took_part(entry)
            self._act(entry.act, entry)
        elif isinstance(entry, Draw):
            self._draw(entry)
        elif isinstance(entry, AlarmRecord):
            self._alarm(entry)

    def alarms(self) -> tuple[AlarmLine, ...]:
        """Give the alarms as they stand, by number."""
        return tuple(line for _, line in sorted(self._alarms.items()))

    def people(self) -> tuple[PersonLine, ...]:
        """Give everyone who took part, by name."""
        return tuple(line for _, line in sorted(self._people.items()))

    def of_kind(self, kind: SampleKind, *, whole: bool) -> list[Sampled]:
        """Give the samples of a kind, whole boxes or single ballots."""
        return [
            each
            for each in self.samples.values()
            if each.looks.sample.kind is kind and (each.looks.sample.sheet is None) is whole
        ]

    def _draw(self, draw: Draw) -> None:
        self.samples |= {each.id: Sampled(Looks(each)) for each in draw.samples}
        for stratum in draw.strata:
            self.papers[Stratum(draw.round, stratum.name)] = stratum.papers
        for stratum in draw.box_strata:
            self.boxes[Stratum(draw.round, stratum.name)] = stratum.boxes
        of = self.rounds.get(draw.round)
        if of is not None:
            number = of.samples + len(draw.samples)
            self.rounds[draw.round] = msgspec.structs.replace(of, samples=number)

    def _took_part(self, record: ActRecord) -> None:
        for person in record.by:
            line = self._people.get(person, PersonLine(person))
            days = line.confirmed
            if isinstance(record.act, NoCandidate):
                days = tuple(sorted({*days, record.act.day}))
            unverified = line.unverified or record.unverified
            self._people[person] = PersonLine(person, days, unverified)

    def _alarm(self, alarm: AlarmRecord) -> None:
        number = alarm.refines or alarm.number
        before = self._alarms.get(number)
        line = AlarmLine(number, alarm.cell, alarm.wrong, alarm.seen, AlarmState.OPEN)
        if before is not None:
            line = msgspec.structs.replace(
                line, state=before.state, meaning=before.meaning, cause=before.cause
            )
        self._alarms[number] = line

    def _act(self, act: Act, record: ActRecord) -> None:
        if isinstance(act, CheckEntered):
            self._entered(act, record)
        elif isinstance(act, ChecksPlanned):
            self.plan = act.plan
        elif isinstance(act, BoxesCommitted):
            self.plan = act.plan
            self.rounds[act.round] = Round(
                act.round, len(act.boxes), act.root, committed_at=record.at
            )
        elif isinstance(act, SeedEntered):
            self._round(act.round, seed=act.seed, drawn_at=record.at)
        elif isinstance(act, RoundSigned):
            self._round(act.round, signed_by=record.by)
        elif isinstance(act, BoxTaken):
            self.trips[act.batch, act.count] = BoxTrip(out=True, whole=act.whole)
        elif isinstance(act, BoxReturned):
            trip = self.trips.setdefault((act.batch, act.count), BoxTrip())
            trip.back = True
        elif isinstance(act, DeviationExplained):
            self.deviations.append(
                DeviationLine(act.id, act.cause, act.short, _told(act.body), record.at, record.by)
            )
        elif isinstance(act, ImageSeen | ImagesDeleted | NoCandidate):
            pass  # nothing of the checks; who took part is kept above
        else:
            # The type checker names an act that is forgotten here.
            self._about_alarm(act)

    def _round(self, number: int, **changes: object) -> None:
        if number in self.rounds:
            self.rounds[number] = msgspec.structs.replace(self.rounds[number], **changes)

    def _entered(self, act: CheckEntered, record: ActRecord) -> None:
        sampled = self.samples.get(act.sample)
        if sampled is None:
            return
        was_open = sampled.looks.settled() is None
        sampled.looks.take(record.by, act)
        sampled.people |= dict.fromkeys(record.by)
        sampled.entries += 1
        if sampled.looks.settled() is None:
            sampled.settled_at, sampled.turn = "", 0
        else:
            sampled.settled_at = record.at
            if was_open:
                self._settled += 1
                sampled.turn = self._settled

    def _about_alarm(self, act: AlarmAct) -> None:
        if act.alarm in self._alarms:
            line = msgspec.structs.replace(self._alarms[act.alarm], **_alarm_changes(act))
            self._alarms[act.alarm] = line


def _told(body: str) -> Deviation | None:
    """Read the explanation that an act carries; None where it carries none that we know."""
    try:
        return msgspec.json.decode(body, type=Deviation) if body else None
    except msgspec.DecodeError:
        return None


AFTER: dict[type[AlarmAct], AlarmState] = {
    AlarmSeen: AlarmState.SEEN,
    AlarmAcknowledged: AlarmState.ACKNOWLEDGED,
    AlarmExplained: AlarmState.EXPLAINED,
    AlarmClosed: AlarmState.CLOSED,
    AlarmReopened: AlarmState.OPEN,
}
"""How an alarm stands after each act on it."""


def _alarm_changes(act: AlarmAct) -> Mapping[str, object]:
    changes: dict[str, object] = {"state": AFTER[type(act)]}
    if isinstance(act, AlarmAcknowledged):
        changes["meaning"] = act.meaning
    elif isinstance(act, AlarmExplained):
        changes["cause"] = act.cause
    return changes
