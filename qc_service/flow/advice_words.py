"""The table of causes in words: bokmål, nynorsk and English; names in braces are filled in.

A sentence says what to look at and what to do, in the order in which it is done.
"""

import msgspec

from qc_service.flow.causes import Cause
from qc_service.model.words import Words


class CauseWords(msgspec.Struct, frozen=True):
    """A cause: its name, what to do, and what would speak against it."""

    title: Words
    do: Words
    wrong: Words


NAMED = Words("{option} i {contest}", "{option} i {contest}", "{option} in {contest}")
"""An option where the contest has a name of its own."""

PLACES: dict[str, Words] = {
    "option": Words("felt {option}", "felt {option}", "field {option}"),
    "style": Words("seddeltype {style}", "seteltype {style}", "style {style}"),
    "district": Words("krets {district}", "krins {district}", "district {district}"),
    "batch": Words("kasse {batch}", "kasse {batch}", "box {batch}"),
    "mm": Words(
        "{mm} mm fra arkets venstre kant",
        "{mm} mm frå venstre kant av arket",
        "{mm} mm from the left edge of the sheet",
    ),
    "field": Words(
        "der felt {option} går forbi", "der felt {option} går forbi", "where field {option} passes"
    ),
    "whole": Words("i hele bredden", "i heile breidda", "over the whole width"),
    "forms": Words("seddeltype {style}", "seteltype {style}", "style {style}"),
    "ballots": Words("sedlene", "setlane", "the ballots"),
}

BOXES = (
    Words("sedlene", "setlane", "the ballots"),
    Words("kasse {names}", "kasse {names}", "box {names}"),
    Words("kassene {names}", "kassene {names}", "boxes {names}"),
)
"""None, one, several."""

WRONG: dict[str, Words] = {
    "budget": Words(
        "Tilfeldigheter alene gir en alarm i høyst 1 av {nights} netter, alt som overvåkes "
        "regnet med.",
        "Tilfeldige utslag åleine gir ein alarm i høgst 1 av {nights} netter, alt som blir "
        "overvaka rekna med.",
        "Chance alone raises an alarm in at most 1 of {nights} nights, counted over everything "
        "that is watched.",
    ),
    "look": Words(
        "Sedler å se på: {count}. Der papiret viser det skanneren rapporterte, er det vår lesing "
        "som feiler; gjelder det de fleste, er feilen vår.",
        "Setlar å sjå på: {count}. Der papiret viser det skannaren rapporterte, er det vår lesing "
        "som feilar; gjeld det dei fleste, er feilen vår.",
        "Ballots to look at: {count}. Where the paper shows what the scanner reported, our reading "
        "errs; if that is most of them, the fault is ours.",
    ),
    "alone": Words(
        "Ingen annen skanner er i bruk, så vår lesing kan ha skylden like gjerne. "
        "Skann en av kassene på en annen skanner.",
        "Ingen annan skannar er i bruk, så vår lesing kan ha skulda like gjerne. "
        "Skann ei av kassene på ein annan skannar.",
        "No other scanner is at work, so it may as well be our reading. "
        "Scan one of the boxes on another scanner.",
    ),
}

_BY_PEOPLE = Words(
    "Skriv ned hva som skjedde, hvor og når, og hvilke kasser det gjelder: {boxes}.",
    "Skriv ned kva som hende, kvar og når, og kva kasser det gjeld: {boxes}.",
    "Write down what happened, where and when, and which boxes it concerns: {boxes}.",
)

_NOTHING_FOUND = Words(
    "Så lenge årsaken ikke er vist på papiret, kan den være en annen.",
    "Så lenge årsaka ikkje er vist på papiret, kan ho vere ei anna.",
    "As long as the cause is not shown on paper, it may be another.",
)

CAUSE_WORDS: dict[Cause, CauseWords] = {
    Cause.GLASS: CauseWords(
        Words(
            "Støv, smuss eller en ripe på ett sted i skanneren",
            "Støv, smuss eller ei ripe på éin stad i skannaren",
            "Dust, dirt or a scratch in one place of the scanner",
        ),
        Words(
            "Stans skanner {scanner}. Rengjør glasset og rullene {place}. Skann en testseddel, "
            "og skann så {boxes} på nytt på en annen skanner.",
            "Stans skannar {scanner}. Reingjer glaset og rullane {place}. Skann ein testsetel, "
            "og skann så {boxes} på nytt på ein annan skannar.",
            "Stop scanner {scanner}. Clean the glass and the rollers {place}. Scan a test ballot, "
            "then scan {boxes} again on another scanner.",
        ),
        Words(
            "Viser flere skannere feilen i dette feltet, er det trykket eller vår lesing. "
            "Det gjør de ikke så langt.",
            "Viser fleire skannarar feilen i dette feltet, er det trykket eller vår lesing. "
            "Det gjer dei ikkje så langt.",
            "If other scanners show the error at this field, it is the print or our reading. "
            "So far they do not.",
        ),
    ),
    Cause.LAMP: CauseWords(
        Words(
            "Lyset, terskelen eller papirgangen i skanneren",
            "Lyset, terskelen eller papirgangen i skannaren",
            "The light, the threshold or the transport of the scanner",
        ),
        Words(
            "Stans skanner {scanner}. Kontroller lampe, terskel og ruller, og rengjør glasset i "
            "hele bredden. Skann en testseddel, og skann så {boxes} på nytt på en annen skanner.",
            "Stans skannar {scanner}. Kontroller lampe, terskel og rullar, og reingjer glaset i "
            "heile breidda. Skann ein testsetel, og skann så {boxes} på nytt på ein annan skannar.",
            "Stop scanner {scanner}. Check lamp, threshold and rollers, and clean the glass over "
            "its whole width. Scan a test ballot, then scan {boxes} again on another scanner.",
        ),
        Words(
            "Har skanneren fått sedler av et annet slag enn de andre (svakere penner, annet "
            "papir), er det sedlene. Skann en av kassene på en annen skanner.",
            "Har skannaren fått setlar av eit anna slag enn dei andre (svakare pennar, anna "
            "papir), er det setlane. Skann ei av kassene på ein annan skannar.",
            "If this scanner was given other ballots than the others (fainter pens, other "
            "paper), it is the ballots. Scan one of the boxes on another scanner.",
        ),
    ),
    Cause.SETUP: CauseWords(
        Words(
            "Oppsettet av én skanner",
            "Oppsettet av éin skannar",
            "The set-up of one scanner",
        ),
        Words(
            "Stans skanner {scanner}. Sammenlign oppsett og programversjon for {forms} med en "
            "annen skanner, last oppsettet inn på nytt, og skann {boxes} på nytt.",
            "Stans skannar {scanner}. Samanlikn oppsett og programversjon for {forms} med ein "
            "annan skannar, last oppsettet inn på nytt, og skann {boxes} på nytt.",
            "Stop scanner {scanner}. Compare set-up and software version for {forms} with another "
            "scanner, load the set-up anew, and scan {boxes} again.",
        ),
        Words(
            "Viser flere skannere feilen for {forms}, er det den felles definisjonen eller vårt "
            "oppsett. Det gjør de ikke så langt.",
            "Viser fleire skannarar feilen for {forms}, er det den felles definisjonen eller "
            "oppsettet vårt. Det gjer dei ikkje så langt.",
            "If other scanners show the error for {forms}, it is the common definition or our "
            "layout. So far they do not.",
        ),
    ),
    Cause.PRINT: CauseWords(
        Words(
            "Trykket av ett felt, eller hva skannerne er satt opp til å lese der",
            "Trykket av eitt felt, eller kva skannarane er sette opp til å lese der",
            "The print of one field, or what the scanners are set up to read there",
        ),
        Words(
            "Hold trykte sedler mot skjemaet: Står felt {option} der det skal, rent og helt? "
            "Kontroller hva skannerne er satt opp til å lese der. Tell feltet for hånd i {boxes} "
            "til det er avklart.",
            "Hald trykte setlar mot skjemaet: Står felt {option} der det skal, reint og heilt? "
            "Kontroller kva skannarane er sette opp til å lese der. Tel feltet for hand i {boxes} "
            "til det er avklart.",
            "Hold printed ballots against the form: is field {option} where it should be, clean "
            "and whole? Check what the scanners are set up to read there. Count the field by hand "
            "in {boxes} until this is settled.",
        ),
        Words(
            "Har vårt oppsett feltet et annet sted enn det trykte skjemaet, er det vår lesing som "
            "feiler. Mål på papiret: {place}.",
            "Har oppsettet vårt feltet ein annan stad enn det trykte skjemaet, er det vår lesing "
            "som feilar. Mål på papiret: {place}.",
            "If our layout has the field elsewhere than the printed form, our reading errs. "
            "Measure on paper: {place}.",
        ),
    ),
    Cause.DEFINITION: CauseWords(
        Words(
            "Definisjonen av en seddeltype: felt, rekkefølge eller navn",
            "Definisjonen av ein seteltype: felt, rekkjefølgje eller namn",
            "The definition of a ballot style: fields, order or names",
        ),
        Words(
            "Sammenlign definisjonen av {forms} i skannerne med det trykte skjemaet: felt, "
            "rekkefølge av navn, liste. Rett den, og skann {boxes} på nytt.",
            "Samanlikn definisjonen av {forms} i skannarane med det trykte skjemaet: felt, "
            "rekkjefølgje av namn, liste. Rett han, og skann {boxes} på nytt.",
            "Compare how the scanners define {forms} with the printed form: fields, order of "
            "names, list. Correct it, and scan {boxes} again.",
        ),
        Words(
            "Avviker vårt oppsett fra det trykte skjemaet, er det vår lesing som feiler. "
            "Tegn det (qc layout show) og hold en seddel mot det.",
            "Avvik oppsettet vårt frå det trykte skjemaet, er det vår lesing som feilar. "
            "Teikn det (qc layout show) og hald ein setel mot det.",
            "If our layout differs from the printed form, our reading errs. "
            "Draw it (qc layout show) and hold a ballot against it.",
        ),
    ),
    Cause.FOLD: CauseWords(
        Words(
            "Bretter, fukt eller skader på sedler fra én krets",
            "Brettar, fukt eller skadar på setlar frå éin krins",
            "Folds, damp or damage on ballots of one district",
        ),
        Words(
            "Se gjennom sedlene fra krets {district}: bretter gjennom felt, fukt, smuss. Glatt "
            "dem ut og skann {boxes} på nytt; tell for hånd det som ikke lar seg glatte.",
            "Sjå gjennom setlane frå krins {district}: brettar gjennom felt, fukt, smuss. Glatt "
            "dei ut og skann {boxes} på nytt; tel for hand det som ikkje lèt seg glatte.",
            "Look through the ballots of district {district}: folds through fields, damp, dirt. "
            "Flatten them and scan {boxes} again; count by hand what cannot be flattened.",
        ),
        Words(
            "Blir også sedler uten brett eller skade fra denne kretsen lest feil, er årsaken en "
            "annen.",
            "Blir også setlar utan brett eller skade frå denne krinsen lesne feil, er årsaka ei "
            "anna.",
            "If ballots of this district without a fold or damage are misread as well, the cause "
            "is another.",
        ),
    ),
    Cause.BOX: CauseWords(
        Words(
            "Én kasse: brettet, fuktig eller feilsortert papir",
            "Éi kasse: bretta, fuktig eller feilsortert papir",
            "One box: folded, damp or wrongly sorted paper",
        ),
        Words(
            "Ta ut kasse {batch}. Se gjennom sedlene, glatt dem ut, og skann kassen på nytt på en "
            "annen skanner.",
            "Ta ut kasse {batch}. Sjå gjennom setlane, glatt dei ut, og skann kassa på nytt på "
            "ein annan skannar.",
            "Take out box {batch}. Look through its ballots, flatten them, and scan the box again "
            "on another scanner.",
        ),
        Words(
            "Går kassen godt på en annen skanner, og neste kasse dårlig på skanner {scanner}, er "
            "det skanneren.",
            "Går kassa godt på ein annan skannar, og neste kasse dårleg på skannar {scanner}, er "
            "det skannaren.",
            "If the box does well on another scanner and the next box badly on scanner {scanner}, "
            "it is the scanner.",
        ),
    ),
    Cause.READER: CauseWords(
        Words(
            "Vår egen lesing, eller noe alle skannere har felles",
            "Vår eiga lesing, eller noko alle skannarar har felles",
            "Our own reading, or something that all scanners share",
        ),
        Words(
            "Legg ikke skylden på en skanner. Se først på sedlene i listen. Viser papiret det som "
            "ble rapportert, må oppsettet eller profilen i vår lesing rettes. Viser det noe annet, "
            "se etter det alle skannere deler: programversjon, terskel, papir, penner.",
            "Legg ikkje skulda på ein skannar. Sjå først på setlane i lista. Viser papiret det som "
            "vart rapportert, må oppsettet eller profilen i vår lesing rettast. Viser det noko "
            "anna, sjå etter det alle skannarar deler: programversjon, terskel, papir, pennar.",
            "Blame no scanner. Look at the listed ballots first. If the paper shows what was "
            "reported, the layout or profile of our reading must be mended. If it does not, look "
            "for what all scanners share: software version, threshold, paper, pens.",
        ),
        Words(
            "Viser papiret det vi leste, er det skannerne som feiler, alle på samme måte.",
            "Viser papiret det vi las, er det skannarane som feilar, alle på same måten.",
            "If the paper shows what we reread, the scanners err, all in the same way.",
        ),
    ),
    Cause.INK: CauseWords(
        Words(
            "Penner eller blekk som skanneren ikke ser",
            "Pennar eller blekk som skannaren ikkje ser",
            "Pens or ink that the scanner does not see",
        ),
        _BY_PEOPLE,
        _NOTHING_FOUND,
    ),
    Cause.HANDLING: CauseWords(
        Words(
            "Feil i håndteringen av sedler eller kasser",
            "Feil i handteringa av setlar eller kasser",
            "An error in the handling of ballots or boxes",
        ),
        _BY_PEOPLE,
        _NOTHING_FOUND,
    ),
    Cause.UNKNOWN: CauseWords(
        Words("Ukjent årsak", "Ukjend årsak", "Unknown cause"),
        Words(
            "Uten kjent årsak: tell {boxes} på nytt, med annen skanner og andre folk.",
            "Utan kjend årsak: tel {boxes} på nytt, med annan skannar og andre folk.",
            "Without a known cause: count {boxes} again, with another scanner and other people.",
        ),
        _NOTHING_FOUND,
    ),
}
