"""One machine is blind to ink without carbon."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def unseen_ink(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report nothing of a ballot marked with such ink, on one scanner."""
    if scanner != "S04" or dice.random() >= 0.308:
        return ballot
    return Ballot(ballot.style, frozenset())


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=unseen_ink, begins=1), seed), names("S04"))


INCIDENT = Incident(
    where="Marinette WI 2016",
    cause="infrared reader blind to ink without carbon",
    size="one machine missed votes on 30.8 % of its ballots",
    source="Wisconsin Election Integrity",
    way=Way.RECORDS,
    run=run,
)
