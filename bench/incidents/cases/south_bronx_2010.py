"""A hot scanner makes phantom marks: the image has them, so both readings overvote."""

from bench.incidents.forms import Ballot, Dice, one_precinct
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def phantom(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Mark a second option in the first contest, on two ballots of three."""
    if scanner != "S03" or dice.random() >= 69 / 103:
        return ballot
    return Ballot(ballot.style, ballot.marks | {("president", "clay"), ("president", "polk")})


def run(seed: int) -> Caught | None:
    """Play the night."""
    night = Night(hurts=phantom, scanners=8, ballots=254, voter=one_precinct)
    return first(play(night, seed), names("S03", "more marks than allowed"))


INCIDENT = Incident(
    where="NYC South Bronx 2010",
    cause="overheated scanner made phantom marks, so that ballots were overvoted",
    size="69 of 103 and 156 of 289 ballots of one scanner",
    source="Daily News, WNYC",
    way=Way.RECORDS,
    run=run,
)
