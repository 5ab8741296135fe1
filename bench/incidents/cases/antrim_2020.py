"""The ballot was changed, some memory cards were not: positions are read one too far."""

from bench.incidents.forms import CONTESTS, Ballot, Dice
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def setup(scanner: str) -> str:
    """Give what a scanner tells of its election files."""
    return "files of October" if scanner == "S02" else "files of November"


def shifted(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Report the next option of the first contest, on the scanner with the old files."""
    del dice
    if scanner != "S02":
        return ballot
    options = CONTESTS["president"][1]
    marks = {
        (name, options[(options.index(option) + 1) % len(options)])
        if name == "president"
        else (name, option)
        for name, option in ballot.marks
    }
    return Ballot(ballot.style, frozenset(marks))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=shifted, begins=1, setup=setup), seed), names("S02"))


INCIDENT = Incident(
    where="Antrim MI 2020",
    cause="ballot design changed, memory cards not updated, so that positions shifted",
    size="thousands of votes",
    source="J. A. Halderman",
    way=Way.RECORDS,
    run=run,
)
