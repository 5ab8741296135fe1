"""What the demo says, in bokmål, nynorsk and English."""

from qc_service.model.words import Words

TEXTS: dict[str, Words] = {
    "drawing": Words(
        "Tegner {sheets} stemmesedler som ingen har avgitt …",
        "Teiknar {sheets} stemmesetlar som ingen har gjeve …",
        "Drawing {sheets} ballots that nobody cast …",
    ),
    "drawn": Words(
        "{sheets} stemmesedler er tegnet, for- og bakside.",
        "{sheets} stemmesetlar er teikna, fram- og bakside.",
        "{sheets} ballots are drawn, front and back.",
    ),
    "page": Words(
        "Siden, mens det telles: {page}",
        "Sida, medan det blir talt: {page}",
        "The page, live: {page}",
    ),
    "sign-in": Words(
        "Logg inn der som {people}; PIN for alle: {pin}",
        "Logg inn der som {people}; PIN for alle: {pin}",
        "Sign in there as {people}; PIN of all: {pin}",
    ),
    "stays": Words(
        "Sidene står på {page} til du stopper med Ctrl-C.",
        "Sidene står på {page} til du stoppar med Ctrl-C.",
        "The pages stay at {page} until you press Ctrl-C.",
    ),
    "title": Words(
        "Nordvik kommune: kontroll av maskinell telling",
        "Nordvik kommune: kontroll av maskinell teljing",
        "Nordvik municipality: control of a count by machine",
    ),
    "scanner": Words("skanner", "skannar", "scanner"),
    "boxes": Words("kasser", "kasser", "boxes"),
    "scanned": Words("skannet", "skanna", "scanned"),
    "recorded": Words("lest på nytt", "lesne på nytt", "reread"),
    "a-minute": Words("i minuttet", "i minuttet", "a minute"),
    "line": Words(
        "{scanner}: {boxes} kasser ferdige, {scanned} sedler skannet, {recorded} lest på nytt",
        "{scanner}: {boxes} kasser ferdige, {scanned} setlar skanna, {recorded} lesne på nytt",
        "{scanner}: {boxes} boxes done, {scanned} ballots scanned, {recorded} reread",
    ),
    "finding": Words(
        "FUNN: {what}",
        "FUNN: {what}",
        "FINDING: {what}",
    ),
    "alarm": Words(
        "ALARM {number}: {what}",
        "ALARM {number}: {what}",
        "ALARM {number}: {what}",
    ),
    "comparing": Words(
        "Alle kasser er skannet. Valgstyrets tall (EML 510) holdes mot vår lesing …",
        "Alle kasser er skanna. Tala til valstyret (EML 510) blir haldne mot vår lesing …",
        "All boxes are scanned. The official totals (EML 510) are held against the reread …",
    ),
    "time-is-up": Words(
        "Tida er ute: {closed} av {boxes} kasser er ferdige. Denne maskinen trenger mer "
        "(--seconds).",
        "Tida er ute: {closed} av {boxes} kasser er ferdige. Denne maskina treng meir (--seconds).",
        "Time is up: {closed} of {boxes} boxes are done. This machine needs more (--seconds).",
    ),
    "planted": Words(
        "Det som var galt, og hva kontrollen sier om det:",
        "Det som var gale, og kva kontrollen seier om det:",
        "What was wrong, and what the control says of it:",
    ),
    "misread": Words(
        "Skanner {scanner} leste annenhver seddel for {loses} som {gains}: {ballots} sedler i "
        "kassene {boxes}.",
        "Skannar {scanner} las annankvar setel for {loses} som {gains}: {ballots} setlar i "
        "kassene {boxes}.",
        "Scanner {scanner} read every second ballot of {loses} as {gains}: {ballots} ballots in "
        "boxes {boxes}.",
    ),
    "bundle": Words(
        "En bunke på {ballots} sedler for {list} er glemt i tallene for kasse {box}.",
        "Ein bunke på {ballots} setlar for {list} er gløymd i tala for kasse {box}.",
        "A bundle of {ballots} ballots of {list} is left out of the totals of box {box}.",
    ),
    "alarm-told": Words(
        "Alarm {number}, meldt ved seddel {at} på skanneren: {what}. Siden omtrent seddel {start}.",
        "Alarm {number}, meldt ved setel {at} på skannaren: {what}. Sidan omtrent setel {start}.",
        "Alarm {number}, raised at ballot {at} of the scanner: {what}. Since about ballot {start}.",
    ),
    "again": Words(
        "Papiret stanset i kasse {box}: den siste seddelen før stansen ble skannet to ganger.",
        "Papiret stogga i kasse {box}: den siste setelen før stogget vart skanna to gonger.",
        "The paper stopped in box {box}: the last ballot before the stop was scanned twice.",
    ),
    "again-told": Words(
        "Seddel nummer {number} i kasse {box} er samme papir som en seddel før den.",
        "Setel nummer {number} i kasse {box} er same papir som ein setel før han.",
        "Ballot number {number} of box {box} is the same sheet of paper as one before it.",
    ),
    "found": Words("FUNNET", "FUNNE", "FOUND"),
    "not-found": Words("IKKE FUNNET", "IKKJE FUNNE", "NOT FOUND"),
    "nothing-else": Words(
        "Ingenting annet er meldt som avvik.",
        "Ikkje noko anna er meldt som avvik.",
        "Nothing else is told as a deviation.",
    ),
    "else": Words(
        "Dette er også meldt: {what}.",
        "Dette er òg meldt: {what}.",
        "This is told, too: {what}.",
    ),
    "all": Words(
        "{recorded} av {scanned} skannede sedler er lest på nytt, {undecided} av dem uten at "
        "lista er sikker: de er for et menneske.",
        "{recorded} av {scanned} skanna setlar er lesne på nytt, {undecided} av dei utan at "
        "lista er sikker: dei er for eit menneske.",
        "{recorded} of {scanned} scanned ballots are reread, {undecided} of them without a sure "
        "list: these are for a person.",
    ),
    "where": Words(
        "Alt ligger i {out}/ – avvikene med forklaring i {file}.",
        "Alt ligg i {out}/ – avvika med forklaring i {file}.",
        "All of it is in {out}/ – the deviations, explained, in {file}.",
    ),
}


def say(name: str, language: str, **values: str | int) -> str:
    """Say one thing in a language of `LANGUAGES`."""
    said_in: str = getattr(TEXTS[name], language)
    return said_in.format_map(values)
