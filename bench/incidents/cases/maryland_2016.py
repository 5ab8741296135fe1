"""The images of one polling place were not transferred."""

from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import NEVER, Night, first, names, play

MISSING = "precinct-9"


def run(seed: int) -> Caught | None:
    """Play the night."""
    night = Night(ballots=125, unopened=MISSING, begins=NEVER)
    return first(play(night, seed), names("", MISSING, "never opened"))


INCIDENT = Incident(
    where="Maryland 2016",
    cause="images not transferred",
    size="one precinct",
    source="State board",
    way=Way.RECORDS,
    run=run,
)
