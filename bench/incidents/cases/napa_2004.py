"""All machines were calibrated for carbon ink: gel pens are missed everywhere."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def gel_pen(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Lose about as many votes as were lost, a ballot at a time: one ballot in twelve."""
    del scanner
    return Ballot(ballot.style, frozenset()) if dice.random() < 1 / 12 else ballot


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=gel_pen, begins=1), seed), names(""))


INCIDENT = Incident(
    where="Napa CA 2004",
    cause="calibrated for carbon ink only, gel pens missed",
    size="more than 13,300 ballots through the machine, about 6,000 votes lost",
    source="Wired, VotersUnite",
    way=Way.RECORDS,
    run=run,
)
