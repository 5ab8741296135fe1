"""The words of the documents: headings, labels, columns and terms, in three languages.

The Norwegian terms are those of the 2025 protocols and the official glossary of the election
administration; where nynorsk was not seen there, it follows the same words in bokmål.
"""

from qc_service.model.words import Words

WORDS: dict[str, Words] = {
    # every page
    "control": Words(
        "Kontroll – ikke opptelling", "Kontroll – ikkje oppteljing", "Control – not a count"
    ),
    "public": Words("Offentlig utgave", "Offentleg utgåve", "Public copy"),
    "internal": Words("Intern utgave", "Intern utgåve", "Internal copy"),
    "page": Words("Side", "Side", "Page"),
    "head": Words(
        "Kontrollogg, {rows} rader, siste sum (SHA-256): {head}",
        "Kontrollogg, {rows} rader, siste sum (SHA-256): {head}",
        "Ledger, {rows} rows, last hash (SHA-256): {head}",
    ),
    "root": Words(
        "Merkle-rot over {rows} rader: {root}",
        "Merkle-rot over {rows} rader: {root}",
        "Merkle root over {rows} rows: {root}",
    ),
    "key": Words(
        "Nøkkelens fingeravtrykk: {key}",
        "Fingeravtrykket til nøkkelen: {key}",
        "Fingerprint of the key: {key}",
    ),
    "no-key": Words(
        "Kontrolloggen er ikke signert.",
        "Kontrolloggen er ikkje signert.",
        "The ledger is not signed.",
    ),
    # titles
    "title-log": Words("Stikkprøvelogg", "Stikkprøvelogg", "Sample-check log"),
    "title-table": Words("Stikkprøvekontroll", "Stikkprøvekontroll", "Sample check"),
    "title-summary": Words(
        "Stikkprøver – oppsummering for valgstyret",
        "Stikkprøver – oppsummering for valstyret",
        "Sample checks – summary for the electoral committee",
    ),
    "title-deviations": Words("Avviksforklaringer", "Avviksforklaringar", "Deviations explained"),
    "title-plan": Words("Plan for stikkprøver", "Plan for stikkprøver", "Plan of sample checks"),
    "title-picklist": Words("Plukkliste", "Plukkliste", "Pick list"),
    "title-night": Words(
        "Rapport fra skanningen", "Rapport frå skanninga", "Report of the scanning"
    ),
    # facts
    "software": Words("Programvareversjon", "Programvareversjon", "Software version"),
    "parts": Words("Konfigurasjon (SHA-256)", "Konfigurasjon (SHA-256)", "Configuration (SHA-256)"),
    "period": Words("Kontrollen gjelder", "Kontrollen gjeld", "Period of the control"),
    "period-days": Words("{began} til {ended}", "{began} til {ended}", "{began} to {ended}"),
    # seats
    "fewest": Words(
        "Minste antall feilleste sedler",
        "Minste talet på feillesne setlar",
        "Fewest misread ballots",
    ),
    "beside": Words("Ikke med i trekning", "Ikkje med i trekning", "In no draw"),
    "undecided_ballots": Words("Uavklart parti", "Uavklart parti", "List open"),
    "counted": Words("Regnet ut fra", "Rekna ut frå", "Reckoned from"),
    "counted-reread": Words("kontrollens lesing", "lesinga til kontrollen", "the reread"),
    "counted-totals": Words("offisielle tall", "offisielle tal", "official totals"),
    "counted-votes": Words("oppgitte listestemmer", "oppgjevne listestemmer", "list votes given"),
    # who took part
    "people-caption": Words("De som har deltatt", "Dei som har vore med", "Who took part"),
    "person": Words("Hvem", "Kven", "Who"),
    "no_candidate": Words(
        "Bekreftet å ikke stå på noen valgliste (valgloven § 10-6)",
        "Stadfesta å ikkje stå på noka valliste (vallova § 10-6)",
        "Confirmed to stand on no list (Election Act § 10-6)",
    ),
    "pin": Words("Bekreftet med PIN", "Stadfesta med PIN", "Identified by PIN"),
    # the log's columns (keys are those of the record)
    "sample_id": Words("Stikkprøve nr.", "Stikkprøve nr.", "Sample no."),
    "contest": Words("Valg", "Val", "Election"),
    "category": Words("Opptellingskategori", "Oppteljingskategori", "Counting category"),
    "locale_code": Words("Valglokale, kode", "Vallokale, kode", "Polling place, code"),
    "locale_name": Words("Valglokale", "Vallokale", "Polling place"),
    "box_no": Words("Kasse nr.", "Kasse nr.", "Box no."),
    "box_total": Words("Kasser i alt", "Kasser i alt", "Boxes in all"),
    "box": Words("Kasse", "Kasse", "Box"),
    "box_id": Words("Kassens merke", "Merket på kassa", "Label of the box"),
    "ballots_in_box": Words(
        "Antall sedler i kassen", "Talet på setlar i kassa", "Ballots in the box"
    ),
    "ballots_drawn": Words("Antall trukket", "Talet på trekte", "Ballots drawn"),
    "ballots_checked": Words("Antall kontrollerte", "Talet på kontrollerte", "Ballots checked"),
    "count_no": Words("Telling nr.", "Teljing nr.", "Count no."),
    "scanner_no": Words("Skanner", "Skannar", "Scanner"),
    "draw_method": Words("Uttrekksmåte", "Uttrekksmåte", "How drawn"),
    "seed": Words("Terningtall", "Terningtal", "Dice digits"),
    "round": Words("Trekning nr.", "Trekking nr.", "Draw no."),
    "drawn_at": Words("Trukket", "Trekt", "Drawn"),
    "done_at": Words("Utført", "Utført", "Done"),
    "scope": Words("Omfang", "Omfang", "Scope"),
    "differing": Words("Sedler med avvik", "Setlar med avvik", "Ballots that differ"),
    "differing_list": Words("Avvik i parti", "Avvik i parti", "Differences in list"),
    "differing_marks": Words("Avvik i avkryssing", "Avvik i avkryssing", "Differences in marks"),
    "differing_rows": Words("Avvik i slengere", "Avvik i slengjarar", "Differences in write-ins"),
    "differing_stamp": Words("Avvik i stempel", "Avvik i stempel", "Differences in stamp"),
    "differing_count": Words("Avvik i antall", "Avvik i talet", "Differences in number"),
    "mark_outside_field": Words(
        "Merker utenfor lesefelt", "Merke utanfor lesefelt", "Marks outside fields"
    ),
    "not_compared": Words("Ikke sammenlignet", "Ikkje samanlikna", "Not compared"),
    "not_found": Words("Ikke funnet", "Ikkje funne", "Not found"),
    "disputed": Words("Ikke enige", "Ikkje einige", "Not agreed"),
    "assessment": Words("Vurdering", "Vurdering", "Assessment"),
    "action": Words("Tiltak", "Tiltak", "Action"),
    "done_by": Words("Utført av", "Utført av", "Done by"),
    "approved_by": Words("Godkjent av", "Godkjend av", "Approved by"),
    "returned": Words(
        "Kasse lagt tilbake og forseglet", "Kassa lagd tilbake og forsegla", "Box back and sealed"
    ),
    "deviation_ref": Words("Viser til avvik nr.", "Viser til avvik nr.", "Refers to deviation"),
    # lists
    "list": Words("Parti", "Parti", "List"),
    "manual": Words("Manuelt", "Manuelt", "By hand"),
    "machine": Words("Maskinelt", "Maskinelt", "By machine"),
    "reread": Words("Kontrollesing", "Kontrollesing", "Reread"),
    "difference": Words("Avvik", "Avvik", "Difference"),
    "lists-caption": Words(
        "Partifordeling, stikkprøve {number}",
        "Partifordeling, stikkprøve {number}",
        "Ballots by list, sample {number}",
    ),
    "lists-all": Words("Partifordeling", "Partifordeling", "Ballots by list"),
    # table of the protocol
    "result": Words("Resultat", "Resultat", "Result"),
    # summary
    "boxes": Words("Kasser", "Kasser", "Boxes"),
    "boxes_checked": Words("Kasser i stikkprøven", "Kasser i stikkprøva", "Boxes sampled"),
    "ballots": Words("Sedler", "Setlar", "Ballots"),
    "checked": Words("Kontrollerte", "Kontrollerte", "Checked"),
    "share": Words("Andel", "Del", "Share"),
    "conclusion": Words("Konklusjon", "Konklusjon", "Conclusion"),
    "all": Words("I alt", "I alt", "In all"),
    "stratum": Words("Gruppe", "Gruppe", "Stratum"),
    "errors": Words("Feilleste", "Feillesne", "Misread"),
    "upper": Words("Øvre grense", "Øvre grense", "Upper bound"),
    "upper_share": Words("Øvre grense, andel", "Øvre grense, del", "Upper bound, share"),
    "risk": Words("Risiko", "Risiko", "Risk"),
    # looks
    "sample": Words("Uttrekk", "Uttrekk", "Drawn"),
    "place": Words("Plass i kassen", "Plass i kassa", "Place in the box"),
    "serial": Words("Skannet som", "Skanna som", "Scanned as"),
    "outcome": Words("Resultat", "Resultat", "Outcome"),
    "fields": Words("Avvik i", "Avvik i", "Differs in"),
    "third": Words("Tredje blikk", "Tredje blikk", "Third look"),
    "revisions": Words("Rettelser", "Rettingar", "Corrections"),
    # night
    "sheets": Words("Sedler", "Setlar", "Sheets"),
    "compared": Words("Sammenlignet", "Samanlikna", "Compared"),
    "sheets_differing": Words("Ulike", "Ulike", "Differing"),
    "permille": Words("Promille", "Promille", "Per mille"),
    "for_people": Words("Må ses av mennesker", "Må sjåast av menneske", "For people to see"),
    "faults": Words("Ikke lest", "Ikkje lesne", "Not read"),
    "alarm": Words("Alarm nr.", "Alarm nr.", "Alarm no."),
    "alarm_kind": Words("Hva", "Kva", "What"),
    "alarm_where": Words("Hvor", "Kvar", "Where"),
    "alarm_numbers": Words(
        "Ulike av sammenlignede", "Ulike av samanlikna", "Differing of compared"
    ),
    "alarm_state": Words("Status", "Status", "State"),
    "alarm_cause": Words("Årsak", "Årsak", "Cause"),
    "state": Words("Status", "Status", "State"),
    "expected": Words("Ventet", "Venta", "Expected"),
    "remarks": Words("Merknader", "Merknader", "Remarks"),
    "finding": Words("Hendelse", "Hending", "Event"),
    "times": Words("Antall", "Tal", "Times"),
    # deviations
    "deviation": Words("Avvik nr.", "Avvik nr.", "Deviation no."),
    "cause": Words("Årsak", "Årsak", "Cause"),
    "short": Words("Kort tekst (EVA)", "Kort tekst (EVA)", "Short text (EVA)"),
    "explained_by": Words("Forklart av", "Forklart av", "Explained by"),
    # plan
    "strata": Words("Grupper", "Grupper", "Strata"),
    "boxes_least": Words(
        "Kasser i hver gruppe, minst", "Kasser i kvar gruppe, minst", "Boxes a stratum, at least"
    ),
    "ballots_least": Words(
        "Sedler i hver gruppe, minst",
        "Setlar i kvar gruppe, minst",
        "Ballots a stratum, at least",
    ),
    "risk_most": Words(
        "Risikobaserte uttrekk av samme grunn, høyst",
        "Risikobaserte uttrekk av same grunn, høgst",
        "Draws by risk for one reason, at most",
    ),
    "threshold": Words("Trekkes ut over dette", "Blir trekte utover dette", "Drawn beyond that"),
    "prior": Words("Antatt på forhånd", "Gått ut frå på førehand", "Prior"),
    "claim": Words("Påstand: høyst feillest", "Påstand: høgst feillese", "Claim: at most misread"),
    "needed_0": Words("Uten feil", "Utan feil", "With no error"),
    "needed_1": Words("Med 1 feil", "Med 1 feil", "With 1 error"),
    "needed_2": Words("Med 2 feil", "Med 2 feil", "With 2 errors"),
    "committed_at": Words("Kasser bundet", "Kasser bundne", "Boxes bound"),
    "boxes_root": Words("Rot over kassene", "Rot over kassene", "Root over the boxes"),
    "samples": Words("Uttrekk", "Uttrekk", "Samples"),
    "signed_by": Words("Signert av", "Signert av", "Signed by"),
    # signatures
    "signatures": Words("Underskrifter", "Underskrifter", "Signatures"),
    "sign-place": Words(
        "Sted, dato, underskrift", "Stad, dato, underskrift", "Place, date, signature"
    ),
    "sign-controller-1": Words("Kontrollør 1", "Kontrollør 1", "Controller 1"),
    "sign-controller-2": Words("Kontrollør 2", "Kontrollør 2", "Controller 2"),
    "sign-officer": Words("Valgansvarlig", "Valansvarleg", "Election officer"),
    "sign-chair": Words("Leder av valgstyret", "Leiar av valstyret", "Chair of the committee"),
    # terms
    "role-operator": Words("skanneroperatør", "skannaroperatør", "operator"),
    "role-controller": Words("kontrollør", "kontrollør", "controller"),
    "role-officer": Words("valgansvarlig", "valansvarleg", "election officer"),
    "role-observer": Words("observatør", "observatør", "observer"),
    "undecided": Words("uavklart parti", "uavklart parti", "list open"),
    "yes": Words("ja", "ja", "yes"),
    "no": Words("nei", "nei", "no"),
    "none": Words("ingen", "ingen", "none"),
    "hidden": Words("vises ikke", "blir ikkje vist", "not shown"),
    "no-category": Words("Uten kategori", "Utan kategori", "No category"),
    "kind-random": Words(
        "Tilfeldig, med terningtall", "Tilfeldig, med terningtal", "Random, with dice digits"
    ),
    "kind-risk": Words("Risikobasert: {reasons}", "Risikobasert: {reasons}", "By risk: {reasons}"),
    "scope-whole": Words(
        "Partifordeling, hele kassen", "Partifordeling, heile kassa", "Ballots by list, whole box"
    ),
    "scope-ballots": Words(
        "Enkeltsedler: parti, avkryssing, slengere, stempel",
        "Enkeltsetlar: parti, avkryssing, slengjarar, stempel",
        "Single ballots: list, marks, write-ins, stamp",
    ),
    "assessment-none": Words("Ingen avvik", "Ingen avvik", "No deviation"),
    "assessment-random": Words(
        "Avvik uten kjent mønster", "Avvik utan kjent mønster", "Deviations without known pattern"
    ),
    "assessment-possibly-systematic": Words(
        "Mulig systematisk, alarm {alarms}",
        "Mogleg systematisk, alarm {alarms}",
        "Possibly systematic, alarm {alarms}",
    ),
    "assessment-systematic": Words(
        "Systematisk, alarm {alarms}", "Systematisk, alarm {alarms}", "Systematic, alarm {alarms}"
    ),
    "assessment-not-compared": Words(
        "Ikke sammenlignet: maskinens tall mangler",
        "Ikkje samanlikna: tala frå maskina manglar",
        "Not compared: the machine's word is missing",
    ),
    "assessment-open": Words("Ikke ferdig", "Ikkje ferdig", "Not finished"),
    "action-none": Words("Ingen", "Ingen", "None"),
    "action-explained": Words("Se avviksforklaring", "Sjå avviksforklaring", "See the explanation"),
    "action-open": Words(
        "Ikke avgjort: ny telling på en annen stasjon bør vurderes",
        "Ikkje avgjort: ny teljing på ein annan stasjon bør vurderast",
        "Not decided: a recount at another station should be considered",
    ),
    "action-compare": Words(
        "Sammenlign med tallene fra skanneren",
        "Samanlikn med tala frå skannaren",
        "Compare with the scanner's figures",
    ),
    "action-finish": Words(
        "Kontrollen må gjøres ferdig", "Kontrollen må gjerast ferdig", "The check must be finished"
    ),
    "reason-unsure": Words("usikkert merke", "usikkert merke", "unsure mark"),
    "reason-alarm": Words("alarm", "alarm", "alarm"),
    "reason-restart": Words("omstart", "omstart", "restart"),
    "reason-paper-stop": Words("papirstopp", "papirstopp", "paper stop"),
    "reason-outside": Words("merke utenfor felt", "merke utanfor felt", "mark outside fields"),
    "reason-stamp": Words("stempel", "stempel", "stamp"),
    "reason-fault": Words("ikke lest", "ikkje lesen", "not read"),
    "reason-write-in": Words("slengere", "slengjarar", "write-ins"),
    "reason-row": Words("slengere", "slengjarar", "write-ins"),
    "reason-limit": Words("for mange slengere", "for mange slengjarar", "too many write-ins"),
    "reason-identity": Words("usikkert parti", "usikkert parti", "list not sure"),
    "reason-copy": Words("mulig kopi", "mogleg kopi", "may be a copy"),
    "reason-difference": Words("ulik kontrollesing", "ulik kontrollesing", "reread differs"),
    "reason-gap": Words("manglende nummer", "manglande nummer", "missing number"),
    "outcome-seen": Words("sett", "sett", "seen"),
    "outcome-not-found": Words("ikke funnet", "ikkje funne", "not found"),
    "outcome-cannot-agree": Words("ikke enige", "ikkje einige", "not agreed"),
    "outcome-open": Words("venter", "ventar", "waiting"),
    "field-list": Words("parti", "parti", "list"),
    "field-marks": Words("avkryssing", "avkryssing", "marks"),
    "field-rows": Words("slengere", "slengjarar", "write-ins"),
    "field-stamp": Words("stempel", "stempel", "stamp"),
    "field-count": Words("antall", "tal", "number"),
    "stratum-scanner": Words("skanner", "skannar", "scanner"),
    "stratum-category": Words("opptellingskategori", "oppteljingskategori", "category"),
    "stratum-locale": Words("valglokale", "vallokale", "polling place"),
    "stratum-list": Words("parti", "parti", "list"),
    "stratum-form_code": Words("skjemakode", "skjemakode", "form code"),
    "alarm-open": Words("åpen", "open", "open"),
    "alarm-seen": Words("sett", "sett", "seen"),
    "alarm-acknowledged": Words(
        "kvittert: {meaning}", "kvittert: {meaning}", "acknowledged: {meaning}"
    ),
    "alarm-explained": Words("forklart", "forklart", "explained"),
    "alarm-closed": Words("lukket", "lukka", "closed"),
    "meaning-repaired": Words("rettet", "retta", "repaired"),
    "meaning-known": Words("kjent", "kjend", "known"),
    "meaning-accepted": Words("godtatt", "godteken", "accepted"),
    "difference-miss": Words("merker går tapt", "merke går tapt", "marks are missed"),
    "difference-false": Words(
        "merker som ikke finnes", "merke som ikkje finst", "marks that are not there"
    ),
    "difference-other": Words("andre stemmer", "andre stemmer", "other votes"),
    "difference-style": Words("feil parti", "feil parti", "wrong list"),
    "everywhere": Words("alle skannere", "alle skannarar", "all scanners"),
    "on-scanner": Words("skanner {scanner}", "skannar {scanner}", "scanner {scanner}"),
    "on-list": Words("parti {list}", "parti {list}", "list {list}"),
    "on-locale": Words("valglokale {locale}", "vallokale {locale}", "polling place {locale}"),
    "on-option": Words("felt {option}", "felt {option}", "field {option}"),
    "on-box": Words("kasse {box}", "kasse {box}", "box {box}"),
    "box-planned": Words("ikke åpnet", "ikkje opna", "not opened"),
    "box-open": Words("åpen", "open", "open"),
    "box-closed": Words("lukket", "lukka", "closed"),
    "finding-gap": Words(
        "Nummer som ikke kom", "Nummer som ikkje kom", "Numbers that did not come"
    ),
    "finding-double": Words("Seddel sendt to ganger", "Setel send to gonger", "Sheet sent twice"),
    "finding-conflict": Words(
        "Nummer brukt to ganger", "Nummer brukt to gonger", "Number used twice"
    ),
    "finding-restart": Words("Omstart av skanneren", "Omstart av skannaren", "Scanner restarted"),
    "finding-same-paper": Words(
        "Samme seddel skannet to ganger", "Same setel skanna to gonger", "Same paper scanned twice"
    ),
    "finding-box-again": Words(
        "Kasse skannet to ganger", "Kasse skanna to gonger", "Box scanned twice"
    ),
    "finding-box-doubled": Words(
        "Kasse åpnet to ganger", "Kasse opna to gonger", "Box opened twice"
    ),
    "finding-box-count": Words(
        "Antall sedler stemmer ikke", "Talet på setlar stemmer ikkje", "Sheets do not add up"
    ),
    "finding-box-forgotten": Words("Kasse ikke åpnet", "Kasse ikkje opna", "Box not opened"),
    "finding-box-open": Words("Kasse ikke lukket", "Kasse ikkje lukka", "Box not closed"),
    "finding-box-after-close": Words(
        "Seddel etter at kassen ble lukket",
        "Setel etter at kassa vart lukka",
        "Sheet after the end",
    ),
    "finding-box-category": Words(
        "Feil opptellingskategori", "Feil oppteljingskategori", "Wrong category"
    ),
    "finding-box-election": Words("Feil valg", "Feil val", "Wrong election"),
    "finding-box-locale": Words("Feil valglokale", "Feil vallokale", "Wrong polling place"),
    "finding-box-unplanned": Words(
        "Kasse utenfor planen", "Kasse utanfor planen", "Box not in the plan"
    ),
}
"""Headings, labels and terms, by name."""
