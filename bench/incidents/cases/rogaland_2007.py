"""No personal vote is registered at all."""

from bench.incidents.forms import Ballot, Dice, norwegian
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def none_registered(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Take every ballot for unchanged."""
    del scanner, dice
    return Ballot(ballot.style, frozenset())


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=none_registered, begins=1, voter=norwegian), seed), names(""))


INCIDENT = Incident(
    where="Three municipalities in Rogaland 2007",
    cause="scanner did not register personal and extra votes",
    size="all ballots recounted by hand",
    source="forskning.no",
    way=Way.RECORDS,
    run=run,
)
