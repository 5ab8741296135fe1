"""One alarm as its page shows it, for whoever looks: more for who checks paper, less for all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from qc_service.flow.advice import advise, title
from qc_service.flow.advice_words import CAUSE_WORDS
from qc_service.flow.alarm_texts import parts
from qc_service.flow.alarm_words import MEANINGS, STATES, label
from qc_service.flow.alarms import ALLOWED, AlarmAct
from qc_service.flow.brief import Brief, titles_on
from qc_service.flow.causes import Cause
from qc_service.flow.figures import AlarmState, AlarmStep
from qc_service.flow.severity import Severity
from qc_service.flow.stake import Stake
from qc_service.model.acts import (
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    Meaning,
)
from qc_service.model.events import AlarmRecord
from qc_service.model.layout import Layout
from qc_service.model.people import Person
from qc_service.model.sheet import SheetKey
from qc_service.model.words import Language
from qc_service.web.viewers import Viewer
from qc_service.web.words import State

SIGNS: dict[AlarmState, tuple[str, str]] = {
    AlarmState.RAISED: ("alarm", "▲"),
    AlarmState.SEEN: ("look", "◉"),
    AlarmState.ACKNOWLEDGED: ("wait", "◐"),
    AlarmState.EXPLAINED: ("wait", "◑"),
    AlarmState.CLOSED: ("running", "✓"),
    AlarmState.REOPENED: ("alarm", "△"),
}
"""A name for the style and a sign for each state; the word stands beside them."""

FORMS: dict[type[AlarmAct], str] = {
    AlarmSeen: "seen",
    AlarmAcknowledged: "acknowledge",
    AlarmExplained: "explain",
    AlarmClosed: "close",
    AlarmReopened: "reopen",
}
"""What each act is called in the page's addresses."""


@dataclass(frozen=True)
class Step:
    """One step of an alarm's life: when, into which state, by whom, and what they said."""

    at: str
    state: State
    by: tuple[Person, ...]
    said: str


@dataclass(frozen=True)
class BoxOfSheets:
    """The ballots of one box to take out; `first` are those drawn to be looked at first.

    `kept_back` where the box is under check: then its ballots have no pages.
    """

    box: str
    scanner: str
    keys: tuple[SheetKey, ...]
    first: frozenset[SheetKey]
    kept_back: bool


@dataclass(frozen=True)
class AlarmView:
    """What is shown of one alarm; what somebody may not see is not in it.

    `told` are the lines of each part by its name (`alarm_words.label`). `forms` are the acts that
    its state takes; `veiled` where nothing is told by list, contest or option.
    """

    number: int
    title: str
    state: State
    latest: AlarmRecord
    numbers: tuple[str, ...]
    told: dict[str, tuple[str, ...]]
    boxes: tuple[str, ...]
    affected: int
    history: tuple[Step, ...]
    sheets: tuple[BoxOfSheets, ...]
    forms: tuple[str, ...]
    veiled: bool
    meaning: Meaning | None = None
    cause: str = ""


PARTS = ("cause", "do", "stake", "direction", "wrong")
"""Parts of an alarm in words that the page shows as they are told everywhere."""

BEFORE_THE_HOUR = ("wrong",)
"""The part of which everyone is told the first line, the bound on chance, before the hour."""


def bare(alarm: AlarmRecord) -> AlarmRecord:
    """Give an alarm as everyone may see it before the embargo hour (valgloven § 21-8)."""
    cell = msgspec.structs.replace(alarm.cell, contest="", option="", style="")
    return msgspec.structs.replace(alarm, cell=cell, also=(), rivals=())


def alarm_state(state: AlarmState, language: Language) -> State:
    """Say how an alarm stands: style, sign and word."""
    said: str = getattr(STATES[state], language.value)
    return State(*SIGNS[state], said[:1].upper() + said[1:])


class AlarmViews:
    """Makes views, with what is the same for all of them."""

    def __init__(self, layouts: Sequence[Layout], alpha: float) -> None:
        """Keep tonight's ballots, and the bound on false alarms."""
        self._layouts, self._alpha = layouts, alpha

    def view(
        self,
        severity: Severity,
        viewer: Viewer,
        language: Language,
        *,
        stakes: Iterable[Stake] = (),
        under_check: Collection[str] = (),
    ) -> AlarmView:
        """Give what somebody sees of an alarm."""
        case, veiled = severity.case, not viewer.sees_lists
        latest = bare(case.latest) if veiled else case.latest
        shown = msgspec.structs.replace(
            severity,
            case=msgspec.structs.replace(case, latest=latest),
            directions=() if veiled else severity.directions,
        )
        contests = {each.contest for each in shown.directions}
        brief = Brief(
            shown,
            advise(shown, self._layouts, self._alpha),
            ()
            if veiled
            else tuple(each for each in stakes if not each.contest or each.contest in contests),
            titles_on(shown, self._layouts),
        )
        first, *others = parts(brief, language.value)
        lines = {part.heading: part.lines for part in others}
        # Why a scanner errs follows from where: with the place veiled, the advice would mislead.
        told: dict[str, tuple[str, ...]] = dict.fromkeys(PARTS, ())
        for name in BEFORE_THE_HOUR if veiled else PARTS:
            told[name] = lines.get(label(name, language.value), ())
        return AlarmView(
            number=case.number,
            title=title(latest.cell, language.value),
            state=alarm_state(case.state, language),
            latest=latest,
            numbers=first.lines,
            told=told | ({"wrong": told["wrong"][:1]} if veiled else {}),
            boxes=severity.boxes,
            affected=len(severity.sheets),
            history=tuple(_step(step, language, veiled=veiled) for step in case.history),
            sheets=tuple(_by_box(severity, under_check)) if viewer.sees_ballots else (),
            forms=tuple(FORMS[act] for act in ALLOWED[case.state]),
            veiled=veiled,
            meaning=case.meaning,
            cause=case.cause,
        )


def cause_names(language: Language) -> list[tuple[str, str]]:
    """Give the table of causes: codes and names."""
    return [(cause.value, getattr(CAUSE_WORDS[cause].title, language.value)) for cause in Cause]


def _step(step: AlarmStep, language: Language, *, veiled: bool) -> Step:
    words: list[str] = []
    if step.meaning is not None:
        words.append(getattr(MEANINGS[step.meaning], language.value))
    # What people write and what they say the cause is may name a list.
    if step.cause and not veiled:
        words.append(getattr(CAUSE_WORDS[Cause(step.cause)].title, language.value))
    if step.text and not veiled:
        words.append(step.text)
    return Step(step.at, alarm_state(step.state, language), step.by, "; ".join(words))


def _by_box(severity: Severity, under_check: Collection[str]) -> Iterable[BoxOfSheets]:
    first = frozenset(severity.look_at)
    keys = sorted((sheet.key for sheet in severity.sheets), key=_place)
    for (box, scanner), inside in groupby(keys, key=lambda key: (key.batch, key.scanner)):
        found = tuple(inside)
        yield BoxOfSheets(box, scanner, found, first & set(found), box in under_check)


def _place(key: SheetKey) -> tuple[str, str, str, int]:
    return key.batch, key.scanner, key.session, key.sequence
