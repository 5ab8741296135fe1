"""List lines are shifted: a personal vote goes to the next candidate."""

from bench.incidents.forms import CANDIDATES, Ballot, Dice, norwegian
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def next_line(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Give each personal vote to the candidate below."""
    del scanner, dice
    below = dict(zip(CANDIDATES, (*CANDIDATES[1:], CANDIDATES[0]), strict=True))
    return Ballot(ballot.style, frozenset((name, below[one]) for name, one in ballot.marks))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=next_line, begins=1, voter=norwegian), seed), names(""))


INCIDENT = Incident(
    where="Askim 2007",
    cause="list lines shifted; each correction gave another result",
    size="full recount",
    source="Smaalenenes Avis",
    way=Way.RECORDS,
    run=run,
)
