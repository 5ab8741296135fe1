"""Doubtful ballots that four polling places never delivered."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.comparing.differing import Tolerance


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [
        totals("1201/day-locale", {"A": 5000, "H": 4012}, count=1),
        totals("1201/day-locale", {"A": 5000, "H": 4000}, count=2),
    ]
    return told(counts, [], "1201/day-locale", "", tolerance=Tolerance(1.0, 3))


INCIDENT = Incident(
    where="Bergen 2025",
    cause="four places never delivered 12 doubtful ballots",
    size="12 ballots, 10 found at the second count",
    source="the protocol",
    way=Way.TOTALS,
    run=run,
)
