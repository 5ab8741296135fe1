"""Fifty more ballots than crosses, in some forty polling places."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.comparing.differing import Tolerance


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    ballots = {"A": 200_000, "H": 224_036}
    counts = [totals("0301/all", ballots, crosses=423_986)]
    # 0.12 per mille: told, and beyond a tolerance of none.
    return told(counts, [], "0301/all", "more-than-crosses", tolerance=Tolerance(0.0, 3))


INCIDENT = Incident(
    where="Oslo 2025",
    cause="more approved ballots than crosses: frozen screens, voters not ticked",
    size="50 of 424,036, in about 40 places",
    source="the protocol",
    way=Way.TOTALS,
    run=run,
)
