"""A box of American ballots comes twice: only the order of their marks tells."""

from bench.incidents.forms import Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play

BOX, LATER = 125, 3
"""Ballots of a box; the boxes that the second scanner takes before it gets the first one's."""


def run(seed: int) -> Caught | None:
    """Play the night: the second scanner's fourth box is the first scanner's first."""
    box: list[Ballot] = []
    taken = 0

    def again(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
        nonlocal taken
        del dice
        if scanner == "S01" and len(box) < BOX:
            box.append(ballot)
        taken += scanner == "S02"
        here = taken - LATER * BOX - 1
        return box[here] if scanner == "S02" and 0 <= here < BOX else ballot

    return first(play(Night(hurts=again, begins=1, box=BOX), seed), names("S02", "box S01-1"))


INCIDENT = Incident(
    where="Volusia FL 2020, doubles",
    cause="images there twice",
    size="4,904, by the auditor's own claim",
    source="the auditor",
    way=Way.RECORDS,
    run=run,
)
