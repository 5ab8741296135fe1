"""One ballot not counted in the polling place; the second count has it."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.comparing.differing import Tolerance


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [
        totals("0101/day-locale", {"A": 640, "H": 402}, count=1, crosses=1043),
        totals("0101/day-locale", {"A": 641, "H": 402}, count=2, crosses=1043),
    ]
    return told(counts, [], "0101/day-locale", "", tolerance=Tolerance(0.0, 0))


INCIDENT = Incident(
    where="Kristiansund 2025",
    cause="one ballot not counted in the polling place",
    size="1 ballot",
    source="the protocol",
    way=Way.TOTALS,
    run=run,
)
