"""Ballots of another municipality in a bundle."""

from bench.incidents.drawn import draw, layouts, read, to_people
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Read a ballot whose form is not among ours."""
    ours = [name for name in layouts() if name.startswith("kst-") and name[:6] != "kst-01"]
    examination = read(draw("kst-01-A", seed), 1, among=ours)
    codes = {page.fault.code.value for page in examination.pages if page.fault is not None}
    return to_people(examination, "fault") if "foreign-ballot" in codes else None


INCIDENT = Incident(
    where="Bergen 2015",
    cause="ballots of another municipality inside a bundle",
    size="some ballots",
    source="Bergens Tidende",
    way=Way.IMAGES,
    run=run,
)
