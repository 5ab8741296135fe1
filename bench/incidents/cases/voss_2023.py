"""Names written beside the field."""

from bench.incidents.drawn import NORWEGIAN, draw, read, to_people
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Read a ballot with a name above the table."""
    return to_people(read(draw(NORWEGIAN, seed, writeins=1, beside=True), 1), "outside")


INCIDENT = Incident(
    where="Voss 2023",
    cause="names written outside the field were not caught",
    size="all municipal ballots looked through",
    source="TV 2",
    way=Way.IMAGES,
    run=run,
)
