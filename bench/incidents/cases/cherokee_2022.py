"""Programming swapped two candidates."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def swapped(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report each of two candidates as the other."""
    del scanner, dice
    other = {"archer": "shoaff", "shoaff": "archer"}
    return Ballot(ballot.style, frozenset((n, other.get(o, o)) for n, o in ballot.marks))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=swapped, begins=1), seed), names("", "seat-1"))


INCIDENT = Incident(
    where="Cherokee KS 2022",
    cause="programming swapped two candidates",
    size="one contest, the wrong nominee at first",
    source="KOAM",
    way=Way.RECORDS,
    run=run,
)
