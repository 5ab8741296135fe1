"""Made-up contests and their lists of candidates, from `lists.toml`, and their ballots' numbers."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec

PREFIX = "99"
"""First digits of every number: no ballot ever printed has them, so that ours are not mistaken."""

CHECK_DIGITS = 11
"""Filled up to 22 digits; whether the real numbers have any is not known."""

TICKED, BLANK = 90, 91
"""Numbers, among the lists of one contest, of the ballots that belong to no list."""

KINDS = {"kst": 1, "ftv": 2, "st": 3}
"""Which election it is, as a digit of the number."""


class Person(msgspec.Struct, frozen=True):
    """A candidate as printed."""

    name: str
    born: str
    bold: bool


class Party(msgspec.Struct, frozen=True):
    """One list: its code and name; `candidates` has a line for each, name and year of birth."""

    code: str
    name: str
    bold: int
    candidates: str

    def people(self) -> tuple[Person, ...]:
        """Give the candidates in their order."""
        lines = (line.rpartition(" ") for line in self.candidates.strip().splitlines())
        return tuple(Person(name, born, i < self.bold) for i, (name, _, born) in enumerate(lines))


class Ballots(msgspec.Struct, frozen=True):
    """All lists of one election in one place, on one form. `council` is its number of seats."""

    id: str
    election: str
    form: str
    area: str
    place: str
    heading: str
    council: int
    lists: tuple[Party, ...]

    @property
    def kind(self) -> str:
        """Say which election it is: kst, ftv or st."""
        return self.id.partition("-")[0]

    @property
    def write_ins(self) -> int:
        """Give how many candidates of other lists may be written in: valgloven, section 6-10."""
        return max(5, self.council // 4) if self.kind == "kst" else 0

    def number(self, place: int) -> str:
        """Give the 22 digits of the list at a place, counted from 1.

        The scheme is made up: prefix, year, election, area, list, then digits of the SHA-256 over
        those, so that two numbers differ in many places.
        """
        year = self.election.rpartition("-")[2][2:]
        data = f"{year}{KINDS[self.kind]}{int(self.area):04}{place:02}"
        checks = int(sha256(data.encode()).hexdigest(), 16) % 10**CHECK_DIGITS
        return f"{PREFIX}{data}{checks:0{CHECK_DIGITS}}"


class _File(msgspec.Struct, frozen=True):
    contests: tuple[Ballots, ...]


@cache
def contests() -> tuple[Ballots, ...]:
    """Read the made-up contests that come with the product."""
    data = files(__package__).joinpath("lists.toml").read_bytes()
    return msgspec.toml.decode(data, type=_File).contests
