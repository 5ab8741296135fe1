"""The phrases of which explanations of deviations are made, in bokmål, nynorsk and English."""

from qc_service.model.words import Words


def phrase(name: str, language: str, /, **values: object) -> str:
    """Say a phrase of `PHRASES` in a language of `LANGUAGES`."""
    return PHRASES[name].say(language, **values)


PHRASES: dict[str, Words] = {
    "short-crosses-ballots": Words(
        "Kryss {earlier}, sedler {later}",
        "Kryss {earlier}, setlar {later}",
        "Crosses {earlier}, ballots {later}",
    ),
    "short-first-second": Words(
        "Første telling {earlier}, andre {later}",
        "Første teljing {earlier}, andre {later}",
        "First count {earlier}, second {later}",
    ),
    "short-machine-machine": Words(
        "Maskinell telling {earlier}, ny {later}",
        "Maskinell teljing {earlier}, ny {later}",
        "Machine count {earlier}, next {later}",
    ),
    "short-reread-machine": Words(
        "Maskinell telling {earlier}, lest på nytt {later}",
        "Maskinell teljing {earlier}, lese på nytt {later}",
        "Machine count {earlier}, reread {later}",
    ),
    "short-county-municipality": Words(
        "Kommunen {earlier}, fylket {later}",
        "Kommunen {earlier}, fylket {later}",
        "Municipality {earlier}, county {later}",
    ),
    "short-cause": Words("Årsak: {cause}.", "Årsak: {cause}.", "Cause: {cause}."),
    "short-used": Words("Brukt: {used}.", "Brukt: {used}.", "Used: {used}."),
    "short-recounted": Words("Talt på nytt.", "Talt på nytt.", "Counted again."),
    "short-sample": Words(
        "Se stikkprøve {sample}.", "Sjå stikkprøve {sample}.", "See sample check {sample}."
    ),
    "not-told": Words("ikke oppgitt", "ikkje oppgjeven", "not told"),
    "used-first": Words("første telling", "første teljing", "the first count"),
    "used-second": Words("andre telling", "andre teljing", "the second count"),
    "used-manual": Words("manuell omtelling", "manuell omteljing", "the manual recount"),
    "used-county": Words("tellingen til fylket", "teljinga til fylket", "the county's count"),
    "heading": Words("Avvik {id}: {where}", "Avvik {id}: {where}", "Deviation {id}: {where}"),
    "locale": Words("krets {locale}", "krins {locale}", "district {locale}"),
    "box": Words("kasse {box}", "kasse {box}", "box {box}"),
    "list": Words("liste {list}", "liste {list}", "list {list}"),
    "everything": Words("alle sedler", "alle setlar", "all ballots"),
    "compared": Words("Hva er sammenlignet:", "Kva er samanlikna:", "What was compared:"),
    "kind-crosses-ballots": Words(
        "Kryss i manntallet mot talte sedler.",
        "Kryss i manntalet mot talde setlar.",
        "Crosses in the register against counted ballots.",
    ),
    "kind-first-second": Words(
        "Første opptelling mot andre opptelling.",
        "Første oppteljing mot andre oppteljing.",
        "The first count against the second.",
    ),
    "kind-machine-machine": Words(
        "En maskinell telling mot den neste.",
        "Ei maskinell teljing mot den neste.",
        "One machine count against the next.",
    ),
    "kind-reread-machine": Words(
        "Maskinell telling mot ny lesing av de samme bildene.",
        "Maskinell teljing mot ny lesing av dei same bileta.",
        "The machine count against our reread of the same images.",
    ),
    "kind-county-municipality": Words(
        "Tellingen til kommunen mot tellingen til fylket.",
        "Teljinga til kommunen mot teljinga til fylket.",
        "The municipality's count against the county's.",
    ),
    "numbers": Words("Tall:", "Tal:", "Numbers:"),
    "count-crosses": Words(
        "kryss i manntallet: {ballots}",
        "kryss i manntalet: {ballots}",
        "crosses in the register: {ballots}",
    ),
    "count-first": Words(
        "første opptelling: {ballots}", "første oppteljing: {ballots}", "first count: {ballots}"
    ),
    "count-doubtful": Words(
        "tvilsomme, lagt til side: {ballots}",
        "tvilsame, lagde til side: {ballots}",
        "doubtful, laid aside: {ballots}",
    ),
    "count-second": Words(
        "andre opptelling, nr. {number}: {ballots}",
        "andre oppteljing, nr. {number}: {ballots}",
        "second count, no. {number}: {ballots}",
    ),
    "count-manual": Words(
        "manuell omtelling: {ballots}", "manuell omteljing: {ballots}", "manual recount: {ballots}"
    ),
    "count-reread": Words(
        "lest på nytt: {ballots}", "lese på nytt: {ballots}", "reread: {ballots}"
    ),
    "count-county": Words("fylket: {ballots}", "fylket: {ballots}", "county: {ballots}"),
    "count-difference": Words(
        "avvik: {difference}", "avvik: {difference}", "difference: {difference}"
    ),
    "tolerance": Words("Avviksgrense:", "Avviksgrense:", "Tolerated difference:"),
    "tolerated": Words(
        "Inntil {permille} ‰ av sedlene, eller inntil {ballots} sedler.",
        "Inntil {permille} ‰ av setlane, eller inntil {ballots} setlar.",
        "Up to {permille} ‰ of the ballots, or up to {ballots} ballots.",
    ),
    "tolerated-by": Words("Fastsatt av: {by}.", "Fastsett av: {by}.", "Set by: {by}."),
    "is-beyond": Words(
        "Avviket er over grensen.", "Avviket er over grensa.", "The deviation is beyond it."
    ),
    "is-within": Words(
        "Avviket er innenfor grensen.", "Avviket er innanfor grensa.", "The deviation is within it."
    ),
    "cause": Words("Årsak:", "Årsak:", "Cause:"),
    "answers": Words("Om årsaken:", "Om årsaka:", "About the cause:"),
    "happened": Words("Hva skjedde:", "Kva skjedde:", "What happened:"),
    "why": Words("Hvorfor:", "Kvifor:", "Why:"),
    "found": Words("Hvordan det ble oppdaget:", "Korleis det vart oppdaga:", "How it was found:"),
    "recounts": Words("Nye tellinger:", "Nye teljingar:", "Recounts:"),
    "recount-manual": Words("manuelt", "manuelt", "by hand"),
    "recount-machine": Words("maskinelt", "maskinelt", "by machine"),
    "other-machine": Words("på en annen maskin", "på ei anna maskin", "on another machine"),
    "same-machine": Words("på samme maskin", "på same maskina", "on the same machine"),
    "other-people": Words("av andre personer", "av andre personar", "by other people"),
    "same-people": Words("av de samme personene", "av dei same personane", "by the same people"),
    "recounted": Words("{ballots} sedler", "{ballots} setlar", "{ballots} ballots"),
    "sample": Words("Stikkprøve:", "Stikkprøve:", "Sample check:"),
    "used": Words("Resultatet er hentet fra:", "Resultatet er henta frå:", "The result is from:"),
    "seats": Words("Betydning for mandatene:", "Verknad for mandata:", "Effect on the seats:"),
    "seats-none": Words("Ingen.", "Ingen.", "None."),
    "seats-possible": Words("Mulig.", "Mogleg.", "Possible."),
    "measures": Words("Tiltak:", "Tiltak:", "Measures:"),
    "letter": Words(
        "Brev til distrikts- eller fylkesvalgstyret:",
        "Brev til distrikts- eller fylkesvalstyret:",
        "Letter to the district or county committee:",
    ),
    "eva": Words(
        "Kort tekst til EVA ({length} av {most} tegn):",
        "Kort tekst til EVA ({length} av {most} teikn):",
        "Short text for EVA ({length} of {most} characters):",
    ),
    "too-long": Words(
        "Den korte teksten er for lang: {length} tegn, EVA tar {most}. Den blir ikke kuttet.",
        "Den korte teksten er for lang: {length} teikn, EVA tek {most}. Han blir ikkje kutta.",
        "The short text is too long: {length} characters, EVA takes {most}. It is not cut.",
    ),
    "numbers-differ": Words(
        "Tallet «{key}» i filen er et annet enn i tellingene.",
        "Talet «{key}» i fila er eit anna enn i teljingane.",
        "The number “{key}” in the file is not that of the counts.",
    ),
    "yes": Words("Ja.", "Ja.", "Yes."),
    "no": Words("Nei.", "Nei.", "No."),
    "signed": Words("Underskrevet av:", "Underskrive av:", "Signed by:"),
}
"""Every phrase of the two texts."""
