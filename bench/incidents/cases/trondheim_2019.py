"""Doubtful ballots lie in the pile for the scanner."""

from bench.incidents.drawn import NORWEGIAN, draw, read, to_people
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Read a ballot that is struck out."""
    return to_people(read(draw(NORWEGIAN, seed, crossed=True), 1), "outside")


INCIDENT = Incident(
    where="Trondheim 2019",
    cause="doubtful ballots put in the scan pile",
    size="not told",
    source="the protocol",
    way=Way.IMAGES,
    run=run,
)
