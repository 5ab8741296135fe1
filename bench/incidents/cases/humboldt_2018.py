"""One scanner calls ballots overvoted that are not."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def overvotes(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report a second option, on 41 ballots of 61."""
    if scanner != "S02" or dice.random() >= 41 / 61:
        return ballot
    return Ballot(ballot.style, ballot.marks | {("senate", "adams"), ("senate", "baker")})


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=overvotes, begins=1), seed), names("S02"))


INCIDENT = Incident(
    where="Humboldt CA 2018",
    cause="malfunctioning scanner made false overvotes",
    size="41 of 61 ballots",
    source="Times-Standard",
    way=Way.RECORDS,
    run=run,
)
