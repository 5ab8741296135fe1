"""More names written in than allowed."""

from bench.incidents.drawn import NORWEGIAN, draw, read, to_people
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Read a ballot with nine names where eight are allowed."""
    return to_people(read(draw(NORWEGIAN, seed, writeins=9), 1), "limit")


INCIDENT = Incident(
    where="Eigersund 2011",
    cause="more names accepted than the limit allows",
    size="8 names, 7 allowed",
    source="the municipality",
    way=Way.IMAGES,
    run=run,
)
