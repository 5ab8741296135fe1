"""What can go wrong with scanning, what prevents it, what limits the harm: in three languages.

The hazards are those that have happened at Norwegian and other counts.
"""

import msgspec

from qc_service.model.words import Words
from qc_service.reports.ros_measures import (
    ALARM,
    DECK,
    LAYOUTS,
    OTHER_SCANNER,
    PEOPLE,
    PLAN_OF_BOXES,
    RECONCILE,
    REREAD,
    SAMPLE,
    TWO_PEOPLE,
    Measure,
)


class Risk(msgspec.Struct, frozen=True):
    """One row of the analysis: the three questions of the Norwegian template."""

    wrong: Words
    prevents: tuple[Measure, ...]
    limits: tuple[Measure, ...]


RISKS: tuple[Risk, ...] = (
    Risk(
        Words(
            "Skanneren leser ett parti som et annet, eller mister en del av sedlene til et parti.",
            "Skannaren les eitt parti som eit anna, eller mistar ein del av setlane til eit parti.",
            "The scanner takes one list for another, or loses a part of a list's ballots.",
        ),
        (DECK, LAYOUTS),
        (REREAD, ALARM, SAMPLE, OTHER_SCANNER),
    ),
    Risk(
        Words(
            "Personstemmer, slengere eller andre merker blir ikke lest: svak penn, merker utenfor "
            "feltet, bretter, bokstaver som går inn i raden under.",
            "Personstemmer, slengjarar eller andre merke blir ikkje lesne: svak penn, merke "
            "utanfor feltet, brettar, bokstavar som går inn i rada under.",
            "Personal votes, write-ins or other marks are not read: faint pens, marks outside the "
            "field, folds, letter tails in the row below.",
        ),
        (
            DECK,
            Measure(
                Words(
                    "Penner med svart skrift i alle avlukker.",
                    "Pennar med svart skrift i alle avlukke.",
                    "Pens with black ink in all booths.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "Merker utenfor feltene på vanlige sedler blir funnet og meldt.",
                    "Merke utanfor felta på vanlege setlar blir funne og melde.",
                    "Marks outside the fields are found and told.",
                ),
                "inspect-fields",
            ),
            Measure(
                Words(
                    "Merker som er usikre, blir aldri avgjort av programmet; et menneske ser på "
                    "seddelen (profil: {profile}).",
                    "Merke som er usikre, blir aldri avgjorde av programmet; eit menneske ser på "
                    "setelen (profil: {profile}).",
                    "Unsure marks are never settled by the program; a person looks at the ballot "
                    "(profile: {profile}).",
                )
            ),
            SAMPLE,
        ),
    ),
    Risk(
        Words(
            "Skanneren foreslår gyldige sedler forkastet, for eksempel fordi stempelet ikke blir "
            "funnet.",
            "Skannaren føreslår gyldige setlar forkasta, til dømes fordi stempelet ikkje blir "
            "funne.",
            "The scanner proposes to reject valid ballots, say because it does not find the stamp.",
        ),
        (
            Measure(
                Words(
                    "Svart stempelfarge, og stempelet prøvd i skanneren på forhånd.",
                    "Svart stempelfarge, og stempelet prøvd i skannaren på førehand.",
                    "Black stamp ink, and the stamp tried in the scanner beforehand.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "Stempelet leses på nytt, og valgstyret avgjør hver forkastelse.",
                    "Stempelet blir lese på nytt, og valstyret avgjer kvar forkasting.",
                    "The stamp is reread, and the committee decides on each rejection.",
                ),
                "inspect-fields",
            ),
            RECONCILE,
        ),
    ),
    Risk(
        Words(
            "En kasse blir glemt, skannet to ganger eller skannet i feil kategori.",
            "Ei kasse blir gløymd, skanna to gonger eller skanna i feil kategori.",
            "A box is forgotten, scanned twice, or scanned in a wrong category.",
        ),
        (PLAN_OF_BOXES, TWO_PEOPLE),
        (
            Measure(
                Words(
                    "Kasser som mangler, er skannet to ganger eller har et annet antall sedler enn "
                    "ventet, blir meldt mens det telles.",
                    "Kasser som manglar, er skanna to gonger eller har eit anna tal på setlar enn "
                    "venta, blir melde medan det blir talt.",
                    "Boxes that are missing, scanned twice or of another number than expected are "
                    "told during the count.",
                ),
                "boxes",
            ),
            RECONCILE,
        ),
    ),
    Risk(
        Words(
            "Papirstopp eller dobbeltmating: det er usikkert hvilken seddel som var den siste.",
            "Papirstopp eller dobbeltmating: det er usikkert kva setel som var den siste.",
            "A paper stop or double feed: it is unsure which ballot was the last.",
        ),
        (
            Measure(
                Words(
                    "Rutine for papirstopp: to personer, og hele kassen skannes på nytt ved tvil.",
                    "Rutine for papirstopp: to personar, og heile kassa blir skanna på nytt ved "
                    "tvil.",
                    "A routine for paper stops: two people, and in doubt the whole box again.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "En seddel som kommer to ganger, og hull i rekken av sedler, blir meldt.",
                    "Ein setel som kjem to gonger, og hol i rekkja av setlar, blir melde.",
                    "A ballot that comes twice, and gaps in the sequence, are told.",
                )
            ),
            Measure(
                Words(
                    "Ekstra kontroll av sedlene rundt stoppet, atskilt fra stikkprøven.",
                    "Ekstra kontroll av setlane rundt stoppen, skild frå stikkprøva.",
                    "An extra check of the ballots around the stop, kept apart from the sample.",
                ),
                PEOPLE,
            ),
        ),
    ),
    Risk(
        Words(
            "En skanner blir dårligere utover kvelden: støv, striper, lys, slitte ruller.",
            "Ein skannar blir dårlegare utover kvelden: støv, striper, lys, slitne rullar.",
            "A scanner grows worse during the night: dust, streaks, light, worn rollers.",
        ),
        (
            Measure(
                Words(
                    "Rengjøring og prøvesett ved hvert skifte av mannskap.",
                    "Reingjering og prøvesett ved kvart skifte av mannskap.",
                    "Cleaning, and a test deck at each change of crew.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "Bildekvaliteten måles på hver seddel.",
                    "Biletkvaliteten blir målt på kvar setel.",
                    "Image quality is measured on each ballot.",
                ),
                "inspect-image",
            ),
            ALARM,
            OTHER_SCANNER,
        ),
    ),
    Risk(
        Words(
            "Skanneren har feil oppsett, eller oppsettet blir endret etter prøven.",
            "Skannaren har feil oppsett, eller oppsettet blir endra etter prøva.",
            "The scanner's configuration is wrong, or is changed after the test.",
        ),
        (DECK,),
        (LAYOUTS, REREAD, ALARM),
    ),
    Risk(
        Words(
            "Skanneren og kontrollen tar feil på samme måte: samme bilde, samme programbibliotek.",
            "Skannaren og kontrollen tek feil på same måten: same bilete, same programbibliotek.",
            "Scanner and control err alike: the same image, the same software library.",
        ),
        (
            LAYOUTS,
            Measure(
                Words(
                    "Første opptelling er manuell.",
                    "Første oppteljing er manuell.",
                    "The first count is by hand.",
                ),
                PEOPLE,
            ),
        ),
        (SAMPLE,),
    ),
    Risk(
        Words(
            "Kontrollen stopper, blir for treg eller varsler feil.",
            "Kontrollen stoppar, blir for treg eller varslar feil.",
            "The control stops, is too slow, or raises a false alarm.",
        ),
        (
            Measure(
                Words(
                    "Øvelse med minst like mange sedler i timen som på valgkvelden.",
                    "Øving med minst like mange setlar i timen som på valkvelden.",
                    "A rehearsal with as many ballots an hour as on the night.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "Tellingen går videre uten kontrollen. Senderen beholder bildene til de er "
                    "notert, høyst {credit} om gangen; en seddel som tar over {seconds} s, blir "
                    "notert som feil.",
                    "Teljinga går vidare utan kontrollen. Sendaren tek vare på bileta til dei er "
                    "noterte, høgst {credit} om gongen; ein setel som tek over {seconds} s, blir "
                    "notert som feil.",
                    "The count goes on without the control. The sender keeps images until they are "
                    "recorded, at most {credit} at a time; a ballot that takes more than {seconds} "
                    "s is recorded as a fault.",
                )
            ),
            Measure(
                Words(
                    "Ved varsel ser to personer på papiret før noe annet gjøres.",
                    "Ved varsel ser to personar på papiret før noko anna blir gjort.",
                    "At an alarm two people look at the paper before anything else is done.",
                ),
                PEOPLE,
            ),
        ),
    ),
    Risk(
        Words(
            "Noen endrer programmet, oppsettet eller loggen.",
            "Nokon endrar programmet, oppsettet eller loggen.",
            "Somebody changes the program, its configuration or the log.",
        ),
        (
            Measure(
                Words(
                    "Bare de {plugins} delene som er ført opp, blir kjørt; oppsettet har "
                    "fingeravtrykket {digest}.",
                    "Berre dei {plugins} delane som er førte opp, blir køyrde; oppsettet har "
                    "fingeravtrykket {digest}.",
                    "Only the {plugins} parts that are listed run; the configuration has the "
                    "fingerprint {digest}.",
                )
            ),
            Measure(
                Words(
                    "Tjenesten svarer bare på egen maskin ({bind}).",
                    "Tenesta svarar berre på eiga maskin ({bind}).",
                    "The service answers on its own machine only ({bind}).",
                ),
                "local",
            ),
            Measure(
                Words(
                    "Maskinen er ikke koblet til nettet, og disken er kryptert.",
                    "Maskina er ikkje kopla til nettet, og disken er kryptert.",
                    "The machine is on no network, and its disk is encrypted.",
                ),
                PEOPLE,
            ),
        ),
        (
            Measure(
                Words(
                    "Loggen er kjedet: en endret linje blir funnet av hvem som helst.",
                    "Loggen er kjeda: ei endra linje blir funnen av kven som helst.",
                    "The log is chained: anyone finds a changed line.",
                )
            ),
        ),
    ),
    Risk(
        Words(
            "Bilder, håndskrift eller nummer på sedler gjør at en stemme kan knyttes til en "
            "velger.",
            "Bilete, handskrift eller nummer på setlar gjer at ei stemme kan knytast til ein "
            "veljar.",
            "Images, handwriting or numbers on ballots tie a vote to a voter.",
        ),
        (
            Measure(
                Words(
                    "Loggen inneholder ingen bilder; nummeret på en seddel blir bare til en kode "
                    "med en nøkkel som kastes.",
                    "Loggen inneheld ingen bilete; nummeret på ein setel blir berre til ein kode "
                    "med ein nøkkel som blir kasta.",
                    "The log holds no images; serial numbers become a keyed hash whose key is "
                    "thrown away.",
                )
            ),
        ),
        (
            Measure(
                Words(
                    "Offentlige kopier er uten bilder, nummer, klokkeslett og små grupper.",
                    "Offentlege kopiar er utan bilete, nummer, klokkeslett og små grupper.",
                    "Public copies hold no images, numbers, times of day or small groups.",
                )
            ),
        ),
    ),
    Risk(
        Words(
            "Kasser blir åpnet eller flyttet uten at noen ser det.",
            "Kasser blir opna eller flytte utan at nokon ser det.",
            "Boxes are opened or moved unseen.",
        ),
        (TWO_PEOPLE,),
        (
            Measure(
                Words(
                    "Kasser som ikke er lagt tilbake, og brutte eller manglende forseglinger, blir "
                    "ført opp som avvik og forklart.",
                    "Kasser som ikkje er lagde tilbake, og brotne eller manglande forseglingar, "
                    "blir førte opp som avvik og forklarte.",
                    "Boxes not returned, and seals broken or missing, are recorded as deviations "
                    "and explained.",
                )
            ),
        ),
    ),
)
"""Every hazard, the gravest for the result first."""
