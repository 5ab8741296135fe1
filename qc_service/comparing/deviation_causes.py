"""The causes by which deviations are explained: stable codes, their names, what each must answer.

The codes come from what has gone wrong at Norwegian counts. A code never changes its meaning:
ledgers hold it.
"""

import msgspec

from qc_service.model.words import Words

UNKNOWN = "ukjent"
"""The cause that is none: it calls for a recount."""


class Cause(msgspec.Struct, frozen=True):
    """One cause: its name within a sentence, and the questions that it asks beyond the usual."""

    name: Words
    asks: tuple[str, ...]


CAUSES: dict[str, Cause] = {
    "tellefeil_manuell": Cause(
        Words("feil i manuell telling", "feil i manuell teljing", "an error in a manual count"),
        ("ballots", "confirmed"),
    ),
    "registreringsfeil": Cause(
        Words(
            "sedler ført på feil liste",
            "setlar førte på feil liste",
            "ballots entered for a wrong list",
        ),
        ("ballots", "right_list", "wrong_list"),
    ),
    "sedler_ikke_talt": Cause(
        Words("sedler som ikke var talt", "setlar som ikkje var talde", "ballots left uncounted"),
        ("ballots", "where"),
    ),
    "bunke_glemt": Cause(
        Words("en glemt bunke", "ein gløymd bunke", "a forgotten bundle"), ("ballots", "where")
    ),
    "feil_kategori_kasse": Cause(
        Words(
            "sedler i en kasse for feil kategori",
            "setlar i ei kasse for feil kategori",
            "ballots in a box of a wrong category",
        ),
        ("ballots", "boxes", "right_category", "wrong_category"),
    ),
    "dobbeltskannet": Cause(
        Words("sedler skannet to ganger", "setlar skanna to gonger", "ballots scanned twice"),
        ("ballots", "boxes", "removed"),
    ),
    "dobbeltmating": Cause(
        Words(
            "dobbeltmating i skanneren", "dobbeltmating i skannaren", "a double feed in the scanner"
        ),
        ("ballots", "scanner", "boxes"),
    ),
    "papirstopp_siste_seddel": Cause(
        Words(
            "tvil om den siste seddelen ved papirstopp",
            "tvil om den siste setelen ved papirstopp",
            "doubt about the last ballot at a paper stop",
        ),
        ("ballots", "scanner", "boxes"),
    ),
    "stempel_falsk_mangel": Cause(
        Words(
            "stempel som skanneren ikke fant",
            "stempel som skannaren ikkje fann",
            "stamps that the scanner did not find",
        ),
        ("ballots", "scanner", "confirmed"),
    ),
    "tvilsom_i_bunke": Cause(
        Words(
            "tvilsomme sedler i bunken",
            "tvilsame setlar i bunken",
            "doubtful ballots in the bundle",
        ),
        ("ballots", "decision"),
    ),
    "godkjent_etterpå": Cause(
        Words(
            "sedler godkjent etter tellingen",
            "setlar godkjende etter teljinga",
            "ballots approved after the count",
        ),
        ("ballots", "decision"),
    ),
    "parti_feillest": Cause(
        Words(
            "parti feillest av skanneren",
            "parti feillese av skannaren",
            "a list misread by the scanner",
        ),
        ("ballots", "right_list", "wrong_list", "scanner", "pattern"),
    ),
    "felt_utenfor": Cause(
        Words(
            "merker utenfor lesefeltene",
            "merke utanfor lesefelta",
            "marks outside the fields that are read",
        ),
        ("ballots", "pattern"),
    ),
    "slenger_over_grense": Cause(
        Words(
            "flere slengere enn tillatt",
            "fleire slengjarar enn tillate",
            "more write-ins than allowed",
        ),
        ("ballots", "limit"),
    ),
    "halebokstav": Cause(
        Words(
            "bokstaver som går inn i raden under",
            "bokstavar som går inn i rada under",
            "letter tails in the row below",
        ),
        ("ballots", "pattern"),
    ),
    "brett_feil": Cause(
        Words("sedler brettet feil", "setlar bretta feil", "ballots folded in a wrong way"),
        ("ballots", "form"),
    ),
    "annen_kommune": Cause(
        Words(
            "sedler fra en annen kommune",
            "setlar frå ein annan kommune",
            "ballots of another municipality",
        ),
        ("ballots", "municipality"),
    ),
    "manntall_ikke_krysset": Cause(
        Words(
            "velgere uten kryss i manntallet",
            "veljarar utan kryss i manntalet",
            "voters without a cross in the register",
        ),
        ("ballots", "crosses"),
    ),
    "tom_konvolutt": Cause(
        Words("tomme konvolutter", "tomme konvoluttar", "empty envelopes"),
        ("ballots", "confirmed"),
    ),
    "manuelt_lagt_til": Cause(
        Words("sedler lagt til manuelt", "setlar lagde til manuelt", "ballots added by hand"),
        ("ballots", "unscannable"),
    ),
    UNKNOWN: Cause(Words("ukjent", "ukjend", "unknown"), ("looked",)),
}
"""In the order in which they are offered."""


QUESTIONS: dict[str, Words] = {
    "category": Words(
        "Hvilken opptellingskategori, hvilket valglokale eller hvilken kasse gjelder det?",
        "Kva oppteljingskategori, kva vallokale eller kva kasse gjeld det?",
        "Which counting category, polling place or box is it about?",
    ),
    "cause": Words(
        "Hva er årsaken (en av årsakskodene)?",
        "Kva er årsaka (ein av årsakskodane)?",
        "What is the cause (one of the codes)?",
    ),
    "numbers": Words(
        "Hva er tallene i de to tellingene?",
        "Kva er tala i dei to teljingane?",
        "What are the numbers of the two counts?",
    ),
    "tolerance": Words(
        "Hvilken avviksgrense gjelder?",
        "Kva avviksgrense gjeld?",
        "Which difference is tolerated?",
    ),
    "tolerance_by": Words(
        "Hvem har fastsatt avviksgrensen?",
        "Kven har fastsett avviksgrensa?",
        "Who has set what is tolerated?",
    ),
    "happened": Words("Hva skjedde?", "Kva skjedde?", "What happened?"),
    "why": Words("Hvorfor skjedde det?", "Kvifor skjedde det?", "Why did it happen?"),
    "found": Words("Hvordan ble det oppdaget?", "Korleis vart det oppdaga?", "How was it found?"),
    "used": Words(
        "Hvilken telling er resultatet hentet fra?",
        "Kva teljing er resultatet henta frå?",
        "Which count is the result taken from?",
    ),
    "seats": Words(
        "Kan avviket ha betydning for mandatene?",
        "Kan avviket ha noko å seie for mandata?",
        "Can the deviation matter for the seats?",
    ),
    "measures": Words(
        "Hvilke tiltak er satt i verk?", "Kva tiltak er sette i verk?", "What was done about it?"
    ),
    "letter": Words(
        "Er det sendt brev til distrikts- eller fylkesvalgstyret (ja eller nei)?",
        "Er det sendt brev til distrikts- eller fylkesvalstyret (ja eller nei)?",
        "Was a letter sent to the district or county committee (yes or no)?",
    ),
    "signed": Words(
        "Hvilke to personer har underskrevet (rolle og initialer)?",
        "Kva to personar har skrive under (rolle og initialar)?",
        "Which two people have signed (role and initials)?",
    ),
    "date": Words("Hvilken dato?", "Kva dato?", "On which date?"),
    "recounts": Words(
        "Hvilken ny telling er gjort, av andre personer og enten manuelt eller på en annen maskin?",
        "Kva ny teljing er gjord, av andre personar og anten manuelt eller på ei anna maskin?",
        "Which recount was made, by other people and either by hand or on another machine?",
    ),
    "ballots": Words(
        "Hvor mange sedler forklarer årsaken?",
        "Kor mange setlar forklarer årsaka?",
        "How many ballots does the cause explain?",
    ),
    "confirmed": Words(
        "Hvordan er årsaken bekreftet på papiret, og av hvem (rolle)?",
        "Korleis er årsaka stadfesta på papiret, og av kven (rolle)?",
        "How was the cause confirmed on the paper, and by whom (role)?",
    ),
    "where": Words(
        "Hvor ble sedlene funnet?", "Kvar vart setlane funne?", "Where were the ballots found?"
    ),
    "boxes": Words("Hvilke kasser gjelder det?", "Kva kasser gjeld det?", "Which boxes?"),
    "scanner": Words("Hvilken skanner gjelder det?", "Kva skannar gjeld det?", "Which scanner?"),
    "right_list": Words(
        "Hvilken liste er sedlene for?",
        "Kva liste er setlane for?",
        "Which list are the ballots for?",
    ),
    "wrong_list": Words(
        "Hvilken liste ble de ført på?",
        "Kva liste vart dei førte på?",
        "For which list were they entered?",
    ),
    "right_category": Words(
        "Hvilken kategori hører sedlene til i?",
        "Kva kategori høyrer setlane til i?",
        "Which category do the ballots belong to?",
    ),
    "wrong_category": Words(
        "Hvilken kategori ble de talt i?",
        "Kva kategori vart dei talde i?",
        "In which category were they counted?",
    ),
    "removed": Words(
        "Er sedlene som var med to ganger, tatt ut av tellingen?",
        "Er setlane som var med to gonger, tekne ut av teljinga?",
        "Were the ballots that were in twice taken out of the count?",
    ),
    "decision": Words(
        "Hvilket vedtak er gjort om sedlene, og når?",
        "Kva vedtak er gjort om setlane, og når?",
        "What was decided about the ballots, and when?",
    ),
    "pattern": Words(
        "Hvilke andre sedler eller kasser er undersøkt for det samme, og med hvilket resultat?",
        "Kva andre setlar eller kasser er undersøkte for det same, og med kva resultat?",
        "Which other ballots or boxes were looked at for the same, and with what result?",
    ),
    "limit": Words(
        "Hvor mange slengere er tillatt?",
        "Kor mange slengjarar er tillatne?",
        "How many write-ins are allowed?",
    ),
    "form": Words(
        "Hvilken type stemmeseddel gjelder det?",
        "Kva type stemmesetel gjeld det?",
        "Which form of ballot is it?",
    ),
    "municipality": Words(
        "Hvilken kommune er sedlene fra?",
        "Kva kommune er setlane frå?",
        "Which municipality are the ballots from?",
    ),
    "crosses": Words(
        "Hvor mange kryss mangler, og hvordan er det fastslått?",
        "Kor mange kryss manglar, og korleis er det slått fast?",
        "How many crosses are missing, and how was that established?",
    ),
    "unscannable": Words(
        "Hvorfor kunne sedlene ikke skannes?",
        "Kvifor kunne ikkje setlane skannast?",
        "Why could the ballots not be scanned?",
    ),
    "looked": Words(
        "Hvor er det lett etter årsaken?",
        "Kvar er det leita etter årsaka?",
        "Where was the cause looked for?",
    ),
}
"""Every question that an explanation may leave open, by the key that answers it."""
