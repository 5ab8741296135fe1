"""After a mismatch later ballots are set aside by the tabulator, and not counted."""

from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import NEVER, Night, first, names, play


def set_aside(scanner: str, number: int) -> bool:
    """Lose the last ballots of a box on seven scanners."""
    return int(scanner[1:]) <= 7 and 100 < number <= 125


def run(seed: int) -> Caught | None:
    """Play the night."""
    night = Night(scanners=18, ballots=125, lost=set_aside, begins=NEVER)
    return first(play(night, seed), names("S01", "was closed with 100 sheets"))


INCIDENT = Incident(
    where="Williamson TN 2021",
    cause="a mismatch set a flag, later ballots were held as provisional",
    size="7 of 18 tabulators counted too few",
    source="Tennessean",
    way=Way.RECORDS,
    run=run,
)
