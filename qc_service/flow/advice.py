"""What to do about an alarm, and what it would take for it to be wrong, by the table of causes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from qc_service.api.alarm_words import ALL_SCANNERS, ONE_SCANNER, WHAT
from qc_service.flow.advice_words import BOXES, CAUSE_WORDS, NAMED, PLACES, WRONG
from qc_service.flow.causes import Cause, likely_cause
from qc_service.flow.severity import Severity
from qc_service.model.events import Cell
from qc_service.model.layout import Box, Layout
from qc_service.model.words import Words

NAMED_MOST = 8
"""Boxes named in one sentence; the list of sheets has all."""


class Advice(msgspec.Struct, frozen=True):
    """The likeliest cause of an alarm, and what its sentences are filled with.

    `mm` is how far the middle of the field lies from the left edge of the upright sheet, None where
    no layout tells. `alone`: no other scanner is at work.
    """

    cause: Cause
    cell: Cell
    boxes: tuple[str, ...]
    look_at: int
    nights: int
    mm: int | None = None
    alone: bool = False


class Said(msgspec.Struct, frozen=True):
    """An alarm in words, in one language."""

    title: str
    cause: str
    do: str
    wrong: tuple[str, ...]


def advise(severity: Severity, layouts: Iterable[Layout], alpha: float) -> Advice:
    """Choose the cause by the pattern and fill in where; `alpha` is the bound on false alarms."""
    cell = severity.case.latest.cell
    return Advice(
        cause=likely_cause(cell),
        cell=cell,
        boxes=severity.boxes,
        look_at=len(severity.look_at),
        nights=max(1, int(1 / alpha + 1e-9)),
        mm=column_mm(severity, layouts),
        alone=len(severity.scanners) < len(("this", "another")),
    )


def column_mm(severity: Severity, layouts: Iterable[Layout]) -> int | None:
    """Give where the field of an alarm lies on the sheets it is about, mm from the left edge.

    Of several layouts, the place that most of its sheets have.
    """
    cell = severity.case.latest.cell
    if not cell.option:
        return None
    styles = Counter(sheet.facts.style for sheet in severity.sheets)
    places: Counter[int] = Counter()
    for layout in layouts:
        for box in _boxes_of(layout, cell.contest, cell.option):
            places[round(box.x + box.width / 2)] += styles[layout.style]
    best = places.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _boxes_of(layout: Layout, contest: str, option: str) -> list[Box]:
    """Give the boxes of an option's targets, or of the rows that are written in for it."""
    sides = layout.sides
    targets = [(t.contest, t.option, t.box) for side in sides for t in side.targets]
    rows = [(r.contest, r.option, r.box) for side in sides for r in side.regions if r.row]
    return [box for where, which, box in (*targets, *rows) if (where, which) == (contest, option)]


def say(advice: Advice, language: str) -> Said:
    """Put an alarm into words in a language of `comparing.explanations.LANGUAGES`."""
    values = _values(advice, language)
    words = CAUSE_WORDS[advice.cause]
    general = [WRONG["budget"], words.wrong, WRONG["look"]]
    if advice.alone and advice.cause in {Cause.GLASS, Cause.LAMP, Cause.SETUP}:
        general[1] = WRONG["alone"]
    return Said(
        title=title(advice.cell, language),
        cause=_in(words.title, language, values),
        do=_in(words.do, language, values),
        wrong=tuple(_in(each, language, values) for each in general),
    )


def title(cell: Cell, language: str) -> str:
    """Say who errs, how, and where: the same words on every page, in every message and print."""
    values = _places(cell, language)
    who = _in(ONE_SCANNER if cell.scanner else ALL_SCANNERS, language, values)
    named = ("option", "style", "district", "batch")
    where = [_in(PLACES[name], language, values) for name in named if getattr(cell, name)]
    return ", ".join([f"{who}: {WHAT[cell.kind].say(language)}", *where])


def _places(cell: Cell, language: str) -> dict[str, str | int]:
    option = NAMED.say(language, option=cell.option, contest=cell.contest)
    return {
        "scanner": cell.scanner,
        "option": option if cell.contest else cell.option,
        "style": cell.style,
        "district": cell.district,
        "batch": cell.batch,
    }


def _values(advice: Advice, language: str) -> dict[str, str | int]:
    cell = advice.cell
    values = _places(cell, language) | {
        "count": advice.look_at,
        "nights": advice.nights,
        "mm": advice.mm or 0,
        "names": named(advice.boxes),
    }
    values["boxes"] = _in(BOXES[min(len(advice.boxes), 2)], language, values)
    place = "mm" if advice.mm is not None else "field" if cell.option else "whole"
    values["place"] = _in(PLACES[place], language, values)
    values["forms"] = _in(PLACES["forms" if cell.style else "ballots"], language, values)
    return values


def _in(words: Words, language: str, values: dict[str, str | int]) -> str:
    said: str = getattr(words, language)
    return said.format_map(values)


def named(boxes: Sequence[str]) -> str:
    """Write names of boxes: whole numbers that follow each other as a range."""
    if len(boxes) > 1 and all(name.isdecimal() for name in boxes):
        numbers = sorted({int(name) for name in boxes})
        if all(after - before == 1 for before, after in pairwise(numbers)):
            return f"{numbers[0]}–{numbers[-1]}"
    shown = ", ".join(boxes[:NAMED_MOST])
    return f"{shown} …" if len(boxes) > NAMED_MOST else shown
