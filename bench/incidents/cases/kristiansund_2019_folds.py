"""Ballots with two folds, scanned as if they had one."""

from bench.incidents.drawn import draw, read, to_people
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Read a sheet of which a panel is folded away."""
    return to_people(read(draw("kst-02-A", seed, folded=0.358), 1), "fault")


INCIDENT = Incident(
    where="Kristiansund 2019, folds",
    cause="ballots with two folds, folded as with one, were scanned wrongly",
    size="not told",
    source="the protocol",
    way=Way.IMAGES,
    run=run,
)
