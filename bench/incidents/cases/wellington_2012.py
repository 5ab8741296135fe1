"""Two contests stand in another order in the software than on the ballot."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def exchanged(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report the votes of one seat as the other's."""
    del scanner, dice
    other = {"seat-1": "seat-4", "seat-4": "seat-1"}
    return Ballot(ballot.style, frozenset((other.get(n, n), o) for n, o in ballot.marks))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=exchanged, begins=1), seed), names(""))


INCIDENT = Incident(
    where="Wellington FL 2012",
    cause="contest order swapped by software",
    size="three contests, two wrong winners certified",
    source="Palm Beach Post",
    way=Way.RECORDS,
    run=run,
)
