"""A ballot of another election lies among the others."""

from bench.incidents.drawn import caught, desk, draw, layouts, read
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.events import Finding

OURS, OTHERS = "kst-01-A", "ftv-05-A"


def run(seed: int) -> Caught | None:
    """Read three ballots of the box's election, then one of another."""
    names = [OURS, OURS, OURS, OTHERS]
    told = ((read(draw(name, 10 * seed + n), n), name == OTHERS) for n, name in enumerate(names, 1))
    at = desk(layouts()[OURS].election)
    return caught(told, lambda e: isinstance(e, Finding) and e.key.batch == "K1", at)


INCIDENT = Incident(
    where="Outagamie WI 2016",
    cause="a ballot of an earlier election had the same edge code and was counted",
    size="1 ballot",
    source="an observer",
    way=Way.IMAGES,
    run=run,
)
