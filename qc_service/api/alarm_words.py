"""An alarm for people outside the house, in three languages: what leaves, and nothing beside it.

An alarm's cell, start, rate and advice; never a sheet's key, its marks or its image.
"""

from typing import Literal

import msgspec

from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import Words

Language = Literal["nb", "nn", "en"]
"""Bokmål, nynorsk, English."""

NAME_MOST = 80
"""Characters of a name that are told: names come over the wire, and a phone shows no more."""

TRIAL_NUMBER = 0
"""Number of an alarm that is a trial: those of a night count from 1."""

SURE_DIGITS = 2
"""Significant digits of a rate: its interval is far wider than a third one."""


class AlarmWords(msgspec.Struct, frozen=True):
    """One alarm in words: one line, lines of particulars, and what to do."""

    title: str
    facts: tuple[str, ...]
    advice: str

    def text(self) -> str:
        """Give facts and advice as one text, a line each."""
        return "\n".join((*self.facts, self.advice))


WHAT = {
    DifferenceKind.MISS: Words(
        "merker på papiret blir ikke registrert",
        "merke på papiret blir ikkje registrerte",
        "marks on the paper are not recorded",
    ),
    DifferenceKind.FALSE: Words(
        "det blir registrert merker som ikke står på papiret",
        "det blir registrert merke som ikkje står på papiret",
        "marks are recorded that are not on the paper",
    ),
    DifferenceKind.OTHER: Words(
        "det blir registrert andre stemmer enn papiret viser",
        "det blir registrert andre stemmer enn papiret viser",
        "other votes are recorded than the paper shows",
    ),
    DifferenceKind.STYLE: Words(
        "stemmesedler blir registrert som en annen type enn de er",
        "stemmesetlar blir registrerte som ein annan type enn dei er",
        "ballots are recorded as another kind than they are",
    ),
}
ONE_SCANNER = Words("Skanner {scanner}", "Skannar {scanner}", "Scanner {scanner}")
ALL_SCANNERS = Words("Alle skannere", "Alle skannarar", "All scanners")
RAISED = Words("Alarm {number}", "Alarm {number}", "Alarm {number}")
UPDATED = Words("Alarm {number}, oppdatert", "Alarm {number}, oppdatert", "Alarm {number}, updated")

TRIAL = Words(
    "Prøve, ingen alarm: slik kommer en alarm fram",
    "Prøve, ingen alarm: slik kjem ein alarm fram",
    "Trial, no alarm: this is how an alarm arrives",
)
NOTHING = Words(
    "Ingenting har skjedd, og ingenting skal gjøres.",
    "Ingenting har hendt, og ingenting skal gjerast.",
    "Nothing has happened, and nothing has to be done.",
)

OPTION = Words(
    "felt {option} i {contest}",
    "felt {option} i {contest}",
    "field {option} in {contest}",
)
STYLE = Words("seddeltype {name}", "seteltype {name}", "ballot style {name}")
DISTRICT = Words("krets {name}", "krins {name}", "district {name}")
BOX = Words("kasse {name}", "kasse {name}", "box {name}")
WITHHELD = Words("nærmere sted: se siden", "nærare stad: sjå sida", "exact place: see the page")
ANYWHERE = Words("alle stemmesedler", "alle stemmesetlar", "all ballots")

WHERE = Words("Gjelder: {place}.", "Gjeld: {place}.", "Concerns: {place}.")
COUNT = Words(
    "Avvik på {wrong} av {seen} stemmesedler som er sammenlignet.",
    "Avvik på {wrong} av {seen} stemmesetlar som er samanlikna.",
    "Deviations on {wrong} of {seen} ballots compared.",
)
RATE = Words(
    "Trolig avvik på mellom {low} og {high} av stemmesedlene (95 % konfidens).",
    "Truleg avvik på mellom {low} og {high} av stemmesetlane (95 % konfidens).",
    "Probably deviations on between {low} and {high} of the ballots (95 % confidence).",
)
START_SCANNER = Words(
    "Begynte ved stemmeseddel {start} på skanneren, mellom {first} og {last} (95 % konfidens).",
    "Byrja ved stemmesetel {start} på skannaren, mellom {first} og {last} (95 % konfidens).",
    "Began at the scanner's ballot {start}, between {first} and {last} (95 % confidence).",
)
START_HALL = Words(
    "Begynte ved stemmeseddel {start}, talt over alle skannere, "
    "mellom {first} og {last} (95 % konfidens).",
    "Byrja ved stemmesetel {start}, talt over alle skannarar, "
    "mellom {first} og {last} (95 % konfidens).",
    "Began at ballot {start}, counted over all scanners, "
    "between {first} and {last} (95 % confidence).",
)
RIVALS = Words(
    "Kan like gjerne gjelde: {cells}.",
    "Kan like gjerne gjelde: {cells}.",
    "May as well be: {cells}.",
)

ADVICE = Words(
    "Råd: Ta ut stemmesedler fra og med nummer {first}, og la to personer sammenligne dem med det "
    "skanneren har registrert. Se etter smuss på glasset og feil innstillinger før skanneren "
    "brukes videre.",
    "Råd: Ta ut stemmesetlar frå og med nummer {first}, og la to personar samanlikne dei med det "
    "skannaren har registrert. Sjå etter smuss på glaset og feil innstillingar før skannaren "
    "blir brukt vidare.",
    "Advice: take out ballots from number {first} on, and let two people compare them with what "
    "the scanner recorded. Look for dirt on the glass and for wrong settings before the scanner "
    "goes on.",
)
ADVICE_STYLE = Words(
    "Råd: Kontroller at skanneren og denne kontrollen har de samme seddeltypene lagt inn. Ta ut "
    "stemmesedler fra og med nummer {first}, og la to personer se hvilken type de er.",
    "Råd: Kontroller at skannaren og denne kontrollen har dei same seteltypane lagde inn. Ta ut "
    "stemmesetlar frå og med nummer {first}, og la to personar sjå kva type dei er.",
    "Advice: check that the scanner and this control have the same ballot styles loaded. Take out "
    "ballots from number {first} on, and let two people see of which kind they are.",
)
ADVICE_HALL = Words(
    "Råd: La to personer sammenligne stemmesedler fra flere skannere med det som er registrert. "
    "Når alle skannere avviker likt, kan årsaken være trykket, oppsettet eller denne kontrollen.",
    "Råd: La to personar samanlikne stemmesetlar frå fleire skannarar med det som er registrert. "
    "Når alle skannarar avvik likt, kan årsaka vere trykket, oppsettet eller denne kontrollen.",
    "Advice: let two people compare ballots of several scanners with what was recorded. Where all "
    "scanners deviate alike, the cause may be the print, the layout or this control.",
)


def alarm_number(alarm: AlarmRecord) -> int:
    """Give the number an alarm bears for people: that under which it was raised."""
    return alarm.refines or alarm.number


def alarm_words(alarm: AlarmRecord, language: Language, *, options: bool = True) -> AlarmWords:
    """Say an alarm in words; of a trial, that it is one.

    Without `options`, contest, option and ballot style are not named, only that there is more to
    know: with them an alarm's counts would be figures of a list, which before the embargo hour
    nobody may tell.
    """
    if alarm_number(alarm) == TRIAL_NUMBER:
        return AlarmWords(TRIAL.say(language), (), NOTHING.say(language))
    head = UPDATED if alarm.refines else RAISED
    title = head.say(language, number=alarm_number(alarm))
    what = WHAT[alarm.cell.kind].say(language)
    return AlarmWords(
        title=f"{title}: {_who(alarm.cell, language)}: {what}",
        facts=_facts(alarm, language, options=options),
        advice=_advice(alarm).say(language, first=max(1, alarm.start_set[0])),
    )


def without_options(alarm: AlarmRecord) -> AlarmRecord:
    """Leave out of an alarm's cells what was voted for: contest, option, and ballot style."""
    return msgspec.structs.replace(
        alarm,
        cell=_bare(alarm.cell),
        also=_others(alarm.also),
        rivals=_others(alarm.rivals),
    )


def alarm_link(page: str, alarm: AlarmRecord) -> str:
    """Give the address at which the page shows an alarm; empty where no page is named."""
    return f"{page.rstrip('/')}/#alarm-{alarm_number(alarm)}" if page else ""


def cell_fields(cell: Cell) -> dict[str, str]:
    """Give the circumstances that a cell names, cleaned, as `Cell` calls them."""
    named = {name: clean(str(getattr(cell, name))) for name in cell.__struct_fields__}
    return {name: value for name, value in named.items() if value}


def clean(name: str) -> str:
    """Give a name fit for one line of any message: printable, and not too long."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name).strip()
    return printable if len(printable) <= NAME_MOST else printable[: NAME_MOST - 1] + "…"


def _bare(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, contest="", option="", style="")


def _others(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Give bare cells, each once."""
    return tuple(dict.fromkeys(map(_bare, cells)))


def _who(cell: Cell, language: Language) -> str:
    if cell.scanner:
        return ONE_SCANNER.say(language, scanner=clean(cell.scanner))
    return ALL_SCANNERS.say(language)


def _place(cell: Cell, language: Language, *, options: bool) -> str:
    if not options:
        bare = _bare(cell)
        place = [] if bare == cell else [WITHHELD.say(language)]
        known = [_place(bare, language, options=True)] if bare.district or bare.batch else []
        return ", ".join([*known, *place]) or ANYWHERE.say(language)
    parts = []
    if cell.option:
        option, contest = clean(cell.option), clean(cell.contest)
        parts.append(OPTION.say(language, option=option, contest=contest))
    named = ((STYLE, cell.style), (DISTRICT, cell.district), (BOX, cell.batch))
    parts += [said.say(language, name=clean(value)) for said, value in named if value]
    return ", ".join(parts) or ANYWHERE.say(language)


def _facts(alarm: AlarmRecord, language: Language, *, options: bool) -> tuple[str, ...]:
    low, high = (_percent(rate, language) for rate in alarm.rate_interval)
    began = START_SCANNER if alarm.cell.scanner else START_HALL
    first, last = alarm.start_set
    facts = [
        WHERE.say(language, place=_place(alarm.cell, language, options=options)),
        COUNT.say(language, wrong=alarm.wrong, seen=alarm.seen),
        RATE.say(language, low=low, high=high),
        began.say(language, start=alarm.start, first=first, last=last),
    ]
    rivals = dict.fromkeys(
        f"{_who(cell, language)}, {_place(cell, language, options=options)}"
        for cell in alarm.rivals
    )
    if rivals:
        facts.append(RIVALS.say(language, cells="; ".join(rivals)))
    return tuple(facts)


def _advice(alarm: AlarmRecord) -> Words:
    if not alarm.cell.scanner:
        return ADVICE_HALL
    return ADVICE_STYLE if alarm.cell.kind is DifferenceKind.STYLE else ADVICE


def _percent(rate: float, language: Language) -> str:
    """Write a rate in per cent, with the language's decimal sign and a space before the sign."""
    text = f"{float(f'{100 * rate:.{SURE_DIGITS}g}'):f}".rstrip("0").rstrip(".")
    return f"{text if language == 'en' else text.replace('.', ',')} %"
