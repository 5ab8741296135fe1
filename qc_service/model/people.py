"""Who acts: a person as the record names them, and the role in which they act."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person may do; valgloven § 10-6 keeps candidates out of all of it.

    `operator` runs a scanner and sees no images, `controller` is one of a pair that checks paper,
    `officer` answers for the count and signs, `observer` only looks.
    """

    OPERATOR = "operator"
    CONTROLLER = "controller"
    OFFICER = "officer"
    OBSERVER = "observer"


class Person(msgspec.Struct, frozen=True, order=True):
    """One person at work: initials or a short name, and a role; public copies show the role."""

    name: str
    role: Role
