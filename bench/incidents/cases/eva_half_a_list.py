"""The textbook fault of the official guide: party X gets every second ballot of Y."""

from bench.incidents.forms import Ballot, Dice, norwegian
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def every_second(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Take every second ballot of a list for another's, on one scanner."""
    if scanner != "S02" or ballot.style != "A" or dice.random() < 0.5:
        return ballot
    return Ballot("H", ballot.marks)


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=every_second, voter=norwegian), seed), names("S02", "A"))


INCIDENT = Incident(
    where="Norway, the guide to sample checks",
    cause="one list is given every second ballot of another, on one scanner",
    size="every second ballot",
    source="EVA Stikkprøve, guide",
    way=Way.RECORDS,
    run=run,
)
