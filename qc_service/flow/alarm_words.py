"""Headings, states and meanings of alarms: bokmål, nynorsk and English."""

from qc_service.flow.figures import AlarmState
from qc_service.model.acts import Meaning
from qc_service.model.people import Role
from qc_service.model.words import Words

STATES: dict[AlarmState, Words] = {
    AlarmState.RAISED: Words("ny", "ny", "raised"),
    AlarmState.SEEN: Words("sett", "sett", "seen"),
    AlarmState.ACKNOWLEDGED: Words("kvittert", "kvittert", "acknowledged"),
    AlarmState.EXPLAINED: Words("forklart", "forklart", "explained"),
    AlarmState.CLOSED: Words("avsluttet", "avslutta", "closed"),
    AlarmState.REOPENED: Words("gjenåpnet", "opna på nytt", "reopened"),
}

MEANINGS: dict[Meaning, Words] = {
    Meaning.REPAIRED: Words("feilen er rettet", "feilen er retta", "repaired"),
    Meaning.KNOWN: Words("kjent, fortsetter", "kjend, held fram", "known, goes on"),
    Meaning.ACCEPTED: Words("godtatt som normalt", "godteke som normalt", "accepted"),
}

ROLES: dict[Role, Words] = {
    Role.OPERATOR: Words("skanneroperatør", "skannaroperatør", "operator"),
    Role.CONTROLLER: Words("kontrollør", "kontrollør", "controller"),
    Role.OFFICER: Words("valgansvarlig", "valansvarleg", "officer"),
    Role.OBSERVER: Words("observatør", "observatør", "observer"),
}

LABELS: dict[str, Words] = {
    "alarm": Words("Alarm {number}", "Alarm {number}", "Alarm {number}"),
    "none": Words("Ingen alarmer", "Ingen alarmar", "No alarms"),
    "since": Words(
        "Siden omtrent seddel {start} (mellom {first} og {last}).",
        "Sidan om lag setel {start} (mellom {first} og {last}).",
        "Since about ballot {start} (between {first} and {last}).",
    ),
    "rate": Words(
        "{wrong} av {seen} sedler, {rate}\u202f% (mellom {low} og {high}\u202f%)",
        "{wrong} av {seen} setlar, {rate}\u202f% (mellom {low} og {high}\u202f%)",
        "{wrong} of {seen} ballots, {rate}\u202f% (between {low} and {high}\u202f%)",
    ),
    "expected": Words(
        "Uten feil er det forventet høyst {expected}.",
        "Utan feil er det forventa høgst {expected}.",
        "Without a fault, at most {expected} are expected.",
    ),
    "rivals": Words(
        "Kan ennå ikke skilles fra: {cells}",
        "Kan enno ikkje skiljast frå: {cells}",
        "Cannot be told apart yet from: {cells}",
    ),
    "cause": Words("Trolig årsak", "Truleg årsak", "Likely cause"),
    "do": Words("Gjør dette", "Gjer dette", "What to do"),
    "wrong": Words(
        "Når alarmen ville være feil", "Når alarmen ville vere feil", "When it would be wrong"
    ),
    "direction": Words(
        "Hvem feilen rammer (kontrollens lesing minus skannerens)",
        "Kven feilen råkar (lesinga til kontrollen minus lesinga til skannaren)",
        "Whom it hurts (reread less reported)",
    ),
    "votes": Words(
        "{option}: {net} ({low} til {high} per 1\u202f000 sedler)",
        "{option}: {net} ({low} til {high} per 1\u202f000 setlar)",
        "{option}: {net} ({low} to {high} per 1\u202f000 ballots)",
    ),
    "more": Words("og {count} til", "og {count} til", "and {count} more"),
    "stake": Words("Hva som står på spill", "Kva som står på spel", "What is at stake"),
    "seat": Words(
        "Berørte sedler her så langt: {affected}. Minste antall feilleste sedler som kan flytte et "
        "mandat: {fewest}.",
        "Råka setlar her så langt: {affected}. Minste talet på feillesne setlar som kan flytte eit "
        "mandat: {fewest}.",
        "Ballots affected here so far: {affected}. Fewest misread ballots that could move a seat: "
        "{fewest}.",
    ),
    "contest": Words(
        "Berørte sedler her så langt: {affected}. Minste antall feilleste sedler som kan endre "
        "utfallet av {contest}: {fewest}.",
        "Råka setlar her så langt: {affected}. Minste talet på feillesne setlar som kan endre "
        "utfallet av {contest}: {fewest}.",
        "Ballots affected here so far: {affected}. Fewest misread ballots that could change the "
        "outcome of {contest}: {fewest}.",
    ),
    "enough": Words(
        "Det er nok til å endre utfallet: tell alle berørte sedler på nytt.",
        "Det er nok til å endre utfallet: tel alle råka setlar på nytt.",
        "That is enough to change the outcome: count all affected ballots again.",
    ),
    "not-enough": Words(
        "Det er ikke nok til å endre utfallet.",
        "Det er ikkje nok til å endre utfallet.",
        "That is not enough to change the outcome.",
    ),
    "look": Words("Sedler å se på", "Setlar å sjå på", "Ballots to look at"),
    "box-line": Words(
        "kasse {box} (skanner {scanner}): nr. {numbers}",
        "kasse {box} (skannar {scanner}): nr. {numbers}",
        "box {box} (scanner {scanner}): no. {numbers}",
    ),
    "history": Words("Hva som er gjort", "Kva som er gjort", "What was done"),
    "plot": Words(
        "Bevisstyrke seddel for seddel",
        "Bevisstyrke setel for setel",
        "Evidence ballot by ballot",
    ),
    "plot-about": Words(
        "Grensen er 10^{limit}; alarmen kom ved seddel {raised}; til slutt er bevisstyrken "
        "10^{last}. Feilen begynner omtrent ved seddel {start}, mellom {first} og {last_start}.",
        "Grensa er 10^{limit}; alarmen kom ved setel {raised}; til slutt er bevisstyrken "
        "10^{last}. Feilen byrjar om lag ved setel {start}, mellom {first} og {last_start}.",
        "The limit is 10^{limit}; the alarm came at ballot {raised}; at the end the evidence is "
        "10^{last}. The fault begins at about ballot {start}, between {first} and {last_start}.",
    ),
    "plot-sheets-scanner": Words(
        "sammenlignede sedler på skanner {scanner}",
        "samanlikna setlar på skannar {scanner}",
        "compared ballots of scanner {scanner}",
    ),
    "plot-sheets-all": Words(
        "sammenlignede sedler på alle skannere",
        "samanlikna setlar på alle skannarar",
        "compared ballots of all scanners",
    ),
    "plot-evidence": Words("bevisstyrke", "bevisstyrke", "evidence"),
    "plot-limit": Words("grense for alarm", "grense for alarm", "limit of the alarm"),
    "plot-start": Words("trolig start", "truleg start", "likely start"),
    "plot-raised": Words("alarm", "alarm", "alarm"),
    "crops": Words("Omstridte felt", "Omstridde felt", "Disputed fields"),
    "crop-image": Words("bilde", "bilete", "image"),
    "crop-reported": Words("skanneren", "skannaren", "reported"),
    "crop-reread": Words("kontrollen", "kontrollen", "reread"),
    "crop-sheet": Words("seddel", "setel", "ballot"),
    "crop-none": Words(
        "Ingen utsnitt er tatt vare på.", "Ingen utsnitt er tekne vare på.", "No crops were kept."
    ),
    "recount": Words(
        "Alle berørte sedler: {count}", "Alle råka setlar: {count}", "All affected ballots: {count}"
    ),
    "made": Words(
        "Laget av {ledger}, {rows} rader. Dette er en kontroll, ikke et resultat.",
        "Laga av {ledger}, {rows} rader. Dette er ein kontroll, ikkje eit resultat.",
        "Made from {ledger}, {rows} rows. This is a control, not a result.",
    ),
}

SHOWN: dict[str, Words] = {
    "marked": Words("merket", "merkt", "marked"),
    "empty": Words("tomt", "tomt", "empty"),
    "present": Words("finnes", "finst", "present"),
    "absent": Words("finnes ikke", "finst ikkje", "absent"),
    "overvote": Words("for mange merker", "for mange merke", "overvote"),
}
"""What a reading says of a field, where it is one of the comparison's own words."""


def shown(word: str, language: str) -> str:
    """Say what a reading says of a field; a name of a list or a status stays as it is."""
    words = SHOWN.get(word)
    return word if words is None else words.say(language)


def label(name: str, language: str, **values: object) -> str:
    """Say a heading or a line in a language."""
    return LABELS[name].say(language, **values)
