"""Names rotate from precinct to precinct; the program did not know."""

from bench.incidents.forms import CONTESTS, Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play

SENATE = CONTESTS["senate"][1]


def unrotated(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Take the names of one precinct in the order of another."""
    del scanner, dice
    if ballot.style != "P2":
        return ballot
    turned = dict(zip(SENATE, (*SENATE[1:], SENATE[0]), strict=True))
    marks = {(n, turned[o] if n == "senate" else o) for n, o in ballot.marks}
    return Ballot(ballot.style, frozenset(marks))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=unrotated, begins=1), seed), names("", "senate"))


INCIDENT = Incident(
    where="Pottawattamie IA 2006",
    cause="name rotation per precinct not programmed",
    size="about 4,000 ballots",
    source="Radio Iowa",
    way=Way.RECORDS,
    run=run,
)
