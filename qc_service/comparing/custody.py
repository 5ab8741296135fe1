"""What people did held against itself and against the rules: counts, boxes, seals, who was there.

Each deviation is a record with its numbers, its share, what is tolerated and who said so. Nothing
is tolerated where no number is: a box that is not returned is one too many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

from qc_service.comparing.differing import Comparison, Line, Place, Tolerance
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    DeviationExplained,
    ImagesDeleted,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.people import Role
from qc_service.model.words import Words

PAIR = 2
"""So many different people are present at an act (valgforskriften 2024 §§ 9, 10-1, 11-1, 11-3)."""


class Issue(StrEnum):
    """What is not as it should be."""

    COUNTS = "counts"
    REGISTER = "register"
    BOX_OUT = "box-out"
    BOX_UNKNOWN = "box-unknown"
    SEAL_BROKEN = "seal-broken"
    SEAL_MISSING = "seal-missing"
    SEAL_OTHER = "seal-other"
    ALONE = "alone"
    ONE_CHECKER = "one-checker"
    TWO_ROLES = "two-roles"


class Allowed(msgspec.Struct, frozen=True):
    """What may differ, and who decided it (a committee and its decision's number, say)."""

    tolerance: Tolerance = Tolerance(0.0, 0)
    by: str = ""


class Discrepancy(msgspec.Struct, frozen=True):
    """One thing that does not agree: where, the two numbers, the share, and what is tolerated.

    For boxes, seals and presence `first` is what should be and `second` what is: boxes back in
    their place, whole seals, people present. `detail` is the seal, the act, the sample or the
    person that it is about.
    """

    issue: Issue
    place: Place
    first: int
    second: int
    allowed: Allowed
    permille: float = 0.0
    beyond: bool = True
    list: str = ""
    detail: str = ""

    @property
    def difference(self) -> int:
        """Give how much the second number is above the first."""
        return self.second - self.first


ISSUES = {Comparison.COUNTS: Issue.COUNTS, Comparison.REGISTER: Issue.REGISTER}
"""Comparisons of two counts by people: one count and the next, crosses and ballots."""

NOTHING = Allowed()
"""No deviation of boxes, seals or presence is tolerated."""


def of_counts(lines: Iterable[Line], allowed: Allowed) -> Iterator[Discrepancy]:
    """Give each list and place where first and second count, or crosses and ballots, differ.

    Whether a line is beyond the tolerance is judged by `allowed`, so that the record names one
    rule.
    """
    for line in lines:
        issue = ISSUES.get(line.comparison)
        if issue is None or not line.difference:
            continue
        yield Discrepancy(
            issue,
            line.place,
            line.first,
            line.second,
            allowed,
            permille=line.permille,
            beyond=allowed.tolerance.exceeded(abs(line.difference), line.of),
            list=line.list,
        )


def of_boxes(acts: Sequence[ActRecord]) -> Iterator[Discrepancy]:
    """Give boxes that are still out or came back without going out, and what is wrong with seals.

    A seal must be whole when its box is taken out, and bear what it bore when last returned.
    """
    out: dict[str, BoxTaken] = {}
    sealed: dict[str, str] = {}
    for record in acts:
        act = record.act
        if isinstance(act, BoxTaken):
            if act.batch in out:
                yield _of_box(Issue.BOX_OUT, act.batch)
            out[act.batch] = act
            yield from _of_seal(act, sealed.get(act.batch))
        elif isinstance(act, BoxReturned):
            if out.pop(act.batch, None) is None:
                yield _of_box(Issue.BOX_UNKNOWN, act.batch)
            sealed[act.batch] = act.seal
            if not act.seal:
                yield _of_box(Issue.SEAL_MISSING, act.batch)
    for batch in out:
        yield _of_box(Issue.BOX_OUT, batch)


def _of_seal(act: BoxTaken, last: str | None) -> Iterator[Discrepancy]:
    if not act.seal:
        yield _of_box(Issue.SEAL_MISSING, act.batch)
    elif not act.whole:
        yield _of_box(Issue.SEAL_BROKEN, act.batch, act.seal)
    elif last and act.seal != last:
        yield _of_box(Issue.SEAL_OTHER, act.batch, f"{last} → {act.seal}")


def _of_box(issue: Issue, batch: str, detail: str = "") -> Discrepancy:
    return Discrepancy(issue, Place(batch), 1, 0, NOTHING, permille=-1000.0, detail=detail)


IN_PAIRS: tuple[type[Act], ...] = (
    AlarmAcknowledged,
    AlarmExplained,
    AlarmClosed,
    ChecksPlanned,
    BoxesCommitted,
    SeedEntered,
    BoxTaken,
    BoxReturned,
    RoundSigned,
    DeviationExplained,
    ImagesDeleted,
)
"""Acts that take two people at once; a check's two entries are made apart, each by one."""


def of_presence(acts: Sequence[ActRecord]) -> Iterator[Discrepancy]:
    """Give acts with too few people, checks that one person made alone, and people in two roles."""
    checkers: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, set[Role]] = defaultdict(set)
    for record in acts:
        names = {person.name for person in record.by}
        for person in record.by:
            roles[person.name].add(person.role)
        if isinstance(record.act, IN_PAIRS) and len(names) < PAIR:
            yield _of_people(Issue.ALONE, len(names), _box_of(record.act), _name(record.act))
        if isinstance(record.act, CheckEntered):
            checkers[record.act.sample] |= names
    for sample, names in checkers.items():
        if len(names) < PAIR:
            yield _of_people(Issue.ONE_CHECKER, len(names), "", sample)
    for name, held in roles.items():
        if len(held) > 1:
            yield Discrepancy(Issue.TWO_ROLES, Place(), 1, len(held), NOTHING, 1000.0, detail=name)


def _of_people(issue: Issue, present: int, batch: str, detail: str) -> Discrepancy:
    share = 1000.0 * (present - PAIR) / PAIR
    return Discrepancy(issue, Place(batch), PAIR, present, NOTHING, share, detail=detail)


def _box_of(act: Act) -> str:
    return act.batch if isinstance(act, BoxTaken | BoxReturned) else ""


def _name(act: Act) -> str:
    """Give the word under which an act stands in the ledger."""
    return str(type(act).__struct_config__.tag)


def issue_words(found: Discrepancy, language: str) -> str:
    """Say what is not as it should be, in a language of `LANGUAGES`."""
    return ISSUE_WORDS[found.issue].say(
        language,
        place=" ".join(part for part in (found.place.text(), found.list) if part),
        counted=found.place.counted,
        first=found.first,
        second=found.second,
        difference=f"{found.difference:+d}",
        detail=found.detail,
    )


ISSUE_WORDS: dict[Issue, Words] = {
    Issue.COUNTS: Words(
        "{place}, telling {counted}: {first} mot {second} ({difference}).",
        "{place}, teljing {counted}: {first} mot {second} ({difference}).",
        "{place}, count {counted}: {first} against {second} ({difference}).",
    ),
    Issue.REGISTER: Words(
        "{place}: {first} kryss i manntallet, {second} sedler ({difference}).",
        "{place}: {first} kryss i manntalet, {second} setlar ({difference}).",
        "{place}: {first} crosses in the register, {second} ballots ({difference}).",
    ),
    Issue.BOX_OUT: Words(
        "Kasse {place} er tatt ut og ikke lagt tilbake.",
        "Kasse {place} er teken ut og ikkje lagd tilbake.",
        "Box {place} was taken out and not returned.",
    ),
    Issue.BOX_UNKNOWN: Words(
        "Kasse {place} er lagt tilbake uten å være tatt ut.",
        "Kasse {place} er lagd tilbake utan å vere teken ut.",
        "Box {place} was returned without having been taken out.",
    ),
    Issue.SEAL_BROKEN: Words(
        "Kasse {place}: forseglingen {detail} var brutt.",
        "Kasse {place}: forseglinga {detail} var broten.",
        "Box {place}: seal {detail} was broken.",
    ),
    Issue.SEAL_MISSING: Words(
        "Kasse {place}: ingen forsegling er notert.",
        "Kasse {place}: inga forsegling er notert.",
        "Box {place}: no seal was noted.",
    ),
    Issue.SEAL_OTHER: Words(
        "Kasse {place}: forseglingen er en annen enn sist ({detail}).",
        "Kasse {place}: forseglinga er ei anna enn sist ({detail}).",
        "Box {place}: the seal is not the last one ({detail}).",
    ),
    Issue.ALONE: Words(
        "{detail}: {second} til stede, det skal være {first}.",
        "{detail}: {second} til stades, det skal vere {first}.",
        "{detail}: {second} present, there must be {first}.",
    ),
    Issue.ONE_CHECKER: Words(
        "Stikkprøve {detail} er kontrollert av én person, det skal være to.",
        "Stikkprøve {detail} er kontrollert av éin person, det skal vere to.",
        "Sample {detail} was checked by one person, there must be two.",
    ),
    Issue.TWO_ROLES: Words(
        "{detail} er ført opp med {second} roller.",
        "{detail} er ført opp med {second} roller.",
        "{detail} is entered with {second} roles.",
    ),
}
"""Every issue's words."""
