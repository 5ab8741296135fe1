"""One alarm as lines of text, for a terminal, a page or a letter."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from qc_service.flow.advice import say, title
from qc_service.flow.advice_words import CAUSE_WORDS
from qc_service.flow.alarm_words import MEANINGS, ROLES, STATES, label
from qc_service.flow.brief import Brief
from qc_service.flow.causes import Cause
from qc_service.flow.figures import AlarmCase, AlarmStep
from qc_service.flow.option_names import option_name
from qc_service.model.events import AlarmRecord
from qc_service.model.sheet import SheetKey
from qc_service.model.words import Words

TOLD = 8
"""Outcomes that are told, and options with what they gain or lose; more help nobody to see them."""


class Part(msgspec.Struct, frozen=True):
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def list_lines(cases: Sequence[AlarmCase], language: str) -> list[str]:
    """Give one line for each alarm: number, state, where."""
    if not cases:
        return [label("none", language)]
    return [
        f"{label('alarm', language, number=case.number)} [{_in(STATES[case.state], language)}] "
        f"{title(case.latest.cell, language)}"
        for case in cases
    ]


def parts(brief: Brief, language: str) -> tuple[Part, ...]:
    """Give all that is said of an alarm, in the order in which people need it."""
    severity, said = brief.severity, say(brief.advice, language)
    case = severity.case
    found = [
        Part(said.title, tuple(_numbers(case.latest, severity.expected, language))),
        Part(label("cause", language), (said.cause,)),
        Part(label("do", language), (said.do,)),
        Part(label("stake", language), tuple(_stake(brief, language))),
        Part(label("direction", language), tuple(_directions(brief, language))),
        Part(label("wrong", language), said.wrong),
        Part(label("look", language), tuple(places(severity.look_at, language))),
        Part(label("history", language), tuple(_step(step, language) for step in case.history)),
    ]
    return tuple(part for part in found if part.lines)


def show_lines(brief: Brief, language: str) -> list[str]:
    """Give the same as plain lines."""
    case = brief.severity.case
    state = _in(STATES[case.state], language)
    lines = [f"{label('alarm', language, number=case.number)} [{state}]"]
    for part in parts(brief, language):
        lines += [part.heading, *(f"  {line}" for line in part.lines)]
    return lines


def _numbers(alarm: AlarmRecord, expected: float, language: str) -> list[str]:
    first, last = alarm.start_set
    low, high = (percent(each, language) for each in alarm.rate_interval)
    rate = percent(alarm.wrong / alarm.seen, language)
    counts = {"wrong": whole(alarm.wrong), "seen": whole(alarm.seen)}
    values = counts | {"rate": rate, "low": low, "high": high}
    chance = label("expected", language, expected=_decimal(f"{expected:.2g}", language))
    lines = [
        f"{label('rate', language, **values)}. {chance}",
        label("since", language, start=whole(alarm.start), first=whole(first), last=whole(last)),
    ]
    if alarm.rivals:
        cells = "; ".join(title(rival, language) for rival in alarm.rivals)
        lines.append(label("rivals", language, cells=cells))
    return lines


def _stake(brief: Brief, language: str) -> list[str]:
    lines = []
    for stake in brief.stakes[:TOLD]:
        name = "contest" if stake.contest else "seat"
        affected, fewest = whole(stake.affected), whole(stake.fewest)
        values = {"affected": affected, "fewest": fewest, "contest": stake.contest}
        verdict = "enough" if stake.could_change else "not-enough"
        lines.append(f"{label(name, language, **values)} {label(verdict, language)}")
    return [*lines, *_more(len(brief.stakes), language)]


def _more(count: int, language: str) -> list[str]:
    return [label("more", language, count=count - TOLD)] if count > TOLD else []


def _directions(brief: Brief, language: str) -> list[str]:
    directions = brief.severity.directions
    lines = []
    for each in directions[:TOLD]:
        low, high = (_signed(f"{end:+.3g}", language) for end in each.interval)
        option = option_name(each.contest, each.option, language, brief.titles)
        net = _signed(f"{each.net:+d}", language)
        lines.append(label("votes", language, option=option, net=net, low=low, high=high))
    return [*lines, *_more(len(directions), language)]


def places(keys: Sequence[SheetKey], language: str) -> list[str]:
    """Give the ballots by box: two people take out a box, not a ballot."""
    lines = []
    for (box, scanner), inside in groupby(keys, key=lambda key: (key.batch, key.scanner)):
        numbers = ", ".join(str(key.sequence) for key in inside)
        lines.append(label("box-line", language, box=box, scanner=scanner, numbers=numbers))
    return lines


def _step(step: AlarmStep, language: str) -> str:
    """Give one step of the history on a line."""
    people = [f"{each.name} ({_in(ROLES[each.role], language)})" for each in step.by]
    words = [_in(MEANINGS[step.meaning], language)] if step.meaning is not None else []
    words += [_in(CAUSE_WORDS[Cause(step.cause)].title, language)] if step.cause else []
    words += [step.text] if step.text else []
    done = ", ".join([_in(STATES[step.state], language), *people])
    return f"{step.at} {': '.join([done, '; '.join(words)] if words else [done])}"


def whole(number: int) -> str:
    """Write a whole number with thin spaces between thousands, as the pages do."""
    return f"{number:,}".replace(",", "\u202f")


def percent(share: float, language: str) -> str:
    """Write a share in per cent as the language does: 2.5, 2,5."""
    return _decimal(f"{100 * share:.3g}", language)


def _signed(number: str, language: str) -> str:
    """Write a number with its sign as the language does."""
    return _decimal(number.replace("-", "\u2212"), language)


def _decimal(number: str, language: str) -> str:
    return number if language == "en" else number.replace(".", ",")


def _in(words: Words, language: str) -> str:
    said: str = getattr(words, language)
    return said
