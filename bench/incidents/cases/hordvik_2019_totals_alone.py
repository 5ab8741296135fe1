"""The same with nothing reread: the other districts are enough."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    right = {"A": 812, "FNB": 436, "H": 655, "NKP": 3}
    counts = [totals(f"{n:04}/day-locale", right) for n in range(1, 5)]
    counts.append(totals("0099/day-locale", right | {"FNB": 0, "NKP": 439}))
    return told(counts, [], "0099/day-locale", "list-zero-sisters")


INCIDENT = Incident(
    where="Bergen, Hordvik 2019, totals alone",
    cause="as above, with no box reread",
    size="436 votes",
    source="NRK",
    way=Way.TOTALS,
    run=run,
)
