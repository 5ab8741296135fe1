"""The life of an alarm: which act is allowed when, and what people said, in order.

    raised -> seen -> acknowledged -> explained -> closed -> reopened -> ...

Acknowledging and explaining may come in either order, and again, as people learn more. An alarm is
closed only when both have been done; what is reopened must be acknowledged anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from qc_service.flow.causes import CAUSES, NEEDS_WORDS
from qc_service.flow.figures import AlarmCase, AlarmState, AlarmStep
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    Meaning,
    Refusal,
)
from qc_service.model.events import AlarmRecord

AlarmAct = AlarmSeen | AlarmAcknowledged | AlarmExplained | AlarmClosed | AlarmReopened

LEADS_TO: dict[type[AlarmAct], AlarmState] = {
    AlarmSeen: AlarmState.SEEN,
    AlarmAcknowledged: AlarmState.ACKNOWLEDGED,
    AlarmExplained: AlarmState.EXPLAINED,
    AlarmClosed: AlarmState.CLOSED,
    AlarmReopened: AlarmState.REOPENED,
}

ALLOWED: dict[AlarmState, tuple[type[AlarmAct], ...]] = {
    AlarmState.RAISED: (AlarmSeen, AlarmAcknowledged, AlarmExplained),
    AlarmState.SEEN: (AlarmAcknowledged, AlarmExplained),
    AlarmState.ACKNOWLEDGED: (AlarmAcknowledged, AlarmExplained, AlarmClosed),
    AlarmState.EXPLAINED: (AlarmAcknowledged, AlarmExplained, AlarmClosed),
    AlarmState.CLOSED: (AlarmReopened,),
    AlarmState.REOPENED: (AlarmSeen, AlarmAcknowledged, AlarmExplained),
}
"""The acts that each state takes."""


@dataclass
class _Life:
    raised: AlarmRecord
    latest: AlarmRecord
    history: list[AlarmStep]
    meaning: Meaning | None = None
    cause: str = ""

    @property
    def state(self) -> AlarmState:
        return self.history[-1].state


class Alarms:
    """All alarms of a night, by number."""

    def __init__(self) -> None:
        """Begin without alarms."""
        self._lives: dict[int, _Life] = {}

    def told(self, alarm: AlarmRecord, at: str) -> None:
        """Take an alarm that is raised, or told anew; `at` is the time it came out."""
        life = self._lives.get(alarm.number)
        if life is None:
            step = AlarmStep(at, AlarmState.RAISED)
            self._lives[alarm.number] = _Life(alarm, alarm, [step])
        else:
            life.latest = alarm

    def refuses(self, act: Act, acceptable: Callable[[int], bool]) -> Refusal | None:
        """Say why an act on an alarm cannot be taken as it stands; nothing for any other act.

        `acceptable` says of an alarm's number whether its rate may become a bound.
        """
        if not isinstance(act, AlarmAct):
            return None
        life = self._lives.get(act.alarm)
        if life is None:
            return Refusal("alarms.unknown", f"there is no alarm {act.alarm}")
        if type(act) not in ALLOWED[life.state]:
            can = ", ".join(LEADS_TO[each].value for each in ALLOWED[life.state])
            what = f"alarm {act.alarm} is {life.state.value}: it can only become {can}"
            return Refusal("alarms.state", what)
        return _refuses(act, life, acceptable)

    def take(self, record: ActRecord) -> None:
        """Take an act that is not refused; one that is on no alarm changes nothing."""
        act = record.act
        if not isinstance(act, AlarmAct):
            return
        life = self._lives[act.alarm]
        step = AlarmStep(record.at, LEADS_TO[type(act)], record.by)
        if isinstance(act, AlarmAcknowledged):
            life.meaning = act.meaning
            step = msgspec.structs.replace(step, meaning=act.meaning, text=act.text)
        elif isinstance(act, AlarmExplained):
            life.cause = act.cause
            step = msgspec.structs.replace(step, cause=act.cause, text=act.text)
        elif isinstance(act, AlarmClosed):
            step = msgspec.structs.replace(step, text=act.text)
        elif isinstance(act, AlarmReopened):
            life.meaning = None
            step = msgspec.structs.replace(step, text=act.reason)
        life.history.append(step)

    def case(self, number: int) -> AlarmCase | None:
        """Give one alarm and its life, or None where there is no such number."""
        life = self._lives.get(number)
        if life is None:
            return None
        return AlarmCase(
            number,
            life.raised,
            life.latest,
            life.state,
            tuple(life.history),
            life.meaning,
            life.cause,
        )

    def cases(self) -> tuple[AlarmCase, ...]:
        """Give all alarms, by number."""
        found = (self.case(number) for number in sorted(self._lives))
        return tuple(case for case in found if case is not None)

    def closed(self) -> frozenset[int]:
        """Give the numbers of those with which nothing is left to do."""
        return frozenset(
            number for number, life in self._lives.items() if life.state is AlarmState.CLOSED
        )


def _refuses(act: AlarmAct, life: _Life, acceptable: Callable[[int], bool]) -> Refusal | None:
    """Say why an act is not taken that the state allows."""
    if isinstance(act, AlarmAcknowledged):
        return _refuses_answer(act, life, acceptable)
    if isinstance(act, AlarmExplained):
        return _refuses_cause(act)
    if isinstance(act, AlarmClosed):
        return _refuses_end(act, life)
    if isinstance(act, AlarmReopened) and not act.reason.strip():
        return Refusal("alarms.words", "say why the alarm is reopened")
    return None


def _refuses_answer(
    act: AlarmAcknowledged, life: _Life, acceptable: Callable[[int], bool]
) -> Refusal | None:
    if life.meaning is Meaning.REPAIRED:
        what = f"alarm {act.alarm} is repaired: what came since would be another alarm"
        return Refusal("alarms.repaired", what)
    if life.meaning is act.meaning:
        return Refusal("alarms.state", f"alarm {act.alarm} is {act.meaning.value} already")
    if act.meaning is Meaning.ACCEPTED:
        if not act.text.strip():
            return Refusal("alarms.words", "say why the rate is no fault")
        if not acceptable(act.alarm):
            what = f"the rate of alarm {act.alarm} is too high: nothing above it could be seen"
            return Refusal("alarms.too-high", what)
    return None


def _refuses_cause(act: AlarmExplained) -> Refusal | None:
    if act.cause not in CAUSES:
        return Refusal("alarms.cause", f"no cause {act.cause!r}: there are {', '.join(CAUSES)}")
    if act.cause in NEEDS_WORDS and not act.text.strip():
        return Refusal("alarms.words", f"the cause {act.cause!r} needs words of your own")
    return None


def _refuses_end(act: AlarmClosed, life: _Life) -> Refusal | None:
    if life.meaning is None:
        return Refusal("alarms.unanswered", f"alarm {act.alarm} has not been acknowledged")
    if not life.cause:
        return Refusal("alarms.unexplained", f"alarm {act.alarm} has not been explained")
    return None
