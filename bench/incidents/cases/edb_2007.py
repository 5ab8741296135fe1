"""Equipment was set up so that not all corrections were registered."""

from bench.incidents.forms import Ballot, Dice, norwegian
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def half_registered(scanner: str, ballot: Ballot, dice: Dice) -> Ballot:
    """Lose half of the personal votes, everywhere."""
    del scanner
    return Ballot(ballot.style, frozenset(m for m in ballot.marks if dice.random() < 0.5))


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=half_registered, begins=1, voter=norwegian), seed), names(""))


INCIDENT = Incident(
    where="Norway 2007 (41 municipalities)",
    cause="not all corrections registered, on corrected and uncorrected ballots",
    size="41 municipalities and 6 counties ordered to check by hand",
    source="the ministry, BT, digi.no",
    way=Way.RECORDS,
    run=run,
)
