"""A scanner looks two timing marks off: every ballot is blank for it, but for dust."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def blank(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report nothing of the last contest, but for dust now and then."""
    del scanner
    left = frozenset(mark for mark in ballot.marks if mark[0] != "measure")
    if dice.random() < 16 / 5350:
        left |= {("measure", "yes")}
    return Ballot(ballot.style, left)


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=blank, begins=1), seed), names("", "measure"))


INCIDENT = Incident(
    where="Stoughton WI 2014",
    cause="scanner looked two index marks off; dust gave phantom votes",
    size="about 5,350 ballots read as blank, 16 phantom votes",
    source="Wisconsin Grassroots",
    way=Way.RECORDS,
    run=run,
)
