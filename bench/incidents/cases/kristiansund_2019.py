"""A bundle of 50 is forgotten in one of two counts."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [
        totals("0101/VO", {"A": 640, "FRP": 211, "H": 402}, count=1),
        totals("0101/VO", {"A": 640, "FRP": 261, "H": 402}, count=2),
    ]
    return told(counts, [], "0101/VO", "bundle")


INCIDENT = Incident(
    where="Kristiansund 2019",
    cause="a bundle of one list was forgotten",
    size="50 ballots",
    source="the protocol",
    way=Way.TOTALS,
    run=run,
)
