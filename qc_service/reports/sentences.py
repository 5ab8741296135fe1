"""Whole sentences of the documents, in three languages: plain, factual, without judgement."""

from qc_service.model.words import Words

SENTENCES: dict[str, Words] = {
    "no-checks": Words(
        "Det er ikke gjort noen stikkprøve av papiret. Denne kontrolloggen viser bare hva "
        "kontrollesingen fant.",
        "Det er ikkje gjort noka stikkprøve av papiret. Denne kontrolloggen viser berre kva "
        "kontrollesinga fann.",
        "No sample check of paper was made. This ledger shows only what the reread found.",
    ),
    "no-plan": Words(
        "Det er ikke registrert noen plan for stikkprøver.",
        "Det er ikkje registrert nokon plan for stikkprøver.",
        "No plan of sample checks was entered.",
    ),
    "no-draw": Words(
        "Det er ikke trukket noen stikkprøve.",
        "Det er ikkje trekt noka stikkprøve.",
        "No sample was drawn.",
    ),
    "no-deviations": Words(
        "Det er ikke registrert noen avviksforklaring.",
        "Det er ikkje registrert noka avviksforklaring.",
        "No deviation was explained.",
    ),
    "embargo": Words(
        "Tall for partier vises ikke før sperrefristen er ute (valgloven § 21-8).",
        "Tal for parti blir ikkje viste før sperrefristen er ute (vallova § 21-8).",
        "Figures of lists are not shown before the embargo ends (Election Act § 21-8).",
    ),
    "replay-differs": Words(
        "Kontrolloggen gir ikke de samme funnene når den spilles av på nytt. Den må undersøkes før "
        "noe her brukes.",
        "Kontrolloggen gir ikkje dei same funna når han blir spelt av på nytt. Han må undersøkjast "
        "før noko her blir brukt.",
        "The ledger does not give the same findings when it is replayed. It must be examined "
        "before anything here is used.",
    ),
    "small": Words(
        "Tall for partier vises ikke der kassen har færre enn {advance} forhåndsstemmer eller "
        "{day} valgtingsstemmer, og heller ikke der de da kunne regnes ut.",
        "Tal for parti blir ikkje viste der kassa har færre enn {advance} førehandsstemmer eller "
        "{day} valtingsstemmer, og heller ikkje der dei då kunne reknast ut.",
        "Figures of lists are not shown where a box has fewer than {advance} advance votes or "
        "{day} election day votes, nor where they could then be computed.",
    ),
    "small-cells": Words(
        "Tall for færre enn {day} sedler vises ikke, og heller ikke tall som de kunne regnes ut "
        "fra.",
        "Tal for færre enn {day} setlar blir ikkje viste, og heller ikkje tal som dei kunne "
        "reknast ut frå.",
        "Numbers of fewer than {day} sheets are not shown, nor others from which they could be "
        "computed.",
    ),
    "method-random": Words(
        "Kassene ble lukket og bundet til kontrolloggen før terningtallene ble kastet, og sedlene "
        "ble trukket med terningtallene.",
        "Kassene vart lukka og bundne til kontrolloggen før terningtala vart kasta, og setlane "
        "vart trekte med terningtala.",
        "The boxes were closed and bound to the ledger before the dice were thrown, and the "
        "ballots were drawn by the dice digits.",
    ),
    "method-pair": Words(
        "To personer leste hver for seg det som står på papiret, uten å se tallene fra skanneren "
        "eller kontrollesingen.",
        "To personar las kvar for seg det som står på papiret, utan å sjå tala frå skannaren eller "
        "kontrollesinga.",
        "Two people read the paper, each alone, without seeing the figures of the scanner or of "
        "the reread.",
    ),
    "whole-line": Words(
        "Skanner {scanner}, {box}, {checked} sedler kontrollert, {result}",
        "Skannar {scanner}, {box}, {checked} setlar kontrollerte, {result}",
        "Scanner {scanner}, {box}, {checked} ballots checked, {result}",
    ),
    "part-line": Words(
        "Skanner {scanner}, {box}, {checked} av {ballots} sedler kontrollert, {result}",
        "Skannar {scanner}, {box}, {checked} av {ballots} setlar kontrollerte, {result}",
        "Scanner {scanner}, {box}, {checked} of {ballots} ballots checked, {result}",
    ),
    "by-risk": Words("risikobasert uttrekk", "risikobasert uttrekk", "drawn by risk"),
    "box-of": Words("kasse {box} av {boxes}", "kasse {box} av {boxes}", "box {box} of {boxes}"),
    "box-one": Words("kasse {box}", "kasse {box}", "box {box}"),
    "count-again": Words(
        "{box}, telling {count}", "{box}, teljing {count}", "{box}, count {count}"
    ),
    "result-none": Words("ingen avvik", "ingen avvik", "no deviation"),
    "result-some": Words(
        "avvik på {differing}", "avvik på {differing}", "deviations on {differing}"
    ),
    "result-box": Words(
        "avvik på minst {differing}",
        "avvik på minst {differing}",
        "deviations on at least {differing}",
    ),
    "result-open": Words(
        "ikke ferdig ({left} gjenstår)",
        "ikkje ferdig ({left} står att)",
        "not finished ({left} left)",
    ),
    "result-uncompared": Words(
        "{ballots} ikke sammenlignet med maskinen",
        "{ballots} ikkje samanlikna med maskina",
        "{ballots} not compared with the machine",
    ),
    "result-lost": Words(
        "{ballots} ikke funnet eller ikke avklart",
        "{ballots} ikkje funne eller ikkje avklart",
        "{ballots} not found or not agreed on",
    ),
    "result-nothing": Words("Ingen stikkprøve", "Inga stikkprøve", "No sample check"),
    "one-ballot": Words("1 seddel", "1 setel", "1 ballot"),
    "more-ballots": Words("{count} sedler", "{count} setlar", "{count} ballots"),
    "conclusion-none": Words("Ingen avvik", "Ingen avvik", "No deviation"),
    "conclusion-some": Words("Avvik, se loggen", "Avvik, sjå loggen", "Deviations, see the log"),
    "conclusion-uncompared": Words("Ikke sammenlignet", "Ikkje samanlikna", "Not compared"),
    "conclusion-nothing": Words("Ikke kontrollert", "Ikkje kontrollert", "Not checked"),
    "bound-whole": Words(
        "Av {papers} sedler er {checked} trukket tilfeldig og kontrollert av to personer; {errors} "
        "var feillest av skanneren. Andelen feilleste sedler er høyst {share} ({upper} sedler), "
        "med høyst {risk} risiko for at denne påstanden er feil, uansett hvor ofte tallene "
        "er sett.",
        "Av {papers} setlar er {checked} trekte tilfeldig og kontrollerte av to personar; {errors} "
        "var feillesne av skannaren. Delen feillesne setlar er høgst {share} ({upper} setlar), med "
        "høgst {risk} risiko for at denne påstanden er feil, same kor ofte tala er sett.",
        "Of {papers} ballots {checked} were drawn at random and checked by two people; {errors} "
        "were misread by the scanner. The share of misread ballots is at most {share} ({upper} "
        "ballots), with at most {risk} risk that this statement is wrong, however often one "
        "looked.",
    ),
    "bound-nothing": Words(
        "Ingen tilfeldig trukne sedler er kontrollert, så det kan ikke sies noe om hvor mange "
        "sedler som kan være feillest.",
        "Ingen tilfeldig trekte setlar er kontrollerte, så det kan ikkje seiast noko om kor mange "
        "setlar som kan vere feillesne.",
        "No randomly drawn ballot was checked, so nothing can be said of how many may be misread.",
    ),
    "bound-assumes": Words(
        "Forutsetning: sedlene er trukket tilfeldig uten tilbakelegging, og antallet sedler er "
        "riktig. Risikobaserte uttrekk og kasser som er talt hele, er ikke med i grensen. En "
        "seddel som ikke er funnet, regnes som feillest. Feillest er en seddel der skanneren har "
        "et annet parti, andre merker eller andre slengere enn papiret.",
        "Føresetnad: setlane er trekte tilfeldig utan tilbakelegging, og talet på setlar er rett. "
        "Risikobaserte uttrekk og kasser som er talde heile, er ikkje med i grensa. Ein setel som "
        "ikkje er funnen, blir rekna som feillesen. Feillesen er ein setel der skannaren har eit "
        "anna parti, andre merke eller andre slengjarar enn papiret.",
        "Assumption: ballots were drawn at random without replacement, and their number is right. "
        "Draws by risk and boxes counted whole play no part in the bound. A ballot that was not "
        "found counts as misread. A ballot is misread where the scanner has another list, other "
        "marks or other write-ins than the paper.",
    ),
    "risk-split": Words(
        "Grensene for gruppene gjelder alle samtidig: de deler risikoen på {risk}.",
        "Grensene for gruppene gjeld alle samstundes: dei deler risikoen på {risk}.",
        "The strata's bounds hold all together: they share the risk of {risk}.",
    ),
    "risk-each": Words(
        "Grensen for hver gruppe gjelder for seg, hver med risiko {risk}.",
        "Grensa for kvar gruppe gjeld for seg, kvar med risiko {risk}.",
        "Each stratum's bound holds for itself, at a risk of {risk} each.",
    ),
    "risk-apart": Words(
        "Risikobaserte uttrekk: {drawn} sedler er kontrollert, {misread} var feillest. De er ikke "
        "med i grensen.",
        "Risikobaserte uttrekk: {drawn} setlar er kontrollerte, {misread} var feillesne. Dei er "
        "ikkje med i grensa.",
        "Draws by risk: {drawn} ballots were checked, {misread} were misread. They play no part in "
        "the bound.",
    ),
    "boxes-bound": Words(
        "Hele kasser: av {units} kasser er {checked} trukket tilfeldig og talt; i {misread} av dem "
        "var det avvik. Høyst {upper} kasser kan ha avvik, med høyst {risk} risiko.",
        "Heile kasser: av {units} kasser er {checked} trekte tilfeldig og talde; i {misread} av "
        "dei var det avvik. Høgst {upper} kasser kan ha avvik, med høgst {risk} risiko.",
        "Whole boxes: of {units} boxes {checked} were drawn at random and counted; {misread} of "
        "them had deviations. At most {upper} boxes can have deviations, with at most {risk} risk.",
    ),
    "boxes-apart": Words(
        "Kasser og enkeltsedler holdes fra hverandre: {boxes} kasser er talt hele ({whole} "
        "sedler), og {single} sedler er kontrollert enkeltvis.",
        "Kasser og enkeltsetlar blir haldne frå kvarandre: {boxes} kasser er talde heile ({whole} "
        "setlar), og {single} setlar er kontrollerte kvar for seg.",
        "Boxes and single ballots are kept apart: {boxes} boxes were counted whole ({whole} "
        "ballots), and {single} ballots were checked one by one.",
    ),
    "fewer-than-least": Words(
        "Kassen har færre enn {least} sedler; en stikkprøve bør være på minst {least}.",
        "Kassa har færre enn {least} setlar; ei stikkprøve bør vere på minst {least}.",
        "The box has fewer than {least} ballots; a sample should be of at least {least}.",
    ),
    "seal-broken": Words(
        "Forseglingen var brutt da kassen ble hentet.",
        "Forseglinga var broten då kassa vart henta.",
        "The seal was broken when the box was taken.",
    ),
    "unknown-cause": Words(
        "Årsaken er ukjent. Avviket bør føre til ny telling.",
        "Årsaka er ukjend. Avviket bør føre til ny teljing.",
        "The cause is unknown. The deviation should lead to a recount.",
    ),
    "needed-caption": Words(
        "Sedler som må kontrolleres av {papers}, ved risiko {risk}",
        "Setlar som må kontrollerast av {papers}, ved risiko {risk}",
        "Ballots to be checked of {papers}, at a risk of {risk}",
    ),
    "not-possible": Words("ikke mulig", "ikkje mogleg", "not possible"),
    "threshold-share": Words("{share} av sedlene", "{share} av setlane", "{share} of the ballots"),
    "prior-words": Words(
        "om lag 1 feillest seddel av {each}, med vekt som {weight} sedler",
        "om lag 1 feillesen setel av {each}, med vekt som {weight} setlar",
        "about 1 misread ballot in {each}, worth {weight} ballots",
    ),
    "rounds-caption": Words("Trekninger", "Trekkingar", "Draws"),
    "samples-caption": Words("Stikkprøver", "Stikkprøver", "Sample checks"),
    "sample-heading": Words(
        "Stikkprøve {number}: skanner {scanner}, {box}",
        "Stikkprøve {number}: skannar {scanner}, {box}",
        "Sample {number}: scanner {scanner}, {box}",
    ),
    "looks-caption": Words(
        "Enkeltkontroller, stikkprøve {number}",
        "Enkeltkontrollar, stikkprøve {number}",
        "Single checks, sample {number}",
    ),
    "looks-all": Words("Enkeltkontroller", "Enkeltkontrollar", "Single checks"),
    "categories-caption": Words(
        "Stikkprøver etter opptellingskategori",
        "Stikkprøver etter oppteljingskategori",
        "Sample checks by counting category",
    ),
    "method-heading": Words("Metode", "Metode", "Method"),
    "result-heading": Words("Resultat", "Resultat", "Result"),
    "bound-heading": Words(
        "Hva stikkprøven viser", "Kva stikkprøva viser", "What the sample shows"
    ),
    "seats-heading": Words(
        "Hva feilleste sedler kan bety for mandatene",
        "Kva feillesne setlar kan ha å seie for mandata",
        "What misread ballots could mean for the seats",
    ),
    "seats-reread": Words(
        "Regnet ut fra kontrollens egen lesing av {ballots} sedler. Den er ikke noe resultat, så "
        "det sies ikke her om et mandat kan være flyttet; til det trengs de offisielle tallene.",
        "Rekna ut frå kontrollen si eiga lesing av {ballots} setlar. Ho er ikkje noko resultat, så "
        "det blir ikkje sagt her om eit mandat kan vere flytta; til det trengst dei offisielle "
        "tala.",
        "Reckoned from the control's own reread of {ballots} ballots. It is no result, so it is "
        "not said here whether a seat can have moved; that takes the official totals.",
    ),
    "seats-totals": Words(
        "Regnet ut fra de offisielle tallene, {ballots} sedler.",
        "Rekna ut frå dei offisielle tala, {ballots} setlar.",
        "Reckoned from the official totals, {ballots} ballots.",
    ),
    "seats-votes": Words(
        "Regnet ut fra listestemmene slik de ble oppgitt da dette dokumentet ble laget; "
        "kontrolloggen har {ballots} sedler.",
        "Rekna ut frå listestemmene slik dei vart oppgjevne då dette dokumentet vart laga; "
        "kontrolloggen har {ballots} setlar.",
        "Reckoned from the list votes as they were given when this document was made; the ledger "
        "has {ballots} ballots.",
    ),
    "seats-undecided": Words(
        "{undecided} sedler der bare et menneske kan avgjøre partiet, er ikke med.",
        "{undecided} setlar der berre eit menneske kan avgjere partiet, er ikkje med.",
        "{undecided} ballots of which only a person can tell the list are left out.",
    ),
    "seats-beside": Words(
        "{beside} sedler var ikke med i noen trekning; hver av dem er regnet som feillest i "
        "grensen her.",
        "{beside} setlar var ikkje med i noka trekning; kvar av dei er rekna som feillesen i "
        "grensa her.",
        "{beside} ballots were in no draw; each of them counts as misread in the bound here.",
    ),
    "seats-weight": Words(
        "Hver seddel er regnet med alle listestemmene til sitt parti; slengere er ikke trukket "
        "fra.",
        "Kvar setel er rekna med alle listestemmene til partiet sitt; slengjarar er ikkje trekte "
        "frå.",
        "Each ballot is reckoned with all its list votes for its own list; names written in from "
        "other lists are not taken off.",
    ),
    "strata-caption": Words(
        "Tilfeldig trukne sedler etter gruppe",
        "Tilfeldig trekte setlar etter gruppe",
        "Randomly drawn ballots by stratum",
    ),
    "strata-figure": Words(
        "Kontrollerte sedler i hver gruppe (mørkt) av alle sedler i gruppen (lyst).",
        "Kontrollerte setlar i kvar gruppe (mørkt) av alle setlar i gruppa (lyst).",
        "Ballots checked in each stratum (dark) of all its ballots (light).",
    ),
    "of-words": Words("{part} av {whole}", "{part} av {whole}", "{part} of {whole}"),
    "course-figure": Words(
        "Øvre grense for andelen feilleste sedler etter hvert som kontrollen går framover.",
        "Øvre grense for delen feillesne setlar etter kvart som kontrollen går framover.",
        "Upper bound on the share of misread ballots as the check goes on.",
    ),
    "course-alt": Words(
        "Linje: etter {first} kontrollerte sedler er grensen {high}, etter {last} er den {low}.",
        "Linje: etter {first} kontrollerte setlar er grensa {high}, etter {last} er ho {low}.",
        "Line: after {first} checked ballots the bound is {high}, after {last} it is {low}.",
    ),
    "course-across": Words("kontrollerte sedler", "kontrollerte setlar", "ballots checked"),
    "course-up": Words("øvre grense", "øvre grense", "upper bound"),
    "night-intro": Words(
        "Kontrollesingen leser bildene på nytt og sammenligner med det skanneren har rapportert. "
        "En ulikhet sier ikke hvem som har rett; det viser bare papiret.",
        "Kontrollesinga les bileta på nytt og samanliknar med det skannaren har rapportert. Ein "
        "ulikskap seier ikkje kven som har rett; det viser berre papiret.",
        "The reread reads the images again and compares with what the scanner reported. A "
        "difference does not say who is right; only the paper shows that.",
    ),
    "scanners-heading": Words("Skannere", "Skannarar", "Scanners"),
    "scanners-caption": Words(
        "Sedler og ulikheter etter skanner",
        "Setlar og ulikskapar etter skannar",
        "Sheets and differences by scanner",
    ),
    "cells-heading": Words("Skanner og parti", "Skannar og parti", "Scanner and list"),
    "cells-caption": Words(
        "Ulike sedler etter skanner og parti",
        "Ulike setlar etter skannar og parti",
        "Differing sheets by scanner and list",
    ),
    "cells-figure": Words(
        "Ulikheter mellom skanner og kontrollesing, i promille av sammenlignede sedler. Flaten av "
        "en prikk er andelen; den største er {most}.",
        "Ulikskapar mellom skannar og kontrollesing, i promille av samanlikna setlar. Flata av ein "
        "prikk er delen; den største er {most}.",
        "Differences between scanner and reread, per mille of compared sheets. The area of a dot "
        "is the share; the largest is {most}.",
    ),
    "cell-alt": Words(
        "{list} på skanner {scanner}: {share}",
        "{list} på skannar {scanner}: {share}",
        "{list} on scanner {scanner}: {share}",
    ),
    "alarms-heading": Words("Alarmer", "Alarmar", "Alarms"),
    "alarms-caption": Words(
        "Alarmer og hva som er gjort", "Alarmar og kva som er gjort", "Alarms and what was done"
    ),
    "alarms-empty": Words(
        "ingen alarm ble utløst.", "ingen alarm vart utløyst.", "no alarm was raised."
    ),
    "boxes-heading": Words("Kasser", "Kasser", "Boxes"),
    "boxes-caption": Words(
        "Kasser og antall sedler", "Kasser og talet på setlar", "Boxes and their sheets"
    ),
    "fetch-caption": Words("Kasser som hentes", "Kasser som blir henta", "Boxes to fetch"),
    "findings-caption": Words("Hendelser", "Hendingar", "Events"),
    "nothing": Words("ingen.", "ingen.", "none."),
    "picks-intro": Words(
        "Hent kassene i denne rekkefølgen. To personer åpner forseglingen sammen.",
        "Hent kassene i denne rekkjefølgja. To personar opnar forseglinga saman.",
        "Fetch the boxes in this order. Two people open the seal together.",
    ),
    "picks-caption": Words("Uttrekk", "Uttrekk", "Drawn"),
    "picks-whole": Words("Hele kassen telles", "Heile kassa blir tald", "Count the whole box"),
    "deviation-heading": Words(
        "Avvik {id}: {where}", "Avvik {id}: {where}", "Deviation {id}: {where}"
    ),
    "deviation-hidden": Words(
        "Tallene gjelder et parti og vises ikke i denne utgaven.",
        "Tala gjeld eit parti og blir ikkje viste i denne utgåva.",
        "The numbers are of a list and are not shown in this copy.",
    ),
    "deviations-caption": Words("Avvik", "Avvik", "Deviations"),
    "plan-intro": Words(
        "Planen ble fastsatt før trekningen. Den gjelder for trekninger som kommer etter den.",
        "Planen vart fastsett før trekkinga. Han gjeld for trekkingar som kjem etter han.",
        "The plan was fixed before the draw. It holds for the draws that come after it.",
    ),
}
"""Sentences and captions, by name."""
