"""Images are missing from the archive."""

from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import NEVER, Night, first, names, play


def missing(scanner: str, number: int) -> bool:
    """Lose the images of some ballots of one scanner."""
    return scanner == "S02" and 200 < number <= 220


def run(seed: int) -> Caught | None:
    """Play the night."""
    night = Night(lost=missing, begins=NEVER)
    return first(play(night, seed), names("S02", "was closed with 105 sheets"))


INCIDENT = Incident(
    where="Volusia FL 2020",
    cause="images missing",
    size="537 missing, by the auditor's own claim",
    source="the auditor",
    way=Way.RECORDS,
    run=run,
)
