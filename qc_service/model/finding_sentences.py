"""What findings say, sentence by sentence: bokmål, nynorsk and English; braces hold the facts.

A sentence is a clause that follows the finding's title and place. Its English is also the message
that the ledger keeps.
"""

from qc_service.model.words import Words

SENTENCES: dict[str, Words] = {
    "gap-one": Words(
        "nummer {first} kom ikke", "nummer {first} kom ikkje", "number {first} did not come"
    ),
    "gap": Words(
        "nummer {first} til {last} kom ikke, {sheets}",
        "nummer {first} til {last} kom ikkje, {sheets}",
        "numbers {first} to {last} did not come, {sheets}",
    ),
    "double": Words(
        "sendt på nytt, med samme innhold",
        "send på nytt, med same innhald",
        "sent again, the same content",
    ),
    "conflict": Words(
        "sendt på nytt, med et annet innhold",
        "send på nytt, med eit anna innhald",
        "sent again with another content",
    ),
    "restart": Words(
        "økt «{session}» begynner etter økt «{before}»",
        "økt «{session}» byrjar etter økt «{before}»",
        "session '{session}' begins after session '{before}'",
    ),
    "same-paper": Words(
        "samme papirark som {paper}: ta ut ett av dem",
        "same papirark som {paper}: ta ut eitt av dei",
        "the same sheet of paper as {paper}: take one of them out",
    ),
    "same-paper-elsewhere": Words(
        "samme papirark som nummer {first} i kasse {other}: ta ut ett av dem",
        "same papirark som nummer {first} i kasse {other}: ta ut eitt av dei",
        "the same sheet of paper as number {first} of box {other}: take one of them out",
    ),
    "same-paper-in-box": Words(
        "nummer {first} og {number} i {box} er samme papirark: ta ut ett av dem",
        "nummer {first} og {number} i {box} er same papirark: ta ut eitt av dei",
        "numbers {first} and {number} of {box} are the same sheet of paper: take one of them out",
    ),
    "same-paper-two-scanners": Words(
        "nummer {first} (skanner {before}) og nummer {number} (skanner {now}) i {box} er samme "
        "papirark: ta ut ett av dem",
        "nummer {first} (skannar {before}) og nummer {number} (skannar {now}) i {box} er same "
        "papirark: ta ut eitt av dei",
        "number {first} (scanner {before}) and number {number} (scanner {now}) of {box} are the "
        "same sheet of paper: take one of them out",
    ),
    "same-paper-two-sessions": Words(
        "nummer {first} (økt {before}) og nummer {number} (økt {now}) i {box} er samme papirark: "
        "ta ut ett av dem",
        "nummer {first} (økt {before}) og nummer {number} (økt {now}) i {box} er same papirark: "
        "ta ut eitt av dei",
        "number {first} (session {before}) and number {number} (session {now}) of {box} are the "
        "same sheet of paper: take one of them out",
    ),
    "box-again": Words(
        "{box}: {again} av {sheets} er skannet før i kasse {other}: kassen ser ut til å være "
        "skannet to ganger",
        "{box}: {again} av {sheets} er skanna før i kasse {other}: kassa ser ut til å vere "
        "skanna to gonger",
        "{box}: {again} of its {sheets} were scanned before in box {other}: the box seems to have "
        "been scanned twice",
    ),
    "box-again-itself": Words(
        "{box}: {again} av {sheets} er skannet før i denne samme kassen: kassen ser ut til å være "
        "skannet to ganger",
        "{box}: {again} av {sheets} er skanna før i denne same kassa: kassa ser ut til å vere "
        "skanna to gonger",
        "{box}: {again} of its {sheets} were scanned before in this same box: the box seems to "
        "have been scanned twice",
    ),
    "box-again-so-far": Words(
        "{box}: {again} av sedlene så langt er skannet før i kasse {other}: kassen ser ut til å "
        "være skannet to ganger",
        "{box}: {again} av setlane så langt er skanna før i kasse {other}: kassa ser ut til å "
        "vere skanna to gonger",
        "{box}: {again} of its sheets so far were scanned before in box {other}: the box seems to "
        "have been scanned twice",
    ),
    "box-again-itself-so-far": Words(
        "{box}: {again} av sedlene så langt er skannet før i denne samme kassen: kassen ser ut til "
        "å være skannet to ganger",
        "{box}: {again} av setlane så langt er skanna før i denne same kassa: kassa ser ut til å "
        "vere skanna to gonger",
        "{box}: {again} of its sheets so far were scanned before in this same box: the box seems "
        "to have been scanned twice",
    ),
    "config-differs": Words(
        "{scanner} er satt opp som {setup}, {others}",
        "{scanner} er sett opp som {setup}, {others}",
        "{scanner} is set up as {setup}, {others}",
    ),
    "box-unplanned": Words(
        "{box} står ikke i planen over kasser",
        "{box} står ikkje i planen over kasser",
        "{box} is not in the plan of boxes",
    ),
    "box-doubled": Words(
        "{box} ble åpnet for andre gang med samme tellenummer: først på {before}, nå på {scanner} "
        "i økt {session}; er det en ny telling, må den få et nytt nummer",
        "{box} blei opna for andre gong med same teljenummer: først på {before}, no på {scanner} "
        "i økt {session}; er det ei ny teljing, må ho få eit nytt nummer",
        "{box} was opened a second time under the same count number: first on {before}, now on "
        "{scanner} in session {session}; if it is a new count, number it so",
    ),
    "box-category": Words(
        "{box} er oppgitt som kategori «{told_category}», men skulle være «{planned_category}»",
        "{box} er oppgitt som kategori «{told_category}», men skulle vere «{planned_category}»",
        "{box} is told as category '{told_category}', it was to be '{planned_category}'",
    ),
    "box-election": Words(
        "{box} er oppgitt som valg {told}, men skulle være {planned}",
        "{box} er oppgitt som val {told}, men skulle vere {planned}",
        "{box} is told as election {told}, it was to be {planned}",
    ),
    "box-locale": Words(
        "{box} er oppgitt som valglokale {told}, men skulle være {planned}",
        "{box} er oppgitt som vallokale {told}, men skulle vere {planned}",
        "{box} is told as locale {told}, it was to be {planned}",
    ),
    "box-holds-election": Words(
        "{box} er av valg {told}, men har sedler fra valg {found}, den første er nummer {number}",
        "{box} er av val {told}, men har setlar frå val {found}, den første er nummer {number}",
        "{box} is of election {told}, but holds ballots of {found}, the first is number {number}",
    ),
    "box-count": Words(
        "{box} ble lukket med {sheets}: {differing}",
        "{box} blei lukka med {sheets}: {differing}",
        "{box} was closed with {sheets}: {differing}",
    ),
    "box-after-close": Words(
        "{box} var lukket, og nummer {number} kom etter det",
        "{box} var lukka, og nummer {number} kom etter det",
        "{box} was closed, and number {number} came after that",
    ),
    "box-forgotten": Words(
        "{box} var planlagt og ble aldri åpnet{where}",
        "{box} var planlagd og blei aldri opna{where}",
        "{box} was planned and never opened{where}",
    ),
    "box-forgotten-expected": Words(
        "{box} var planlagt og ble aldri åpnet{where}, ventet: {sheets}",
        "{box} var planlagd og blei aldri opna{where}, venta: {sheets}",
        "{box} was planned and never opened{where}, {sheets} expected",
    ),
    "box-number-missing": Words(
        "kasse {missing} av {of} kom aldri{where}",
        "kasse {missing} av {of} kom aldri{where}",
        "box {missing} of {of} never came{where}",
    ),
    "box-open": Words(
        "{box} ble aldri lukket: {sheets} så langt",
        "{box} blei aldri lukka: {sheets} så langt",
        "{box} was never closed: {sheets} so far",
    ),
    "box-open-expected": Words(
        "{box} ble aldri lukket: {sheets} så langt, av {expected} ventet",
        "{box} blei aldri lukka: {sheets} så langt, av {expected} venta",
        "{box} was never closed: {sheets} of {expected} expected so far",
    ),
    "box-list-zero": Words(
        "{box} har ingen seddel for liste {list} blant {ballots}; de {sisters} søsterkassene har "
        "{sisters_ballots}, så omtrent {expected} ville være vanlig",
        "{box} har ingen setel for liste {list} blant {ballots}; dei {sisters} systerkassene har "
        "{sisters_ballots}, så om lag {expected} ville vere vanleg",
        "{box} has no ballot of list {list} among {ballots}; its {sisters} sister boxes have "
        "{sisters_ballots}, so about {expected} would be usual",
    ),
    "box-rescanned": Words(
        "{box}: etter trykk, stempler og merker kommer sedlene i samme rekkefølge som i {earlier}: "
        "de samme sedlene ser ut til å være skannet to ganger",
        "{box}: etter trykk, stempel og merke kjem setlane i same rekkjefølgje som i {earlier}: "
        "dei same setlane ser ut til å vere skanna to gonger",
        "{box}: by print, stamps and marks its sheets come in the order of those of {earlier}: "
        "the same ballots seem to have been scanned twice",
    ),
    "box-rescanned-back": Words(
        "{box}: etter trykk, stempler og merker kommer sedlene i motsatt rekkefølge av {earlier}: "
        "de samme sedlene ser ut til å være skannet to ganger",
        "{box}: etter trykk, stempel og merke kjem setlane i motsett rekkjefølgje av {earlier}: "
        "dei same setlane ser ut til å vere skanna to gonger",
        "{box}: by print, stamps and marks its sheets come in the reverse order of those of "
        "{earlier}: the same ballots seem to have been scanned twice",
    ),
    "jump-overvote": Words(
        "{found} av de siste {ballots} sedlene av type {stratum} på {scanner} har flere merker "
        "enn tillatt; på de andre skannerne så langt {peers_found} av {peers}",
        "{found} av dei siste {ballots} setlane av type {stratum} på {scanner} har fleire merke "
        "enn tillate; på dei andre skannarane så langt {peers_found} av {peers}",
        "{found} of the last {ballots} ballots of {stratum} on {scanner} have more marks than "
        "allowed; on the other scanners so far {peers_found} of {peers}",
    ),
    "jump-blank": Words(
        "{found} av de siste {ballots} sedlene av type {stratum} på {scanner} har ingen merker; "
        "på de andre skannerne så langt {peers_found} av {peers}",
        "{found} av dei siste {ballots} setlane av type {stratum} på {scanner} har ingen merke; "
        "på dei andre skannarane så langt {peers_found} av {peers}",
        "{found} of the last {ballots} ballots of {stratum} on {scanner} have no mark in any "
        "contest; on the other scanners so far {peers_found} of {peers}",
    ),
    "jump-unsure": Words(
        "{found} av de siste {ballots} sedlene av type {stratum} på {scanner} har merker som "
        "vi ikke er sikre på; på de andre skannerne så langt {peers_found} av {peers}",
        "{found} av dei siste {ballots} setlane av type {stratum} på {scanner} har merke som "
        "vi ikkje er sikre på; på dei andre skannarane så langt {peers_found} av {peers}",
        "{found} of the last {ballots} ballots of {stratum} on {scanner} have marks of which we "
        "are not sure; on the other scanners so far {peers_found} of {peers}",
    ),
    "option-zero": Words(
        "de første {ballots} sedlene på {scanner} med merke for {one} ble alle rapportert uten det",
        "dei første {ballots} setlane på {scanner} med merke for {one} blei alle rapporterte utan "
        "det",
        "the first {ballots} ballots of {scanner} with a mark for {one} were all reported without "
        "it",
    ),
    "read-as-other": Words(
        "{wrong} av de siste {ballots} sedlene på {scanner} for {one} ble rapportert som {another}",
        "{wrong} av dei siste {ballots} setlane på {scanner} for {one} blei rapporterte som "
        "{another}",
        "{wrong} of the last {ballots} ballots of {scanner} for {one} were reported as {another}",
    ),
    "swapped": Words(
        "{one} og {another} er byttet om på {scanner}: de siste {wrong} sedlene for hver av dem "
        "ble rapportert som den andres",
        "{one} og {another} er bytte om på {scanner}: dei siste {wrong} setlane for kvar av dei "
        "blei rapporterte som den andre sine",
        "{one} and {another} are exchanged on {scanner}: the last {wrong} ballots of each were "
        "reported as the other's",
    ),
    "image-drift": Words(
        "{change} siden omtrent seddel {since} på skanneren: målt {value}, vanlig {usual} "
        "({measure})",
        "{change} sidan om lag setel {since} på skannaren: målt {value}, vanleg {usual} "
        "({measure})",
        "{change} since about sheet {since} of the scanner: {measure} {value}, usual {usual}",
    ),
}
"""Every sentence by its name, which is that of its kind of finding, or begins with it."""

CLAUSES: dict[str, Words] = {
    "box": Words("kasse {box}", "kasse {box}", "box {box}"),
    "box-count": Words(
        "kasse {box}, telling {count}", "kasse {box}, teljing {count}", "box {box}, count {count}"
    ),
    "sheet": Words("{sheets} seddel", "{sheets} setel", "{sheets} sheet"),
    "sheets": Words("{sheets} sedler", "{sheets} setlar", "{sheets} sheets"),
    "number": Words("nummer {first}", "nummer {first}", "number {first}"),
    "number-in-box": Words(
        "nummer {first} i kasse {other}",
        "nummer {first} i kasse {other}",
        "number {first} of box {other}",
    ),
    "paper": Words(
        "{number} på {scanner} i økt {session}",
        "{number} på {scanner} i økt {session}",
        "{number} on {scanner} in session {session}",
    ),
    "itself": Words(
        "{scanner} selv før som {before}",
        "{scanner} sjølv før som {before}",
        "{scanner} itself before as {before}",
    ),
    "set-up": Words("{scanner} som {setup}", "{scanner} som {setup}", "{scanner} as {setup}"),
    "planned": Words(
        "planen har {number} ({off})",
        "planen har {number} ({off})",
        "the plan has {number} ({off})",
    ),
    "labelled": Words(
        "etiketten har {number} ({off})",
        "etiketten har {number} ({off})",
        "its label has {number} ({off})",
    ),
    "sent": Words(
        "avsenderen telte {number} ({off})",
        "avsendaren talde {number} ({off})",
        "the sender counted {number} ({off})",
    ),
    "place": Words(
        "kasse {number} av {boxes}", "kasse {number} av {boxes}", "box {number} of {boxes}"
    ),
    "earlier": Words(
        "kasse {other} på {scanner}", "kasse {other} på {scanner}", "box {other} on {scanner}"
    ),
    "earlier-session": Words(
        "kasse {other} på {scanner} i økt {session}",
        "kasse {other} på {scanner} i økt {session}",
        "box {other} on {scanner} in session {session}",
    ),
    "list": Words("liste {option}", "liste {option}", "list {option}"),
    "option": Words(
        "felt {option} i {contest}", "felt {option} i {contest}", "{option} in {contest}"
    ),
    "field": Words("felt {option}", "felt {option}", "{option}"),
}
"""What stands in a sentence where facts may be missing, be one or many, or be of two kinds."""

CHANGES: dict[str, dict[str, Words]] = {
    "marks": {
        "up": Words("merkene er mørkere", "merka er mørkare", "marks are darker"),
        "down": Words("merkene er lysere", "merka er lysare", "marks are lighter"),
    },
    "residual_px": {
        "up": Words(
            "arket er mer ute av form",
            "arket er meir ute av form",
            "the sheet is more out of shape",
        ),
        "down": Words(
            "arket er mindre ute av form",
            "arket er mindre ute av form",
            "the sheet is less out of shape",
        ),
    },
    "paper_level": {
        "up": Words("papiret er lysere", "papiret er lysare", "paper is brighter"),
        "down": Words("papiret er mørkere", "papiret er mørkare", "paper is darker"),
    },
    "ink_level": {
        "up": Words("trykket er lysere", "trykket er lysare", "print is brighter"),
        "down": Words("trykket er mørkere", "trykket er mørkare", "print is darker"),
    },
    "skew_deg": {
        "up": Words(
            "sedlene ligger dreid til den ene siden",
            "setlane ligg dreidde til den eine sida",
            "sheets lie turned to one side",
        ),
        "down": Words(
            "sedlene ligger dreid til den andre siden",
            "setlane ligg dreidde til den andre sida",
            "sheets lie turned to the other side",
        ),
    },
    "streak": {
        "up": Words("mer stripe", "meir stripe", "more of a streak"),
        "down": Words("mindre stripe", "mindre stripe", "less of a streak"),
    },
    "focus": {
        "up": Words("bildet er skarpere", "biletet er skarpare", "the image is sharper"),
        "down": Words(
            "bildet er mindre skarpt", "biletet er mindre skarpt", "the image is less sharp"
        ),
    },
}
"""What it means that a measure of the images has risen, or fallen."""

MEASURED: dict[str, Words] = {
    "marks": Words("sverte i merkene", "sverte i merka", "darkness of marks"),
    "residual_px": Words(
        "avvik fra formen, piksler", "avvik frå forma, pikslar", "distance from shape, pixels"
    ),
    "paper_level": Words("lyshet i papiret", "lysleik i papiret", "paper level"),
    "ink_level": Words("lyshet i trykket", "lysleik i trykket", "print level"),
    "skew_deg": Words("skjevhet, grader", "skeivleik, grader", "skew, degrees"),
    "streak": Words("stripe", "stripe", "streak"),
    "focus": Words("skarphet", "skarpleik", "focus"),
}
"""What is measured of the images, for people."""
