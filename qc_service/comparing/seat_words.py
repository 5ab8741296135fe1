"""The two sentences on seats for a committee's record, and their verdict, in three languages."""

from qc_service.comparing.seats import Pair, Settlement
from qc_service.model.words import Words


def outcome_sentences(
    fewest: int | None, upper: int | None, risk: float, language: str
) -> tuple[str, ...]:
    """Say how many misread ballots could move a seat, how many there can be, and what follows.

    `fewest` is None where no seat can move, `upper` where no sample gives a bound; then only what
    is known is said. `risk` is the bound's, as a share.
    """
    first = "no-seat" if fewest is None else "fewest"
    said = [_say(first, language, fewest=fewest)]
    if upper is not None:
        said.append(_say("upper", language, upper=upper))
    if upper is not None and fewest is not None:
        verdict = "safe" if upper < fewest else "open"
        said.append(_say(verdict, language, risk=_percent(risk, language)))
    return tuple(said)


def pair_sentence(pair: Pair, language: str) -> str:
    """Say how many misread ballots it takes for one list's last seat to go to another."""
    values = {"holder": pair.holder, "rival": pair.rival, "misread": pair.misread}
    return _say("pair", language, **values)


def tie_sentence(settlement: Settlement, language: str) -> str | None:
    """Say which lists have the same quotient for the last seat; None where none have."""
    if not settlement.equal:
        return None
    lists = ", ".join(settlement.equal)
    return _say("lot" if settlement.lot else "by-votes", language, lists=lists)


def _say(name: str, language: str, **values: object) -> str:
    return SENTENCES[name].say(language, **values)


def _percent(share: float, language: str) -> str:
    """Write a share in per cent as the language does: 5 %, 2,5 %."""
    text = f"{100 * share:.3g} %"
    return text if language == "en" else text.replace(".", ",")


SENTENCES: dict[str, Words] = {
    "fewest": Words(
        "Minste antall feilleste sedler som kan flytte et mandat: {fewest}.",
        "Minste talet på feillesne setlar som kan flytte eit mandat: {fewest}.",
        "Fewest misread ballots that could move a seat: {fewest}.",
    ),
    "no-seat": Words(
        "Ingen feilleste sedler kan flytte et mandat: bare én liste kan få mandater.",
        "Ingen feillesne setlar kan flytte eit mandat: berre éi liste kan få mandat.",
        "No misread ballot can move a seat: only one list can have seats.",
    ),
    "upper": Words(
        "Øvre grense for feilleste sedler: {upper}.",
        "Øvre grense for feillesne setlar: {upper}.",
        "Upper bound on misread ballots: {upper}.",
    ),
    "safe": Words(
        "Grensen er lavere enn det som skal til. Feilleste sedler har ikke flyttet noe mandat; "
        "risikoen for at dette er feil, er høyst {risk}.",
        "Grensa er lågare enn det som skal til. Feillesne setlar har ikkje flytta noko mandat; "
        "risikoen for at dette er feil, er høgst {risk}.",
        "The bound is below what it takes. Misread ballots have moved no seat; the risk that this "
        "is wrong is at most {risk}.",
    ),
    "open": Words(
        "Grensen er ikke lavere enn det som skal til. Stikkprøven utelukker ikke at et mandat er "
        "flyttet; det trengs flere kontrollerte sedler, eller en ny telling av de to listene.",
        "Grensa er ikkje lågare enn det som skal til. Stikkprøva utelukkar ikkje at eit mandat er "
        "flytta; det trengst fleire kontrollerte setlar, eller ei ny teljing av dei to listene.",
        "The bound is not below what it takes. The sample does not rule out that a seat has moved; "
        "more checked ballots are needed, or a recount of the two lists.",
    ),
    "pair": Words(
        "Siste mandat til {holder} foran neste til {rival}: {misread} feilleste sedler.",
        "Siste mandat til {holder} framfor neste til {rival}: {misread} feillesne setlar.",
        "Last seat of {holder} ahead of the next of {rival}: {misread} misread ballots.",
    ),
    "by-votes": Words(
        "Lik kvotient for siste mandat: {lists}. Listen med flest stemmer har fått det.",
        "Lik kvotient for siste mandat: {lists}. Lista med flest stemmer har fått det.",
        "Same quotient for the last seat: {lists}. The list with more votes has it.",
    ),
    "lot": Words(
        "Lik kvotient og like mange stemmer for siste mandat: {lists}. Mandatet avgjøres ved "
        "loddtrekning.",
        "Lik kvotient og like mange stemmer for siste mandat: {lists}. Mandatet blir avgjort ved "
        "loddtrekning.",
        "Same quotient and as many votes for the last seat: {lists}. A lot decides.",
    ),
}
"""Every sentence; the first two of a record are `fewest` and `upper`."""
