"""Message 510: counts of lists by reporting unit, read leniently."""

from collections.abc import Iterator

from qc_format_eml.element import Element, Log
from qc_format_eml.vocabulary import (
    BOX,
    CATEGORY,
    CROSSES,
    FINAL,
    KIND,
    MODIFIED,
    NUMBER,
    SCANNER,
    UNNAMED,
)
from qc_service.model.totals import BLANK, CountKind, ListCount, Rejected, Totals


def read_counts(count: Element, log: Log) -> Iterator[Totals]:
    """Give the totals of every reporting unit of every contest."""
    area = area_of(count)
    for election in count.all("Election"):
        for contests in election.all("Contests"):
            for contest in contests.all("Contest"):
                name = election_of(count, election, contest)
                yield from _contest(contest, name, area, log)


def area_of(element: Element) -> str:
    """Give the area path that an event is qualified by: `47.01.0106.010600.0000`."""
    qualifier = element.at("EventIdentifier", "EventQualifier")
    return qualifier.attribute("Id") if qualifier is not None else ""


def election_of(outer: Element, election: Element, contest: Element) -> str:
    """Give event, group, election and contest, as far as they are named, as one path."""
    places = (
        outer.child("EventIdentifier"),
        election.at("ElectionIdentifier", "ElectionGroup"),
        election.child("ElectionIdentifier"),
        contest.child("ContestIdentifier"),
    )
    names = [place.attribute("Id") for place in places if place is not None]
    return ".".join(dict.fromkeys(name for name in names if name not in {"", UNNAMED}))


def district(path: str) -> str:
    """Give the district of a unit's id, `election-47.01.0106.010600.0304`: its last part."""
    return path.rpartition("-")[2].rpartition(".")[2] if "." in path else path


def _contest(contest: Element, election: str, area: str, log: Log) -> Iterator[Totals]:
    final = contest.at("CountQualifier", "Final")
    number = FINAL.get(final.text.strip(), 0) if final is not None else 0
    units = contest.all("ReportingUnitVotes")
    whole = contest.child("TotalVotes")
    if whole is not None and units:
        _check_whole(whole, units, log)
    for unit in units or ([whole] if whole is not None else []):
        own = _unit_id(unit, log)
        # EVA's file has one unit: who counted. Whose ballots they are stands in the event.
        locale = district(area) if area and len(units) <= 1 else district(own)
        yield _unit(unit, Totals(log.name, (), election, locale=locale, count=number), log)


def _unit_id(unit: Element, log: Log) -> str:
    found = unit.child("ReportingUnitIdentifier")
    if found is None and (found := unit.child("ReportingUnitIndicator")) is not None:
        log.lenient("indicator-not-identifier", "ReportingUnitVotes.ReportingUnitIndicator")
    name = found.attribute("Id") if found is not None else ""
    return "" if name == UNNAMED else name


def _unit(unit: Element, begun: Totals, log: Log) -> Totals:
    metrics = {each.attribute("Type"): each for each in unit.all("CountMetric")}
    ids = {name: each.attribute("Id") for name, each in metrics.items()}
    lists, blank = _lists(unit, log)
    rejected = tuple(
        Rejected(each.attribute("ReasonCode") or each.attribute("Reason"), each.number())
        for each in unit.all("RejectedVotes")
    )
    kind = ids.get(KIND, "")
    return Totals(
        source=begun.source,
        lists=lists,
        election=begun.election,
        category=ids.get(CATEGORY, ""),
        locale=begun.locale,
        batch=ids.get(BOX, ""),
        count=metrics[NUMBER].number() if NUMBER in metrics else begun.count,
        kind=CountKind(kind) if kind in set(CountKind) else CountKind.UNKNOWN,
        scanner=ids.get(SCANNER, ""),
        blank=blank,
        rejected=rejected,
        total=_total(unit, lists, (blank or 0, rejected), log),
        crosses=metrics[CROSSES].number() if CROSSES in metrics else None,
    )


def _lists(unit: Element, log: Log) -> tuple[tuple[ListCount, ...], int | None]:
    """Give the lists' counts in the file's order, and that of blank ballots."""
    found: dict[str, ListCount] = {}
    blank: int | None = None
    for selection in unit.all("Selection"):
        party = selection.child("AffiliationIdentifier")
        if party is None:
            # A candidate's votes, or an answer: no list.
            continue
        votes = selection.child("ValidVotes")
        code = list_code(party, log)
        if votes is None or not code:
            log.lenient("missing-count", f"Selection {code or '?'}: line {selection.line}")
            continue
        if code == BLANK:
            blank = (blank or 0) + votes.number()
            continue
        before = found.get(code)
        if before is not None:
            log.lenient("doubled-list", f"Selection {code}: line {selection.line}")
        found[code] = _list(selection, code, votes.number(), before, log)
    return tuple(found.values()), blank


def list_code(party: Element, log: Log) -> str:
    """Give a list's code: its `Id`, else its `ShortCode`, else its name, counted as a leniency."""
    code = party.attribute("Id") or party.attribute("ShortCode")
    if not code and (name := party.child("RegisteredName")) is not None and name.text.strip():
        log.lenient("no-list-id", "AffiliationIdentifier@Id")
        return name.text.strip()
    return BLANK if code.upper() == BLANK else code


def _list(
    selection: Element, code: str, ballots: int, before: ListCount | None, log: Log
) -> ListCount:
    name = selection.at("AffiliationIdentifier", "RegisteredName")
    metrics = [each for each in selection.all("CountMetric") if each.attribute("Type") == MODIFIED]
    modified = sum(each.number() for each in metrics) if metrics else None
    if modified is not None and modified > ballots:
        log.lenient("modified-above-valid", f"Selection {code}: line {selection.line}")
    if before is not None:
        ballots += before.ballots
        both = [each for each in (before.modified, modified) if each is not None]
        modified = sum(both) if both else None
    return ListCount(code, ballots, modified, name.text.strip() if name is not None else "")


def _total(
    unit: Element,
    lists: tuple[ListCount, ...],
    others: tuple[int, tuple[Rejected, ...]],
    log: Log,
) -> int | None:
    """Give all ballots, the rejected among them, and count where the file's sums do not add up."""
    told = unit.child("TotalCounted")
    blank, rejected = others
    valid = sum(each.ballots for each in lists) + blank
    refused = sum(each.ballots for each in rejected)
    if told is None:
        log.lenient("missing-count", f"TotalCounted: line {unit.line}")
        return None
    total = told.number()
    if total == valid + refused:
        return total
    if total == valid:
        log.lenient("total-without-rejected", f"TotalCounted: line {told.line}")
        return valid + refused
    log.lenient(
        "sum-differs",
        f"TotalCounted: line {told.line}: {total}, lists and rejected give {valid + refused}",
    )
    return total


def _check_whole(whole: Element, units: list[Element], log: Log) -> None:
    """Count where a contest's own sum is not that of its units."""
    told = whole.child("TotalCounted")
    parts = [unit.child("TotalCounted") for unit in units]
    if told is None or any(part is None for part in parts):
        return
    given = sum(part.number() for part in parts if part is not None)
    if told.number() != given:
        log.lenient(
            "sum-differs",
            f"TotalVotes: line {told.line}: {told.number()}, the units give {given}",
        )
