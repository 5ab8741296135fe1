"""Whether people may do what they ask for: how many must take part, and in which roles."""

from dataclasses import dataclass

from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    DeviationExplained,
    ImagesDeleted,
    ImageSeen,
    NoCandidate,
    Refusal,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.people import Role

OPERATOR, CONTROLLER, OFFICER = Role.OPERATOR, Role.CONTROLLER, Role.OFFICER


@dataclass(frozen=True)
class Needs:
    """How many people an act takes at least and at most, and in which roles they may be.

    `one_of`: a role that one of them at least must have.
    """

    least: int
    most: int
    roles: frozenset[Role]
    one_of: Role | None = None


ANYONE = Needs(1, 1, frozenset(Role))
ALONE = Needs(1, 1, frozenset({OPERATOR, CONTROLLER, OFFICER}))
LOOKS = Needs(1, 2, frozenset({CONTROLLER, OFFICER}))
PAIR = Needs(2, 2, frozenset({CONTROLLER, OFFICER}))
ANSWERED_FOR = Needs(2, 2, frozenset({OPERATOR, CONTROLLER, OFFICER}), OFFICER)
CHECK = Needs(1, 3, frozenset({CONTROLLER, OFFICER}))

NEEDS: dict[type[Act], Needs] = {
    AlarmSeen: ALONE,
    AlarmAcknowledged: ANSWERED_FOR,
    AlarmExplained: ANSWERED_FOR,
    AlarmClosed: ANSWERED_FOR,
    AlarmReopened: ALONE,
    ChecksPlanned: ANSWERED_FOR,
    BoxesCommitted: ANSWERED_FOR,
    SeedEntered: ANSWERED_FOR,
    BoxTaken: PAIR,
    BoxReturned: PAIR,
    CheckEntered: CHECK,
    RoundSigned: PAIR,
    DeviationExplained: ANSWERED_FOR,
    ImageSeen: LOOKS,
    ImagesDeleted: ANSWERED_FOR,
    NoCandidate: ANYONE,
}
"""Two people at every act that changes what is known (valgforskriften § 11-1, § 11-3)."""


def people_refusal(record: ActRecord) -> Refusal | None:
    """Say why these people may not do this, or nothing."""
    needs = NEEDS[type(record.act)]
    names = {person.name for person in record.by}
    if "" in names or len(names) != len(record.by):
        return Refusal("acts.people", "everyone who takes part must be named, and only once")
    if not needs.least <= len(names) <= needs.most:
        wanted = f"{needs.least}" if needs.least == needs.most else f"{needs.least} to {needs.most}"
        return Refusal("acts.people", f"{wanted} people must take part, there are {len(names)}")
    roles = {person.role for person in record.by}
    if not roles <= needs.roles:
        wrong = ", ".join(sorted(roles - needs.roles))
        return Refusal("acts.role", f"this is not for the role {wrong}")
    if needs.one_of is not None and needs.one_of not in roles:
        return Refusal("acts.role", f"one of them must be an {needs.one_of.value}")
    return None
