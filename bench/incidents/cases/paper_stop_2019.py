"""After a paper stop nobody knows which ballot was scanned last: it is laid in again."""

from bench.incidents.drawn import NORWEGIAN, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.events import Finding


def run(seed: int) -> Caught | None:
    """Read three ballots, the last of them twice."""
    sheets = [(10 * seed + n, 0.0) for n in range(3)]
    again = (sheets[-1][0], 0.8)
    told = (
        (read(draw(NORWEGIAN, number, skew=skew), place), place == 4)
        for place, (number, skew) in enumerate([*sheets, again], start=1)
    )
    return caught(told, lambda e: isinstance(e, Finding) and e.key.sequence == 4)


INCIDENT = Incident(
    where="Norway, August 2019",
    cause="after a paper stop it was unsure which ballot was the last scanned",
    size="1 ballot",
    source="the Directorate's notice",
    way=Way.IMAGES,
    run=run,
)
