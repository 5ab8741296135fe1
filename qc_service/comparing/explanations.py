"""Causes in words: bokmål, nynorsk and English, plain enough for a committee's record."""

import msgspec

from qc_service.model.words import Words


class Explanation(msgspec.Struct, frozen=True):
    """One possible cause of a difference: a stable code, and the numbers and names it is told with.

    `values` are pairs of a name and its value, in the order of the names.
    """

    code: str
    values: tuple[tuple[str, str | int], ...] = ()

    def as_map(self) -> dict[str, str | int]:
        """Give the values by name."""
        return dict(self.values)


def explanation(code: str, **values: str | int) -> Explanation:
    """Make an explanation from named values."""
    return Explanation(code, tuple(sorted(values.items())))


def label(name: str, language: str, **values: str | int) -> str:
    """Say a heading or a sum of the table in a language of `LANGUAGES`."""
    return LABELS[name].say(language, **values)


def words(said: Explanation, language: str) -> str:
    """Say a cause in a language of `LANGUAGES`."""
    return CATALOGUE[said.code].say(language, **said.as_map())


CATALOGUE: dict[str, Words] = {
    "box-not-scanned": Words(
        "Kasse {box} er rapportert med {ballots} sedler, men ingen av dem er lest på nytt. "
        "Kassen kan være glemt.",
        "Kasse {box} er rapportert med {ballots} setlar, men ingen av dei er lesne på nytt. "
        "Kassa kan vere gløymd.",
        "Box {box} was reported with {ballots} ballots, but none of them was reread. "
        "The box may have been forgotten.",
    ),
    "box-not-reported": Words(
        "Kasse {box} er lest på nytt med {ballots} sedler, men mangler i de rapporterte tallene.",
        "Kasse {box} er lesen på nytt med {ballots} setlar, men manglar i dei rapporterte tala.",
        "Box {box} was reread with {ballots} ballots, but is missing from the reported totals.",
    ),
    "box-not-counted": Words(
        "Kasse {box} var ventet, men er verken rapportert eller lest. Kassen kan være glemt.",
        "Kasse {box} var venta, men er korkje rapportert eller lesen. Kassa kan vere gløymd.",
        "Box {box} was expected, but is neither reported nor reread. "
        "The box may have been forgotten.",
    ),
    "undecided-all": Words(
        "Sedler som venter på et menneske: {undecided}. Forskjellen på {ballots} kan være "
        "blant dem.",
        "Setlar som ventar på eit menneske: {undecided}. Skilnaden på {ballots} kan vere "
        "blant dei.",
        "Ballots that wait for a person: {undecided}. The difference of {ballots} may be "
        "among them.",
    ),
    "undecided-part": Words(
        "Sedler som venter på et menneske: {undecided}. De kan forklare en del av forskjellen "
        "på {ballots}, ikke hele.",
        "Setlar som ventar på eit menneske: {undecided}. Dei kan forklare ein del av "
        "skilnaden på {ballots}, ikkje heile.",
        "Ballots that wait for a person: {undecided}. They can explain a part of the "
        "difference of {ballots}, not all of it.",
    ),
    "stamp-all": Words(
        "Sedler med et stempel som mangler eller er usikkert: {open}. Er {ballots} av dem "
        "forkastet, stemmer tallene.",
        "Setlar med eit stempel som manglar eller er usikkert: {open}. Er {ballots} av dei "
        "forkasta, stemmer tala.",
        "Ballots whose stamp is missing or not sure: {open}. If {ballots} of them were "
        "rejected, the numbers agree.",
    ),
    "lists-swapped": Words(
        "Tallene for {list} og {other} er byttet om: {ballots} sedler.",
        "Tala for {list} og {other} er bytte om: {ballots} setlar.",
        "The numbers of {list} and {other} are swapped: {ballots} ballots.",
    ),
    "lists-permuted": Words(
        "Tallene er de samme, men står på andre lister: {lists}. Rekkefølgen på listene kan være "
        "satt opp feil.",
        "Tala er dei same, men står på andre lister: {lists}. Rekkjefølgja på listene kan vere "
        "sett opp feil.",
        "The numbers are the same, but stand with other lists: {lists}. The order of the lists may "
        "be set up wrongly.",
    ),
    "personal-above-ballots": Words(
        "{candidate} har {votes} personstemmer på sedler for {list}, som bare har {ballots} "
        "sedler. Det er ikke mulig.",
        "{candidate} har {votes} personstemmer på setlar for {list}, som berre har {ballots} "
        "setlar. Det er ikkje mogleg.",
        "{candidate} has {votes} personal votes on ballots of {list}, which has only {ballots} "
        "ballots. That is not possible.",
    ),
    "list-zero-sisters": Words(
        "{list} står med null her. Tilsvarende steder, der alle har sedler for listen: {places}. "
        "Omtrent {expected} ville vært vanlig. Tallet kan være ført på en annen liste.",
        "{list} står med null her. Tilsvarande stader, der alle har setlar for lista: {places}. "
        "Om lag {expected} ville vore vanleg. Talet kan vere ført på ei anna liste.",
        "{list} stands at zero here. Places like it, all of which have ballots of this list: "
        "{places}. About {expected} would be usual. The number may have been entered as another "
        "list's.",
    ),
    "list-as-other": Words(
        "{ballots} sedler for {list} kan være ført på {other}: {list} står med null.",
        "{ballots} setlar for {list} kan vere førte på {other}: {list} står med null.",
        "{ballots} ballots of {list} may have been entered as {other}: {list} stands at zero.",
    ),
    "lists-moved": Words(
        "{ballots} sedler for {list} kan være ført på {other}.",
        "{ballots} setlar for {list} kan vere førte på {other}.",
        "{ballots} ballots of {list} may have been entered as {other}.",
    ),
    "list-zero-first": Words(
        "{list} står med null i den første av de to tellingene, men har {ballots} sedler i den "
        "andre. Steder der begge tellingene har sedler for listen: {places}.",
        "{list} står med null i den første av dei to teljingane, men har {ballots} setlar i den "
        "andre. Stader der begge teljingane har setlar for lista: {places}.",
        "{list} stands at zero in the first of the two counts, but has {ballots} ballots in the "
        "second. Places where both counts have ballots of this list: {places}.",
    ),
    "list-zero-second": Words(
        "{list} har {ballots} sedler i den første av de to tellingene, men null i den andre. "
        "Steder der begge tellingene har sedler for listen: {places}.",
        "{list} har {ballots} setlar i den første av dei to teljingane, men null i den andre. "
        "Stader der begge teljingane har setlar for lista: {places}.",
        "{list} has {ballots} ballots in the first of the two counts, but none in the second. "
        "Places where both counts have ballots of this list: {places}.",
    ),
    "category": Words(
        "{ballots} sedler mangler i kategori {place}, og {more} er for mange i {other}, i samme "
        "krets. Sedlene kan være skannet i feil kategori.",
        "{ballots} setlar manglar i kategori {place}, og {more} er for mange i {other}, i same "
        "krins. Setlane kan vere skanna i feil kategori.",
        "{ballots} ballots are missing in category {place}, and {more} are too many in {other}, in "
        "the same district. They may have been scanned in the wrong category.",
    ),
    "moved": Words(
        "{ballots} sedler mangler i {place}, og {more} er for mange i {other}. Sedlene kan være "
        "ført på feil sted.",
        "{ballots} setlar manglar i {place}, og {more} er for mange i {other}. Setlane kan vere "
        "førte på feil stad.",
        "{ballots} ballots are missing in {place}, and {more} are too many in {other}. They may "
        "have been entered at the wrong place.",
    ),
    "boxes-exchanged": Words(
        "Kassene {place} og {other} er rapportert med hverandres tall.",
        "Kassene {place} og {other} er rapporterte med tala til kvarandre.",
        "Boxes {place} and {other} were reported with each other's numbers.",
    ),
    "box-size": Words(
        "Forskjellen på {ballots} sedler er like stor som kasse {boxes}.",
        "Skilnaden på {ballots} setlar er like stor som kasse {boxes}.",
        "The difference of {ballots} ballots is just the size of box {boxes}.",
    ),
    "box-doubled": Words(
        "Kassene {box} og {other} er rapportert med nøyaktig samme tall for alle lister. En av dem "
        "kan være telt to ganger.",
        "Kassene {box} og {other} er rapporterte med nøyaktig same tal for alle lister. Ei av dei "
        "kan vere tald to gonger.",
        "Boxes {box} and {other} were reported with the very same numbers for all lists. One of "
        "them may have been counted twice.",
    ),
    "scanned-again": Words(
        "{ballots} sedler i kasse {box} gikk gjennom skanneren to ganger.",
        "{ballots} setlar i kasse {box} gjekk gjennom skannaren to gonger.",
        "{ballots} ballots of box {box} passed the scanner twice.",
    ),
    "scanned-in-other": Words(
        "{ballots} sedler i kasse {box} er også skannet i kasse {other}.",
        "{ballots} setlar i kasse {box} er òg skanna i kasse {other}.",
        "{ballots} ballots of box {box} were scanned in box {other} too.",
    ),
    "bundle": Words(
        "Forskjellen på {ballots} sedler er hele bunker: {bundles} × {bundle}. En bunke kan "
        "være glemt eller telt to ganger.",
        "Skilnaden på {ballots} setlar er heile bunkar: {bundles} × {bundle}. Ein bunke kan "
        "vere gløymd eller tald to gonger.",
        "The difference of {ballots} ballots is whole bundles: {bundles} × {bundle}. A bundle "
        "may have been forgotten or counted twice.",
    ),
    "more-than-crosses": Words(
        "{ballots} sedler mot {crosses} kryss i manntallet: {apart} sedler mer enn kryss. Velgere "
        "kan være uten kryss, eller sedler telt to ganger.",
        "{ballots} setlar mot {crosses} kryss i manntalet: {apart} setlar meir enn kryss. Veljarar "
        "kan vere utan kryss, eller setlar talde to gonger.",
        "{ballots} ballots against {crosses} crosses in the register: {apart} more ballots than "
        "crosses. Voters may lack a cross, or ballots have been counted twice.",
    ),
    "fewer-than-crosses": Words(
        "{ballots} sedler mot {crosses} kryss i manntallet: {apart} sedler færre enn kryss. Sedler "
        "kan være glemt, eller lagt i en annen kategori.",
        "{ballots} setlar mot {crosses} kryss i manntalet: {apart} setlar færre enn kryss. Setlar "
        "kan vere gløymde, eller lagde i ein annan kategori.",
        "{ballots} ballots against {crosses} crosses in the register: {apart} fewer ballots than "
        "crosses. Ballots may have been forgotten, or put into another category.",
    ),
    "in-boxes": Words(
        "Forskjellen står i kasse {boxes}.",
        "Skilnaden står i kasse {boxes}.",
        "The difference stands in box {boxes}.",
    ),
}
"""Every cause's words."""


LABELS: dict[str, Words] = {
    "place": Words("Sted", "Stad", "Place"),
    "list": Words("Liste", "Liste", "List"),
    "all": Words("alle", "alle", "all"),
    "first": Words("Første", "Første", "First"),
    "second": Words("Andre", "Andre", "Second"),
    "difference": Words("Avvik", "Avvik", "Difference"),
    "permille": Words("Promille", "Promille", "Per mille"),
    "undecided": Words("Uavklart", "Uavklart", "Undecided"),
    "beyond": Words("over grensen", "over grensa", "beyond"),
    "reread": Words(
        "Rapportert (første) mot lest på nytt (andre)",
        "Rapportert (første) mot lese på nytt (andre)",
        "Reported (first) against reread (second)",
    ),
    "counts": Words(
        "En telling mot den neste", "Ei teljing mot den neste", "One count against the next"
    ),
    "machines": Words(
        "Skanner mot skanner, slik de rapporterte",
        "Skannar mot skannar, slik dei rapporterte",
        "Scanner against scanner, as they reported",
    ),
    "rescans": Words(
        "Skanner mot skanner, slik vi leste bildene",
        "Skannar mot skannar, slik vi las bileta",
        "Scanner against scanner, as we reread their images",
    ),
    "register": Words(
        "Kryss i manntallet (første) mot sedler (andre)",
        "Kryss i manntalet (første) mot setlar (andre)",
        "Crosses in the register (first) against ballots (second)",
    ),
    "changes": Words(
        "Rettede sedler: telt (første) mot én for én (andre)",
        "Retta setlar: talde (første) mot éin for éin (andre)",
        "Changed ballots: as counted (first) against one by one (second)",
    ),
    "absurd": Words(
        "Tall som ikke kan stemme, hvert mot det de må holdes opp mot",
        "Tal som ikkje kan stemme, kvart mot det dei må haldast opp mot",
        "Numbers that cannot be right, each against what it must be held against",
    ),
    "agrees": Words(
        "Samsvar, ingen avvik over grensen. Kasser: {boxes}, sedler: {ballots}.",
        "Samsvar, ingen avvik over grensa. Kasser: {boxes}, setlar: {ballots}.",
        "Agreement, no difference beyond the tolerance. Boxes: {boxes}, ballots: {ballots}.",
    ),
    "differs": Words(
        "AVVIK over grensen på {lines} linje(r). Kasser: {boxes}, sedler: {ballots}.",
        "AVVIK over grensa på {lines} linje(r). Kasser: {boxes}, setlar: {ballots}.",
        "DIFFERENCES beyond the tolerance, lines: {lines}. Boxes: {boxes}, ballots: {ballots}.",
    ),
}
"""The words of the table that people read."""
