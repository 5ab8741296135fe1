"""Message 460: ballots one by one, of which EVA sends only those changed or maybe rejected."""

from collections import Counter, defaultdict

from qc_format_eml.counts import area_of, district, election_of, list_code
from qc_format_eml.element import Element, Log
from qc_service.model.totals import BLANK, ListCount, Rejected, Totals

Spot = tuple[str, str, str]
"""Election, locale and category."""

CHANGES = frozenset({"renumber", "strikeout", "personal", "writein"})
"""Kinds of a voter's change: the `ShortCode` of a candidate's Selection."""


def read_votes(votes: Element, log: Log) -> tuple[Totals, ...]:
    """Count single ballots by list, and those proposed for rejection by reason.

    Ballots are not told apart: neither their ids nor the candidates voted for are kept.
    """
    changed: dict[Spot, Counter[str]] = defaultdict(Counter)
    refused: dict[Spot, Counter[str]] = defaultdict(Counter)
    for ballot in votes.all("CastVote"):
        election = ballot.child("Election")
        contest = election.child("Contest") if election is not None else None
        if election is None or contest is None:
            log.lenient("ballot-without-contest", "CastVote")
            continue
        place = (
            election_of(ballot, election, contest),
            district(area_of(ballot)),
            ballot.attribute("Category"),
        )
        proposed = ballot.child("ProposedRejection")
        if proposed is not None and proposed.text.strip() == "yes":
            refused[place][proposed.attribute("ReasonCode")] += 1
            continue
        code = _changed_list(contest, log)
        if code:
            changed[place][code] += 1
    places = sorted({*changed, *refused})
    return tuple(_totals(place, changed[place], refused[place], log) for place in places)


def _changed_list(contest: Element, log: Log) -> str:
    """Give the list of a ballot, counting what the standard or EVA would not have in it."""
    selections = contest.all("Selection")
    party = selections[0].child("AffiliationIdentifier") if selections else None
    if party is None:
        log.lenient("ballot-without-list", "CastVote.Election.Contest.Selection")
        return ""
    for selection in selections[1:]:
        if selection.attribute("ShortCode") not in CHANGES:
            log.lenient("unknown-change", "CastVote.Election.Contest.Selection@ShortCode")
    return list_code(party, log)


def _totals(place: Spot, changed: Counter[str], refused: Counter[str], log: Log) -> Totals:
    election, locale, category = place
    lists = tuple(
        ListCount(code, count, count) for code, count in sorted(changed.items()) if code != BLANK
    )
    return Totals(
        log.name,
        lists,
        election,
        category,
        locale,
        blank=changed.get(BLANK),
        rejected=tuple(Rejected(reason, count) for reason, count in sorted(refused.items())),
        only_modified=True,
    )
