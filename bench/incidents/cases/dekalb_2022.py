"""A candidate withdrew: scanners expected four, ballots showed three."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def one_off(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Lose the last candidate of a contest in two precincts of three."""
    del scanner, dice
    if ballot.style == "P1":
        return ballot
    return Ballot(ballot.style, ballot.marks - {("senate", "cole")})


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=one_off, begins=1), seed), names("", "cole"))


INCIDENT = Incident(
    where="DeKalb GA 2022",
    cause="withdrawn candidate: scanners expected four, screens showed three",
    size="a candidate at 0 in most precincts",
    source="AJC, Fox 5",
    way=Way.RECORDS,
    run=run,
)
