"""A candidate has hardly any votes in the totals, and most of them on paper."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def hardly_any(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report one vote of a candidate in 160."""
    del scanner
    if dice.random() < 164 / 26142:
        return ballot
    return Ballot(ballot.style, ballot.marks - {("seat-4", "gerwig")})


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=hardly_any, begins=1), seed), names("", "gerwig"))


INCIDENT = Incident(
    where="Northampton PA 2019",
    cause="machine configuration",
    size="164 votes shown in 105 precincts, 26,142 on paper",
    source="Morning Call",
    way=Way.RECORDS,
    run=run,
)
