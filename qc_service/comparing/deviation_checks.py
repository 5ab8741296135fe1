"""Whether an explanation of a deviation is complete: what is missing, and what to remember."""

from collections.abc import Iterator

import msgspec

from qc_service.comparing.deviation import Deviation, DeviationKind, SeatEffect, UsedCount
from qc_service.comparing.deviation_causes import CAUSES, QUESTIONS, UNKNOWN
from qc_service.model.totals import CountKind
from qc_service.model.words import Words

SIGNERS = 2
"""Two people sign an explanation."""


class Reminder(msgspec.Struct, frozen=True):
    """What people must be reminded of: a stable code, and the values it is told with."""

    code: str
    values: tuple[tuple[str, str | int], ...] = ()


def missing(deviation: Deviation) -> tuple[str, ...]:
    """Give every question that is not answered, by its key, in the order of the paper.

    What must be answered depends on the cause: `CAUSES` names what each asks beyond the usual.
    """
    answered = _usual(deviation)
    cause = CAUSES.get(deviation.cause)
    asked = [*answered, *(cause.asks if cause else ())]
    answered |= {key: bool(str(value).strip()) for key, value in deviation.answers.items()}
    if deviation.cause == UNKNOWN:
        asked.append("recounts")
        answered["recounts"] = _independent_recount(deviation)
    return tuple(key for key in dict.fromkeys(asked) if not answered.get(key, False))


def _usual(deviation: Deviation) -> dict[str, bool]:
    """Give what every explanation must say, and whether it does."""
    signers = {name.strip() for name in deviation.signed if name.strip()}
    return {
        "category": any((deviation.category, deviation.locale, deviation.box)),
        "numbers": deviation.difference() is not None,
        "tolerance": deviation.tolerance() is not None,
        "tolerance_by": bool(deviation.tolerance_by.strip()),
        "cause": deviation.cause in CAUSES,
        "happened": bool(deviation.happened.strip()),
        "why": bool(deviation.why.strip()),
        "found": bool(deviation.found.strip()),
        "used": deviation.used is not UsedCount.OPEN,
        "seats": deviation.seats is not SeatEffect.UNKNOWN,
        "measures": bool(deviation.measures.strip()),
        "letter": deviation.letter is not None,
        "signed": len(signers) >= SIGNERS,
        "date": bool(deviation.date.strip()),
    }


def _independent_recount(deviation: Deviation) -> bool:
    """Say whether somebody else counted again, by hand or on another machine.

    Two equal counts of one machine do not show that it counts rightly.
    """
    return any(
        recount.other_people and (recount.other_machine or recount.how is CountKind.MANUAL)
        for recount in deviation.recounts
    )


EVALUATIVE = frozenset(
    {
        "dessverre", "heldigvis", "slurv", "slurvete", "sløvhet", "uaktsomt", "skandale", "pinlig",
        "udugelig", "dumt", "latterlig", "beklagelig", "utrolig", "selvsagt", "åpenbart",
        "diverre", "pinleg", "latterleg", "sjølvsagt", "openbert",
        "unfortunately", "luckily", "careless", "sloppy", "embarrassing", "obviously", "ridiculous",
    }
)  # fmt: skip
"""Words that judge instead of telling; the Directorate asks for factual texts without
evaluations."""


def reminders(deviation: Deviation) -> tuple[Reminder, ...]:
    """Give what people should see to before they sign, the gravest first."""
    return tuple(_reminders(deviation))


def _reminders(deviation: Deviation) -> Iterator[Reminder]:
    difference = deviation.difference()
    if deviation.cause == UNKNOWN and not _independent_recount(deviation):
        yield Reminder("recount")
    tolerance = deviation.tolerance()
    apart = abs(difference or 0)
    beyond = tolerance is not None and tolerance.exceeded(apart, deviation.ballots())
    if beyond and not deviation.recounts:
        yield Reminder("beyond")
    explained = deviation.answers.get("ballots")
    if difference is not None and isinstance(explained, int) and explained != apart:
        values = (("difference", apart), ("explained", explained))
        yield Reminder("not-all-explained", values)
    if deviation.kind is DeviationKind.COUNTY and deviation.letter is False:
        yield Reminder("county-letter")
    texts = [deviation.happened, deviation.why, deviation.found, deviation.measures]
    texts += [deviation.short, *(str(value) for value in deviation.answers.values())]
    words = [word.strip(".,:;!?()«»\"'").lower() for text in texts for word in text.split()]
    for word in dict.fromkeys(words):
        if word in EVALUATIVE:
            yield Reminder("tone", (("word", word),))


def question(key: str, language: str) -> str:
    """Ask for what a key answers, in a language of `LANGUAGES`."""
    return QUESTIONS[key].say(language)


def reminder_words(reminder: Reminder, language: str) -> str:
    """Say a reminder in a language of `LANGUAGES`."""
    return REMINDERS[reminder.code].say(language, **dict(reminder.values))


REMINDERS: dict[str, Words] = {
    "recount": Words(
        "Årsaken er ukjent. Tell på nytt: andre personer, og manuelt eller på en annen maskin.",
        "Årsaka er ukjend. Tel på nytt: andre personar, og manuelt eller på ei anna maskin.",
        "The cause is unknown. Count again: other people, and by hand or on another machine.",
    ),
    "beyond": Words(
        "Avviket er over avviksgrensen. Valgstyret avgjør om det skal telles på nytt.",
        "Avviket er over avviksgrensa. Valstyret avgjer om det skal teljast på nytt.",
        "The deviation is beyond what is tolerated. The committee decides on a recount.",
    ),
    "not-all-explained": Words(
        "Avviket er på {difference} sedler, men årsaken forklarer {explained}.",
        "Avviket er på {difference} setlar, men årsaka forklarer {explained}.",
        "The deviation is of {difference} ballots, but the cause explains {explained}.",
    ),
    "county-letter": Words(
        "Fylket og kommunen har ulike tall, men det er ikke sendt brev.",
        "Fylket og kommunen har ulike tal, men det er ikkje sendt brev.",
        "County and municipality have different numbers, but no letter was sent.",
    ),
    "tone": Words(
        "Ordet «{word}» vurderer. Skriv hva som skjedde.",
        "Ordet «{word}» vurderer. Skriv kva som skjedde.",
        "The word “{word}” judges. Write what happened.",
    ),
}
"""Every reminder's words."""
