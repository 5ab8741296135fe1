"""An explanation in words: the short text for EVA, and the long one for the case paper.

EVA takes a comment of at most 150 characters. A text that is too long is never cut: ours leaves out
its least important parts, whole, until it fits; one that people wrote is refused.
"""

from collections.abc import Iterator

from qc_service.comparing.deviation import Deviation, Recount, SeatEffect, UsedCount
from qc_service.comparing.deviation_causes import CAUSES
from qc_service.comparing.deviation_checks import question
from qc_service.comparing.deviation_phrases import phrase
from qc_service.model.categories import find_category
from qc_service.model.totals import CountKind

SHORT_MOST = 150
"""Characters that EVA takes for a comment on a deviation."""


def short_text(deviation: Deviation, language: str) -> str | None:
    """Give the comment for EVA: what people wrote, else ours; None where it cannot be fitted.

    Ours says the two numbers and the cause; then which count is used, that it was counted again,
    and which sample check it is seen in, as far as there is room.
    """
    needed = shortest(deviation, language)
    if deviation.short or len(needed) > SHORT_MOST:
        return needed if len(needed) <= SHORT_MOST else None
    more = [_used_short(deviation, language), _recount_short(deviation, language)]
    more.append(_sample_short(deviation, language))
    parts = [part for part in more if part]
    while len(text := " ".join([needed, *parts])) > SHORT_MOST:
        parts.pop()
    return text


def shortest(deviation: Deviation, language: str) -> str:
    """Give what the comment says at least: what people wrote, else the numbers and the cause."""
    if deviation.short:
        return deviation.short
    return f"{_numbers_short(deviation, language)} {_cause_short(deviation, language)}"


def _numbers_short(deviation: Deviation, language: str) -> str:
    earlier, later = deviation.pair()
    names = {"earlier": _number(earlier), "later": _number(later)}
    difference = deviation.difference()
    said = phrase(f"short-{deviation.kind.value}", language, **names)
    apart = "" if difference is None else f" ({difference:+d})"
    prefix = f"{deviation.list}: " if deviation.list else ""
    return f"{prefix}{said}{apart}."


def _cause_short(deviation: Deviation, language: str) -> str:
    return phrase("short-cause", language, cause=_cause(deviation, language))


def _used_short(deviation: Deviation, language: str) -> str:
    if deviation.used is UsedCount.OPEN:
        return ""
    return phrase("short-used", language, used=phrase(f"used-{deviation.used.value}", language))


def _recount_short(deviation: Deviation, language: str) -> str:
    return phrase("short-recounted", language) if deviation.recounts else ""


def _sample_short(deviation: Deviation, language: str) -> str:
    return phrase("short-sample", language, sample=deviation.sample) if deviation.sample else ""


def long_text(deviation: Deviation, language: str) -> str:
    """Give the explanation for the case paper: a heading and a paragraph for each thing known."""
    heading = phrase("heading", language, id=deviation.id, where=_where(deviation, language))
    paragraphs = [
        f"**{phrase(name, language)}** {text}"
        for name, text in _paragraphs(deviation, language)
        if text
    ]
    return "\n\n".join([f"## {heading}", *paragraphs]) + "\n"


def _paragraphs(deviation: Deviation, language: str) -> Iterator[tuple[str, str]]:
    yield "compared", phrase(f"kind-{deviation.kind.value}", language)
    yield "numbers", _numbers(deviation, language)
    yield "tolerance", _tolerance(deviation, language)
    yield "cause", _capital(_cause(deviation, language)) + "." if deviation.cause else ""
    yield "answers", _answers(deviation, language)
    yield "happened", deviation.happened
    yield "why", deviation.why
    yield "found", deviation.found
    yield "recounts", " ".join(_recount(each, language) for each in deviation.recounts)
    yield "sample", deviation.sample
    if deviation.used is not UsedCount.OPEN:
        yield "used", _capital(phrase(f"used-{deviation.used.value}", language)) + "."
    if deviation.seats is not SeatEffect.UNKNOWN:
        yield "seats", phrase(f"seats-{deviation.seats.value}", language)
    yield "measures", deviation.measures
    if deviation.letter is not None:
        yield "letter", phrase("yes" if deviation.letter else "no", language)
    yield "signed", ", ".join(part for part in (*deviation.signed, deviation.date) if part)


def _answers(deviation: Deviation, language: str) -> str:
    """Give each answer after its question, in the order in which the cause asks."""
    asked = CAUSES[deviation.cause].asks if deviation.cause in CAUSES else ()
    return " ".join(
        f"{question(key, language)} {_sentence(str(deviation.answers[key]))}"
        for key in asked
        if key in deviation.answers
    )


def _where(deviation: Deviation, language: str) -> str:
    """Name the place as the protocol does, with the list where it is about one."""
    found = find_category(deviation.category)
    category = getattr(found, language) if found is not None else deviation.category
    parts = [category]
    parts += [phrase("locale", language, locale=deviation.locale)] if deviation.locale else []
    parts += [phrase("box", language, box=deviation.box)] if deviation.box else []
    parts += [phrase("list", language, list=deviation.list)] if deviation.list else []
    return ", ".join(part for part in parts if part) or phrase("everything", language)


def _numbers(deviation: Deviation, language: str) -> str:
    """Give every count that is known, then the difference with its share."""
    numbers = deviation.numbers
    told = [
        phrase(f"count-{name}", language, ballots=count)
        for name, count in (
            ("crosses", numbers.crosses),
            ("first", numbers.first),
            ("doubtful", numbers.doubtful),
        )
        if count is not None
    ]
    told += [
        phrase("count-second", language, number=number, ballots=count)
        for number, count in enumerate(numbers.second, start=1)
    ]
    told += [
        phrase(f"count-{name}", language, ballots=count)
        for name, count in (
            ("manual", numbers.manual),
            ("reread", numbers.reread),
            ("county", numbers.county),
        )
        if count is not None
    ]
    difference, permille = deviation.difference(), deviation.permille()
    if difference is not None:
        share = "" if permille is None else f" ({_decimal(permille, language)} ‰)"
        told.append(phrase("count-difference", language, difference=f"{difference:+d}{share}"))
    return "; ".join(told) + "." if told else ""


def _tolerance(deviation: Deviation, language: str) -> str:
    tolerance = deviation.tolerance()
    if tolerance is None:
        return ""
    values = {"permille": _decimal(tolerance.permille, language), "ballots": tolerance.ballots}
    said = phrase("tolerated", language, **values)
    by = (
        phrase("tolerated-by", language, by=deviation.tolerance_by)
        if deviation.tolerance_by
        else ""
    )
    difference = deviation.difference()
    if difference is None:
        return " ".join(part for part in (said, by) if part)
    beyond = tolerance.exceeded(abs(difference), deviation.ballots())
    verdict = phrase("is-beyond" if beyond else "is-within", language)
    return " ".join(part for part in (said, by, verdict) if part)


def _recount(recount: Recount, language: str) -> str:
    how = "recount-manual" if recount.how is CountKind.MANUAL else "recount-machine"
    parts = [phrase(how, language)]
    if recount.how is not CountKind.MANUAL:
        parts.append(phrase("other-machine" if recount.other_machine else "same-machine", language))
    parts.append(phrase("other-people" if recount.other_people else "same-people", language))
    if recount.ballots is not None:
        parts.append(phrase("recounted", language, ballots=recount.ballots))
    return _capital(", ".join(parts)) + "."


def _cause(deviation: Deviation, language: str) -> str:
    cause = CAUSES.get(deviation.cause)
    if cause is None:
        return deviation.cause or phrase("not-told", language)
    return cause.name.say(language)


def _number(count: int | None) -> str:
    return "–" if count is None else str(count)


def _decimal(value: float, language: str) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")


def _sentence(text: str) -> str:
    return _capital(text) if text.endswith((".", "!", "?")) else f"{_capital(text)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
